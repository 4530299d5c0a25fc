import { localFields } from '../local-fields'
import { modelKey, type ModelKey, type ProjectState } from '../state'
import { stringValue } from '../../python/arguments'
import { argument } from '../fields/call'
import { hasOwnTable, throughModel } from '../through'
import { alterField, alterManyToMany } from './alter-field'
import { renameTable, tableOf, type Bound, type Editor, type Rendered } from './editor'
import { relationsTo } from './relations'

/** `RenameModel.database_forwards` of django/db/migrations/operations/models.py. */
export function renameModel(editor: Editor, old: Rendered, changed: Rendered): void {
  renameTable(editor, tableOf(editor, old), tableOf(editor, changed))
  for (const related of relationsTo(old.model, old.state, editor.dialect)) {
    if (isRelatedObject(related)) alterRelated(editor, related, old, changed)
  }
  for (const field of old.model.fields.values()) {
    const after = changed.model.fields.get(field.name)
    if (after === undefined || !hasOwnTable(field) || pointsToItself(after.relation?.to, changed)) continue
    alterManyToMany(editor, { field, ...old }, { field: after, ...changed })
  }
}

/** `_meta.related_objects`: not the keys without a name on the other side (`related_name="+"`). */
function isRelatedObject({ field, model, state }: Bound): boolean {
  if (!state.models.has(modelKey(model.app, model.name))) return false
  if (field.kind === 'many-to-many') return true
  return (
    field.kind === 'relation' && stringValue(argument(field.source, 'related_name'))?.endsWith('+') !== true
  )
}

function alterRelated(editor: Editor, related: Bound, old: Rendered, changed: Rendered): void {
  const isSelf = related.model === old.model
  const model = isSelf ? changed.model : modelOf(changed.state, related)
  const field = model && localFields(model, changed.state).find(({ name }) => name === related.field.name)
  if (model === undefined || field === undefined) return
  const on: Rendered = { model, state: changed.state }
  if (isKnown(editor, related, on)) alterField(editor, on, related, { field, ...on })
}

function modelOf(state: ProjectState, { model }: Rendered): Rendered['model'] | undefined {
  return state.models.get(modelKey(model.app, model.name))
}

/** Tables that no migration made cannot be altered: those of unmanaged models. */
function isKnown(editor: Editor, related: Bound, on: Rendered): boolean {
  if (related.field.kind !== 'many-to-many') return editor.schema.tables.has(tableOf(editor, on))
  const through = throughModel(related.field, related.model, related.state, editor.dialect)
  return through === undefined || editor.schema.tables.has(tableOf(editor, { model: through }))
}

function pointsToItself(to: ModelKey | undefined, { model }: Rendered): boolean {
  return to === modelKey(model.app, model.name)
}
