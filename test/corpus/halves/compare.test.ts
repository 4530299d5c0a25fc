/** What walk.py prints, as far as it is compared. */
interface Walked {
  readonly start: object
  readonly forward: readonly object[]
  readonly back: readonly object[]
  readonly again?: readonly object[]
  readonly models: object
  readonly irreversible?: string
}

type Compare = (
  split: Walked,
  whole: Walked,
) => { readonly differences: readonly string[]; readonly irreversible?: true }

// eslint-disable-next-line @typescript-eslint/no-require-imports -- plain JavaScript, beside run.js
const { compare } = require('./compare.js') as { readonly compare: Compare }

const at = (type: string): object => ({ shop_product: { columns: { rating: type }, order: ['rating'] } })
const [start, overlap, end] = [at('integer NOT NULL'), at('integer'), {}]
const models = { 'shop.product': { fields: {} } }
const whole: Walked = { start, forward: [end], back: [start], again: [end], models }
const split: Walked = {
  start,
  forward: [overlap, end],
  back: [overlap, start],
  again: [overlap, end],
  models,
}

test('two halves that come to the same are equal', () => {
  expect(compare(split, whole)).toEqual({ differences: [] })
})

test.each<[string, Partial<Walked>]>([
  ['before', { start: end }],
  ['the end', { forward: [overlap, overlap] }],
  ['the models', { models: {} }],
  ['back to the overlap', { back: [end, start] }],
  ['back to before', { back: [overlap, overlap] }],
  ['the overlap again', { again: [end, end] }],
  ['the end again', { again: [overlap, overlap] }],
])('a difference is told: %s', (where, differing) => {
  const { differences } = compare({ ...split, ...differing }, whole)
  expect(differences.some((each) => each.startsWith(`${where}: `))).toBe(true)
})

test('what only one of them cannot take back is a difference', () => {
  const stuck: Walked = { start, forward: [overlap, end], back: [], models, irreversible: 'RunPython' }
  expect(compare(stuck, whole).differences).toEqual(['only one can be taken back: RunPython'])
  expect(compare(stuck, { ...whole, irreversible: 'RunPython' })).toEqual({
    differences: [],
    irreversible: true,
  })
})
