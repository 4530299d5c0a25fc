import { execFileSync } from 'node:child_process'

/** Real servers at 127.0.0.1, where they are named: `BGSPLIT_DATABASES=postgresql,mariadb npx jest test/sql`. */
export const ASKED = (process.env['BGSPLIT_DATABASES'] ?? '').split(',')

export type Server = 'postgresql' | 'mariadb'

/** A schema, or database, of this process alone. */
export const NAME = `bgs_sql_${process.pid}`

interface Console {
  readonly command: readonly [string, ...string[]]
  /** Statements of MariaDB may have semicolons in them. */
  readonly delimiter: string
  /** An empty database. */
  readonly fresh: readonly string[]
  /** What is in it, a line each, in an order of its own. */
  readonly show: readonly string[]
  readonly gone: readonly string[]
}

export const CONSOLES: Readonly<Record<Server, Console>> = {
  postgresql: {
    command: ['psql', '-h', '127.0.0.1', '-U', 'postgres', '-qAtX', '-v', 'ON_ERROR_STOP=1', 'postgres'],
    delimiter: ';',
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
      `SELECT tgrelid::regclass, pg_get_triggerdef(t.oid), prosrc FROM pg_trigger t JOIN pg_proc ON pg_proc.oid = tgfoid
       WHERE NOT tgisinternal AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = '${NAME}'::regnamespace) ORDER BY 2`,
      `SELECT proname FROM pg_proc WHERE pronamespace = '${NAME}'::regnamespace ORDER BY 1`,
      `SELECT relname, pg_get_userbyid(relowner), relacl, reloptions, pg_get_viewdef(oid) FROM pg_class
       WHERE relkind = 'v' AND relnamespace = '${NAME}'::regnamespace ORDER BY 1`,
      `SELECT pg_get_indexdef(indexrelid), indisvalid FROM pg_index
       WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = '${NAME}'::regnamespace) ORDER BY 1`,
    ],
    gone: [`DROP SCHEMA IF EXISTS ${NAME} CASCADE`],
  },
  mariadb: {
    command: ['mariadb', '-h', '127.0.0.1', '-u', 'root', '-N', '-B', '--default-character-set=utf8mb4'],
    delimiter: '<<end>>',
    fresh: [`DROP DATABASE IF EXISTS ${NAME}`, `CREATE DATABASE ${NAME}`, `USE ${NAME}`],
    show: [
      `SELECT table_name, column_name, column_type, is_nullable, column_default, collation_name, column_comment, extra
       FROM information_schema.columns WHERE table_schema = '${NAME}' ORDER BY 1, 2`,
      `SELECT table_name, index_name, non_unique, seq_in_index, column_name FROM information_schema.statistics
       WHERE table_schema = '${NAME}' ORDER BY 1, 2, 4`,
      `SELECT trigger_name, event_manipulation, event_object_table, action_statement FROM information_schema.triggers
       WHERE trigger_schema = '${NAME}' ORDER BY 1`,
      `SELECT table_name, security_type, view_definition FROM information_schema.views
       WHERE table_schema = '${NAME}' ORDER BY 1`,
      `SELECT table_name, constraint_name, delete_rule, referenced_table_name
       FROM information_schema.referential_constraints WHERE constraint_schema = '${NAME}' ORDER BY 1, 2`,
      `SELECT table_name, constraint_name, level, check_clause FROM information_schema.check_constraints
       WHERE constraint_schema = '${NAME}' ORDER BY 1, 2`,
    ],
    gone: [`DROP DATABASE IF EXISTS ${NAME}`],
  },
}

/** What a server prints; throws where a statement fails, with what it says. */
export function run(server: Server, statements: readonly string[]): string {
  const { command, delimiter } = CONSOLES[server]
  const [program, ...args] = command
  const start = delimiter === ';' ? '' : `DELIMITER ${delimiter}\n`
  const input = start + statements.map((statement) => `${statement}\n${delimiter}\n`).join('')
  return execFileSync(program, args, { input, encoding: 'utf8', stdio: 'pipe' })
}
