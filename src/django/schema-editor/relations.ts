import type { Dialect } from '../../core/dialect'
import { concreteModel, localFields } from '../local-fields'
import { modelKey, type Field, type Model, type ProjectState } from '../state'
import { throughModels } from '../through'
import type { Bound } from './editor'

/** Every relation of a state whose other side is a model, those of automatic many-to-many tables too. */
export function relationsTo(model: Model, state: ProjectState, dialect: Dialect): readonly Bound[] {
  const key = modelKey(model.app, model.name)
  return relationsOf(state, dialect).get(key) ?? []
}

type Relations = ReadonlyMap<string, readonly Bound[]>

const cache = new WeakMap<ProjectState, Map<Dialect, Relations>>()

/** `_relation_tree` of django/db/models/options.py: relations by the concrete model they point to. */
function relationsOf(state: ProjectState, dialect: Dialect): Relations {
  const known = cache.get(state) ?? new Map<Dialect, Relations>()
  cache.set(state, known)
  const relations = known.get(dialect) ?? relationsByTarget(state, dialect)
  known.set(dialect, relations)
  return relations
}

function relationsByTarget(state: ProjectState, dialect: Dialect): Relations {
  const relations = new Map<string, Bound[]>()
  for (const bound of allFields(state, dialect)) {
    const to = bound.field.relation?.to
    const target = to === undefined ? undefined : state.models.get(to)
    if (target === undefined) continue
    const concrete = concreteModel(target, state)
    const key = modelKey(concrete.app, concrete.name)
    relations.set(key, [...(relations.get(key) ?? []), bound])
  }
  return relations
}

function allFields(state: ProjectState, dialect: Dialect): readonly Bound[] {
  return [...state.models.values()].flatMap((model) => {
    const through = throughModels(model, state, dialect).map((made) => made.through)
    return [model, ...through].flatMap((owner) =>
      localFields(owner, state).map((field) => ({ field, model: owner, state })),
    )
  })
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
