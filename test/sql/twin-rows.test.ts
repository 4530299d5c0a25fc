import { applyChanges } from '../../src/django/apply-change'
import { isMysql } from '../../src/django/backends/features'
import type { Change } from '../../src/django/changes'
import type { Column, Schema, Table, Twin } from '../../src/django/schema'
import { compile } from '../../src/sql/compile'
import { placeholderDefault } from '../../src/sql/twin'
import { ASKED, CONSOLES, NAME, run, type Server } from './servers'

/**
 * On real servers, as test/sql/rerun. Whatever is written to either column of a pair is what a table with one column
 * would have, under both names.
 */

interface Kind {
  readonly type: string
  readonly null?: true
  readonly default?: string
  readonly collation?: string
  readonly bytes?: true
  readonly unique?: true
  /** SQL of values; the last two may be equal to their collation. */
  readonly values: readonly [string, string, string]
  /** What is made before the table, with it, and of it. */
  readonly ahead?: readonly string[]
  readonly also?: readonly string[]
}

const NUMBERS: Kind['values'] = ['1', '2', '3']
const TEXTS: Kind['values'] = ["'it''s'", "'abc'", "'ABC'"]
const PARENT = [
  'CREATE TABLE parent (id integer PRIMARY KEY)',
  'INSERT INTO parent VALUES (0), (1), (2), (3)',
]
const KEY = ['ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (price) REFERENCES parent (id)']

const SHARED: Readonly<Record<string, Kind>> = {
  'integer, null': { type: 'integer', null: true, values: NUMBERS },
  integer: { type: 'integer', values: NUMBERS },
  'integer, default': { type: 'integer', default: '5', values: NUMBERS },
  'integer, null and default': { type: 'integer', null: true, default: '5', values: NUMBERS },
  'integer, unique': { type: 'integer', unique: true, values: NUMBERS },
  'integer, unique and null': { type: 'integer', unique: true, null: true, values: NUMBERS },
  'text, default': { type: 'varchar(20)', default: "'it''s'", bytes: true, values: TEXTS },
  decimal: { type: 'numeric(6, 2)', default: '1.5', values: ['1.5', '1.50', '2'] },
  date: { type: 'date', values: ["'2020-01-01'", "'1970-01-01'", "'2020-01-02'"] },
  'foreign key': { type: 'integer', values: NUMBERS, ahead: PARENT, also: KEY },
  'foreign key, null': { type: 'integer', null: true, values: NUMBERS, ahead: PARENT, also: KEY },
  check: { type: 'integer', values: NUMBERS, also: ['ALTER TABLE t ADD CONSTRAINT c CHECK (price > 0)'] },
  generated: {
    ...{ type: 'integer', values: NUMBERS },
    also: ['ALTER TABLE t ADD COLUMN twice integer GENERATED ALWAYS AS (price * 2) STORED'],
  },
}

const OWN: Readonly<Record<Server, Readonly<Record<string, Kind>>>> = {
  postgresql: {
    citext: {
      ...{ type: 'citext', bytes: true, values: TEXTS },
      ahead: ['CREATE EXTENSION IF NOT EXISTS citext'],
    },
    collated: {
      ...{ type: 'text', collation: 'blind', default: "'abc'", bytes: true, values: TEXTS },
      ahead: ["CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"],
    },
    json: { type: 'jsonb', default: `'{}'::jsonb`, values: [`'{}'`, `'{"a": 1}'`, `'null'`] },
    'json, bytes': { type: 'jsonb', default: `'1.0'::jsonb`, bytes: true, values: [`'{}'`, `'1.0'`, `'1'`] },
    bytea: { type: 'bytea', values: [`'\\xff'`, `'\\x00'`, `''`] },
    boolean: { type: 'boolean', default: 'false', values: ['true', 'false', 'true'] },
    interval: {
      ...{ type: 'interval', default: `'0 days'::interval`, bytes: true },
      values: [`'1 day'`, `'0 days'`, `'24 hours'`],
    },
    array: { type: 'integer[]', null: true, values: [`'{1}'`, `'{}'`, `'{1,NULL}'`] },
    now: {
      ...{ type: 'timestamp with time zone', default: '(STATEMENT_TIMESTAMP())' },
      values: [`'2020-01-01'`, `'2020-01-02'`, `'2020-01-03'`],
    },
  },
  mariadb: {
    general_ci: { type: 'varchar(20)', collation: 'utf8mb4_general_ci', bytes: true, values: TEXTS },
    padded: { type: 'varchar(20)', collation: 'utf8mb4_bin', bytes: true, values: ["'a'", "'b'", "'b '"] },
    longtext: { type: 'longtext', bytes: true, values: TEXTS },
    longblob: { type: 'longblob', values: [`x'ff'`, `x'00'`, `x'41'`] },
    json: { type: 'json', bytes: true, values: [`'{}'`, `'{"a": 1}'`, `'null'`] },
    bool: { type: 'bool', values: ['1', '0', '1'] },
    double: { type: 'double precision', values: ['0.1', '1e300', '0.30000000000000004'] },
    unsigned: { type: 'bigint UNSIGNED', values: ['0', '18446744073709551615', '18446744073709551614'] },
    uuid: {
      type: 'uuid',
      values: [
        "'11111111-2222-4333-8444-555555555555'",
        "'11111111-2222-4333-8444-555555555556'",
        "'00000000-0000-0000-0000-000000000000'",
      ],
    },
    'char(32)': { type: 'char(32)', bytes: true, values: TEXTS },
    inet6: { type: 'inet6', values: ["'::1'", "'::'", "'2001:db8::1'"] },
    inet4: { type: 'inet4', values: ["'127.0.0.1'", "'0.0.0.0'", "'1.1.1.1'"] },
    datetime: {
      type: 'datetime(6)',
      values: ["'2020-01-01 00:00:00.000001'", "'1970-01-01'", "'2020-01-02'"],
    },
    time: { type: 'time(6)', values: ["'00:00:00'", "'12:00:00.5'", "'13:00:00'"] },
    now: {
      ...{ type: 'datetime(6)', default: '(CURRENT_TIMESTAMP(6))' },
      values: ["'2020-01-01'", "'2020-01-02'", "'2020-01-03'"],
    },
  },
}

