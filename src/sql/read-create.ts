import type { Change } from '../django/changes'
import type { Table } from '../django/schema'
import { readColumn, type ReadColumn } from './read-column'
import type { Reader } from './reader'

/** `CREATE TABLE name (columns)`: only columns, as bgsplit writes it; table constraints are statements of their own. */
export function readCreateTable(reader: Reader): readonly Change[] | undefined {
  reader.words('IF', 'NOT', 'EXISTS')
  const name = reader.tableName()
  if (name === undefined || !reader.mark('(')) return undefined
  const columns = reader.list(() => readColumn(reader))
  if (columns === undefined || !reader.mark(')') || !reader.atEnd()) return undefined
  return [{ kind: 'create-table', table: tableOf(name, columns) }]
}

function tableOf(name: string, columns: readonly ReadColumn[]): Table {
  const named = (read: ReadColumn): string => read.column.name
  return {
    name,
    columns: new Map(columns.map((read) => [read.column.name, read.column])),
    primaryKey: columns.filter((read) => read.primaryKey).map(named),
    indexes: [],
    uniques: columns
      .filter((read) => read.unique)
      .map((read) => ({ name: undefined, columns: [named(read)], uses: [named(read)] })),
    checks: columns.flatMap((read) =>
      read.checks.map((sql) => ({ name: undefined, sql, columns: [named(read)] })),
    ),
    foreignKeys: [],
    exclusions: [],
  }
}
