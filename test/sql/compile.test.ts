import { DIALECTS, type Dialect } from '../../src/core/dialect'
import type { Change } from '../../src/django/changes'
import type { Column, ForeignKey, Table } from '../../src/django/schema'
import { uniqueName } from '../../src/django/names'
import { compile } from '../../src/sql/compile'
import { historyOf } from '../support/history'

const SHOP = [
  `migrations.CreateModel("Owner", [("id", models.BigAutoField(primary_key=True))])`,
  `migrations.CreateModel("Product", [
    ("id", models.BigAutoField(primary_key=True)),
    ("sku", models.CharField(max_length=9)),
    ("stock", models.PositiveIntegerField()),
    ("owner", models.ForeignKey(on_delete=models.CASCADE, to="shop.owner")),
  ], options={"unique_together": {("sku", "stock")}})`,
]
const KEY = 'shop_product_owner_id_c7c481d9_fk_shop_owner_id'
const UNIQUE = uniqueName('shop_product', ['sku', 'stock'], 'postgresql')

const column = (more: Partial<Column> = {}): Column => ({
  name: 'x',
  type: { kind: 'known', sql: 'integer' },
  nullable: true,
  identity: false,
  ...more,
})
const table = (more: Partial<Table> = {}): Table => ({
  name: 'a',
  columns: new Map([['x', column()]]),
  primaryKey: [],
  indexes: [],
  uniques: [],
  checks: [],
  foreignKeys: [],
  exclusions: [],
  ...more,
})
const key = (onDelete: ForeignKey['onDelete'], name: string | undefined = 'k'): ForeignKey => ({
  ...{ name, column: 'owner_id', toTable: 'shop_owner', toColumn: 'id', onDelete },
})
const on = { table: 'shop_product' } as const
const index = (name: string | undefined) => ({ name, columns: ['sku'], parts: [{ column: 'sku' }] })

/** A list of statements on each database; undefined where there is none, so that Django does it. */
type Expected = Readonly<Record<Dialect, readonly string[] | undefined>>

/** The same but for the quotes of names. */
function alike(sql: string, ...without: readonly Dialect[]): Expected {
  const quoted = (dialect: Dialect): readonly string[] | undefined =>
    without.includes(dialect) ? undefined : [isMysql(dialect) ? sql.replaceAll('"', '`') : sql]
  return byDialect(quoted)
}

function isMysql(dialect: Dialect): boolean {
  return dialect === 'mysql' || dialect === 'mariadb'
}

function byDialect(of: (dialect: Dialect) => readonly string[] | undefined): Expected {
  return {
    postgresql: of('postgresql'),
    mysql: of('mysql'),
    mariadb: of('mariadb'),
    sqlite: of('sqlite'),
  }
}

/** PostgreSQL's, the one that both MySQLs have, SQLite's. */
function three(
  postgresql: readonly string[] | undefined,
  mysql: readonly string[] | undefined,
  sqlite: readonly string[] | undefined,
): Expected {
  return { postgresql, mysql, mariadb: mysql, sqlite }
}

const NOWHERE = byDialect(() => undefined)

