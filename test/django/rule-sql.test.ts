import { applyChange, applyChanges } from '../../src/django/apply-change'
import type { Change } from '../../src/django/changes'
import type { Dialect } from '../../src/core/dialect'
import { isTypeCheck } from '../../src/django/fields/column-type'
import { renamedSql } from '../../src/django/rule-sql/rename'
import type { Schema, Table } from '../../src/django/schema'
import { differences } from '../../src/plan/differences'
import { compile } from '../../src/sql/compile'
import { readSql } from '../../src/sql/read'
import { historyOf } from '../support/history'

/** A table whose rules have SQL of their own. */
const CHECK =
  'models.CheckConstraint(condition=models.Q(("note", "say \\"stock\\""), ("stock__gt", 1)), name="c")'
const SHOP = [
  `migrations.CreateModel("Product", [
    ("id", models.BigAutoField(primary_key=True)),
    ("stock", models.PositiveIntegerField()),
    ("note", models.CharField(max_length=20, null=True)),
  ])`,
  `migrations.AddConstraint("product", ${CHECK})`,
  'migrations.AddConstraint("product", models.UniqueConstraint(fields=["note"], condition=models.Q(("stock__gt", 0)), include=["stock"], name="u"))',
  'migrations.AddIndex("product", models.Index(fields=["-stock"], condition=models.Q(("note__isnull", False)), name="i"))',
]

function shop(dialect: Dialect = 'postgresql', more: readonly string[] = []): Schema {
  return historyOf([...SHOP, ...more], dialect).schema
}

function product(schema: Schema): Table | undefined {
  return schema.tables.get('shop_product')
}

/** What is written to make a rule that is there again. */
function statements(table: Table | undefined): readonly (string | undefined)[] {
  const on = { table: 'shop_product' }
  const changes: Change[] = [
    ...(table?.checks ?? []).map((check): Change => ({ kind: 'add-check', ...on, check })),
    ...(table?.uniques ?? []).map((unique): Change => ({ kind: 'add-unique', ...on, unique })),
    ...(table?.indexes ?? []).map((index): Change => ({ kind: 'add-index', ...on, index })),
  ]
  return changes.map((change) => compile([change], historyOf([]).schema)?.join())
}

describe('a column gets another name', () => {
  test('in every rule, and in no string', () => {
    const renamed = shop('postgresql', ['migrations.RenameField("product", "stock", "left")'])
    expect(statements(product(renamed))).toEqual([
      'ALTER TABLE "shop_product" ADD CONSTRAINT "shop_product_stock_check" CHECK ("left" >= 0)',
      `ALTER TABLE "shop_product" ADD CONSTRAINT "c" CHECK (("note" = 'say "stock"' AND "left" > 1))`,
      'CREATE UNIQUE INDEX "u" ON "shop_product" ("note") INCLUDE ("left") WHERE "left" > 0',
      'CREATE INDEX "i" ON "shop_product" ("left" DESC) WHERE "note" IS NOT NULL',
    ])
  })

  test.each<[Dialect, string, string]>([
    ['postgresql', `"a" = E'\\'"a"' AND "a" > 1`, `"b" = E'\\'"a"' AND "b" > 1`],
    ['postgresql', `"x" = 'c:\\' AND "a" > 1`, `"x" = 'c:\\' AND "b" > 1`],
    ['mysql', "`x` = 'it\\'s `a`' AND `a` > 1", "`x` = 'it\\'s `a`' AND `b` > 1"],
    ['mysql', '`x` = "`a`" AND `a` > 1', '`x` = "`a`" AND `b` > 1'],
  ])('%s: %s', (dialect, sql, expected) => {
    expect(renamedSql(sql, 'a', 'b', dialect)).toBe(expected)
  })
})

test('MySQL takes a column that goes out of an index', () => {
  const written =
    'migrations.AddIndex("product", models.Index(models.F("note"), models.OrderBy(models.F("stock"), descending=True), name="b"))'
  const start = historyOf([SHOP[0] ?? '', written], 'mysql').schema
  const after = applyChange(start, { kind: 'drop-column', table: 'shop_product', column: 'stock' })
  expect(product(after)?.indexes).toMatchObject([{ name: 'b', sql: { parts: ['`note`'] } }])
})

describe('a rule of a model and the same from SQL', () => {
  const drops = `ALTER TABLE "shop_product" DROP CONSTRAINT "c"; DROP INDEX "u"; DROP INDEX "i"`
  const adds = [
    `ALTER TABLE "shop_product" ADD CONSTRAINT "c" CHECK (("note" = 'say "stock"' AND "stock" > 1)) NOT VALID`,
    'CREATE UNIQUE INDEX CONCURRENTLY "u" ON "shop_product" ("note") INCLUDE ("stock")  WHERE "stock"\n > 0',
    'CREATE INDEX "i" ON "shop_product" USING btree ("stock" DESC) WHERE "note" IS NOT NULL',
  ]
  const found = (...sql: readonly string[]): readonly string[] => {
    const changes = [drops, ...sql].flatMap((one) => readSql(one, 'postgresql'))
    return differences(shop(), applyChanges(shop(), changes))
  }

  test('are equal, but for white space', () => {
    expect(found(...adds)).toEqual([])
  })

  test.each([
    [0, '> 1', '> 2'],
    [0, 'say "stock"', 'say  "stock"'],
    [0, '"c"', '"d"'],
    [1, '> 0', '>= 0'],
    [1, ' INCLUDE ("stock")', ''],
    [1, '("note")', '("note" DESC)'],
    [1, 'WHERE', 'NULLS NOT DISTINCT WHERE'],
    [2, ' DESC', ''],
    [2, 'btree', 'hash'],
    [2, 'WHERE', 'WITH (fillfactor = 70) WHERE'],
  ])('but not where %s has not %s', (place, from, to) => {
    const changed = adds.map((sql, index) => (index === place ? sql.replace(from, to) : sql))
    expect(changed).not.toEqual(adds)
    expect(found(...changed)).not.toEqual([])
  })
})

test('an index becomes a constraint', () => {
  const sql = [
    'CREATE UNIQUE INDEX "n" ON "shop_product" ("note") NULLS NOT DISTINCT',
    'ALTER TABLE "shop_product" ADD CONSTRAINT "m" UNIQUE USING INDEX "n" DEFERRABLE INITIALLY DEFERRED',
  ]
  const changes = sql.flatMap((one) => readSql(one, 'postgresql'))
  expect(product(applyChanges(shop(), changes))?.uniques.at(-1)).toEqual({
    name: 'm',
    columns: ['note'],
    uses: ['note'],
    sql: { parts: ['"note"'], nullsDistinct: false, deferrable: 'deferred' },
  })
})

test.each([
  ['"stock" >= 0', true],
  ['`stock` >= 0', true],
  ['(JSON_VALID("data") OR "data" IS NULL)', true],
  ['json_valid(`data`)', true],
  ['"stock" >= 1', false],
  ['"stock" >= 0 AND "a" > 1', false],
])('%s comes with a type: %s', (sql, expected) => {
  expect(isTypeCheck({ name: undefined, sql, columns: undefined })).toBe(expected)
})

test('a check of a model does not, whatever it says', () => {
  const check =
    'migrations.AddConstraint("product", models.CheckConstraint(condition=models.Q(("stock__gte", 0)), name="x"))'
  const made = product(shop('postgresql', [check]))?.checks.at(-1)
  expect(made?.sql).toBe('"stock" >= 0')
  expect(made && isTypeCheck(made)).toBe(false)
})
