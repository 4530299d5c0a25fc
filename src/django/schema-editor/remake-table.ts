import { modelTable } from '../tables'
import type { Editor, Rendered } from './editor'

/**
 * `_remake_table` of django/db/backends/sqlite3/schema.py: the table is made again from the model, as it is after the
 * operation, so that what the model does not know is lost. So is index_together, which Django 5.1 no longer carries
 * over.
 */
export function remakeTable(editor: Editor, table: string, { model, state }: Rendered): void {
  const carried = { ...model, options: { ...model.options, indexTogether: [] } }
  editor.emit({ kind: 'rebuild-table', table, to: { ...modelTable(carried, state, 'sqlite'), name: table } })
}
