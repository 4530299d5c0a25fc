import { DIALECTS, type Dialect } from '../../src/core/dialect'
import type { Change } from '../../src/django/changes'
import type { Column } from '../../src/django/schema'
import { castOf } from '../../src/sql/casts'
import { compile, type CompileOptions } from '../../src/sql/compile'
import { lockTimeoutSql } from '../../src/sql/lock-timeout'
import { runsOutsideTransaction } from '../../src/sql/transaction'
import { kinds, shop } from './kinds'

/** The statements of a kind of change, as they are read by who signs them off. */
function forms(title: string, dialect: Dialect, options: CompileOptions): readonly string[] | undefined {
  return compile(kinds(dialect)[title] ?? [], shop(dialect), options)
}

const ALTER = 'ALTER TABLE "shop_product"'
const BOTH = { online: true, rerunnable: true }

describe('PostgreSQL, online', () => {
  test.each<[title: string, online: string[], both: string[]]>([
    [
      'set-column to NOT NULL',
      [
        `${ALTER} ADD CONSTRAINT "shop_product_price_not_null" CHECK ("price" IS NOT NULL) NOT VALID`,
        `${ALTER} VALIDATE CONSTRAINT "shop_product_price_not_null"`,
        `${ALTER} ALTER COLUMN "price" SET NOT NULL`,
        `${ALTER} DROP CONSTRAINT "shop_product_price_not_null"`,
      ],
      [
        `${ALTER} DROP CONSTRAINT IF EXISTS "shop_product_price_not_null",` +
          ' ADD CONSTRAINT "shop_product_price_not_null" CHECK ("price" IS NOT NULL) NOT VALID',
        `${ALTER} VALIDATE CONSTRAINT "shop_product_price_not_null"`,
        `${ALTER} ALTER COLUMN "price" SET NOT NULL`,
        `${ALTER} DROP CONSTRAINT "shop_product_price_not_null"`,
      ],
    ],
    [
      'add-check',
      [`${ALTER} ADD CONSTRAINT "c" CHECK (size > 0) NOT VALID`, `${ALTER} VALIDATE CONSTRAINT "c"`],
      [
        `${ALTER} DROP CONSTRAINT IF EXISTS "c", ADD CONSTRAINT "c" CHECK (size > 0) NOT VALID`,
        `${ALTER} VALIDATE CONSTRAINT "c"`,
      ],
    ],
    [
      'add-foreign-key',
      [
        `${ALTER} ADD CONSTRAINT "maker_key" FOREIGN KEY ("maker_id") REFERENCES "shop_owner" ("id")` +
          ' DEFERRABLE INITIALLY DEFERRED NOT VALID',
        `${ALTER} VALIDATE CONSTRAINT "maker_key"`,
      ],
      [
        `${ALTER} DROP CONSTRAINT IF EXISTS "maker_key", ADD CONSTRAINT "maker_key" FOREIGN KEY ("maker_id")` +
          ' REFERENCES "shop_owner" ("id") DEFERRABLE INITIALLY DEFERRED NOT VALID',
        `${ALTER} VALIDATE CONSTRAINT "maker_key"`,
      ],
    ],
    [
      'add-unique',
      [
        'CREATE UNIQUE INDEX CONCURRENTLY "u" ON "shop_product" ("size")',
        `${ALTER} ADD CONSTRAINT "u" UNIQUE USING INDEX "u"`,
      ],
      [
        `${ALTER} DROP CONSTRAINT IF EXISTS "u"`,
        'DROP INDEX CONCURRENTLY IF EXISTS "u"',
        'CREATE UNIQUE INDEX CONCURRENTLY "u" ON "shop_product" ("size")',
        `${ALTER} ADD CONSTRAINT "u" UNIQUE USING INDEX "u"`,
      ],
    ],
    [
      'add-unique, as an index',
      ['CREATE UNIQUE INDEX CONCURRENTLY "u" ON "shop_product" ("size")'],
      [
        'DROP INDEX CONCURRENTLY IF EXISTS "u"',
        'CREATE UNIQUE INDEX CONCURRENTLY "u" ON "shop_product" ("size")',
      ],
    ],
    [
      'add-index',
      ['CREATE INDEX CONCURRENTLY "i" ON "shop_product" ("size")'],
      ['DROP INDEX CONCURRENTLY IF EXISTS "i"', 'CREATE INDEX CONCURRENTLY "i" ON "shop_product" ("size")'],
    ],
    [
      'drop-index',
      ['DROP INDEX CONCURRENTLY "price_idx"'],
      ['DROP INDEX CONCURRENTLY IF EXISTS "price_idx"'],
    ],
    [
      'add-column, unique',
      [
        `${ALTER} ADD COLUMN "x" integer NULL`,
        'CREATE UNIQUE INDEX CONCURRENTLY "shop_product_x_key" ON "shop_product" ("x")',
        `${ALTER} ADD CONSTRAINT "shop_product_x_key" UNIQUE USING INDEX "shop_product_x_key"`,
      ],
      [
        `${ALTER} ADD COLUMN IF NOT EXISTS "x" integer NULL`,
        `${ALTER} DROP CONSTRAINT IF EXISTS "shop_product_x_key"`,
        'DROP INDEX CONCURRENTLY IF EXISTS "shop_product_x_key"',
        'CREATE UNIQUE INDEX CONCURRENTLY "shop_product_x_key" ON "shop_product" ("x")',
        `${ALTER} ADD CONSTRAINT "shop_product_x_key" UNIQUE USING INDEX "shop_product_x_key"`,
      ],
    ],
    [
      'rename-table, changed before',
      [
        'ALTER TABLE "shop_label" ADD COLUMN "x" integer NULL',
        'ALTER TABLE "shop_label" RENAME TO "shop_tag"',
      ],
      [
        'ALTER TABLE IF EXISTS "shop_label" ADD COLUMN IF NOT EXISTS "x" integer NULL',
        'ALTER TABLE IF EXISTS "shop_label" RENAME TO "shop_tag"',
      ],
    ],
  ])('%s', (title, online, both) => {
    expect(forms(title, 'postgresql', { online: true })).toEqual(online)
    expect(forms(title, 'postgresql', BOTH)).toEqual(both)
  })

  test('a new table is empty, and nobody waits for it', () => {
    const plain = forms('create-table', 'postgresql', {})
    expect(plain?.length).toBeGreaterThan(2)
    expect(forms('create-table', 'postgresql', { online: true })).toEqual(plain)
  })

  test.each(DIALECTS.filter((dialect) => dialect !== 'postgresql'))('%s has no such forms', (dialect) => {
    for (const title of Object.keys(kinds(dialect))) {
      expect(forms(title, dialect, { online: true })).toEqual(forms(title, dialect, {}))
    }
  })
})