const servers = (['postgresql', 'mariadb'] as const).filter((server) => ASKED.includes(server))
const walked = servers.length === 0 ? describe.skip : describe

walked.each(servers.length === 0 ? (['postgresql'] as const) : servers)('%s', (server) => {
  const { fresh, gone } = CONSOLES[server]
  afterAll(() => run(server, gone))

  test.each(Object.entries({ ...SHARED, ...OWN[server] }))('%s', (_title, kind) => {
    const start = [...fresh, ...(kind.ahead ?? []), create(kind, server), ...(kind.also ?? [])]
    const begun = [...start, ...overlap(kind, server)]
    const alone = printed(server, [...start, ...script(kind, 'price', server), ...shown('price')])
    expect(alone.split('\n').length).toBeGreaterThan(3)
    for (const side of ['price', 'cost'] as const) {
      for (const read of ['price', 'cost'] as const) {
        const result = printed(server, [...begun, ...script(kind, side, server), ...shown(read)])
        expect({ side, read, result }).toEqual({ side, read, result: alone })
      }
      for (const end of ends(kind, server)) {
        const result = printed(server, [...begun, ...script(kind, side, server), ...end, ...shown('cost')])
        expect({ side, end, result }).toEqual({ side, end, result: alone })
      }
    }
  })

  test.each(Object.entries({ ...SHARED, ...OWN[server] }).filter(([, kind]) => !kind.null))(
    '%s: NULL is refused under both names',
    (_title, kind) => {
      const start = [...fresh, ...(kind.ahead ?? []), create(kind, server), ...(kind.also ?? [])]
      for (const name of ['price', 'cost']) {
        const insert = [...start, ...overlap(kind, server), `INSERT INTO t (id, ${name}) VALUES (1, NULL)`]
        expect(() => run(server, insert)).toThrow(/null/i)
        const update = [
          ...[...start, ...overlap(kind, server)],
          ...[`INSERT INTO t (id, ${name}) VALUES (1, ${kind.values[0]})`, `UPDATE t SET ${name} = NULL`],
        ]
        expect(() => run(server, update)).toThrow(/null/i)
      }
    },
  )
})

function create({ type, collation, unique, ...kind }: Kind, server: Server): string {
  const parts = [
    type,
    collation === undefined ? '' : `COLLATE ${collation}`,
    kind.default === undefined ? '' : `DEFAULT ${kind.default}`,
    kind.null ? 'NULL' : 'NOT NULL',
    unique ? 'UNIQUE' : '',
  ]
  const id = server === 'postgresql' ? 'GENERATED BY DEFAULT AS IDENTITY' : 'AUTO_INCREMENT'
  return `CREATE TABLE t (id integer ${id} PRIMARY KEY, note varchar(9), price ${parts.join(' ')})`
}

