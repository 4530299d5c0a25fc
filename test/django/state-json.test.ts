import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { applyChanges } from '../../src/django/apply-change'
import { stateJson } from '../../src/django/state-json'
import { stateText } from '../../src/django/state-text'
import { historyOf } from '../support/history'

const OPERATIONS = [
  `migrations.CreateModel("Product", fields=[
            ("id", models.BigAutoField(primary_key=True)),
            ("name", models.CharField(max_length=20, default="x")),
            ("rank", models.IntegerField(db_column="position", null=True, db_default=1)),
            ("tags", models.ManyToManyField(to="shop.tag")),
        ], options={"unique_together": {("name", "rank")}})`,
  'migrations.CreateModel("Tag", fields=[("id", models.BigAutoField(primary_key=True))], options={"managed": False})',
  'migrations.CreateModel("Line", fields=[("product", models.ForeignKey(to="shop.Product", on_delete=models.CASCADE))], options={"db_table": "lines"})',
  'migrations.AddIndex("product", models.Index(fields=["-name"], name="by_name"))',
  'migrations.RenameModel("Product", "Item")',
]

describe('JSON', () => {
  const json = stateJson(historyOf(OPERATIONS))

  test('is versioned and sorted', () => {
    expect(json).toMatchObject({ version: 1, dialect: 'postgresql' })
    expect(Object.keys(json.models)).toEqual(['shop.item', 'shop.line', 'shop.tag'])
    expect(Object.keys(json.tables)).toEqual(['lines', 'shop_item', 'shop_item_tags'])
    expect(JSON.parse(JSON.stringify(json))).toEqual(json)
  })

  test('fields', () => {
    const fields = json.models['shop.item']?.fields ?? []
    expect(fields.map(({ name, column }) => [name, column])).toEqual([
      ['id', 'id'],
      ['name', 'name'],
      ['rank', 'position'],
      ['tags', null],
    ])
    expect(fields[1]).toMatchObject({
      class: 'django.db.models.CharField',
      null: false,
      default: '"x"',
      db_default: null,
      source: 'models.CharField(max_length=20, default="x")',
    })
    expect(fields[3]?.relation).toMatchObject({ to: 'shop.tag', through: null })
  })

  test('what an operation changed is printed as it is now', () => {
    const [product] = json.models['shop.line']?.fields ?? []
    expect(product?.relation?.to).toBe('shop.item')
    expect(product?.source).toContain('to="shop.Item"')
  })

  test('tables', () => {
    expect(json.tables['shop_item']?.columns[2]).toEqual({
      name: 'position',
      type: 'integer',
      null: true,
      identity: false,
      default: { kind: 'python', text: '1' },
      generated: null,
      collation: null,
      comment: null,
    })
    expect(json.tables['lines']?.foreign_keys).toMatchObject([
      { column: 'product_id', to_table: 'shop_item', to_column: 'id', on_delete: 'no-action' },
    ])
  })

  test('every key is documented', () => {
    const documented = readFileSync(join(__dirname, '../../docs/state-json.md'), 'utf8')
    const missing = [...keysOf(json)].filter((key) => !documented.includes(`\`${key}\``))
    expect(missing).toEqual([])
  })
})

/** Every key of the JSON but the names of models and tables. */
function keysOf(json: ReturnType<typeof stateJson>): Set<string> {
  const keys = new Set(Object.keys(json))
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit)
    else if (typeof value === 'object' && value !== null) {
      for (const [key, each] of Object.entries(value)) {
        keys.add(key)
        visit(each)
      }
    }
  }
  for (const each of [...Object.values(json.models), ...Object.values(json.tables)]) visit(each)
  return keys
}

test('text', () => {
  const text = stateText(historyOf(OPERATIONS))
  expect(text).toContain('Model shop.Item\n  id    BigAutoField     primary key\n')
  expect(text).toContain('  rank  IntegerField     null, db_default 1, column position\n')
  expect(text).toContain('  unique together (name, rank)\n')
  expect(text).toContain('Model shop.Tag: not managed\n')
  expect(text).toContain('Tables (postgresql)\n\nlines\n')
  expect(text).toMatch(/ {2}foreign key \w+ \(product_id\) to shop_item \(id\)\n/)
  expect(text).toMatch(/ {2}index by_name \(name\)\n/)
})

describe('second names', () => {
  const snapshot = historyOf(OPERATIONS)
  const twin = { name: 'line_twin', column: 'id', twin: 'product_id' }
  const view = { name: 'shop_line', table: 'lines', columns: ['id'] }
  const schema = applyChanges(snapshot.schema, [
    { kind: 'add-twin', table: 'lines', twin },
    { kind: 'create-view', view },
  ])

  test('of tables and of columns', () => {
    const json = stateJson({ ...snapshot, schema })
    expect(json.tables['lines']?.twins).toEqual([twin])
    expect(json.tables['shop_item']?.twins).toEqual([])
    expect(json.views).toEqual({ shop_line: { table: 'lines', columns: ['id'] } })
    expect(stateJson(snapshot).views).toEqual({})
  })

  test('as text', () => {
    const text = stateText({ ...snapshot, schema })
    expect(text).toContain('  triggers line_twin: id and product_id are kept equal\n')
    expect(text).toContain('shop_line: a view of lines (id)\n')
  })
})
