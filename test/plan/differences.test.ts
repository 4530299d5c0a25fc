import type { Dialect } from '../../src/core/dialect'
import { applyChanges } from '../../src/django/apply-change'
import type { Schema, Twin } from '../../src/django/schema'
import { differences } from '../../src/plan/differences'
import { readSql } from '../../src/sql/read'
import { historyOf } from '../support/history'
import { model } from './support'

const SHOP = [
  model('Owner', {}),
  model('Product', {
    name: 'models.CharField(max_length=9, db_index=True)',
    stock: 'models.PositiveIntegerField(db_default=1)',
    owner: 'models.ForeignKey(on_delete=models.CASCADE, to="shop.owner")',
  }),
]

/** What differs once this SQL has run. */
function found(sql: string, dialect: Dialect = 'postgresql'): readonly string[] {
  const { schema } = historyOf(SHOP, dialect)
  const changes = readSql(sql, dialect)
  expect(changes.filter(({ kind }) => kind === 'unknown')).toEqual([])
  return differences(schema, applyChanges(schema, changes))
}

describe('what counts', () => {
  test.each([
    ['ALTER TABLE shop_product DROP COLUMN name', ['column', 'index', 'index']],
    ['ALTER TABLE shop_product ADD COLUMN x integer NULL', ['column']],
    ['ALTER TABLE shop_product ALTER name DROP NOT NULL', ['column', 'column']],
    ['ALTER TABLE shop_product ALTER stock DROP DEFAULT', ['column', 'column']],
    ['ALTER TABLE shop_product ALTER stock SET DEFAULT 2', ['column', 'column']],
    ["COMMENT ON COLUMN shop_product.name IS 'x'", ['column', 'column']],
    ['CREATE INDEX i ON shop_product (stock)', ['index']],
    ['CREATE UNIQUE INDEX i ON shop_product (stock)', ['unique']],
    ['ALTER TABLE shop_product ADD CONSTRAINT c CHECK (stock > 1)', ['check']],
  ])('%s', (sql, kinds) => {
    const lines = found(sql)
    expect(lines.map((line) => /^shop_product: (\w+) /.exec(line)?.[1])).toEqual(kinds)
  })

  test('a key, and what it does', () => {
    const key = /"([^"]+_fk_[^"]+)"/.exec(
      JSON.stringify([...(historyOf(SHOP).schema.tables.get('shop_product')?.foreignKeys ?? [])]),
    )?.[1]
    const lines = found(
      `ALTER TABLE shop_product DROP CONSTRAINT "${key ?? ''}";
       ALTER TABLE shop_product ADD CONSTRAINT "${key ?? ''}" FOREIGN KEY (owner_id) REFERENCES shop_owner (id) ON DELETE CASCADE`,
    )
    expect(lines).toHaveLength(2)
    expect(lines.join()).toMatch(/key .*no-action.*key .*cascade/)
  })

  test('a view, and what it shows in any order', () => {
    const { schema } = historyOf(SHOP)
    const withView = (columns: readonly string[]): Schema => ({
      ...schema,
      views: new Map([['shop_item', { name: 'shop_item', table: 'shop_product', columns }]]),
    })
    expect(differences(schema, withView(['id']))).toEqual(['view shop_item of shop_product: id'])
    expect(differences(withView(['id', 'name']), withView(['id']))).toHaveLength(2)
    expect(differences(withView(['id', 'name']), withView(['name', 'id']))).toEqual([])
  })

  test('a twin', () => {
    const { schema } = historyOf(SHOP)
    const withTwins = (...twins: readonly Twin[]): Schema => {
      const tables = new Map(schema.tables)
      const product = tables.get('shop_product')
      if (product !== undefined) tables.set('shop_product', { ...product, twins })
      return { ...schema, tables }
    }
    const twin: Twin = { name: 'equal', column: 'name', twin: 'title' }
    expect(differences(schema, withTwins())).toEqual([])
    expect(differences(schema, withTwins(twin))).toHaveLength(1)
    expect(differences(withTwins({ ...twin, blank: '1' }), withTwins(twin))).toHaveLength(2)
    expect(differences(withTwins({ ...twin }), withTwins(twin))).toEqual([])
  })

  test('a table', () => {
    expect(found('CREATE TABLE a (id bigint NOT NULL PRIMARY KEY)')).toEqual(['the table a is in one only'])
    expect(found('DROP TABLE shop_product')).toEqual(['the table shop_product is in one only'])
  })
})

describe('what does not', () => {
  test.each<[title: string, sql: string, ...Dialect[]]>([
    ['nothing', ''],
    [
      'the order of columns',
      `ALTER TABLE shop_product DROP COLUMN stock;
       ALTER TABLE shop_product ADD COLUMN stock integer DEFAULT 1 NOT NULL CHECK ("stock" >= 0)`,
    ],
    ['the same default, written out', 'ALTER TABLE shop_product ALTER stock SET DEFAULT 1'],
    [
      'the number by which MySQL calls a check',
      'ALTER TABLE `shop_product` DROP COLUMN `stock`;' +
        ' ALTER TABLE `shop_product` ADD COLUMN `stock` integer UNSIGNED DEFAULT 1 NOT NULL CHECK (`stock` >= 0)',
      'mysql',
    ],
  ])('%s', (_title, sql, ...[dialect]) => {
    expect(found(sql, dialect)).toEqual([])
  })

  test('where in a file something was written', () => {
    const json = 'models.JSONField(db_default=models.Value({}, models.JSONField()))'
    const one = historyOf([model('A', { x: json })]).schema
    const other = historyOf(['migrations.RunPython(print)', model('A', { x: json })]).schema
    expect(differences(one, other)).toEqual([])
  })
})
