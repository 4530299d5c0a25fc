import type { Dialect } from '../../src/core/dialect'
import { readSql } from '../../src/sql/read'

const read = (sql: string, dialect: Dialect = 'postgresql'): unknown => readSql(sql, dialect)

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
    ['ALTER TABLE a DROP COLUMN IF EXISTS b', [{ kind: 'drop-column', table: 'a', column: 'b' }]],
    [
      'DROP TABLE a, "b c"',
      [
        { kind: 'drop-table', table: 'a' },
        { kind: 'drop-table', table: 'b c' },
      ],
    ],
    ['DROP INDEX CONCURRENTLY IF EXISTS i', [{ kind: 'drop-index', table: undefined, name: 'i' }]],
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
      { kind: 'drop-constraint', table: 'a', name: 'k' },
      { kind: 'drop-column', table: 'a', column: 'b' },
    ])
  })
})

describe('what is not read changes nothing', () => {
  test.each([
    'UPDATE a SET b = 1',
    'CREATE VIEW v AS SELECT 1',
    'ALTER TABLE a DROP COLUMN b, SET (fillfactor = 70)',
    'CREATE INDEX i ON a (lower(b))',
    `DO $$ BEGIN DROP TABLE a; END $$`,
    `SELECT 'DROP TABLE a; DROP TABLE b'`,
    'DROP TABLE',
    'ALTER TABLE a ADD COLUMN',
    "'unterminated",
  ])('%s', (sql) => {
    expect(readSql(sql, 'postgresql').map((change) => change.kind)).toEqual(['unknown'])
  })

  test('nothing at all', () => {
    expect(read(' ; -- only a comment')).toEqual([])
  })
})
