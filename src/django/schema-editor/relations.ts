import type { Dialect } from '../../core/dialect'
import { inOrderOf } from '../../core/persistent-map'
import { keyTargetOf } from '../key-target'
import { localFields } from '../local-fields'
import { relationsIn } from '../model-facts'
import { modelKey, type Field, type Model, type ModelKey, type ProjectState } from '../state'
import { throughModels } from '../through'
import type { Bound } from './editor'

/** Every relation of a state whose other side is a model, those of automatic many-to-many tables too. */
export function relationsTo(model: Model, state: ProjectState, dialect: Dialect): readonly Bound[] {
  const key = modelKey(model.app, model.name)
  const pointing = relationsIn(state, dialect).pointing.get(key)
  const owners = pointing === undefined ? [] : inOrderOf(pointing.keys(), state.models)
  return owners.flatMap((owner) => fieldsOf(owner, state, dialect)).filter((bound) => pointsTo(bound, key))
}

/** Those of a model, and of the tables of its many-to-many fields. */
function fieldsOf(key: ModelKey, state: ProjectState, dialect: Dialect): readonly Bound[] {
  const model = state.models.get(key)
  if (model === undefined) return []
  const through = throughModels(model, state, dialect).map((made) => made.through)
  return [model, ...through].flatMap((owner) =>
    localFields(owner, state).map((field) => ({ field, model: owner, state })),
  )
}

/** `_relation_tree` of django/db/models/options.py has relations by the concrete model that they point to. */
function pointsTo({ field, state }: Bound, key: ModelKey): boolean {
  return keyTargetOf(field, state)?.concrete === key
}

/**
 * `_related_non_m2m_objects` of django/db/backends/base/schema.py: the keys that point to a field, the keys that point
 * to those where they are primary keys themselves, and so on.
 */
export function relatedKeys(target: Bound, dialect: Dialect, seen = new Set<Field>()): readonly Bound[] {
  return relationsTo(target.model, target.state, dialect)
    .filter((bound) => isRelevant(bound, target.field) && !seen.has(bound.field))
    .flatMap((bound) => {
      seen.add(bound.field)
      return [bound, ...relatedKeys(bound, dialect, seen)]
    })
}

/** `_is_relevant_relation`. */
function isRelevant({ field }: Bound, target: Field): boolean {
  if (field.kind !== 'relation') return false
  const toField = field.relation?.toField
  return toField === undefined ? target.primaryKey : toField === target.name
}