describe('what is run again', () => {
  test.each(['mysql', 'sqlite'] as const)('%s has no words for it', (dialect) => {
    for (const title of Object.keys(kinds(dialect))) {
      expect(forms(title, dialect, { rerunnable: true })).toEqual(forms(title, dialect, {}))
    }
  })

  test.each<[title: string, statements: string[]]>([
    ['drop-column', ['ALTER TABLE `shop_product` DROP COLUMN IF EXISTS `note`']],
    ['add-unique', ['ALTER TABLE `shop_product` ADD CONSTRAINT `u` UNIQUE IF NOT EXISTS (`size`)']],
    ['add-check', ['ALTER TABLE `shop_product` ADD CONSTRAINT IF NOT EXISTS `c` CHECK (size > 0)']],
    ['drop-index', ['DROP INDEX IF EXISTS `price_idx` ON `shop_product`']],
    ['rename-index', ['ALTER TABLE `shop_product` RENAME INDEX IF EXISTS `price_idx` TO `cost_idx`']],
    ['rename-table', ['RENAME TABLE IF EXISTS `shop_label` TO `shop_tag`']],
    [
      'set-column to NOT NULL',
      ['ALTER TABLE `shop_product` MODIFY `price` numeric(6, 2) DEFAULT 1 NOT NULL'],
    ],
  ])('MariaDB: %s', (title, statements) => {
    expect(forms(title, 'mariadb', BOTH)).toEqual(
      statements.map((text) => text.replace('DEFAULT 1', "DEFAULT '1'")),
    )
  })

  test('what a later statement of the migration takes away may be gone', () => {
    const drop: Change = { kind: 'drop-constraint', table: 'shop_product', name: 'code_uniq' }
    const leaving = new Set(['shop_product'])
    expect(compile([drop], shop('postgresql'), { rerunnable: true, leaving })).toEqual([
      'ALTER TABLE IF EXISTS "shop_product" DROP CONSTRAINT IF EXISTS "code_uniq"',
    ])
    expect(compile([drop], shop('postgresql'), { leaving })).toEqual([`${ALTER} DROP CONSTRAINT "code_uniq"`])
  })
})

