import { stringList } from '../python/arguments'
import { argument, truthy } from './fields/call'
import { automaticId, automaticPointer, orderField } from './fields/synthetic'
import { remembered } from './remembered'
import { modelKey, type Field, type Model, type ModelKey, type ProjectState } from './state'

/** A field on the model that has it: `Model._meta.get_field` may find it on a parent. */
export interface FieldOnModel {
  readonly field: Field
  readonly model: Model
}

/** The model that has the table: of a proxy the model it stands for (`_meta.concrete_model`). */
export function concreteModel(model: Model, state: ProjectState): Model {
  if (!model.options.proxy) return model
  const base = model.bases.map((key) => state.models.get(key)).find((found) => found !== undefined)
  return base === undefined || base === model ? model : concreteModel(base, state)
}

/** The models whose tables this one extends, each by a pointer (`_meta.parents`). */
export function parentsOf(model: Model, state: ProjectState): readonly Model[] {
  if (model.options.proxy) return []
  return model.bases.flatMap((key) => {
    const base = state.models.get(key)
    return base === undefined || base.options.abstract ? [] : [concreteModel(base, state)]
  })
}

/**
 * `_meta.local_fields` and `local_many_to_many` in Django's order, with what no migration spells out: the `id`,
 * pointers to parents, `_order`. Fields that Django made itself (`auto_created`) come first
 * (`Field.auto_creation_counter`, django/db/models/fields/__init__.py).
 */
export function localFields(model: Model, state: ProjectState): readonly Field[] {
  return rememberedFields(model, state, 'fields')
}

const rememberedFields = remembered(computeLocalFields)

function computeLocalFields(model: Model, state: ProjectState): readonly Field[] {
  if (model.options.proxy) return []
  const own = [...model.fields.values()]
  const withPointers = [...missingPointers(model, own, state), ...own]
  const withKey = withPrimaryKey(model, withPointers, state)
  const made = withKey.filter(isAutoCreated).reverse()
  const written = withKey.filter((field) => !isAutoCreated(field))
  const ordered = model.options.orderWithRespectTo !== undefined && !model.fields.has('_order')
  return [...made, ...written, ...(ordered ? [orderField(model, state)] : [])]
}

function isAutoCreated(field: Field): boolean {
  return truthy(argument(field.source, 'auto_created'))
}

function missingPointers(model: Model, own: readonly Field[], state: ProjectState): readonly Field[] {
  const parents = parentsOf(model, state)
  if (parents.length === 0) return []
  const pointed = new Set<ModelKey | undefined>(
    own.filter((field) => field.relation?.oneToOne).map((field) => concreteKey(field.relation?.to, state)),
  )
  return parents
    .filter((parent) => !pointed.has(modelKey(parent.app, parent.name)))
    .map((parent) => automaticPointer(model, parent, state))
    .reverse()
}

function concreteKey(key: ModelKey | undefined, state: ProjectState): ModelKey | undefined {
  const model = key === undefined ? undefined : state.models.get(key)
  if (model === undefined) return key
  const concrete = concreteModel(model, state)
  return modelKey(concrete.app, concrete.name)
}

/** `Options._prepare`: the first pointer to a parent becomes the key, else there is an automatic `id`. */
function withPrimaryKey(model: Model, fields: readonly Field[], state: ProjectState): readonly Field[] {
  if (fields.some((field) => field.primaryKey || isCompositeKey(field))) return fields
  const [parent] = parentsOf(model, state)
  if (parent === undefined) return [automaticId(model, state), ...fields]
  const parentKey = modelKey(parent.app, parent.name)
  const pointer = fields.find(
    ({ relation }) => relation?.oneToOne === true && concreteKey(relation.to, state) === parentKey,
  )
  return fields.map((field) => (field === pointer ? { ...field, primaryKey: true } : field))
}

export function isCompositeKey(field: Field): boolean {
  return field.className === 'django.db.models.CompositePrimaryKey'
}

/** The fields of the primary key: one, or those of a CompositePrimaryKey. */
export function primaryKeyFields(model: Model, state: ProjectState): readonly Field[] {
  const concrete = concreteModel(model, state)
  const fields = localFields(concrete, state)
  const composite = fields.find(isCompositeKey)
  if (!composite) return fields.filter((field) => field.primaryKey)
  const names = composite.source.args.flatMap(
    ({ value }) => stringList(value) ?? (value.kind === 'string' ? [value.value] : []),
  )
  return names.flatMap((name) => fields.filter((field) => field.name === name))
}

/** `_meta.get_field`: by name, by the name of its attribute (`owner_id`), or `pk`; on the model or on a parent. */
export function findField(model: Model, state: ProjectState, name: string): FieldOnModel | undefined {
  const concrete = concreteModel(model, state)
  if (name === 'pk') {
    const [field] = primaryKeyFields(concrete, state)
    return field && { field, model: concrete }
  }
  const fields = localFields(concrete, state)
  const field =
    fields.find((candidate) => candidate.name === name) ??
    fields.find((candidate) => candidate.kind === 'relation' && `${candidate.name}_id` === name)
  if (field) return { field, model: concrete }
  for (const parent of parentsOf(concrete, state)) {
    const found = findField(parent, state, name)
    if (found) return found
  }
  return undefined
}

/** `ForeignKey.target_field`: what a key points at; undefined where the target cannot be read or is not there. */
export function targetOf(field: Field, state: ProjectState): FieldOnModel | undefined {
  const to = field.relation?.to
  const model = to === undefined ? undefined : state.models.get(to)
  if (model === undefined) return undefined
  return findField(model, state, field.relation?.toField ?? 'pk')
}

/** `Field.unique` of Django: a primary key is unique. */
export function isUnique(field: Field): boolean {
  return field.unique || field.primaryKey
}

/** Django makes no table for it: `Model._meta.can_migrate` (django/db/models/options.py). */
export function isWithoutTable(model: Model, state: ProjectState): boolean {
  const { proxy, managed, abstract } = model.options
  return proxy || abstract || !managed || isSwapped(model, state)
}

/** `_meta.swapped`: the setting names another model. */
function isSwapped(model: Model, state: ProjectState): boolean {
  const setting = model.options.swappable
  if (setting === undefined) return false
  const { userModel, swappable } = state.settings
  const chosen = setting === 'AUTH_USER_MODEL' ? userModel : swappable.get(setting)
  return chosen !== undefined && chosen !== modelKey(model.app, model.name)
}
