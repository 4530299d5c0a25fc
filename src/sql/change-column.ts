import type { Change } from '../django/changes'
import type { Check, Column, Schema } from '../django/schema'
import { addValid } from './add-rule'
import { columnActions, hasSameDefault, notNullName, SET_NOT_NULL } from './alter-column'
import { columnDefinition, commentAs } from './column'
import { defaultSql } from './default'
import type { Terms } from './terms'

/**
 * The statements that make of a column what it is in the schema after the changes, which are the column's own and
 * those of the checks in its definition; undefined where they cannot be written.
 */
export function changeColumn(
  terms: Terms,
  table: string,
  name: string,
  all: readonly Change[],
): readonly string[] | undefined {
  const before = terms.before.tables.get(table)?.columns.get(name)
  const after = terms.after.tables.get(table)?.columns.get(name)
  if (before === undefined || after === undefined) return undefined
  if (terms.can.altersColumns) return alterInPlace(terms, table, before, after)
  return terms.can.modifiesColumns ? modify(terms, table, before, after, all.length > 1) : undefined
}

/** Only what is different: one statement, so that a table that has to be written again is so once. */
function alterInPlace(
  terms: Terms,
  table: string,
  before: Column,
  after: Column,
): readonly string[] | undefined {
  const actions = columnActions(before, after, terms.dialect)
  if (actions === undefined) return undefined
  const proves = terms.isOnline(table) && actions.includes(SET_NOT_NULL)
  const together = actions.filter((action) => !proves || action !== SET_NOT_NULL)
  const parts = together.map((action) => `ALTER COLUMN ${terms.name(after.name)} ${action}`).join(', ')
  return [
    ...(parts === '' ? [] : [terms.alterTable(table, parts)]),
    ...(proves ? proveNotNull(terms, table, after.name) : []),
    ...(before.comment === after.comment ? [] : commentAs(table, after.name, after.comment, terms.dialect)),
  ]
}

/**
 * SET NOT NULL reads the table under its lock, unless a check that is valid says that there is no NULL.
 * Source: https://www.postgresql.org/docs/current/sql-altertable.html, "SET NOT NULL"
 */
function proveNotNull(terms: Terms, table: string, column: string): readonly string[] {
  const name = notNullName(table, column)
  return [
    ...addValid(terms, table, name, `CHECK (${terms.name(column)} IS NOT NULL)`),
    terms.alterTable(table, `ALTER COLUMN ${terms.name(column)} ${SET_NOT_NULL}`),
    terms.alterTable(table, `DROP CONSTRAINT ${terms.name(name)}`),
  ]
}

/** The whole column as it is to be; its checks stay only if they are said again. */
function modify(
  terms: Terms,
  table: string,
  before: Column,
  after: Column,
  changesChecks: boolean,
): readonly string[] | undefined {
  const only = changesChecks ? undefined : setDefault(terms, table, before, after)
  if (only !== undefined) return [only]
  const checks = terms.can.modifyDropsChecks ? columnChecks(terms.after, table, after.name) : []
  // One that is called after a name that the column had before cannot be said again as it is.
  if (checks.some((check) => check.name !== after.name)) return undefined
  const definition = columnDefinition(after, { unique: false, primaryKey: false, checks }, terms.dialect)
  return definition === undefined ? undefined : [terms.alterTable(table, `MODIFY ${definition}`)]
}

/**
 * Where only the default is different; it must be a literal or stand in parentheses. A column that takes NULL is to
 * have it for its default, and not none at all.
 * Source: `sql_alter_column_no_default_null` of django/db/backends/mysql/schema.py
 */
function setDefault(terms: Terms, table: string, before: Column, after: Column): string | undefined {
  if (!isSameButDefault(before, after) || hasSameDefault(before, after, terms.dialect)) return undefined
  const column = `ALTER COLUMN ${terms.name(after.name)}`
  if (after.default === undefined) {
    return terms.alterTable(table, `${column} ${after.nullable ? 'SET DEFAULT NULL' : 'DROP DEFAULT'}`)
  }
  const sql = defaultSql(after.default, terms.dialect) ?? ''
  const isTaken = /^(\(.*\)|-?\d+(\.\d+)?|'([^'\\]|''|\\.)*')$/s.test(sql)
  return isTaken ? terms.alterTable(table, `${column} SET DEFAULT ${sql}`) : undefined
}

function isSameButDefault(one: Column, other: Column): boolean {
  const facts = ({ type, nullable, identity, generated, collation, comment }: Column): string =>
    JSON.stringify([type, nullable, identity, generated !== undefined, collation, comment])
  return facts(one) === facts(other) && one.generated === undefined
}

/** The checks that stand in a column's definition. */
export function columnChecks(schema: Schema, table: string, column: string): readonly Check[] {
  const checks = schema.tables.get(table)?.checks ?? []
  return checks.filter((check) => check.inColumn === true && check.columns?.includes(column) === true)
}
