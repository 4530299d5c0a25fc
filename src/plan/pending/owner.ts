import { localFields } from '../../django/local-fields'
import type { Snapshot } from '../../django/snapshot'
import type { Field, Model } from '../../django/state'
import { columnName, manyToManyTable, tableName } from '../../django/tables'

/** The model that a table belongs to, and the field of a column, or of a many-to-many table. */
export interface Owner {
  readonly model: Model
  readonly field?: Field
}

/** Undefined where no model has the table; the database's own name for it, or that of a view. */
export function ownerOf(snapshot: Snapshot, table: string, column: string | undefined): Owner | undefined {
  const { state, schema } = snapshot
  const names = namesOf(snapshot, table)
  for (const model of state.models.values()) {
    if (!names.has(tableName(model, schema.dialect))) continue
    const field = localFields(model, state).find((each) => columnName(each) === column)
    return { model, ...(field && { field }) }
  }
  return throughOwner(snapshot, names)
}

function throughOwner({ state, schema }: Snapshot, names: ReadonlySet<string>): Owner | undefined {
  for (const model of state.models.values()) {
    const field = [...model.fields.values()].find((each) => {
      const through = manyToManyTable(each, model, state, schema.dialect)
      return through !== undefined && names.has(through.name)
    })
    if (field !== undefined) return { model, field }
  }
  return undefined
}

function namesOf({ schema }: Snapshot, table: string): ReadonlySet<string> {
  const views = [...(schema.views?.values() ?? [])].filter((view) => view.table === table)
  return new Set([table, ...views.map(({ name }) => name)])
}
