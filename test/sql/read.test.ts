import type { Dialect } from '../../src/core/dialect'
import { readSql } from '../../src/sql/read'

const read = (sql: string, dialect: Dialect = 'postgresql'): unknown => readSql(sql, dialect)

const onColumn = { kind: 'set-column', table: 'a', column: 'b' } as const

describe('what is read', () => {
  test.each<[string, object[]]>([
    [
      'ALTER TABLE product DROP COLUMN rating;',
      [{ kind: 'drop-column', table: 'product', column: 'rating' }],
    ],
    [
      'alter table "Shop Product" drop "Rating"',
      [{ kind: 'drop-column', table: 'Shop Product', column: 'Rating' }],
    ],
    [
      'ALTER TABLE hr.staff DROP COLUMN x CASCADE',
      [{ kind: 'drop-column', table: '"hr"."staff"', column: 'x' }],
    ],
    [
      'ALTER TABLE a DROP COLUMN IF EXISTS b',
      [{ kind: 'drop-column', table: 'a', column: 'b', ifExists: true }],
    ],
    [
      'DROP TABLE a, "b c"',
      [
        { kind: 'drop-table', table: 'a' },
        { kind: 'drop-table', table: 'b c' },
      ],
    ],
    [
      'DROP INDEX CONCURRENTLY IF EXISTS i',
      [{ kind: 'drop-index', table: undefined, name: 'i', ifExists: true }],
    ],
    ['ALTER TABLE a RENAME TO b', [{ kind: 'rename-table', table: 'a', to: 'b' }]],
    [
      'ALTER TABLE a ALTER COLUMN b DROP NOT NULL',
      [{ kind: 'set-column', table: 'a', column: 'b', nullable: true }],
    ],
    [
      'ALTER TABLE a ALTER b SET NOT NULL',
      [{ kind: 'set-column', table: 'a', column: 'b', nullable: false }],
    ],
    ['ALTER TABLE a ALTER b DROP DEFAULT', [{ kind: 'set-column', table: 'a', column: 'b', default: null }]],
    [
      'ALTER TABLE a ALTER b SET DATA TYPE numeric(6, 2) USING b::numeric(6, 2), ALTER b SET DEFAULT 1.5',
      [
        { ...onColumn, type: { kind: 'known', sql: 'numeric(6, 2)' }, collation: null },
        { ...onColumn, default: { kind: 'sql', sql: '1.5' } },
      ],
    ],
    [
      'ALTER TABLE a ALTER COLUMN b TYPE text COLLATE "de_DE"',
      [{ ...onColumn, type: { kind: 'known', sql: 'text' }, collation: 'de_DE' }],
    ],
    ['COMMENT ON COLUMN a.b IS NULL', [{ ...onColumn, comment: '' }]],
    ['ALTER TABLE a VALIDATE CONSTRAINT c', []],
    [
      'ALTER TABLE a ADD CONSTRAINT c UNIQUE USING INDEX i DEFERRABLE INITIALLY DEFERRED',
      [{ kind: 'use-index', table: 'a', index: 'i', name: 'c', deferrable: 'deferred' }],
    ],
    [
      'ALTER INDEX IF EXISTS hr.i RENAME TO j',
      [{ kind: 'rename-index', table: undefined, name: 'i', to: 'j', ifExists: true }],
    ],
    [
      'ALTER TABLE IF EXISTS a DROP CONSTRAINT IF EXISTS b',
      [{ kind: 'drop-constraint', table: 'a', name: 'b', ifExists: true, ifTableExists: true }],
    ],
    ["SET lock_timeout = '5s'", []],
    ["SET LOCAL lock_timeout TO '1500ms'", []],
    ['RESET lock_timeout', []],
    ['LOCK TABLE "hr"."staff", b IN SHARE ROW EXCLUSIVE MODE', []],
    ['lock a', []],
    ['BEGIN; COMMIT', []],
    ['START TRANSACTION', []],
    ['ALTER TABLE a DROP CONSTRAINT c', [{ kind: 'drop-constraint', table: 'a', name: 'c' }]],
    ["COMMENT ON COLUMN a.b IS 'it''s'", [{ kind: 'set-column', table: 'a', column: 'b', comment: "it's" }]],
    [
      '-- why\nDROP TABLE a; /* and */ DROP TABLE b',
      [
        { kind: 'drop-table', table: 'a' },
        { kind: 'drop-table', table: 'b' },
      ],
    ],
  ])('%s', (sql, changes) => {
    expect(read(sql)).toEqual(changes)
  })

  test('a default ends where the next clause begins, whatever is in it', () => {
    const sql = `ALTER TABLE a ADD COLUMN b varchar(20) DEFAULT 'x, NOT NULL)'::varchar NOT NULL UNIQUE`
    expect(read(sql)).toEqual([
      {
        kind: 'add-column',
        table: 'a',
        column: {
          name: 'b',
          type: { kind: 'known', sql: 'varchar(20)' },
          nullable: false,
          identity: false,
          default: { kind: 'sql', sql: "'x, NOT NULL)'::varchar" },
        },
      },
      { kind: 'add-unique', table: 'a', unique: { name: 'a_b_key', columns: ['b'], uses: ['b'] } },
    ])
  })

  test('an overlap key', () => {
    const sql =
      'ALTER TABLE "a" ADD CONSTRAINT "k" FOREIGN KEY ("b_id") REFERENCES "c" ("id")' +
      ' ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID'
    expect(read(sql)).toEqual([
      {
        kind: 'add-foreign-key',
        table: 'a',
        foreignKey: { name: 'k', column: 'b_id', toTable: 'c', toColumn: 'id', onDelete: 'set-null' },
      },
    ])
  })

  test('MySQL drops a key and its column in one statement', () => {
    expect(read('ALTER TABLE `a` DROP FOREIGN KEY `k`, DROP COLUMN `b`', 'mariadb')).toEqual([
      { kind: 'drop-constraint', table: 'a', name: 'k', of: 'foreignKeys' },
      { kind: 'drop-column', table: 'a', column: 'b' },
    ])
  })
})