describe('a column that is altered', () => {
  const alter = (name: string, more: Partial<Column>, dialect: Dialect = 'postgresql') => {
    const column = shop(dialect).tables.get('shop_product')?.columns.get(name)
    if (column === undefined) throw new Error(`no column ${name}`)
    const change: Change = {
      ...{ kind: 'alter-column', table: 'shop_product', column: name, to: { ...column, ...more } },
    }
    return compile([change], shop(dialect))
  }
  const type = (sql: string): Pick<Column, 'type'> => ({ type: { kind: 'known', sql } })

  test.each<[title: string, found: readonly string[] | undefined, expected: readonly string[] | undefined]>([
    ['not at all', alter('size', {}), []],
    ['a type', alter('sku', type('varchar(20)')), [`${ALTER} ALTER COLUMN "sku" TYPE varchar(20)`]],
    ['to a shorter text, which fails', alter('sku', type('text')), [`${ALTER} ALTER COLUMN "sku" TYPE text`]],
    [
      'a type that is asked for, and a default that has to be made anew',
      alter('digits', type('integer')),
      [
        `${ALTER} ALTER COLUMN "digits" DROP DEFAULT,` +
          ` ALTER COLUMN "digits" TYPE integer USING "digits"::integer, ALTER COLUMN "digits" SET DEFAULT '5'`,
      ],
    ],
    [
      'a collation',
      alter('sku', { collation: 'C' }),
      [`${ALTER} ALTER COLUMN "sku" TYPE varchar(9) COLLATE "C"`],
    ],
    ['a comment', alter('note', { comment: "it's" }), [`COMMENT ON COLUMN "shop_product"."note" IS 'it''s'`]],
    ['another name', alter('size', { name: 'length' }), undefined],
    ['another name on MySQL', alter('size', { name: 'length' }, 'mysql'), undefined],
    ['a key that fills itself', alter('id', type('integer')), undefined],
    ['a key that does so no longer', alter('id', { identity: false }), undefined],
    ['a type of another package', alter('size', { type: { kind: 'unknown', className: 'a.B' } }), undefined],
    ['to a type of no cast', alter('size', type('date')), undefined],
    [
      'only the default, on MySQL',
      alter('size', { default: { kind: 'sql', sql: '-7' } }, 'mysql'),
      ['ALTER TABLE `shop_product` ALTER COLUMN `size` SET DEFAULT -7'],
    ],
    [
      'which is a call',
      alter('size', { default: { kind: 'sql', sql: 'rand()' } }, 'mysql'),
      ['ALTER TABLE `shop_product` MODIFY `size` integer DEFAULT rand() NOT NULL'],
    ],
    [
      'which is in parentheses',
      alter('size', { default: { kind: 'sql', sql: '(rand())' } }, 'mysql'),
      ['ALTER TABLE `shop_product` ALTER COLUMN `size` SET DEFAULT (rand())'],
    ],
    [
      'nothing, on MySQL',
      alter('size', {}, 'mysql'),
      ['ALTER TABLE `shop_product` MODIFY `size` integer NOT NULL'],
    ],
  ])('%s', (_title, found, expected) => {
    expect(found).toEqual(expected)
  })

  test('no default, on MySQL', () => {
    expect(forms('set-column to no default', 'mysql', {})).toEqual([
      'ALTER TABLE `shop_product` ALTER COLUMN `code` DROP DEFAULT',
    ])
    expect(forms('set-column to no default, nullable', 'mysql', {})).toEqual([
      'ALTER TABLE `shop_product` ALTER COLUMN `price` SET DEFAULT NULL',
    ])
  })

  test('the check of a type goes and comes with MODIFY on MariaDB', () => {
    expect(forms('AlterField: no longer positive', 'mariadb', {})).toEqual([
      'ALTER TABLE `shop_product` MODIFY `stock` integer NOT NULL',
    ])
  })

  test('a name that PostgreSQL would cut is cut before', () => {
    const long = `${'ä'.repeat(30)}_price`
    const schema = shop('postgresql')
    const price = schema.tables.get('shop_product')?.columns.get('price')
    const label = schema.tables.get('shop_label')
    if (price === undefined || label === undefined) throw new Error('no column')
    const table = {
      ...label,
      columns: new Map([[long, { ...price, name: long }]]),
    }
    const change: Change = { kind: 'set-column', table: 'shop_label', column: long, nullable: false }
    const statements = compile(
      [change],
      { ...schema, tables: new Map([['shop_label', table]]) },
      { online: true },
    )
    const name = /VALIDATE CONSTRAINT "(.*)"/.exec(statements?.[1] ?? '')?.[1] ?? ''
    expect(name).toMatch(/^shop_label_ä+[0-9a-f]{4}$/)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
  })
})

