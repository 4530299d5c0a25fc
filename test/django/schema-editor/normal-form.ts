import type { Dialect } from '../../../src/core/dialect'
import type { Column, ColumnType, Index, Schema, Table } from '../../../src/django/schema'

/** What the databases are compared by: a table as `oracle.py` writes it down. */
export interface ExpectedTable {
  readonly columns: Readonly<Record<string, object>>
  readonly primaryKey: readonly string[]
  readonly indexes?: readonly object[]
  readonly uniques?: readonly object[]
  readonly checks?: readonly object[]
  readonly foreignKeys?: readonly object[]
  readonly exclusions?: readonly object[]
  readonly comment?: string
}

type Tables = Readonly<Record<string, ExpectedTable>>

const RULES = ['indexes', 'uniques', 'checks', 'foreignKeys', 'exclusions'] as const

/** The schema of a replay in the form of the recordings. */
export function describeTables(schema: Schema): Tables {
  return Object.fromEntries(
    [...schema.tables.values()].map((table) => [table.name, describeTable(table, schema.dialect)]),
  )
}

/** A recording without tables that are gone, its rules in one order. */
export function asExpected(tables: Readonly<Record<string, ExpectedTable | null>>): Tables {
  const left = Object.entries(tables).flatMap(([name, table]) =>
    table ? [[name, sorted(withoutExpressions(table))]] : [],
  )
  // Holds: each entry is a name with its table.
  return Object.fromEntries(left) as Tables
}

/** The catalogue has null for a part of a key that is an expression; the replay then names no columns. */
function withoutExpressions(table: ExpectedTable): ExpectedTable {
  const rules = (['indexes', 'uniques'] as const).map(
    (name) => [name, table[name]?.map(withoutNull)] as const,
  )
  return { ...table, ...record(rules.filter(([, list]) => list !== undefined)) }
}

function withoutNull(rule: object): object {
  return 'columns' in rule && Array.isArray(rule.columns) && rule.columns.includes(null)
    ? { ...rule, columns: [] }
    : rule
}

function sorted(table: ExpectedTable): ExpectedTable {
  const rules = RULES.map((name) => [name, [...(table[name] ?? [])].sort(byText)] as const)
  return { ...table, ...record(rules) }
}

function record(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries)
}

function byText(left: object, right: object): number {
  const [a, b] = [JSON.stringify(left), JSON.stringify(right)]
  return a < b ? -1 : Number(a > b)
}

function describeTable(table: Table, dialect: Dialect): ExpectedTable {
  return sorted({
    columns: Object.fromEntries(
      [...table.columns.values()].map((column) => [column.name, describeColumn(column, dialect)]),
    ),
    primaryKey: table.primaryKey,
    indexes: table.indexes.map(describeIndex),
    uniques: table.uniques.map(({ name, columns, index }) => ({
      name: name ?? null,
      columns,
      ...(index === true && dialect !== 'mariadb' && { index }),
    })),
    checks: table.checks.map(({ name, columns }) => ({
      name: name ?? null,
      columns: [...(columns ?? ['?'])].sort(),
    })),
    foreignKeys: table.foreignKeys.map(({ name, column, toTable, toColumn }) => ({
      name: name ?? null,
      column,
      to: [bareName(toTable), toColumn],
    })),
    exclusions: table.exclusions.map(({ name, columns }) => ({
      name: name ?? null,
      columns: [...(columns ?? ['?'])].sort(),
    })),
    ...(table.comment !== undefined && { comment: table.comment }),
  })
}

function bareName(table: string): string {
  return /^"(.*)"\."(.*)"$/.exec(table)?.[2] ?? table
}

function describeColumn(column: Column, dialect: Dialect): object {
  return {
    type: nativeType(column.type, dialect),
    nullable: column.nullable,
    ...(column.default && { default: true }),
    ...(column.identity && { identity: true }),
    ...(column.generated && { generated: true }),
    ...(column.collation !== undefined && { collation: column.collation }),
    ...(column.comment !== undefined && { comment: column.comment }),
  }
}

function describeIndex({ name, parts, method }: Index): object {
  const descending = parts.flatMap((part, place) => (part.descending === true ? [place] : []))
  return {
    name: name ?? null,
    columns: parts.map(({ column }) => column),
    ...(method !== undefined && method !== 'btree' && { method }),
    ...(descending.length > 0 && { descending }),
  }
}

/** A type as the catalogue spells it. */
function nativeType(type: ColumnType, dialect: Dialect): string {
  if (type.kind === 'unknown') return `unknown (${type.className})`
  return NATIVE[dialect](type.sql)
}

const NATIVE: Readonly<Record<Dialect, (sql: string) => string>> = {
  postgresql: (sql) =>
    sql
      .replace(/^varchar/, 'character varying')
      .replace(/^time$/, 'time without time zone')
      .replace(/(\[\d*\])+/, '[]')
      .replace(', ', ','),
  mariadb: mariadbType,
  mysql: mariadbType,
  sqlite: (sql) => sql.toLowerCase(),
}

function mariadbType(sql: string): string {
  return sql
    .toLowerCase()
    .replace(' auto_increment', '')
    .replace(/^integer unsigned$/, 'int(10) unsigned')
    .replace(/^integer$/, 'int(11)')
    .replace(/^smallint unsigned$/, 'smallint(5) unsigned')
    .replace(/^smallint$/, 'smallint(6)')
    .replace(/^bigint unsigned$/, 'bigint(20) unsigned')
    .replace(/^bigint$/, 'bigint(20)')
    .replace(/^bool$/, 'tinyint(1)')
    .replace(/^double precision$/, 'double')
    .replace(/^json$/, 'longtext')
    .replace(/^numeric\((\d+), (\d+)\)$/, 'decimal($1,$2)')
}
