import type { Dialect } from '../../src/core/dialect'
import type { TwinOptions } from './renamed'
import { found, renamed, tableOf, withSql, withTable, withTwin, type Renamed } from './renamed'

const OWNER = `migrations.CreateModel(name="Owner", fields=[
  ("id", models.BigAutoField(primary_key=True)),
  ("code", models.CharField(max_length=20, unique=True)),
])`

/** A model of shop with one field that is called `price`, and new code that calls it `cost`. */
function rename(field: string, dialect: Dialect = 'postgresql', meta = '{}'): Renamed {
  const product = `migrations.CreateModel(name="Product", options=${meta}, fields=[
    ("id", models.BigAutoField(primary_key=True)),
    ("name", models.CharField(max_length=20)),
    ("price", ${field}),
  ])`
  const change = 'migrations.RenameField(model_name="product", old_name="price", new_name="cost")'
  return renamed([OWNER, product], [change], dialect)
}

const NAMES = ['price', 'cost'] as const
const INTEGER = 'models.IntegerField()'

function twin(field: string, options?: TwinOptions, dialect?: Dialect, meta?: string): Renamed {
  return withTwin(rename(field, dialect, meta), 'shop_product', NAMES, options)
}

const sql = (text: string): { default: { kind: 'sql'; sql: string } } => ({
  default: { kind: 'sql', sql: text },
})

const GENERATED =
  'models.GeneratedField(expression=models.F("id"), output_field=models.BigIntegerField(), db_persist=True)'
const KEY = 'models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shop.owner"'

describe('a column with a twin is one to both colours', () => {
  test.each<[title: string, world: Renamed]>([
    ['NOT NULL', twin(INTEGER)],
    ['nullable', twin('models.IntegerField(null=True)')],
    [
      'text with a collation',
      twin('models.CharField(max_length=9, db_collation="C")', { rule: { comparesBytes: true } }),
    ],
    [
      'with a default of the database',
      twin('models.IntegerField(db_default=3)', { twin: sql('3'), rule: { blank: '3' } }),
    ],
    ['with a check of its type', twin('models.PositiveIntegerField()')],
    ['a placeholder on MariaDB', twin(INTEGER, { column: sql('0'), rule: { blank: '0' } }, 'mariadb')],
    ['nullable on MariaDB', twin('models.IntegerField(null=True)', {}, 'mariadb')],
    [
      'text on MariaDB',
      twin(
        'models.CharField(max_length=9)',
        { column: sql("''"), rule: { blank: "''", comparesBytes: true } },
        'mariadb',
      ),
    ],
    [
      'a default in brackets on MySQL',
      twin(
        'models.TextField()',
        { column: sql("('')"), rule: { blank: "''", comparesBytes: true } },
        'mysql',
      ),
    ],
    [
      'unique, with a copy',
      withSql(
        twin('models.IntegerField(unique=True)'),
        'CREATE UNIQUE INDEX u_twin ON shop_product ("cost"); CREATE INDEX i_twin ON shop_product ("cost")',
      ),
    ],
    [
      'in unique_together, with a copy',
      withSql(
        twin(INTEGER, {}, 'postgresql', '{"unique_together": {("name", "price")}}'),
        'CREATE UNIQUE INDEX u_twin ON shop_product ("name", "cost")',
      ),
    ],
    [
      'unique on MariaDB, whose upserts name no columns',
      twin('models.IntegerField(unique=True, null=True)', {}, 'mariadb'),
    ],
    ['a key', withTwin(rename(`${KEY})`), 'shop_product', ['price_id', 'cost_id'])],
  ])('%s', (_title, world) => {
    expect(found(world)).toEqual([])
  })

  test('a unique rule with a condition, and its copy', () => {
    const rule = `migrations.AddConstraint(model_name="product", constraint=models.UniqueConstraint(
      fields=("name",), condition=models.Q(("price__gte", 0)), name="few"))`
    const again = rule.replace('price', 'cost')
    const product = `migrations.CreateModel(name="Product", fields=[
      ("id", models.BigAutoField(primary_key=True)),
      ("name", models.CharField(max_length=20)),
      ("price", models.IntegerField()),
    ])`
    const change = [
      'migrations.RemoveConstraint(model_name="product", name="few")',
      'migrations.RenameField(model_name="product", old_name="price", new_name="cost")',
      again,
    ]
    const world = withTwin(renamed([product, rule], change), 'shop_product', NAMES)
    const copy = 'CREATE UNIQUE INDEX few_twin ON shop_product ("name") WHERE "cost" >= 0'
    expect(found(withSql(world, copy))).toEqual([])
    const other = 'CREATE UNIQUE INDEX few_twin ON shop_product ("name") WHERE "cost" >= 1'
    expect(found(withSql(world, other))).toEqual([
      'old error stricter-rule shop_product few_twin',
      'new error stricter-rule shop_product few_twin',
    ])
  })

  test('a field that a key points at', () => {
    const order = `migrations.CreateModel(name="Order", fields=[
      ("id", models.BigAutoField(primary_key=True)),
      ("owner", ${KEY}, to_field="code")),
    ])`
    const change = 'migrations.RenameField(model_name="owner", old_name="code", new_name="sign")'
    const world = withTwin(renamed([OWNER, order], [change]), 'shop_owner', ['code', 'sign'])
    expect(found(withSql(world, 'CREATE UNIQUE INDEX u_twin ON shop_owner ("sign")'))).toEqual([])
  })
})

