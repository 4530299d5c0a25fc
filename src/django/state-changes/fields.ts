import { withArguments } from '../../python/build'
import type { Call } from '../../python/nodes'
import type { OperationOf } from '../operation'
import { modelKey } from '../state'
import type { Field, Model, ModelKey, ProjectState } from '../state'
import { requireField, requireModel, withModel, withModels } from './access'
import { pointsTo } from './points-to'
import { rewriteArguments, rewriteStrings } from './source'

/** `ProjectState.add_field` (django/db/migrations/state.py). */
export function addField(operation: OperationOf<'AddField'>, app: string, state: ProjectState): ProjectState {
  const model = requireModel(state, operation.model, { app, place: operation.place })
  return withModel(state, withField(model, lasting(operation)))
}

/** `ProjectState.alter_field` (django/db/migrations/state.py): the field keeps its place among the fields. */
export function alterField(
  operation: OperationOf<'AlterField'>,
  app: string,
  state: ProjectState,
): ProjectState {
  const target = { app, place: operation.place }
  const model = requireModel(state, operation.model, target)
  requireField(model, operation.field.name, target)
  return withModel(state, withField(model, lasting(operation)))
}

/** `ProjectState.remove_field` (django/db/migrations/state.py). */
export function removeField(
  operation: OperationOf<'RemoveField'>,
  app: string,
  state: ProjectState,
): ProjectState {
  const target = { app, place: operation.place }
  const model = requireModel(state, operation.model, target)
  requireField(model, operation.name, target)
  const fields = new Map(model.fields)
  fields.delete(operation.name)
  return withModel(state, { ...model, fields })
}

/**
 * `ProjectState.rename_field` (django/db/migrations/state.py): the field goes to the end, `unique_together`,
 * `index_together`, `from_fields`, `to_fields` and composite keys follow; indexes, constraints and
 * `order_with_respect_to` do not, the autodetector writes operations of their own for them.
 */
export function renameField(
  operation: OperationOf<'RenameField'>,
  app: string,
  state: ProjectState,
): ProjectState {
  const target = { app, place: operation.place }
  const model = requireModel(state, operation.model, target)
  const field = requireField(model, operation.from, target)
  const rename = (name: string): string => (name === operation.from ? operation.to : name)
  const renamed = withModel(state, renamedInModel(model, field, operation.to, rename))
  return renamedInReferences(renamed, modelKey(app, model.name), rename)
}

function renamedInModel(model: Model, field: Field, name: string, rename: (name: string) => string): Model {
  const fields = new Map(model.fields)
  fields.delete(field.name)
  fields.set(name, { ...field, name })
  for (const [key, each] of fields) fields.set(key, renamedInSource(each, rename))
  const together = (sets: Model['options']['uniqueTogether']): string[][] =>
    sets.map((set) => set.map(rename))
  const { uniqueTogether, indexTogether } = model.options
  const options = {
    ...model.options,
    uniqueTogether: together(uniqueTogether),
    indexTogether: together(indexTogether),
  }
  return { ...model, fields, options }
}

/** ForeignObject's `from_fields` and the names in a CompositePrimaryKey. */
function renamedInSource(field: Field, rename: (name: string) => string): Field {
  const renamed = field.className.endsWith('.CompositePrimaryKey')
    ? renamedPositions(field.source, rename)
    : rewriteArguments(field.source, ['from_fields'], rename)
  return renamed === field.source ? field : { ...field, source: renamed }
}

function renamedPositions(source: Call, rename: (name: string) => string): Call {
  const args = source.args.map((argument) =>
    argument.name === undefined ? { ...argument, value: rewriteStrings(argument.value, rename) } : argument,
  )
  const isSame = args.every((argument, index) => argument.value === source.args[index]?.value)
  return isSame ? source : { ...source, args, synthetic: true }
}

function renamedInReferences(
  state: ProjectState,
  key: ModelKey,
  rename: (name: string) => string,
): ProjectState {
  const changes = new Map<ModelKey, Model>()
  for (const [modelKeyOf, model] of state.models) {
    if (!pointsTo(model, key)) continue
    const changed = changedFields(model, (field) => repointedField(field, key, rename))
    if (changed !== model) changes.set(modelKeyOf, changed)
  }
  return withModels(state, changes)
}

function repointedField(field: Field, key: ModelKey, rename: (name: string) => string): Field {
  const { relation } = field
  if (relation?.to !== key) return field
  const source = rewriteArguments(field.source, ['to_field', 'to_fields'], rename)
  const toField = relation.toField === undefined ? undefined : rename(relation.toField)
  if (source === field.source && toField === relation.toField) return field
  return { ...field, source, relation: { ...relation, ...(toField === undefined ? {} : { toField }) } }
}

/** The model with each field put through `change`; the same model where nothing changed. */
export function changedFields(model: Model, change: (field: Field) => Field): Model {
  let fields: Map<string, Field> | undefined
  for (const [name, field] of model.fields) {
    const changed = change(field)
    if (changed === field) continue
    fields ??= new Map(model.fields)
    fields.set(name, changed)
  }
  return fields === undefined ? model : { ...model, fields }
}

/** What of an operation's field stays in the state: with `preserve_default=False` the default does not. */
function lasting(operation: OperationOf<'AddField' | 'AlterField'>): Field {
  if (operation.preserveDefault) return operation.field
  const { default: dropped, ...field } = operation.field
  return dropped === undefined
    ? field
    : { ...field, source: withArguments(field.source, { default: undefined }) }
}

function withField(model: Model, field: Field): Model {
  return { ...model, fields: new Map(model.fields).set(field.name, field) }
}
