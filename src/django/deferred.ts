import type { Dialect } from '../core/dialect'
import { withEntry } from '../core/persistent-map'
import type { Change } from './changes'
import { foreignKeyName, indexName } from './names'
import type { Operation } from './operation'
import type { ForeignKey, Index, Schema, Table, Unique } from './schema'

/**
 * The rules that Django's schema editor writes down only when the migration ends (`deferred_sql`): indexes of new
 * fields, unique_together, keys and indexes of new tables. Where a later operation of the migration renames their table
 * or a column, their names are made of the new ones (django/db/backends/ddl_references.py). One for each migration;
 * tables and names of rules.
 */
export type Deferred = Map<string, Set<string>>

/** Stands for a key that the replay drops and adds, and that Django's editor has not written yet at all. */
const MADE_AGAIN = ''

/** The schema after a change of an operation, with the names of what is still to be written; `deferred` is kept up. */
export function withDeferredNames(
  schema: Schema,
  change: Change,
  operation: Operation,
  deferred: Deferred,
): Schema {
  switch (change.kind) {
    case 'create-table':
      deferred.set(change.table.name, new Set(automaticNames(change.table, schema)))
      return schema
    case 'add-index':
      if (operation.kind === 'AddField') note(deferred, change.table, change.index.name)
      return schema
    case 'drop-constraint':
      if (deferred.get(change.table)?.delete(change.name) === true) note(deferred, change.table, MADE_AGAIN)
      return schema
    case 'add-foreign-key':
      if (deferred.get(change.table)?.delete(MADE_AGAIN) === true)
        note(deferred, change.table, change.foreignKey.name)
      return schema
    case 'rename-table':
      return renamed(schema, deferred, change.to, { table: change.table })
    case 'alter-column':
      if (change.to.name === change.column) return schema
      return renamed(schema, deferred, change.table, { column: change.column, to: change.to.name })
    case 'rebuild-table':
      // SQLite's editor writes all that is deferred once the table stands.
      deferred.clear()
      return schema
    default:
      return schema
  }
}

function note(deferred: Deferred, table: string, name: string | undefined): void {
  if (name === undefined) return
  deferred.set(table, (deferred.get(table) ?? new Set<string>()).add(name))
}

function automaticNames(table: Table, { dialect }: Schema): readonly string[] {
  const named = [...table.indexes, ...table.uniques].filter(
    (rule) => suffixOf(rule.name, table.name, columnsOf(rule), dialect) !== undefined,
  )
  return [...named, ...table.foreignKeys].flatMap(({ name }) => name ?? [])
}

/** What was renamed: the table from its old name, or a column. */
interface Renamed {
  readonly table?: string
  readonly column?: string
  readonly to?: string
}

function renamed(schema: Schema, deferred: Deferred, tableName: string, what: Renamed): Schema {
  const before = what.table ?? tableName
  const names = deferred.get(before)
  const table = schema.tables.get(tableName)
  if (names === undefined || table === undefined) return schema
  const after = renamedRules(table, before, names, schema, what)
  deferred.delete(before)
  deferred.set(tableName, after.names)
  return { ...schema, tables: withEntry(schema.tables, tableName, after.table) }
}

interface RenamedRules {
  readonly table: Table
  readonly names: Set<string>
}

function renamedRules(
  table: Table,
  before: string,
  names: ReadonlySet<string>,
  { dialect }: Schema,
  { column, to }: Renamed,
): RenamedRules {
  const left = new Set(names.has(MADE_AGAIN) ? [MADE_AGAIN] : [])
  const old = (name: string): string => (name === to && column !== undefined ? column : name)
  const follow = <T extends Index | Unique>(rule: T): T => {
    if (rule.name === undefined || !names.has(rule.name)) return rule
    const columns = columnsOf(rule)
    const suffix = suffixOf(rule.name, before, columns.map(old), dialect)
    const name = suffix === undefined ? rule.name : indexName(table.name, columns, suffix, dialect)
    left.add(name)
    return { ...rule, name }
  }
  const followKey = (key: ForeignKey): ForeignKey => {
    if (key.name === undefined || !names.has(key.name)) return key
    const usual = foreignKeyName(before, old(key.column), key.toTable, key.toColumn, dialect)
    const name =
      key.name === usual
        ? foreignKeyName(table.name, key.column, key.toTable, key.toColumn, dialect)
        : key.name
    left.add(name)
    return { ...key, name }
  }
  const rules = {
    indexes: table.indexes.map(follow),
    uniques: table.uniques.map(follow),
    foreignKeys: table.foreignKeys.map(followKey),
  }
  return { table: { ...table, ...rules }, names: left }
}

function columnsOf(rule: Index | Unique): readonly string[] {
  return 'parts' in rule ? rule.parts.map(({ column }) => column) : rule.columns
}

const SUFFIXES = ['', '_idx', '_like', '_uniq']

/** The end of the name that Django makes of table and columns; undefined for a name that was given. */
function suffixOf(
  name: string | undefined,
  table: string,
  columns: readonly string[],
  dialect: Dialect,
): string | undefined {
  return SUFFIXES.find((suffix) => indexName(table, columns, suffix, dialect) === name)
}
