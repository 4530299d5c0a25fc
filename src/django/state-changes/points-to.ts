import type { Model, ModelKey } from '../state'

/** Every rename asks all models; most models are the same from one operation to the next. */
const known = new WeakMap<Model, ReadonlySet<ModelKey>>()

/** Whether a model extends another, or has a field that points to it or goes through it. */
export function pointsTo(model: Model, key: ModelKey): boolean {
  const targets = known.get(model) ?? targetsOf(model)
  known.set(model, targets)
  return targets.has(key)
}

function targetsOf({ fields, bases }: Model): ReadonlySet<ModelKey> {
  const targets = new Set<ModelKey>(bases)
  for (const { relation } of fields.values()) {
    if (relation?.to !== undefined) targets.add(relation.to)
    if (relation?.through !== undefined) targets.add(relation.through)
  }
  return targets
}
