import { classTarget } from '../fields/class-target'
import { readField } from '../fields/read-field'
import { readTarget } from '../fields/read-relation'
import type { Expression } from '../../python/nodes'
import { modelKey } from '../state'
import type { Field, Model, ModelKey } from '../state'
import { readOptions, wholeOptions } from './model-options'
import { baseOf } from './reader'
import type { OperationCall, OperationReader, ReadContext } from './reader'
import { every, itemsOf, text } from './values'

/** django/db/migrations/operations/models.py: CreateModel, DeleteModel, RenameModel. */
export const MODEL_OPERATIONS = {
  CreateModel: {
    parameters: ['name', 'fields', 'options', 'bases', 'managers'],
    read: (call) => {
      const definition = readModel(call)
      return definition && { kind: 'CreateModel', ...baseOf(call), definition }
    },
  },
  /** No operation of Django: what CreateModel does in any case, where only Python could tell the rest. */
  PartOfCreateModel: {
    parameters: ['name', 'fields', 'options', 'bases', 'managers'],
    read: (call) => {
      const fields = call.argument('fields')
      if (fields?.kind !== 'opaque' || fields.known === undefined) return undefined
      const definition = readModel(call, { kind: 'list', items: fields.known, place: fields.place })
      return definition && { kind: 'CreateModel', ...baseOf(call), definition }
    },
  },
  DeleteModel: {
    parameters: ['name'],
    read: (call) => {
      const model = text(call, 'name')
      return model === undefined ? undefined : { kind: 'DeleteModel', ...baseOf(call), model }
    },
  },
  RenameModel: {
    parameters: ['old_name', 'new_name'],
    read: (call) => {
      const from = text(call, 'old_name')
      const to = text(call, 'new_name')
      if (from === undefined || to === undefined) return undefined
      return { kind: 'RenameModel', ...baseOf(call), from, to }
    },
  },
} satisfies Record<string, OperationReader>

function readModel(call: OperationCall, pairs = call.argument('fields')): Model | undefined {
  const { context, place } = call
  const name = text(call, 'name')
  const options = readOptions(call.argument('options'))
  const bases = name === undefined ? undefined : readBases(call.argument('bases'), name, context)
  if (name === undefined || options === undefined || bases === undefined) return undefined
  const fields = readFields(pairs, name, context)
  return fields && { app: context.app, name, fields, bases, options: wholeOptions(options), place }
}

/** `[("name", models.CharField(…)), …]`; a name that stands twice is refused by Django. */
function readFields(
  expression: Expression | undefined,
  model: string,
  context: ReadContext,
): ReadonlyMap<string, Field> | undefined {
  const items = itemsOf(expression)
  const pairs = items && every(items, (item) => readPair(item, model, context))
  if (pairs === undefined) return undefined
  const fields = new Map(pairs.map((field) => [field.name, field]))
  return fields.size === pairs.length ? fields : undefined
}

function readPair(expression: Expression, model: string, { app, settings }: ReadContext): Field | undefined {
  const [name, field, ...rest] = itemsOf(expression) ?? []
  if (name === undefined || field === undefined || rest.length > 0) return undefined
  if (classTarget(field, settings) === undefined) return undefined
  const read = readField(name.kind === 'string' ? name.value : '', field, { app, model, settings })
  return name.kind === 'string' ? read : pointerOf(read)
}

/**
 * The key to a parent that settings name (django-cms, wagtail) has a name that is computed: as Django calls it, after the
 * parent (`ModelBase.__new__`, django/db/models/base.py).
 */
function pointerOf(field: Field): Field | undefined {
  const { relation } = field
  const parent = relation?.parentLink === true ? relation.to : undefined
  return parent && { ...field, name: `${parent.slice(parent.indexOf('.') + 1)}_ptr` }
}

/**
 * Models that it extends are named by strings, by settings and by swapper; anything else is `models.Model`, an abstract
 * model or a mixin.
 */
function readBases(
  expression: Expression | undefined,
  model: string,
  { app, settings }: ReadContext,
): ModelKey[] | undefined {
  return itemsOf(expression)?.flatMap((item) =>
    item.kind === 'string' ? [baseKey(item.value, app)] : (readTarget(item, { app, model, settings }) ?? []),
  )
}

/** `resolve_relation` (django/db/migrations/utils.py). */
function baseKey(name: string, app: string): ModelKey {
  const dot = name.indexOf('.')
  return dot < 0 ? modelKey(app, name) : modelKey(name.slice(0, dot), name.slice(dot + 1))
}
