import { didYouMean, nearest } from '../../src/core/nearest'

test.each<[string, string[], string | undefined]>([
  ['raitng', ['rating', 'name'], 'rating'],
  ['Rating', ['rating'], 'rating'],
  ['rating', ['name'], undefined],
  ['a', ['b'], 'b'],
  ['ab', ['cd'], undefined],
  ['size', [], undefined],
  ['sizes', ['seize', 'size'], 'size'],
])('%s among %j', (name, candidates, expected) => {
  expect(nearest(name, candidates)).toBe(expected)
})

test('what to do else', () => {
  expect(didYouMean('raitng', ['rating'], 'look')).toBe('did you mean "rating"?')
  expect(didYouMean('raitng', [], 'look')).toBe('look')
})