/** Writes as a colour does that knows the column by one name. */
function script(kind: Kind, name: string, server: Server): readonly string[] {
  const [one, two, three] = kind.values.map((value) =>
    server === 'postgresql' ? `${value}::${kind.type}` : value,
  )
  const view = `CREATE VIEW v AS SELECT id, note, ${name} FROM t`
  const insert = (rows: string): string =>
    `INSERT INTO t (note, ${name}) VALUES ${rows} RETURNING id, ${name}`
  const again =
    server === 'postgresql'
      ? `ON CONFLICT (${name}) DO UPDATE SET note = 'again', ${name} = EXCLUDED.${name}`
      : `ON DUPLICATE KEY UPDATE note = 'again', ${name} = VALUES(${name})`
  const other = kind.unique ? [] : [insert(`('d', ${three}), ('e', ${three}), ('f', ${two})`)]
  return [
    view,
    insert(`('a', ${one})`),
    ...other,
    `UPDATE t SET ${name} = ${two} WHERE note = 'a'`,
    `UPDATE t SET ${name} = ${three} WHERE note = 'a'`,
    `UPDATE t SET note = 'b' WHERE ${name} = ${three}`,
    ...(kind.unique ? [] : [`UPDATE t SET ${name} = CASE WHEN id > 1 THEN ${two} ELSE ${one} END`]),
    `INSERT INTO v (note, ${name}) VALUES ('v', ${two})`,
    ...(kind.unique ? [insert(`('g', ${two})`).replace(' RETURNING', ` ${again} RETURNING`)] : []),
    ...(kind.default !== undefined || kind.null
      ? [insert(`('h', DEFAULT)`), "INSERT INTO t (note) VALUES ('i')"]
      : []),
    ...(kind.null ? [insert(`('j', NULL)`), `UPDATE t SET ${name} = NULL WHERE note = 'v'`] : []),
    `UPDATE v SET ${name} = ${one} WHERE note = 'v'`,
    ...(server === 'postgresql' ? ['BEGIN'] : ['START TRANSACTION']),
    `SELECT id, ${name} FROM v WHERE note = 'v' FOR UPDATE`,
    `DELETE FROM v WHERE id = 1`,
    'COMMIT',
    'DROP VIEW v',
  ]
}

function shown(name: string): readonly string[] {
  return [`SELECT id, note, ${name} FROM t ORDER BY id`]
}

/** A time that is now is only as new as others. */
function printed(server: Server, statements: readonly string[]): string {
  return run(server, statements).replace(/20\d\d-(?!01-0)[^|\t\n]*/g, 'now')
}

const EMPTY: Schema = { dialect: 'postgresql', tables: new Map() }

function schemaOf(kind: Kind, server: Server): Schema {
  const price: Column = {
    ...{
      name: 'price',
      type: { kind: 'known', sql: kind.type },
      nullable: kind.null === true,
      identity: false,
    },
    ...(kind.default !== undefined && { default: { kind: 'sql', sql: kind.default } }),
    ...(kind.collation !== undefined && { collation: kind.collation }),
  }
  const table: Table = {
    ...{
      name: 't',
      primaryKey: ['id'],
      indexes: [],
      uniques: [],
      checks: [],
      foreignKeys: [],
      exclusions: [],
    },
    columns: new Map([['price', price]]),
  }
  return { ...EMPTY, dialect: server, tables: new Map([['t', table]]) }
}

/** As the planner makes it: see src/plan/renames/twin.ts. */
function overlapChanges(kind: Kind, server: Server, schema: Schema): readonly Change[] {
  const there = schema.tables.get('t')?.columns.get('price')
  if (there === undefined) return []
  const placeholder =
    kind.null || kind.default !== undefined ? undefined : placeholderDefault(there.type, server)
  const blank = kind.default ?? placeholder
  const value = blank === undefined ? {} : { default: { kind: 'sql', sql: blank } as const }
  const twin: Twin = {
    name: 't_twin',
    column: 'price',
    twin: 'cost',
    ...(blank !== undefined && { blank }),
    ...(kind.bytes && { comparesBytes: true }),
  }
  const unique = { name: 'u_twin', columns: ['cost'], uses: ['cost'], index: true } as const
  return [
    ...(placeholder === undefined
      ? []
      : [{ kind: 'set-column', table: 't', column: 'price', ...value } as const]),
    {
      kind: 'add-column',
      table: 't',
      column: { ...there, ...value, name: 'cost', nullable: !isMysql(server) || there.nullable },
    },
    { kind: 'add-twin', table: 't', twin },
    ...(kind.unique ? [{ kind: 'add-unique', table: 't', unique } as const] : []),
  ]
}