describe('MySQL alone', () => {
  test.each<[string, object[]]>([
    ['ALTER TABLE a ALTER b SET DEFAULT NULL', [{ ...onColumn, default: null }]],
    ['ALTER TABLE a ALTER b SET DEFAULT -5', [{ ...onColumn, default: { kind: 'sql', sql: '-5' } }]],
    ['SET SESSION lock_wait_timeout = 5', []],
    ['LOCK TABLES `a` WRITE, b READ', []],
    ['UNLOCK TABLES', []],
    ['SET SESSION innodb_lock_wait_timeout = DEFAULT', []],
    ['RENAME TABLE IF EXISTS `a` TO `b`', [{ kind: 'rename-table', table: 'a', to: 'b', ifExists: true }]],
    [
      'ALTER TABLE a ADD CONSTRAINT u UNIQUE IF NOT EXISTS (b)',
      [
        {
          kind: 'add-unique',
          table: 'a',
          unique: { name: 'u', columns: ['b'], uses: ['b'] },
          ifNotExists: true,
        },
      ],
    ],
    [
      'ALTER TABLE a ADD CONSTRAINT IF NOT EXISTS c CHECK (b > 1)',
      [{ kind: 'add-check', table: 'a', check: { name: 'c', sql: 'b > 1' }, ifNotExists: true }],
    ],
  ])('%s', (sql, changes) => {
    expect(read(sql, 'mariadb')).toEqual(changes)
  })

  test('MODIFY says which checks are left in the column, where it drops the others', () => {
    const sql = 'ALTER TABLE a MODIFY b integer NOT NULL CHECK (b > 1)'
    const check = { name: 'b', sql: 'b > 1', columns: ['b'], inColumn: true }
    expect(read(sql, 'mariadb')).toMatchObject([{ kind: 'alter-column', checks: [check] }])
    expect(read(sql, 'mysql')).toMatchObject([{ kind: 'alter-column' }])
    expect(read(sql, 'mysql')).not.toMatchObject([{ checks: [check] }])
  })
})

describe('what is not read changes nothing', () => {
  test.each([
    'SET search_path = b',
    'SET lock_timeout = 1, b',
    'LOCK TABLES a WRITE',
    'LOCK TABLE a IN SHARE MODE NOWAIT b',
    'ALTER TABLE a ALTER b TYPE',
    'ALTER TABLE a ADD CONSTRAINT c UNIQUE USING INDEX',
    'ALTER TABLE a VALIDATE CONSTRAINT',
    'ALTER INDEX i SET (fillfactor = 70)',
    'UPDATE a SET b = 1',
    'CREATE VIEW v AS SELECT 1',
    'ALTER TABLE a DROP COLUMN b, SET (fillfactor = 70)',
    'CREATE INDEX i ON a (lower(b))',
    `DO $$ BEGIN DROP TABLE a; END $$`,
    `SELECT 'DROP TABLE a; DROP TABLE b'`,
    'BEGIN ATOMIC',
    'DROP TRIGGER "mine" ON "a"',
    'DROP FUNCTION "mine"()',
    'DROP TRIGGER a_twin ON a',
    'DROP VIEW v CASCADE',
    'DROP TABLE',
    'ALTER TABLE a ADD COLUMN',
    "'unterminated",
  ])('%s', (sql) => {
    expect(readSql(sql, 'postgresql').map((change) => change.kind)).toEqual(['unknown'])
  })

  test.each([
    'CREATE TRIGGER x BEFORE INSERT ON a FOR EACH ROW BEGIN DROP TABLE a; END',
    'CREATE OR REPLACE DEFINER = `me`@`here` TRIGGER x BEFORE INSERT ON a FOR EACH ROW BEGIN DROP TABLE a; END',
    'BEGIN NOT ATOMIC DROP TABLE a; END',
    'CREATE PROCEDURE p() BEGIN DROP TABLE a; END',
    'LOCK TABLES a',
    'DROP TRIGGER `mine_insert`',
  ])('on MySQL: %s', (sql) => {
    expect(readSql(sql, 'mariadb').map((change) => change.kind)).toEqual(['unknown'])
  })

  test('nothing at all', () => {
    expect(read(' ; -- only a comment')).toEqual([])
  })
})