const BROKEN = ['old error twin shop_product price', 'new error twin shop_product cost']

/** What only says that the two are not one; the columns for themselves break more than that. */
function broken(world: Renamed): readonly string[] {
  return found(world).filter((each) => each.includes(' twin '))
}

describe('a twin that does not take what its column takes', () => {
  test.each<[title: string, world: Renamed]>([
    ['another type', twin(INTEGER, { twin: { type: { kind: 'known', sql: 'smallint' } } })],
    ['a wider type', twin(INTEGER, { twin: { type: { kind: 'known', sql: 'bigint' } } })],
    ['another collation', twin('models.CharField(max_length=9)', { twin: { collation: 'C' } })],
    [
      'NOT NULL beside a column that takes NULL',
      twin('models.IntegerField(null=True)', { twin: { nullable: false } }),
    ],
    ['a default that the column does not have', twin(INTEGER, { twin: sql('0') })],
    [
      'no default beside one',
      twin('models.IntegerField(db_default=3)', {
        twin: { default: undefined } as never,
        rule: { blank: '3' },
      }),
    ],
    [
      'triggers that know another default',
      twin('models.IntegerField(db_default=3)', { twin: sql('3'), rule: { blank: '4' } }),
    ],
    ['triggers that know none', twin('models.IntegerField(db_default=3)', { twin: sql('3') })],
    [
      'a default of its own for each row',
      twin('models.UUIDField()', { column: sql('gen_random_uuid()'), rule: { blank: 'gen_random_uuid()' } }),
    ],
    ['a collation that does not see a change', twin('models.CharField(max_length=9, db_collation="C")')],
    ['text on MariaDB, compared as text', twin('models.CharField(max_length=9, null=True)', {}, 'mariadb')],
    ['no default on MariaDB', twin(INTEGER, {}, 'mariadb')],
    [
      'another default on MariaDB',
      twin(INTEGER, { column: sql('0'), twin: sql('1'), rule: { blank: '0' } }, 'mariadb'),
    ],
    ['a column that is generated', twin(GENERATED)],
    [
      'a second twin of the same column',
      withTwin(twin(INTEGER), 'shop_product', ['price', 'other'], { rule: { name: 'second' } }),
    ],
  ])('%s', (_title, world) => {
    expect([...new Set(broken(world))]).toEqual(BROKEN)
  })

  test('code that knows both', () => {
    const world = twin(INTEGER)
    const add = 'migrations.AddField(model_name="product", name="cost", field=models.IntegerField(null=True))'
    const product = `migrations.CreateModel(name="Product", fields=[
      ("id", models.BigAutoField(primary_key=True)),
      ("name", models.CharField(max_length=20)),
      ("price", models.IntegerField()),
    ])`
    const both = renamed([OWNER, product], [add])
    expect(found({ ...both, schema: world.schema })).toEqual([
      'new error twin shop_product price',
      'new error twin shop_product cost',
    ])
  })
})

