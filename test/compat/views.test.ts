import { found, renamed, tableOf, withSql, withTable, withTwin, withView, type Renamed } from './renamed'

const SHOP = [
  'migrations.CreateModel(name="Tag", fields=[("id", models.BigAutoField(primary_key=True))])',
  `migrations.CreateModel(name="Product", fields=[
     ("id", models.BigAutoField(primary_key=True)),
     ("name", models.CharField(max_length=20, unique=True)),
     ("tags", models.ManyToManyField(to="shop.tag")),
     ("twin", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to="shop.product")),
   ])`,
  `migrations.CreateModel(name="Order", fields=[
     ("id", models.BigAutoField(primary_key=True)),
     ("product", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shop.product")),
   ])`,
]

const RENAME = 'migrations.RenameModel(old_name="Product", new_name="Item")'
const COLUMNS = ['id', 'name', 'twin_id']
const TAGS = { name: 'shop_item_tags', table: 'shop_product_tags', columns: ['id', 'item_id', 'tag_id'] }

/** The overlap of a renamed model, as far as its table; `rest` is what becomes of its many-to-many table. */
function item(change: readonly string[] = [], columns: readonly string[] = COLUMNS): Renamed {
  const world = renamed(SHOP, [RENAME, ...change])
  return withView(world, { name: 'shop_item', table: 'shop_product', columns })
}

/** The column of the many-to-many table is called after the model. */
function withTags(world: Renamed): Renamed {
  const twin = withTwin(world, 'shop_product_tags', ['product_id', 'item_id'])
  const copy = 'CREATE UNIQUE INDEX u_twin ON shop_product_tags ("item_id", "tag_id")'
  return withView(withSql(twin, copy), TAGS)
}

const whole = (change?: readonly string[], columns?: readonly string[]): Renamed =>
  withTags(item(change, columns))

const added = (name: string, field: string): string =>
  `migrations.AddField(model_name="item", name="${name}", field=${field})`

describe('a table that has a second name', () => {
  test('is one to both colours, with its keys, and its many-to-many table', () => {
    expect(found(whole())).toEqual([])
  })

  test('with a column that the view does not show, which fills itself', () => {
    const removed = 'migrations.RemoveField(model_name="item", name="name")'
    const world = whole([removed], ['id', 'twin_id'])
    expect(found(withSql(world, "ALTER TABLE shop_product ALTER COLUMN name SET DEFAULT ''"))).toEqual([
      'new error insert-twice shop_item shop_product_name_key',
    ])
    expect(found(withSql(world, 'ALTER TABLE shop_product ALTER COLUMN name DROP NOT NULL'))).toEqual([
      'old note reads-null shop_product name',
    ])
    expect(found(world)).toContain('new error insert shop_item name')
  })

  test('with a renamed column, which the view shows by its new name', () => {
    const change = 'migrations.RenameField(model_name="item", old_name="twin", new_name="pair")'
    const both = (columns: readonly string[]): Renamed =>
      withTwin(whole([change], columns), 'shop_product', ['twin_id', 'pair_id'])
    expect(found(both(['id', 'name', 'pair_id']))).toEqual([])
    expect(found(both(['id', 'name', 'twin_id']))).toEqual(['new error missing-column shop_item pair_id'])
  })

  test('with a column that is new to it', () => {
    const change = [added('rank', 'models.IntegerField(null=True)')]
    const add = 'ALTER TABLE shop_product ADD COLUMN rank integer NULL'
    expect(found(withSql(whole(change, [...COLUMNS, 'rank']), add))).toEqual([])
    expect(found(withSql(whole(change), add))).toEqual(['new error missing-column shop_item rank'])
  })
})

describe('what a second name does not save', () => {
  test('no view', () => {
    expect(found(renamed(SHOP, [RENAME]))).toContain('new error missing-table shop_item shop_item')
  })

  test('a view that lacks a column', () => {
    expect(found(whole([], ['id', 'name']))).toEqual(['new error missing-column shop_item twin_id'])
  })

  test('no view of the many-to-many table', () => {
    expect(found(item())).toContain('new error missing-table shop_item_tags shop_item_tags')
  })

  test('no twin of the column in the many-to-many table', () => {
    expect(found(withView(item(), TAGS))).toContain('new error missing-column shop_item_tags item_id')
  })

  test('a rule that neither knows', () => {
    expect(found(withSql(whole(), 'ALTER TABLE shop_product ADD CONSTRAINT c CHECK (name > 0)'))).toEqual([
      'old error stricter-rule shop_product c',
      'new error stricter-rule shop_item c',
    ])
  })

  test('a key of a table that neither knows', () => {
    const other = `CREATE TABLE other ("id" bigint NOT NULL PRIMARY KEY, "product_id" bigint NOT NULL);
      ALTER TABLE other ADD CONSTRAINT k FOREIGN KEY ("product_id") REFERENCES shop_product ("id")`
    expect(found(withSql(whole(), other))).toEqual([
      'old note new-key shop_product other.product_id',
      'new error parent-delete shop_item other.product_id',
    ])
  })

  test('a key that is gone, and that both know', () => {
    const world = whole()
    const bare = { ...tableOf(world.schema, 'shop_product'), foreignKeys: [] }
    expect(found(withTable(world, bare))).toEqual([
      'old note dangling-key shop_product twin_id',
      'new note dangling-key shop_item twin_id',
    ])
  })

  test('code that knows the table by both names', () => {
    const again =
      'migrations.CreateModel(name="Product", fields=[("id", models.BigAutoField(primary_key=True))])'
    const world = whole([again])
    expect(tableOf(world.schema, 'shop_product').twins).toBeUndefined()
    expect(found(world)).toContain('new error missing-table shop_item shop_item')
  })
})
