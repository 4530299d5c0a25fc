import type { Table } from '../schema'
import { modelKey, type Model } from '../state'
import { modelTable } from '../tables'
import type { Editor, Rendered } from './editor'

/**
 * `_remake_table` of django/db/backends/sqlite3/schema.py: the table is made again from the model, as it is after the
 * operation, so that what the model does not know is lost, and what the
 * database does not have is no longer there to be copied. So is index_together, which Django 5.1 no longer carries
 * over.
 */
export function remakeTable(editor: Editor, table: string, { model, state }: Rendered): void {
  const carried = { ...model, options: { ...model.options, indexTogether: [] } }
  const to = { ...modelTable(carried, state, 'sqlite'), name: table }
  editor.emit({ kind: 'rebuild-table', table, to, copies: copiedColumns(editor, model, to) })
}

/** The columns that both the old and the new model have: `INSERT INTO new__table (…) SELECT … FROM table` reads them. */
function copiedColumns(editor: Editor, model: Model, to: Table): readonly string[] {
  const old = editor.from.models.get(modelKey(model.app, model.name))
  if (old === undefined) return []
  const { columns } = modelTable(old, editor.from, 'sqlite')
  return [...to.columns.values()]
    .filter(({ name, generated }) => generated === undefined && columns.has(name))
    .map(({ name }) => name)
}
