import type { Dialect } from '../core/dialect'
import { isMysql } from './backends/features'
import { renamedIndexSql, renamedSql } from './rule-sql/rename'
import type { Check, Column, ForeignKey, Index, Table, Unique } from './schema'

/** What single changes make of one table. They do not ask whether they may: `apply-change.ts` does. */

export function withColumn(table: Table, column: Column): Table {
  return { ...table, columns: new Map(table.columns).set(column.name, column) }
}

/** An index goes in, and with it what InnoDB had made for a foreign key that the new one can serve. */
export function withIndex(table: Table, index: Index, dialect: Dialect): Table {
  const kept = isMysql(dialect) ? withoutServedBy(table.indexes, index.parts[0]?.column) : table.indexes
  return { ...table, indexes: [...kept, index] }
}

export function withUnique(table: Table, unique: Unique, dialect: Dialect): Table {
  const indexes = isMysql(dialect) ? withoutServedBy(table.indexes, unique.columns[0]) : table.indexes
  return { ...table, indexes, uniques: [...table.uniques, unique] }
}

/** https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html, "Indexes". */
function withoutServedBy(indexes: readonly Index[], column: string | undefined): readonly Index[] {
  return indexes.filter((index) => index.implicit !== true || index.parts[0]?.column !== column)
}

export function withCheck(table: Table, check: Check): Table {
  return { ...table, checks: [...table.checks, check] }
}

/**
 * A key goes in; InnoDB makes an index of the same name, unless there is one that begins with the column. One that it
 * made for another key does not count: the new one takes its place.
 */
export function withForeignKey(table: Table, key: ForeignKey, dialect: Dialect): Table {
  const keyed = { ...table, foreignKeys: [...table.foreignKeys, key] }
  if (!isMysql(dialect)) return keyed
  const explicit = withoutServedBy(table.indexes, key.column)
  if (isServed({ ...table, indexes: explicit }, key.column)) return keyed
  const index: Index = {
    name: key.name,
    parts: [{ column: key.column }],
    columns: [key.column],
    implicit: true,
  }
  return { ...keyed, indexes: [...explicit, index] }
}

/** Whether an index, unique rule or the primary key begins with the column. */
export function isServed(table: Table, column: string): boolean {
  return (
    table.primaryKey[0] === column ||
    table.indexes.some((index) => index.parts[0]?.column === column) ||
    table.uniques.some((unique) => unique.columns[0] === column)
  )
}

/** The table with every mention of a column under its new name. */
export function withRenamedColumn(table: Table, from: string, to: string, dialect: Dialect): Table {
  const rename = (name: string): string => (name === from ? to : name)
  const all = (names: readonly string[] | undefined): readonly string[] | undefined => names?.map(rename)
  return {
    ...table,
    columns: new Map(
      [...table.columns].map(([name, column]) => [rename(name), { ...column, name: rename(name) }]),
    ),
    primaryKey: table.primaryKey.map(rename),
    indexes: table.indexes.map((index) => ({
      ...index,
      parts: index.parts.map((part) => ({ ...part, column: rename(part.column) })),
      columns: all(index.columns),
      ...(index.sql && { sql: renamedIndexSql(index.sql, from, to, dialect) }),
    })),
    uniques: table.uniques.map((unique) => ({
      ...unique,
      columns: unique.columns.map(rename),
      uses: all(unique.uses),
      ...(unique.sql && { sql: renamedIndexSql(unique.sql, from, to, dialect) }),
    })),
    checks: table.checks.map((check) => renamedCheck(check, from, to, dialect)),
    foreignKeys: table.foreignKeys.map((key) => ({ ...key, column: rename(key.column) })),
    exclusions: table.exclusions.map((rule) => ({ ...rule, columns: all(rule.columns) })),
  }
}

function renamedCheck(check: Check, from: string, to: string, dialect: Dialect): Check {
  const sql = check.sql === undefined ? undefined : renamedSql(check.sql, from, to, dialect)
  return { ...check, sql, columns: check.columns?.map((column) => (column === from ? to : column)) }
}

export type RuleList = 'uniques' | 'checks' | 'foreignKeys' | 'exclusions' | 'indexes'

/** The table without one rule of that name, of one of the sorts; undefined where it has none. */
export function withoutRule(table: Table, name: string, lists: readonly RuleList[]): Table | undefined {
  for (const list of lists) {
    const rules: readonly { readonly name: string | undefined }[] = table[list]
    if (rules.some((rule) => rule.name === name)) {
      return { ...table, [list]: rules.filter((rule) => rule.name !== name) }
    }
  }
  return undefined
}
