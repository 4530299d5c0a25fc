import type { Dialect } from '../core/dialect'
import { automaticId, throughKey } from './fields/synthetic'
import { keyTargetOf } from './key-target'
import { concreteModel, isWithoutTable, localFields } from './local-fields'
import { stripQuotes, throughFieldNames, truncateName } from './names'
import { remembered } from './remembered'
import { modelKey, type Field, type Model, type ProjectState } from './state'
import { tableName, withOuterQuotes } from './table-name'

/** Whether Django makes a table for the field: a many-to-many without a `through` of its own. */
export function hasOwnTable(field: Field): boolean {
  return field.kind === 'many-to-many' && field.relation?.through === undefined
}

/**
 * The model that Django makes up for a many-to-many field (`create_many_to_many_intermediary_model`,
 * django/db/models/fields/related.py); undefined for any other field.
 */
export function throughModel(
  field: Field,
  model: Model,
  state: ProjectState,
  dialect: Dialect,
): Model | undefined {
  const { relation } = field
  if (!hasOwnTable(field) || relation === undefined) return undefined
  const [fromName, toName] = throughFieldNames(model.name, modelNameOf(field))
  const bare: Model = {
    app: model.app,
    name: `${model.name}_${field.name}`,
    fields: new Map(),
    bases: [],
    options: {
      dbTable: throughTableName(field, model, dialect),
      managed: isManaged(field, model, state),
      proxy: false,
      abstract: false,
      uniqueTogether: [[fromName, toName]],
      indexTogether: [],
      indexes: [],
      constraints: [],
    },
    place: field.source.place,
  }
  const owner = modelKey(model.app, model.name)
  const fields = [
    automaticId(bare, state, state.settings.defaultAutoField ?? likelyKeyClass(model, state)),
    throughKey(fromName, owner, field, model, state),
    throughKey(toName, relation.to, field, model, state),
  ]
  return { ...bare, fields: new Map(fields.map((made) => [made.name, made])) }
}

/** `_get_m2m_db_table`. */
function throughTableName(field: Field, model: Model, dialect: Dialect): string {
  const own = field.relation?.dbTable
  const made = `${stripQuotes(tableName(model, dialect))}_${field.name}`
  return withOuterQuotes(own ?? truncateName(made, dialect))
}

function modelNameOf(field: Field): string {
  const to = field.relation?.to ?? 'unknown.unknown'
  return to.slice(to.lastIndexOf('.') + 1)
}

/** Managed where either side is. */
function isManaged(field: Field, model: Model, state: ProjectState): boolean {
  return model.options.managed || keyTargetOf(field, state)?.isManaged === true
}

/** DEFAULT_AUTO_FIELD where no settings were read: most likely what the model's own `id` has. */
function likelyKeyClass(model: Model, state: ProjectState): string | undefined {
  const key = localFields(concreteModel(model, state), state).find((field) => field.primaryKey)
  return key && /\.(Big|Small)?AutoField$/.test(key.className) ? key.className : undefined
}

export interface MadeThrough {
  readonly field: Field
  readonly through: Model
}

/** A model's many-to-many fields that have a table of their own, with the models made up for them. */
export const throughModels = remembered(madeThrough)

function madeThrough(model: Model, state: ProjectState, dialect: Dialect): readonly MadeThrough[] {
  if (isWithoutTable(model, state)) return []
  return [...model.fields.values()].flatMap((field) => {
    const through = throughModel(field, model, state, dialect)
    return through ? [{ field, through }] : []
  })
}
