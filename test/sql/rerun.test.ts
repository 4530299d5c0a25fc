import { execFileSync } from 'node:child_process'
import type { Change } from '../../src/django/changes'
import { compile, type CompileOptions } from '../../src/sql/compile'
import { kinds, shop } from './kinds'

/**
 * On real servers at 127.0.0.1, where they are named: `BGSPLIT_DATABASES=postgresql,mariadb npx jest test/sql/rerun`.
 * A migration that failed at any of its statements is run again from the first one, and ends where it would have ended.
 */
const ASKED = (process.env['BGSPLIT_DATABASES'] ?? '').split(',')

type Server = 'postgresql' | 'mariadb'

const NAME = 'bgsplit_sql_rerun'

interface Console {
  readonly command: readonly [string, ...string[]]
  /** An empty database. */
  readonly fresh: readonly string[]
  /** What is in it, a line each, in an order of its own. */
  readonly show: readonly string[]
  readonly gone: readonly string[]
}

const CONSOLES: Readonly<Record<Server, Console>> = {
  postgresql: {
    command: ['psql', '-h', '127.0.0.1', '-U', 'postgres', '-qAtX', '-v', 'ON_ERROR_STOP=1', 'postgres'],
    fresh: [
      'SET client_min_messages = error',
      `DROP SCHEMA IF EXISTS ${NAME} CASCADE`,
      `CREATE SCHEMA ${NAME}`,
      `SET search_path = ${NAME}`,
    ],
    show: [
      `SELECT attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attcollation::regcollation,
         pg_get_expr(adbin, adrelid), col_description(attrelid, attnum)
       FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
       WHERE attrelid IN (SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = '${NAME}'::regnamespace)
         AND attnum > 0 AND NOT attisdropped ORDER BY 1, 2`,
      `SELECT conrelid::regclass, conname, convalidated, pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = '${NAME}'::regnamespace ORDER BY 1, 2`,
      `SELECT pg_get_indexdef(indexrelid), indisvalid FROM pg_index
       WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = '${NAME}'::regnamespace) ORDER BY 1`,
    ],
    gone: [`DROP SCHEMA IF EXISTS ${NAME} CASCADE`],
  },
  mariadb: {
    command: ['mariadb', '-h', '127.0.0.1', '-u', 'root', '-N', '-B'],
    fresh: [`DROP DATABASE IF EXISTS ${NAME}`, `CREATE DATABASE ${NAME}`, `USE ${NAME}`],
    show: [
      `SELECT table_name, column_name, column_type, is_nullable, column_default, collation_name, column_comment, extra
       FROM information_schema.columns WHERE table_schema = '${NAME}' ORDER BY 1, 2`,
      `SELECT table_name, index_name, non_unique, seq_in_index, column_name FROM information_schema.statistics
       WHERE table_schema = '${NAME}' ORDER BY 1, 2, 4`,
      `SELECT table_name, constraint_name, delete_rule, referenced_table_name
       FROM information_schema.referential_constraints WHERE constraint_schema = '${NAME}' ORDER BY 1, 2`,
      `SELECT table_name, constraint_name, level, check_clause FROM information_schema.check_constraints
       WHERE constraint_schema = '${NAME}' ORDER BY 1, 2`,
    ],
    gone: [`DROP DATABASE IF EXISTS ${NAME}`],
  },
}

const COLUMNS = 'id, sku, note, digits, stock, price, code, size, owner_id'

const ROWS = [
  'INSERT INTO shop_owner (id) VALUES (1)',
  `INSERT INTO shop_product (${COLUMNS}) VALUES (1, 'a', '12', '5', 1, 1.5, 1, 1, 1), (2, 'b', NULL, '6', 2, 2, 2, 2, 1)`,
]

const CASES: readonly (readonly [Server, CompileOptions])[] = [
  ['postgresql', { rerunnable: true }],
  ['postgresql', { online: true, rerunnable: true }],
  ['mariadb', { rerunnable: true }],
]

const named = CASES.filter(([server]) => ASKED.includes(server))

const walked = named.length === 0 ? describe.skip : describe

walked.each(named.length === 0 ? CASES : named)('%s %o', (server, options) => {
  const console = CONSOLES[server]
  const schema = shop(server)
  const all = Object.entries(kinds(server))
  const tables: readonly Change[] = [...schema.tables.values()].map((table) => ({
    kind: 'create-table',
    table,
  }))
  const start = [...console.fresh, ...(compile(tables, { ...schema, tables: new Map() }) ?? []), ...ROWS]

  afterAll(() => run(server, console.gone))

  test.each(all)(
    '%s',
    (_title, changes) => {
      const statements = compile(changes, schema, options) ?? []
      const once = run(server, [...start, ...(compile(changes, schema) ?? []), ...console.show])
      expect(once).not.toBe('')
      for (let failed = 0; failed <= statements.length; failed++) {
        const twice = [...start, ...statements.slice(0, failed), ...statements, ...console.show]
        expect({ failed, shown: run(server, twice) }).toEqual({ failed, shown: once })
      }
    },
    60_000,
  )
})

if (ASKED.includes('postgresql')) {
  test('what an interrupted CONCURRENTLY leaves is made again', () => {
    const schema = shop('postgresql')
    const { fresh, show } = CONSOLES.postgresql
    const tables: readonly Change[] = [...schema.tables.values()].map((table) => ({
      kind: 'create-table',
      table,
    }))
    const start = [...fresh, ...(compile(tables, { ...schema, tables: new Map() }) ?? []), ...ROWS]
    const unique = { name: 'u', columns: ['size'], uses: ['size'] }
    const change: Change = { kind: 'add-unique', table: 'shop_product', unique }
    const statements = compile([change], schema, { online: true, rerunnable: true }) ?? []
    const twins = ['UPDATE shop_product SET size = 1']
    const apart = ['UPDATE shop_product SET size = id']
    expect(() => run('postgresql', [...start, ...twins, ...statements])).toThrow(
      'could not create unique index',
    )
    const again = [`SET search_path = ${NAME}`, ...show]
    expect(run('postgresql', again)).toContain('(size)|f')
    const mended = run('postgresql', [`SET search_path = ${NAME}`, ...apart, ...statements, ...show])
    expect(mended).toBe(run('postgresql', [...start, ...(compile([change], schema) ?? []), ...show]))
    run('postgresql', CONSOLES.postgresql.gone)
  })
}

function run(server: Server, statements: readonly string[]): string {
  const [program, ...args] = CONSOLES[server].command
  const input = statements.map((statement) => `${statement};\n`).join('')
  return execFileSync(program, args, { input, encoding: 'utf8', stdio: 'pipe' })
}
