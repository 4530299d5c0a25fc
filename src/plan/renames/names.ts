import { applyChange } from '../../django/apply-change'
import type { Change } from '../../django/changes'
import type { Operation } from '../../django/operation'
import type { Schema } from '../../django/schema'
import { databaseChanges } from '../../django/schema-editor'
import type { Snapshot } from '../../django/snapshot'
import type { ProjectState } from '../../django/state'

/** A table or a column: what it is called in the database (`from`), and by new code (`to`). */
interface Renamed {
  readonly from: string
  readonly to: string
}

export interface RenamedColumn extends Renamed {
  /** As the database calls it. */
  readonly table: string
}

/** What the operations of a migration rename, all of them together; the database does so only in the later release. */
export interface Names {
  readonly tables: readonly Renamed[]
  readonly columns: readonly RenamedColumn[]
}

export const NO_NAMES: Names = { tables: [], columns: [] }

/** Whether nothing is called otherwise than the database does. */
export function isEmpty({ tables, columns }: Names): boolean {
  return tables.length + columns.length === 0
}

/** Operations that can rename something in the database. */
const RENAMING: ReadonlySet<string> = new Set(['RenameField', 'RenameModel', 'AlterModelTable', 'AlterField'])

export function mayRename({ kind }: Operation): boolean {
  return RENAMING.has(kind)
}

/** What an operation renames, on top of what those before it did. `before` is as if they had done it. */
export function withNamesOf(
  names: Names,
  operation: Operation,
  before: Snapshot,
  to: ProjectState,
  app: string,
): Names {
  const context = { app, from: before.state, to, schema: before.schema }
  return databaseChanges(operation, 'forwards', context).reduce(withChange, names)
}

function withChange(names: Names, change: Change): Names {
  if (change.kind === 'rename-table') {
    return { ...names, tables: withRenamed(names.tables, { from: change.table, to: change.to }) }
  }
  if (change.kind !== 'alter-column' || change.to.name === change.column) return names
  const table = physicalTable(names, change.table)
  const own = names.columns.filter((each) => each.table === table)
  const others = names.columns.filter((each) => each.table !== table)
  const columns = withRenamed(own, { from: change.column, to: change.to.name })
  return { ...names, columns: [...others, ...columns.map((each) => ({ ...each, table }))] }
}

/** a -> b and b -> c are a -> c; a -> b and b -> a are nothing. */
function withRenamed(all: readonly Renamed[], { from, to }: Renamed): readonly Renamed[] {
  const known = all.find((each) => each.to === from)
  const rest = all.filter((each) => each !== known)
  const origin = known?.from ?? from
  return origin === to ? rest : [...rest, { from: origin, to }]
}

/** What the database calls a table that new code calls so. */
export function physicalTable({ tables }: Names, name: string): string {
  return tables.find((each) => each.to === name)?.from ?? name
}

/** What new code calls a table that the database calls so. */
export function settledTable({ tables }: Names, name: string): string {
  return tables.find((each) => each.from === name)?.to ?? name
}

/** The schema as if the renames were done. */
export function settledSchema(schema: Schema, { tables, columns }: Names): Schema {
  const renamed = columns.reduce((current, { table, from, to }) => {
    const column = current.tables.get(table)?.columns.get(from)
    if (column === undefined) return current
    return applyChange(current, { kind: 'alter-column', table, column: from, to: { ...column, name: to } })
  }, schema)
  return tables.reduce(
    (current, { from, to }) => applyChange(current, { kind: 'rename-table', table: from, to }),
    renamed,
  )
}
