import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { maxMigrationChange, maxMigrationNote } from '../../src/emit/max-migration'
import { folderWith } from '../support/project'

const after = '0003_remove_product_rating_from_db'

const folder = (text?: string) => folderWith(text === undefined ? { a: '' } : { 'max_migration.txt': text })

test.each([
  ['one line', '0002_auto\n', `${after}\n`],
  ['no newline at the end', '0002_auto', after],
  ['newlines of Windows', '0002_auto\r\n', `${after}\r\n`],
  ['white space around it', '\n  0002_auto \n\n', `\n  ${after} \n\n`],
])('the name of the last migration is replaced and nothing else: %s', (_, before, text) => {
  const path = folder(before)
  expect(maxMigrationChange(path, '0002_auto', after)).toEqual({
    kind: 'edit',
    path: join(path, 'max_migration.txt'),
    before,
    text,
  })
  expect(maxMigrationNote(path, '0002_auto', after)).toBeUndefined()
})

test.each([
  ['another name', '0001_initial\n', 'names 0001_initial, not 0002_auto'],
  ['a longer name', '0002_auto_b\n', 'names 0002_auto_b, not 0002_auto'],
  ['a merge', '<<<<<<< HEAD\n0002_auto\n=======\n0002_b\n>>>>>>> b\n', 'does not hold one name'],
  ['two names', '0002_auto\n0002_auto\n', 'does not hold one name'],
  ['nothing', '', 'does not hold one name'],
  [
    'a byte order mark, which Python reads as part of the name',
    '\uFEFF0002_auto\n',
    'does not hold one name',
  ],
])('a file that is not right before is left alone: %s', (_, before, what) => {
  const path = folder(before)
  expect(maxMigrationChange(path, '0002_auto', after)).toBeUndefined()
  expect(maxMigrationNote(path, '0002_auto', after)).toBe(
    `${join(path, 'max_migration.txt')} ${what} and was left alone; its last migration is now ${after}`,
  )
})

test('there may be none, and then there is nothing to say', () => {
  const path = folder()
  expect(maxMigrationChange(path, '0002_auto', after)).toBeUndefined()
  expect(maxMigrationNote(path, '0002_auto', after)).toBeUndefined()
})

test('a last migration that stays the last needs no change', () => {
  expect(maxMigrationChange(folder('0005_last\n'), '0005_last', '0005_last')).toBeUndefined()
})

test('a file that is not UTF-8 is refused', () => {
  const path = folder()
  writeFileSync(join(path, 'max_migration.txt'), Buffer.from([0xe9, 0x0a]))
  expect(() => maxMigrationChange(path, '0002_auto', after)).toThrow('not UTF-8')
})