function overlap(kind: Kind, server: Server): readonly string[] {
  const schema = schemaOf(kind, server)
  const statements = compile(overlapChanges(kind, server, schema), schema)
  if (statements === undefined) throw new Error('the overlap cannot be written')
  return statements
}

/** What the table is in the end: as it is, settled, and on the way back with the names exchanged. */
function ends(kind: Kind, server: Server): readonly (readonly string[])[] {
  const schema = schemaOf(kind, server)
  const there = applyChanges(schema, overlapChanges(kind, server, schema))
  const twin = { name: 't_twin', column: 'price', twin: 'cost' }
  const settled = compile([{ kind: 'settle-twin', table: 't', twin }], there) ?? []
  const swapped = compile([{ kind: 'swap-columns', table: 't', one: 'price', other: 'cost' }], there) ?? []
  return [settled, swapped]
}

if (ASKED.includes('mariadb')) {
  test('rows that were written when a settling had come no further than the triggers are not lost', () => {
    const kind: Kind = { type: 'varchar(20)', collation: 'utf8mb4_general_ci', bytes: true, values: TEXTS }
    const { fresh, gone } = CONSOLES.mariadb
    const begun = [...fresh, create(kind, 'mariadb'), ...overlap(kind, 'mariadb')]
    const before = ["INSERT INTO t (id, price) VALUES (1, 'abc'), (2, 'x')", 'DROP TRIGGER t_twin_update']
    const between = ["UPDATE t SET cost = 'ABC' WHERE id = 1", "INSERT INTO t (id, cost) VALUES (3, 'new')"]
    for (const more of [[], ['DROP TRIGGER t_twin_insert']]) {
      const statements = [...begun, ...before, ...more, ...between, ...(ends(kind, 'mariadb')[0] ?? [])]
      expect(run('mariadb', [...statements, 'SELECT cost FROM t ORDER BY id'])).toBe('ABC\nx\nnew\n')
    }
    run('mariadb', gone)
  })
}

if (ASKED.includes('postgresql')) {
  test('who may use the table may use the view, and sees the rows that are shown in the table', () => {
    const { fresh, gone } = CONSOLES.postgresql
    const [one, other] = [`${NAME}_one`, `${NAME}_other`]
    const table = schemaOf({ type: 'integer', values: NUMBERS }, 'postgresql')
    const view = { name: 'v', table: 't', columns: ['id', 'price'] }
    const start = [
      ...fresh,
      ...[one, other].map((role) => `CREATE ROLE ${role}`),
      `GRANT USAGE ON SCHEMA ${NAME} TO ${one}, ${other}`,
      'CREATE TABLE t (id integer PRIMARY KEY, price integer)',
      'INSERT INTO t VALUES (1, 10), (2, 20)',
      `GRANT SELECT, INSERT ON t TO ${one} WITH GRANT OPTION`,
      `GRANT UPDATE (price) ON t TO ${one}`,
      'ALTER TABLE t ENABLE ROW LEVEL SECURITY',
      `CREATE POLICY p ON t FOR SELECT TO ${one} USING (id = 1)`,
      `CREATE POLICY q ON t FOR UPDATE TO ${one} USING (true)`,
      ...(compile([{ kind: 'create-view', view }], withId(table)) ?? []),
    ]
    const roles = [`DROP OWNED BY ${one}, ${other}`, `DROP ROLE ${one}, ${other}`]
    const as = (role: string, sql: string): readonly string[] => [
      ...[...start, 'BEGIN', `SET LOCAL ROLE ${role}`, sql, 'COMMIT'],
    ]
    const ended = (): string => run('postgresql', [`SET search_path = ${NAME}`, ...roles, ...gone])
    try {
      expect(run('postgresql', as(one, 'UPDATE v SET price = 11 RETURNING id, price'))).toBe('1|11\n')
    } finally {
      ended()
    }
    for (const sql of ['DELETE FROM v', 'UPDATE v SET id = 5']) {
      expect(() => run('postgresql', as(one, sql))).toThrow(/permission denied/)
      ended()
    }
    expect(() => run('postgresql', as(other, 'SELECT * FROM v'))).toThrow(/permission denied/)
    ended()
  })
}

function withId(schema: Schema): Schema {
  const table = schema.tables.get('t')
  const price = table?.columns.get('price')
  if (table === undefined || price === undefined) throw new Error('no table')
  const columns = new Map([
    ['id', { ...price, name: 'id' }],
    ['price', price],
  ])
  return { ...schema, tables: new Map([['t', { ...table, columns }]]) }
}
