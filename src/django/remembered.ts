import type { Model, ModelKey, ProjectState } from './state'

/** The models of a state that were asked for, and what was found: nothing where there was none. */
export type Seen = ReadonlyMap<ModelKey, Model | undefined>

/** A question about one model of a state, such as what a key to it points at. */
export interface Question<T> {
  /** Tells it from other questions about the same model. */
  readonly name: string
  readonly answer: (key: ModelKey, state: ProjectState) => T
  /** Whether two answers say the same. */
  readonly same: (one: T, other: T) => boolean
}

/** A question that was asked, and its answer. */
export interface Asked {
  readonly key: ModelKey
  readonly name: string
  /** Whether it has the same answer in another state. */
  readonly holds: (state: ProjectState) => boolean
}

/** A state that notes which of its models are asked for. */
export interface Watched {
  readonly state: ProjectState
  readonly seen: Seen
  readonly asked: ReadonlyMap<string, Asked>
}

/** The same state, watched: what is worked out from it holds wherever `seen` and `asked` do. */
export function watched({ models, settings }: ProjectState): Watched {
  const watching = new WatchedModels(models)
  return { state: { models: watching, settings }, seen: watching.seen, asked: watching.asked }
}

/**
 * The answer to a question about a model. Who works something out with it depends on the answer, and not on the model:
 * a model with many keys to it changes more often than what they point at. The answer for a model that extends others is
 * told by these as well, so that it is looked at itself.
 */
export function ask<T>(key: ModelKey, state: ProjectState, question: Question<T>): T {
  const { models, settings } = state
  if (!(models instanceof WatchedModels)) return question.answer(key, state)
  if (!isAlone(models.behind(key))) return question.answer(key, state)
  return models.note(key, settings, question)
}

/** Whether the answers about a model are told by itself: it extends none, or is not there. */
export function isAlone(model: Model | undefined): boolean {
  return model === undefined || model.bases.length === 0
}

/** Models that note which of them are asked for one by one. To ask for all of them is a mistake: nothing could be kept. */
class WatchedModels implements ReadonlyMap<ModelKey, Model> {
  readonly seen = new Map<ModelKey, Model | undefined>()
  readonly asked = new Map<string, Asked>()
  readonly #models: ReadonlyMap<ModelKey, Model>

  constructor(models: ReadonlyMap<ModelKey, Model>) {
    this.#models = models
  }

  get(key: ModelKey): Model | undefined {
    const model = this.#models.get(key)
    this.seen.set(key, model)
    return model
  }

  /** A model, without a note of it. */
  behind(key: ModelKey): Model | undefined {
    return this.#models instanceof WatchedModels ? this.#models.behind(key) : this.#models.get(key)
  }

  note<T>(key: ModelKey, settings: ProjectState['settings'], question: Question<T>): T {
    const answer = ask(key, { models: this.#models, settings }, question)
    const holds = (state: ProjectState): boolean => question.same(ask(key, state, question), answer)
    this.asked.set(`${key} ${question.name}`, { key, name: question.name, holds })
    return answer
  }

  has(key: ModelKey): boolean {
    return this.get(key) !== undefined
  }

  get size(): number {
    return notOneByOne()
  }

  entries(): MapIterator<[ModelKey, Model]> {
    return notOneByOne()
  }

  keys(): MapIterator<ModelKey> {
    return notOneByOne()
  }

  values(): MapIterator<Model> {
    return notOneByOne()
  }

  [Symbol.iterator](): MapIterator<[ModelKey, Model]> {
    return notOneByOne()
  }

  forEach(): void {
    notOneByOne()
  }
}

function notOneByOne(): never {
  throw new TypeError('what is remembered of a model may not depend on all models')
}

interface Entry<T> extends Pick<Watched, 'seen' | 'asked'> {
  readonly value: T
  /** Where it was found to hold last. */
  state: ProjectState
}

/**
 * A function of a model in a state that is worked out again only where the model, or one of those that it looks at in
 * the state, is another than the last time. It may ask a state for single models, not for all of them. `about` is what
 * else it depends on: a dialect.
 */
export function remembered<T, A extends string>(
  work: (model: Model, state: ProjectState, about: A) => T,
): (model: Model, state: ProjectState, about: A) => T {
  const known = new Map<A, WeakMap<Model, Entry<T>>>()
  return (model, state, about) => {
    const entries = known.get(about) ?? new WeakMap<Model, Entry<T>>()
    known.set(about, entries)
    const entry = entries.get(model)
    if (entry !== undefined && holds(entry, state)) return entry.value
    const watch = watched(state)
    const value = work(model, watch.state, about)
    entries.set(model, { seen: watch.seen, asked: watch.asked, value, state })
    return value
  }
}

/** A watched state is asked for all that was looked at: who watches it depends on that as well. */
function holds<T>(entry: Entry<T>, state: ProjectState): boolean {
  const { settings, models } = entry.state
  if (settings !== state.settings) return false
  if (models === state.models) return true
  for (const [key, model] of entry.seen) if (state.models.get(key) !== model) return false
  for (const asked of entry.asked.values()) if (!asked.holds(state)) return false
  entry.state = state
  return true
}
