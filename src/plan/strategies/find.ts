import { Refusal } from '../../core/errors'
import type { Operation } from '../../django/operation'
import { modelKey, type Field, type Model, type ModelKey } from '../../django/state'
import type { Site } from '../site'

/** The model an operation is about, as the state has it just before. The replay has found it already. */
export function modelAt(site: Site, name: string, operation: Operation): Model {
  const { app } = site.migration
  const model = site.before.state.models.get(modelKey(app, name))
  if (model) return model
  throw new Refusal({
    code: 'unknown-model',
    reason: `no migration before this one makes a model ${app}.${name}`,
    wayOut: 'check its dependencies',
    place: operation.place,
  })
}

export function fieldAt(site: Site, model: string, name: string, operation: Operation): Field {
  const field = modelAt(site, model, operation).fields.get(name)
  if (field) return field
  throw new Refusal({
    code: 'unknown-field',
    reason: `no migration before this one gives ${model} a field ${name}`,
    wayOut: 'check its dependencies',
    place: operation.place,
  })
}

/** The models that fields point at. */
export function targetsOf(fields: readonly Field[]): readonly ModelKey[] {
  return fields.flatMap((field) => field.relation?.to ?? [])
}
