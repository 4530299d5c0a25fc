import { composed } from '../../src/emit/compose'
import type { FileChange } from '../../src/emit/change'

const edit = (path: string, before: string, text: string): FileChange => ({
  kind: 'edit',
  path,
  before,
  text,
})
const create = (path: string, text: string): FileChange => ({ kind: 'create', path, text })
const rename = (from: string, to: string, before: string, text: string): FileChange => ({
  ...{ kind: 'rename', from, to },
  ...{ before, text },
})

test.each<[string, FileChange, FileChange, readonly FileChange[]]>([
  ['a new file that is edited is new', create('a', '1'), edit('a', '1', '2'), [create('a', '2')]],
  ['a new file that is renamed is new', create('a', '1'), rename('a', 'b', '1', '2'), [create('b', '2')]],
  ['an edit of an edit', edit('a', '1', '2'), edit('a', '2', '3'), [edit('a', '1', '3')]],
  [
    'an edited file that is renamed',
    edit('a', '1', '2'),
    rename('a', 'b', '2', '3'),
    [rename('a', 'b', '1', '3')],
  ],
  [
    'a renamed file that is edited',
    rename('a', 'b', '1', '2'),
    edit('b', '2', '3'),
    [rename('a', 'b', '1', '3')],
  ],
  ['two renames', rename('a', 'b', '1', '2'), rename('b', 'c', '2', '3'), [rename('a', 'c', '1', '3')]],
  ['there and back', rename('a', 'b', '1', '2'), rename('b', 'a', '2', '3'), [edit('a', '1', '3')]],
  ['other files', edit('a', '1', '2'), edit('b', '1', '2'), [edit('a', '1', '2'), edit('b', '1', '2')]],
  ['a new file beside', edit('a', '1', '2'), create('b', '2'), [edit('a', '1', '2'), create('b', '2')]],
])('%s', (_, first, second, expected) => {
  expect(composed([first], [second])).toEqual(expected)
})

test('nothing and nothing', () => {
  expect(composed([], [])).toEqual([])
})