describe('what both names do not save', () => {
  test('no triggers', () => {
    const world = twin(INTEGER)
    const table = tableOf(world.schema, 'shop_product')
    expect(found(withTable(world, { ...table, twins: [] }))).toEqual([
      'new note reads-null shop_product cost',
      'new error insert shop_product price',
    ])
  })

  test('no second column', () => {
    expect(found(rename(INTEGER))).toEqual([
      'new error missing-column shop_product cost',
      'new error insert shop_product price',
    ])
  })

  test('a unique rule over the column alone: new code cannot name it in an upsert', () => {
    expect(found(twin('models.IntegerField(unique=True)'))).toEqual([
      'new error missing-unique shop_product shop_product_cost_key',
    ])
  })

  test('no unique rule at all', () => {
    const world = twin('models.IntegerField(unique=True)')
    const bare = withTable(world, { ...tableOf(world.schema, 'shop_product'), uniques: [] })
    expect(found(bare)).toEqual([
      'old note missing-unique shop_product shop_product_price_key',
      'new note missing-unique shop_product shop_product_cost_key',
    ])
  })

  test('a unique rule over the twin alone', () => {
    const unique = 'CREATE UNIQUE INDEX u_twin ON shop_product ("cost")'
    expect(found(withSql(twin(INTEGER), unique))).toEqual([
      'old error stricter-rule shop_product u_twin',
      'new error stricter-rule shop_product u_twin',
    ])
  })

  test('a check over the twin', () => {
    const check = 'ALTER TABLE shop_product ADD CONSTRAINT c CHECK ("cost" > 0)'
    expect(found(withSql(twin(INTEGER), check))).toEqual([
      'old error stricter-rule shop_product c',
      'new error stricter-rule shop_product c',
    ])
  })

  test('no default where new code leaves the column to one', () => {
    const change = `migrations.AlterField(model_name="product", name="cost", field=models.IntegerField(db_default=3))`
    const product = `migrations.CreateModel(name="Product", fields=[
      ("id", models.BigAutoField(primary_key=True)),
      ("price", models.IntegerField()),
    ])`
    const rename = 'migrations.RenameField(model_name="product", old_name="price", new_name="cost")'
    const world = withTwin(renamed([product], [rename, change]), 'shop_product', NAMES)
    expect(found(world)).toEqual(['new error missing-default shop_product cost'])
  })

  test('a key that lets go of a row, and not when its primary key changes', () => {
    const shop = `migrations.CreateModel(name="Shop", bases=("shop.owner",), fields=[
      ("owner_ptr", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True,
        primary_key=True, serialize=False, to="shop.owner")),
    ])`
    const change = 'migrations.RenameField(model_name="shop", old_name="owner_ptr", new_name="boss_ptr")'
    const world = withTwin(renamed([OWNER, shop], [change]), 'shop_shop', ['owner_ptr_id', 'boss_ptr_id'])
    const other = `CREATE TABLE other ("id" bigint NOT NULL PRIMARY KEY, "shop_id" bigint NOT NULL);
      ALTER TABLE other ADD CONSTRAINT k FOREIGN KEY ("shop_id") REFERENCES shop_shop ("owner_ptr_id")`
    expect(found(withSql(world, `${other} ON DELETE CASCADE`))).toEqual([])
    expect(found(withSql(world, other))).toEqual([
      'old note new-key shop_shop other.shop_id',
      'new error parent-delete shop_shop other.shop_id',
    ])
  })

  test('a key that is gone', () => {
    const world = withTwin(rename(`${KEY})`), 'shop_product', ['price_id', 'cost_id'])
    const bare = withTable(world, { ...tableOf(world.schema, 'shop_product'), foreignKeys: [] })
    // Each colour knows the key and deletes what points at a parent before the parent.
    expect(found(bare)).toEqual([
      'old note dangling-key shop_product price_id',
      'new note dangling-key shop_product cost_id',
    ])
  })
})
