import { didYouMean } from '../../core/nearest'
import { Refusal } from '../../core/errors'
import { withEntry } from '../../core/persistent-map'
import type { Place } from '../../core/span'
import { modelKey } from '../state'
import type { Field, Model, ModelKey, ModelOptions, ProjectState } from '../state'

/** What one state operation works on: the app whose migration it stands in, and where it stands. */
export interface Target {
  readonly app: string
  readonly place: Place
}

/** The model of an operation. Throws `unknown-model` where the state has none of that name. */
export function requireModel(state: ProjectState, name: string, target: Target): Model {
  const model = state.models.get(modelKey(target.app, name))
  if (model !== undefined) return model
  throw new Refusal({
    code: 'unknown-model',
    reason: `there is no model ${target.app}.${name} at this point of the history`,
    wayOut: didYouMean(
      name,
      modelNames(state, target.app),
      `check the migrations of ${target.app} before this one`,
    ),
    place: target.place,
  })
}

function modelNames(state: ProjectState, app: string): string[] {
  return [...state.models.values()].filter((model) => model.app === app).map((model) => model.name)
}

/** A field of a model, by its exact name as Django keys it. Throws `unknown-field` where the model has none. */
export function requireField(model: Model, name: string, target: Target): Field {
  const field = model.fields.get(name)
  if (field !== undefined) return field
  throw new Refusal({
    code: 'unknown-field',
    reason: `${model.app}.${model.name} has no field "${name}" at this point of the history`,
    wayOut: didYouMean(name, model.fields.keys(), `check the migrations of ${model.app} before this one`),
    place: target.place,
  })
}

/** The state with one model set, under its own name. */
export function withModel(state: ProjectState, model: Model): ProjectState {
  return { ...state, models: withEntry(state.models, modelKey(model.app, model.name), model) }
}

/** The state with every model of `changes` set in place. */
export function withModels(state: ProjectState, changes: ReadonlyMap<ModelKey, Model>): ProjectState {
  let models = state.models
  for (const [key, model] of changes) models = withEntry(models, key, model)
  return { ...state, models }
}

/** A model with some options set; an option given as undefined goes back to being unset. */
export function withOptions(model: Model, options: OptionChanges): Model {
  const merged = Object.entries({ ...model.options, ...options }).filter(([, value]) => value !== undefined)
  // Holds: only optional options may be given as undefined, so that what is left is whole.
  return { ...model, options: Object.fromEntries(merged) as unknown as ModelOptions }
}

type Optional = 'dbTable' | 'dbTableComment' | 'swappable' | 'orderWithRespectTo'

export type OptionChanges = Partial<Omit<ModelOptions, Optional>> & {
  readonly [K in Optional]?: ModelOptions[K] | undefined
}
