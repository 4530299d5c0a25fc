import type { Place } from '../core/span'
import { findField } from '../django/local-fields'
import type { Operation } from '../django/operation'
import { fieldsOfRule } from '../django/rules'
import { modelKey, type Model, type NamedRule, type ProjectState } from '../django/state'
import type { UnsplitStep } from './unsplit'

/** What is wrong with the migration itself, where its halves cannot be proved. */
export interface Fallout {
  readonly reason: string
  readonly wayOut: string
  readonly place: Place
}

/**
 * What Django would stumble over as well: looked for where halves do not fit, and only then, since other packages do to
 * models what cannot be read.
 */
export function falloutOf(steps: readonly UnsplitStep[], app: string): Fallout | undefined {
  return firstFound(
    steps,
    ({ operation, before: { state } }) =>
      ruleOnNoField(operation, state, app) ?? fieldInUse(operation, state, app),
  )
}

/** A key that has to be split, and points to a model of which nothing is known. */
export function keyToNothing(steps: readonly UnsplitStep[]): Fallout | undefined {
  return firstFound(steps, ({ operation, after, isUnsafe }) =>
    isUnsafe ? unknownTarget(operation, after.state) : undefined,
  )
}

function firstFound(
  steps: readonly UnsplitStep[],
  find: (step: UnsplitStep) => Found | undefined,
): Fallout | undefined {
  for (const step of steps) {
    const found = find(step)
    if (found !== undefined) return { ...found, place: step.operation.place }
  }
  return undefined
}

type Found = Omit<Fallout, 'place'>

function ruleOnNoField(operation: Operation, state: ProjectState, app: string): Found | undefined {
  const rule = addedBy(operation)
  const model = 'model' in operation ? state.models.get(modelKey(app, operation.model)) : undefined
  if (rule === undefined || model === undefined) return undefined
  const name = fieldsOfRule(rule).find((each) => findField(model, state, each) === undefined)
  if (name === undefined) return undefined
  return {
    reason: `migrate would fail on this ${operation.kind}: ${rule.name} needs ${name}, and ${model.name} has no such field`,
    wayOut: `take the operation out, or put it where ${model.name} has that field`,
  }
}

function addedBy(operation: Operation): NamedRule | undefined {
  if (operation.kind === 'AddIndex') return operation.index
  return operation.kind === 'AddConstraint' ? operation.constraint : undefined
}

/** makemigrations takes away what is on a field before the field. */
function fieldInUse(operation: Operation, state: ProjectState, app: string): Found | undefined {
  if (operation.kind !== 'RemoveField') return undefined
  const model = state.models.get(modelKey(app, operation.model))
  const user = model && userOf(operation.name, model)
  if (model === undefined || user === undefined) return undefined
  const [what, remover] = user
  return {
    reason: `${what} of ${model.name} still needs ${operation.name}, which this RemoveField takes away: nothing of Django's brings it back`,
    wayOut: `take it away by ${remover} before this operation, as makemigrations does`,
  }
}

/** What is on a field, and the operation that takes it away. */
function userOf(name: string, { options }: Model): readonly [what: string, remover: string] | undefined {
  const isOn = (rule: NamedRule): boolean => fieldsOfRule(rule).includes(name)
  const index = options.indexes.find(isOn)
  if (index !== undefined) return [index.name, 'a RemoveIndex']
  const rule = options.constraints.find(isOn)
  if (rule !== undefined) return [rule.name, 'a RemoveConstraint']
  if (options.uniqueTogether.some((set) => set.includes(name)))
    return ['unique_together', 'an AlterUniqueTogether']
  const isIndexed = options.indexTogether.some((set) => set.includes(name))
  return isIndexed ? ['index_together', 'an AlterIndexTogether'] : undefined
}

/** Of another app that is not a part of the project, or of none. */
function unknownTarget(operation: Operation, { models }: ProjectState): Found | undefined {
  if (operation.kind !== 'AddField' && operation.kind !== 'AlterField') return undefined
  const { model, field } = operation
  const to = field.relation?.to
  if (to === undefined || models.has(to)) return undefined
  return {
    reason: `${model}.${field.name} points to ${to}, which no migration here makes: what its key needs cannot be told`,
    wayOut: 'correct the name, or give the field null=True for one release',
  }
}
