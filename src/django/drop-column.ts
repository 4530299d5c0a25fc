import type { Dialect } from '../core/dialect'
import { quoteColumn } from '../core/quote'
import { tablesPointingAt } from './inbound'
import { notApplicable, requireColumn, requireNotShown, requireNoTwin } from './require'
import type { Index, Schema, Table, Unique } from './schema'

/**
 * A table without one of its columns, and without what the database drops along with it.
 *
 * @throws Refusal `not-applicable` where the database would not drop it
 */
export function dropColumn(schema: Schema, table: Table, name: string): Table {
  requireColumn(table, name)
  requireNoTwin(table, name)
  requireNotShown(schema, table.name, name)
  requireNotPointedAt(schema, table, name)
  const columns = new Map(table.columns)
  columns.delete(name)
  return DROPS[schema.dialect]({ ...table, columns }, name)
}

type Drop = (table: Table, column: string) => Table

const DROPS: Readonly<Record<Dialect, Drop>> = {
  postgresql: dropOnPostgresql,
  mysql: dropOnMysql,
  mariadb: dropOnMariadb,
  sqlite: dropOnSqlite,
}

function requireNotPointedAt(schema: Schema, table: Table, column: string): void {
  for (const other of tablesPointingAt(schema, table.name)) {
    const points = other.foreignKeys.some((key) => key.toTable === table.name && key.toColumn === column)
    if (points && !(other === table && schema.dialect === 'postgresql')) {
      throw notApplicable(
        `a foreign key of the table ${other.name} points to the column ${table.name}.${column}`,
      )
    }
  }
}

/** "Indexes and table constraints involving the column will be automatically dropped as well." */
function dropOnPostgresql(table: Table, column: string): Table {
  const isLeft = (used: readonly string[] | undefined): boolean => used?.includes(column) !== true
  return {
    ...table,
    primaryKey: isLeft(table.primaryKey) ? table.primaryKey : [],
    indexes: table.indexes.filter((index) => isLeft(index.columns)),
    uniques: table.uniques.filter((unique) => isLeft(unique.uses)),
    checks: table.checks.filter((check) => isLeft(check.columns)),
    exclusions: table.exclusions.filter((rule) => isLeft(rule.columns)),
    foreignKeys: table.foreignKeys.filter((key) => key.column !== column),
  }
}

/** Keys stand in the way (error 1828); indexes lose the column; checks of it alone go, others stand in the way. */
function dropOnMysql(table: Table, column: string): Table {
  requireNoKey(table, column)
  const checks = table.checks.filter((check) => !isOnly(check.columns, column))
  const blocking = checks.find((check) => check.columns?.includes(column))
  if (blocking) throw blocked(table, column, `the check ${blocking.name ?? ''}`)
  return { ...table, ...shrunk(table, column), checks }
}

/** As MySQL, except that a unique rule over several columns stands in the way (error 1072). */
function dropOnMariadb(table: Table, column: string): Table {
  const unique = table.uniques.find((rule) => rule.columns.length > 1 && rule.columns.includes(column))
  if (unique) throw blocked(table, column, `the unique rule ${unique.name ?? ''}`)
  return dropOnMysql(table, column)
}

function requireNoKey(table: Table, column: string): void {
  const key = table.foreignKeys.find((candidate) => candidate.column === column)
  if (key) throw blocked(table, column, `the foreign key ${key.name ?? ''}`)
}

function shrunk(table: Table, column: string): Pick<Table, 'indexes' | 'uniques' | 'primaryKey'> {
  return {
    primaryKey: table.primaryKey.filter((name) => name !== column),
    indexes: table.indexes.flatMap((index) => shrunkIndex(index, column)),
    uniques: table.uniques.flatMap((unique) => shrunkUnique(unique, column)),
  }
}

function shrunkIndex(index: Index, column: string): readonly Index[] {
  const parts = index.parts.filter((part) => part.column !== column)
  if (parts.length === index.parts.length) return [index]
  const columns = index.columns?.filter((name) => name !== column)
  return parts.length === 0 ? [] : [{ ...index, parts, columns, ...shrunkSql(index, column) }]
}

function shrunkUnique(unique: Unique, column: string): readonly Unique[] {
  const columns = unique.columns.filter((name) => name !== column)
  if (columns.length === unique.columns.length) return [unique]
  return columns.length === 0
    ? []
    : [
        {
          ...unique,
          columns,
          uses: unique.uses?.filter((name) => name !== column),
          ...shrunkSql(unique, column),
        },
      ]
}

/** MySQL: a key part that is a column begins with it. */
function shrunkSql({ sql }: Index | Unique, column: string): Pick<Index, 'sql'> {
  const quoted = quoteColumn(column, 'mysql')
  const isLeft = (part: string): boolean => part !== quoted && !part.startsWith(`${quoted} `)
  return sql === undefined ? {} : { sql: { ...sql, parts: sql.parts.filter(isLeft) } }
}

/** https://www.sqlite.org/lang_altertable.html#altertabdropcol: whatever uses the column stands in the way. */
function dropOnSqlite(table: Table, column: string): Table {
  if (table.primaryKey.includes(column)) throw blocked(table, column, 'the primary key')
  requireNoKey(table, column)
  const index = table.indexes.find((rule) => rule.columns?.includes(column))
  if (index) throw blocked(table, column, `the index ${index.name ?? ''}`)
  const unique = table.uniques.find((rule) => rule.uses?.includes(column))
  if (unique) throw blocked(table, column, `the unique rule ${unique.name ?? ''}`)
  // A check in the definition of the column itself has no name and goes with it.
  const checks = table.checks.filter((check) => !(check.name === undefined && isOnly(check.columns, column)))
  const check = checks.find((rule) => rule.columns?.includes(column))
  if (check) throw blocked(table, column, `the check ${check.name ?? ''}`)
  return { ...table, checks }
}

function isOnly(columns: readonly string[] | undefined, column: string): boolean {
  return columns?.length === 1 && columns[0] === column
}

function blocked(table: Table, column: string, what: string): Error {
  return notApplicable(`the column ${table.name}.${column} cannot be dropped, since ${what} uses it`)
}
