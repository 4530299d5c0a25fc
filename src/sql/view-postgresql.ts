import { quoteName } from '../core/quote'
import { splitIdentifier } from '../django/names'
import type { View } from '../django/schema'
import { dollarQuoted, quoteIdentifier, quoteString } from './quote'

const id = (name: string): string => quoteIdentifier(name, 'postgresql')
const tableId = (name: string): string => quoteName(name, 'postgresql')

/** The view, and who may use it. */
export function createView(view: View, again: boolean): readonly string[] {
  return [definition(view, again), grants(view)]
}

export function grants(view: Pick<View, 'name' | 'table'>): string {
  return `DO ${dollarQuoted(block(rights(view)))}`
}

export function definition({ name, table, columns }: View, again: boolean): string {
  const what = `CREATE ${again ? 'OR REPLACE ' : ''}VIEW ${tableId(name)}`
  return `${what} AS SELECT ${columns.map(id).join(', ')} FROM ${tableId(table)}`
}

/**
 * Who may do what with the table may do it with the view, which belongs to the same role; rows are seen as in the table
 * (row security), by the rights of who asks.
 */
function rights({ name, table }: Pick<View, 'name' | 'table'>): readonly string[] {
  const [view, of] = [name, table].map((each) => quoteString(tableId(each), 'postgresql'))
  return [
    `shown := ${of ?? ''}::regclass;`,
    `view := ${view ?? ''}::regclass;`,
    'SELECT pg_get_userbyid(relowner) INTO owner FROM pg_class WHERE oid = shown;',
    'IF owner <> current_user THEN',
    "  EXECUTE format('ALTER VIEW %s OWNER TO %I', view, owner);",
    'END IF;',
    'FOR statement IN',
    `  SELECT format('GRANT %s ON %s TO %s%s', privilege_type, view, ${GRANTEE}, ${OPTION})`,
    '  FROM pg_class, aclexplode(relacl) WHERE oid = shown',
    '  UNION ALL',
    `  SELECT format('GRANT %s (%I) ON %s TO %s%s', privilege_type, attname, view, ${GRANTEE}, ${OPTION})`,
    '  FROM pg_attribute AS given, aclexplode(attacl) WHERE attrelid = shown',
    '    AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = view AND attname = given.attname)',
    'LOOP',
    '  EXECUTE statement;',
    'END LOOP;',
    `IF current_setting('server_version_num')::integer >= 150000 THEN`,
    "  EXECUTE format('ALTER VIEW %s SET (security_invoker = true)', view);",
    'END IF;',
  ]
}

const GRANTEE = `CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END`
const OPTION = `CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END`

function block(statements: readonly string[]): readonly string[] {
  const variables = ['shown regclass', 'view regclass', 'owner name', 'statement text']
  return [
    'DECLARE',
    ...variables.map((each) => `  ${each};`),
    'BEGIN',
    ...statements.map((each) => `  ${each}`),
    'END',
  ]
}

export function dropView(name: string, again: boolean): readonly string[] {
  return [`DROP VIEW ${again ? 'IF EXISTS ' : ''}${tableId(name)}`]
}

/** One statement, which is done as a whole or not at all, and once: while the name is that of the view. */
export function settleView({ name, table }: Pick<View, 'name' | 'table'>): readonly string[] {
  const lines = [
    'BEGIN',
    `  IF ${isRelation(name, "= 'v'")} THEN`,
    `    DROP VIEW ${tableId(name)};`,
    `    ALTER TABLE ${tableId(table)} RENAME TO ${id(splitIdentifier(name)[1])};`,
    '  END IF;',
    'END',
  ]
  return [`DO ${dollarQuoted(lines)}`]
}

/** As above, the other way around: while the name is that of the table. */
export function unsettleView(view: View): readonly string[] {
  const { name, table } = view
  const statements = [
    `IF ${isRelation(name, "IN ('r', 'p')")} THEN`,
    `  ALTER TABLE ${tableId(name)} RENAME TO ${id(splitIdentifier(table)[1])};`,
    `  ${definition(view, false)};`,
    ...rights(view).map((each) => `  ${each}`),
    'END IF;',
  ]
  return [`DO ${dollarQuoted(block(statements))}`]
}

function isRelation(name: string, kind: string): string {
  const relation = quoteString(tableId(name), 'postgresql')
  return `EXISTS (SELECT 1 FROM pg_class WHERE oid = to_regclass(${relation}) AND relkind ${kind})`
}
