import { concreteModel, findField, type FieldOnModel } from './local-fields'
import { ask, remembered, type Question } from './remembered'
import { modelKey, type Field, type Model, type ModelKey, type ProjectState } from './state'

/** All that a table has to know of what its relations point at. */
export interface KeyTarget {
  /** What a key points at. */
  readonly at: FieldOnModel | undefined
  /** The model that has the table of that. */
  readonly holder: Model | undefined
  /** The model that the relation points to, as one with a table. */
  readonly concrete: ModelKey
  readonly isManaged: boolean
}

/** What a relation points at; undefined where it is not there, or cannot be read. */
export function keyTargetOf({ relation }: Field, state: ProjectState): KeyTarget | undefined {
  if (relation?.to === undefined) return undefined
  return ask(relation.to, state, targetQuestion(relation.toField ?? 'pk'))
}

const questions = new Map<string, Question<KeyTarget | undefined>>()

/** By the field that `to_field` names. */
export function targetQuestion(name: string): Question<KeyTarget | undefined> {
  const question = questions.get(name) ?? {
    name,
    answer: (key, state) => {
      const model = state.models.get(key)
      return model && rememberedTarget(model, state, name)
    },
    same,
  }
  questions.set(name, question)
  return question
}

const rememberedTarget = remembered((model: Model, state: ProjectState, name: string): KeyTarget => {
  const at = findField(model, state, name)
  const concrete = concreteModel(model, state)
  return {
    at,
    holder: at && concreteModel(at.model, state),
    concrete: modelKey(concrete.app, concrete.name),
    isManaged: model.options.managed,
  }
})

function same(one: KeyTarget | undefined, other: KeyTarget | undefined): boolean {
  if (one === other) return true
  if (one === undefined || other === undefined) return false
  return (
    one.at?.field === other.at?.field &&
    one.concrete === other.concrete &&
    one.isManaged === other.isManaged &&
    sameTable(one.holder, other.holder)
  )
}

function sameTable(one: Model | undefined, other: Model | undefined): boolean {
  return (
    one?.app === other?.app && one?.name === other?.name && one?.options.dbTable === other?.options.dbTable
  )
}