test.each<[title: string, changes: Change[], expected: Expected]>([
  ['no change', [], byDialect(() => [])],
  [
    'a column',
    [{ kind: 'add-column', ...on, column: column() }],
    alike('ALTER TABLE "shop_product" ADD COLUMN "x" integer NULL'),
  ],
  [
    'a column with a default',
    [{ kind: 'add-column', ...on, column: column({ nullable: false, default: { kind: 'sql', sql: '0' } }) }],
    alike('ALTER TABLE "shop_product" ADD COLUMN "x" integer DEFAULT 0 NOT NULL'),
  ],
  [
    'a column with a collation and a comment',
    [{ kind: 'add-column', ...on, column: column({ collation: 'C', comment: "it's" }) }],
    three(
      [
        'ALTER TABLE "shop_product" ADD COLUMN "x" integer COLLATE "C" NULL',
        `COMMENT ON COLUMN "shop_product"."x" IS 'it''s'`,
      ],
      ["ALTER TABLE `shop_product` ADD COLUMN `x` integer COLLATE `C` COMMENT 'it''s' NULL"],
      ['ALTER TABLE "shop_product" ADD COLUMN "x" integer COLLATE C NULL'],
    ),
  ],
  [
    'a column of a type that is not known',
    [{ kind: 'add-column', ...on, column: column({ type: { kind: 'unknown', className: 'a.B' } }) }],
    NOWHERE,
  ],
  [
    'a column that is unique',
    [
      { kind: 'add-column', ...on, column: column() },
      { kind: 'add-unique', ...on, unique: { name: 'shop_product_x_key', columns: ['x'], uses: ['x'] } },
    ],
    {
      postgresql: ['ALTER TABLE "shop_product" ADD COLUMN "x" integer NULL UNIQUE'],
      // Another name than the one that the database would choose.
      mysql: [
        'ALTER TABLE `shop_product` ADD COLUMN `x` integer NULL',
        'ALTER TABLE `shop_product` ADD CONSTRAINT `shop_product_x_key` UNIQUE (`x`)',
      ],
      mariadb: [
        'ALTER TABLE `shop_product` ADD COLUMN `x` integer NULL',
        'ALTER TABLE `shop_product` ADD CONSTRAINT `shop_product_x_key` UNIQUE (`x`)',
      ],
      sqlite: [
        'ALTER TABLE "shop_product" ADD COLUMN "x" integer NULL',
        'CREATE UNIQUE INDEX "shop_product_x_key" ON "shop_product" ("x")',
      ],
    },
  ],
  [
    'dropping a column',
    [{ kind: 'drop-column', ...on, column: 'sku' }],
    alike('ALTER TABLE "shop_product" DROP COLUMN "sku"'),
  ],
  [
    'dropping a column with a key',
    [{ kind: 'drop-column', ...on, column: 'owner_id' }],
    three(
      ['ALTER TABLE "shop_product" DROP COLUMN "owner_id"'],
      [`ALTER TABLE \`shop_product\` DROP FOREIGN KEY \`${KEY}\`, DROP COLUMN \`owner_id\``],
      // SQLite's key has no name: Django makes the table again.
      undefined,
    ),
  ],
  ['dropping a table', [{ kind: 'drop-table', ...on }], alike('DROP TABLE "shop_product"')],
  [
    'renaming a table',
    [{ kind: 'rename-table', ...on, to: 'b' }],
    three(
      ['ALTER TABLE "shop_product" RENAME TO "b"'],
      ['RENAME TABLE `shop_product` TO `b`'],
      ['ALTER TABLE "shop_product" RENAME TO "b"'],
    ),
  ],
  [
    'an index',
    [{ kind: 'add-index', ...on, index: index('i') }],
    alike('CREATE INDEX "i" ON "shop_product" ("sku")'),
  ],
  [
    'an index of a sort, downwards',
    [
      {
        kind: 'add-index',
        ...on,
        index: {
          name: 'i',
          method: 'gin',
          columns: ['sku'],
          parts: [{ column: 'sku', opclass: 'o', descending: true }],
        },
      },
    ],
    alike('CREATE INDEX "i" ON "shop_product" USING gin ("sku" o DESC)'),
  ],
  ['an index without a name', [{ kind: 'add-index', ...on, index: index(undefined) }], NOWHERE],
  [
    'dropping an index',
    [{ kind: 'drop-index', ...on, name: 'i' }],
    three(['DROP INDEX "i"'], ['DROP INDEX `i` ON `shop_product`'], ['DROP INDEX "i"']),
  ],
  [
    'dropping an index in another schema',
    [{ kind: 'drop-index', table: '"hr"."staff"', name: 'i' }],
    three(['DROP INDEX "hr"."i"'], ['DROP INDEX `i` ON `"hr"."staff"`'], ['DROP INDEX "i"']),
  ],
  [
    'a unique rule',
    [{ kind: 'add-unique', ...on, unique: { name: 'u', columns: ['sku', 'stock'], uses: ['sku', 'stock'] } }],
    three(
      ['ALTER TABLE "shop_product" ADD CONSTRAINT "u" UNIQUE ("sku", "stock")'],
      ['ALTER TABLE `shop_product` ADD CONSTRAINT `u` UNIQUE (`sku`, `stock`)'],
      ['CREATE UNIQUE INDEX "u" ON "shop_product" ("sku", "stock")'],
    ),
  ],
  [
    'dropping a unique rule',
    [{ kind: 'drop-constraint', ...on, name: UNIQUE }],
    three(
      [`ALTER TABLE "shop_product" DROP CONSTRAINT "${UNIQUE}"`],
      [`ALTER TABLE \`shop_product\` DROP INDEX \`${UNIQUE}\``],
      undefined,
    ),
  ],
  [
    'a check',
    [{ kind: 'add-check', ...on, check: { name: 'c', sql: 'stock > 1', columns: ['stock'] } }],
    alike('ALTER TABLE "shop_product" ADD CONSTRAINT "c" CHECK (stock > 1)', 'sqlite'),
  ],
  [
    "a check of the user's own",
    [{ kind: 'add-check', ...on, check: { name: 'c', sql: undefined, columns: ['stock'] } }],
    NOWHERE,
  ],
  [
    'a key of Django',
    [{ kind: 'add-foreign-key', ...on, foreignKey: key('no-action') }],
    three(
      [
        'ALTER TABLE "shop_product" ADD CONSTRAINT "k" FOREIGN KEY ("owner_id") REFERENCES "shop_owner" ("id")' +
          ' DEFERRABLE INITIALLY DEFERRED',
      ],
      [
        'ALTER TABLE `shop_product` ADD CONSTRAINT `k` FOREIGN KEY (`owner_id`) REFERENCES `shop_owner` (`id`)',
      ],
      undefined,
    ),
  ],
  [
    'a key of the overlap: rows that are there are not read',
    [{ kind: 'add-foreign-key', ...on, foreignKey: key('set-null') }],
    three(
      [
        'ALTER TABLE "shop_product" ADD CONSTRAINT "k" FOREIGN KEY ("owner_id") REFERENCES "shop_owner" ("id")' +
          ' ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID',
      ],
      [
        'ALTER TABLE `shop_product` ADD CONSTRAINT `k` FOREIGN KEY (`owner_id`) REFERENCES `shop_owner` (`id`)' +
          ' ON DELETE SET NULL',
      ],
      undefined,
    ),
  ],
  [
    'one that follows what it points at',
    [{ kind: 'add-foreign-key', ...on, foreignKey: { ...key('cascade'), onUpdate: 'cascade' } }],
    three(
      [
        'ALTER TABLE "shop_product" ADD CONSTRAINT "k" FOREIGN KEY ("owner_id") REFERENCES "shop_owner" ("id")' +
          ' ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID',
      ],
      [
        'ALTER TABLE `shop_product` ADD CONSTRAINT `k` FOREIGN KEY (`owner_id`) REFERENCES `shop_owner` (`id`)' +
          ' ON DELETE CASCADE ON UPDATE CASCADE',
      ],
      undefined,
    ),
  ],
  [
    'dropping a key',
    [{ kind: 'drop-constraint', ...on, name: KEY }],
    three(
      [`ALTER TABLE "shop_product" DROP CONSTRAINT "${KEY}"`],
      [`ALTER TABLE \`shop_product\` DROP FOREIGN KEY \`${KEY}\``],
      undefined,
    ),
  ],
  [
    'changing a column',
    [{ kind: 'alter-column', ...on, column: 'stock', to: column({ name: 'stock' }) }],
    {
      postgresql: ['ALTER TABLE "shop_product" ALTER COLUMN "stock" DROP NOT NULL'],
      mysql: ['ALTER TABLE `shop_product` MODIFY `stock` integer NULL'],
      // Or the check of its type would be gone.
      mariadb: ['ALTER TABLE `shop_product` MODIFY `stock` integer NULL CHECK (`stock` >= 0)'],
      sqlite: undefined,
    },
  ],
  ['a new table', [{ kind: 'create-table', table: table() }], alike('CREATE TABLE "a" ("x" integer NULL)')],
  [
    'a new table with a key that fills itself',
    [
      {
        kind: 'create-table',
        table: table({
          columns: new Map([['x', column({ nullable: false, identity: true })]]),
          primaryKey: ['x'],
        }),
      },
    ],
    three(
      ['CREATE TABLE "a" ("x" integer NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY)'],
      ['CREATE TABLE `a` (`x` integer NOT NULL PRIMARY KEY AUTO_INCREMENT)'],
      ['CREATE TABLE "a" ("x" integer NOT NULL PRIMARY KEY AUTOINCREMENT)'],
    ),
  ],
  [
    'a new table with a key out of it',
    [{ kind: 'create-table', table: table({ foreignKeys: [{ ...key('cascade'), column: 'x' }] }) }],
    three(
      [
        'CREATE TABLE "a" ("x" integer NULL)',
        'ALTER TABLE "a" ADD CONSTRAINT "k" FOREIGN KEY ("x") REFERENCES "shop_owner" ("id")' +
          ' ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID',
      ],
      [
        'CREATE TABLE `a` (`x` integer NULL)',
        'ALTER TABLE `a` ADD CONSTRAINT `k` FOREIGN KEY (`x`) REFERENCES `shop_owner` (`id`) ON DELETE CASCADE',
      ],
      undefined,
    ),
  ],
  [
    'a new table with a key over two columns',
    [{ kind: 'create-table', table: table({ primaryKey: ['x', 'y'] }) }],
    NOWHERE,
  ],
  ['a new table with a comment', [{ kind: 'create-table', table: table({ comment: 'c' }) }], NOWHERE],
  [
    'part of a column',
    [{ kind: 'set-column', ...on, column: 'sku', nullable: true }],
    three(
      ['ALTER TABLE "shop_product" ALTER COLUMN "sku" DROP NOT NULL'],
      ['ALTER TABLE `shop_product` MODIFY `sku` varchar(9) NULL'],
      undefined,
    ),
  ],
  ['another primary key', [{ kind: 'set-primary-key', ...on, columns: ['sku'] }], NOWHERE],
  ['the comment of a table', [{ kind: 'set-table-comment', ...on, comment: 'c' }], NOWHERE],
  ['a table made again', [{ kind: 'rebuild-table', ...on, to: table(), copies: [] }], NOWHERE],
  ['SQL that could not be read', [{ kind: 'unknown', sql: 'SELECT 1' }], NOWHERE],
  [
    'a change that cannot be written, among others',
    [
      { kind: 'drop-table', ...on },
      { kind: 'unknown', sql: 'SELECT 1' },
    ],
    NOWHERE,
  ],
])('%s', (_title, changes, expected) => {
  const found = byDialect((dialect) => compile(changes, historyOf(SHOP, dialect).schema))
  expect(found).toEqual(expected)
})

