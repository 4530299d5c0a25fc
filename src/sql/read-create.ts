import type { Dialect } from '../core/dialect'
import type { Change } from '../django/changes'
import type { Table } from '../django/schema'
import { inlineRules, readColumn, type ReadColumn } from './read-column'
import { readIfNotExists } from './read-guard'
import type { Reader } from './reader'

/** `CREATE TABLE name (columns)`: only columns, as bgsplit writes it; table constraints are statements of their own. */
export function readCreateTable(reader: Reader): readonly Change[] | undefined {
  const guard = readIfNotExists(reader)
  const name = reader.tableName()
  if (name === undefined || !reader.mark('(')) return undefined
  const columns = reader.list(() => readColumn(reader))
  if (columns === undefined || !reader.mark(')') || !reader.atEnd()) return undefined
  return [{ kind: 'create-table', table: tableOf(name, columns, reader.dialect), ...guard }]
}

function tableOf(name: string, columns: readonly ReadColumn[], dialect: Dialect): Table {
  const rules = columns.map((read) => inlineRules(name, read, dialect))
  return {
    name,
    columns: new Map(columns.map((read) => [read.column.name, read.column])),
    primaryKey: columns.filter((read) => read.primaryKey).map((read) => read.column.name),
    indexes: [],
    uniques: rules.flatMap(({ uniques }) => uniques),
    checks: rules.flatMap(({ checks }) => checks),
    foreignKeys: [],
    exclusions: [],
  }
}
