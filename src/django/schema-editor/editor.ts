import type { Dialect } from '../../core/dialect'
import { applyChange } from '../apply-change'
import { FEATURES } from '../backends/features'
import type { Change } from '../changes'
import { tablesPointingAt } from '../inbound'
import type { Schema, Table } from '../schema'
import type { Field, Model, ProjectState } from '../state'
import { tableName } from '../table-name'

/** A model as one state renders it: what Django passes around as `model`. */
export interface Rendered {
  readonly model: Model
  readonly state: ProjectState
}

/** A field on a rendered model: what Django passes around as `field`. */
export interface Bound extends Rendered {
  readonly field: Field
}

/**
 * Stands for Django's SchemaEditor while one operation runs: it notes the changes, and keeps a schema in which
 * constraints can be looked up, as Django looks them up in the database between its statements.
 */
export interface Editor {
  readonly dialect: Dialect
  readonly schema: Schema
  /** The models before the operation. */
  readonly from: ProjectState
  readonly changes: readonly Change[]
  emit(change: Change): void
}

export function createEditor(start: Schema, from: ProjectState): Editor {
  let schema = start
  const changes: Change[] = []
  return {
    dialect: start.dialect,
    from,
    changes,
    get schema() {
      return schema
    },
    emit(change) {
      schema = applyChange(schema, change)
      changes.push(change)
    },
  }
}

export function tableOf(editor: Editor, { model }: { readonly model: Model }): string {
  return tableName(model, editor.dialect)
}

/** `alter_db_table`. */
export function renameTable(editor: Editor, from: string, to: string): void {
  const { ignoresTableNameCase } = FEATURES[editor.dialect]
  const same = from === to || (ignoresTableNameCase && from.toLowerCase() === to.toLowerCase())
  if (!same) editor.emit({ kind: 'rename-table', table: from, to })
}

/** The keys of other tables that point to a table, or to one of its columns. */
export function inboundKeys(
  editor: Editor,
  table: string,
  column?: string,
): readonly { readonly from: Table; readonly name: string | undefined }[] {
  return tablesPointingAt(editor.schema, table).flatMap((from) =>
    from.foreignKeys
      .filter((key) => key.toTable === table && (column === undefined || key.toColumn === column))
      .map(({ name }) => ({ from, name })),
  )
}