describe('renaming an index', () => {
  const renamed = (dialect: Dialect) =>
    compile([{ kind: 'rename-index', ...on, name: 'i', to: 'j' }], historyOf(SHOP, dialect).schema)

  test('is a statement of its own', () => {
    const mysql = ['ALTER TABLE `shop_product` RENAME INDEX `i` TO `j`']
    expect(renamed('postgresql')).toEqual(['ALTER INDEX "i" RENAME TO "j"'])
    expect([renamed('mysql'), renamed('mariadb')]).toEqual([mysql, mysql])
  })

  test('but not on SQLite', () => {
    expect(renamed('sqlite')).toBeUndefined()
  })
})

describe('names are quoted as Django quotes them', () => {
  test.each<[name: string, postgresql: string, mysql: string]>([
    ['Order', '"Order"', '`Order`'],
    ['a b', '"a b"', '`a b`'],
    ['"hr"."staff"', '"hr"."staff"', '`"hr"."staff"`'],
    ['`hr`.`staff`', '"`hr`.`staff`"', '`hr`.`staff`'],
    ['100%', '"100%"', '`100%`'],
  ])('%s', (name, postgresql, mysql) => {
    const drop = (dialect: Dialect) =>
      compile([{ kind: 'drop-table', table: name }], historyOf([], dialect).schema)
    expect(DIALECTS.map(drop)).toEqual([
      [`DROP TABLE ${postgresql}`],
      [`DROP TABLE ${mysql}`],
      [`DROP TABLE ${mysql}`],
      [`DROP TABLE ${postgresql}`],
    ])
  })
})