test.each([
  ['varchar(20)', 'varchar(9)', 'assignment'],
  ['jsonb', 'text', 'assignment'],
  ['integer', 'numeric(6, 2)', 'assignment'],
  ['varchar(9)[3]', 'text[]', 'assignment'],
  ['text', 'uuid', 'explicit'],
  ['text[]', 'integer[]', 'explicit'],
  ['integer', 'boolean', 'explicit'],
  ['integer', 'uuid', undefined],
  ['text', 'geometry', undefined],
])('the cast from %s to %s', (from, to, cast) => {
  expect(castOf(from, to)).toBe(cast)
})

test.each([
  [[], false],
  [['ALTER TABLE a DROP COLUMN b'], false],
  [['ALTER TABLE a DROP COLUMN b', 'CREATE INDEX CONCURRENTLY i ON a (b)'], true],
  [['alter table a validate constraint c'], true],
  [[`COMMENT ON COLUMN a.b IS 'made CONCURRENTLY; VALIDATE CONSTRAINT'`], false],
  [['ALTER TABLE a DROP COLUMN "CONCURRENTLY"'], false],
])('%j runs outside a transaction: %s', (statements, expected) => {
  expect(runsOutsideTransaction(statements)).toBe(expected)
})

describe('lock timeouts', () => {
  test('PostgreSQL', () => {
    expect(lockTimeoutSql('postgresql', 5000, true)).toEqual({
      set: [`SET LOCAL lock_timeout = '5s'`],
      reset: [],
    })
    expect(lockTimeoutSql('postgresql', 1500, false)).toEqual({
      ...{ set: [`SET lock_timeout = '1500ms'`], reset: ['RESET lock_timeout'] },
    })
  })

  test.each(['mysql', 'mariadb'] as const)('%s counts in seconds', (dialect) => {
    expect(lockTimeoutSql(dialect, 200, true)).toEqual({
      set: ['SET SESSION lock_wait_timeout = 1', 'SET SESSION innodb_lock_wait_timeout = 1'],
      reset: ['SET SESSION lock_wait_timeout = DEFAULT', 'SET SESSION innodb_lock_wait_timeout = DEFAULT'],
    })
    expect(lockTimeoutSql(dialect, 5000, false).set[0]).toBe('SET SESSION lock_wait_timeout = 5')
  })

  test('SQLite has none, and nothing is no time', () => {
    expect(lockTimeoutSql('sqlite', 5000, true)).toEqual({ set: [], reset: [] })
    expect(() => lockTimeoutSql('postgresql', 0, true)).toThrow(RangeError)
  })
})
