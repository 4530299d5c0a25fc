import type { Dialect } from '../core/dialect'
import { derivedFrom } from '../core/derived'
import { PersistentMap } from '../core/persistent-map'
import { targetQuestion } from './key-target'
import { ask, isAlone, remembered, watched, type Asked } from './remembered'
import type { Model, ModelKey, ProjectSettings, ProjectState } from './state'

/** Models by some name. */
export type Lists = PersistentMap<string, Keys>

export type Keys = PersistentMap<ModelKey, true>

/** What is told of each model of a state, and the models by names that it tells. */
export interface ModelIndex<F, N extends string> {
  readonly facts: PersistentMap<ModelKey, F>
  readonly lists: Readonly<Record<N, Lists>>
}

/** Facts, and what they were told by. */
interface Told<F> {
  readonly facts: F
  /** The models that were looked at, whether they are there or not. */
  readonly seen: readonly ModelKey[]
  readonly asked: readonly Asked[]
}

interface Known<F, N extends string> extends ModelIndex<F, N> {
  readonly told: PersistentMap<ModelKey, Told<F>>
  /** The models whose facts were told with a look at that one. */
  readonly looking: Lists
  /** The models whose facts were told by the answer to a question about that one, by both. */
  readonly asking: Lists
  /** The names of the questions that were ever asked about a model. */
  readonly questions: Questions
}

type Work<F> = (model: Model, state: ProjectState, dialect: Dialect) => F

type Names<F, N extends string> = Readonly<Record<N, (facts: F) => readonly string[]>>

/**
 * An index over what is told of each model of a state. Where a state differs little from one that was asked for before,
 * only those models are looked at again that differ, and those of which something was told by what differs.
 *
 * @param work tells something of one model; it may ask the state for single models only
 * @param names the lists to be kept: the names under which a model is found
 */
export function modelIndex<F, N extends string>(
  work: Work<F>,
  names: Names<F, N>,
): (state: ProjectState, dialect: Dialect) => ModelIndex<F, N> {
  const tell = remembered((model: Model, state: ProjectState, dialect: Dialect): Told<F> => {
    const { state: watching, seen, asked } = watched(state)
    const facts = work(model, watching, dialect)
    return { facts, seen: [...seen.keys()], asked: [...asked.values()] }
  })
  const known = new WeakMap<ProjectSettings, Map<Dialect, Derive<F, N>>>()
  return ({ models, settings }, dialect) => {
    const own = known.get(settings) ?? new Map<Dialect, Derive<F, N>>()
    known.set(settings, own)
    const derive = own.get(dialect) ?? derivation(tell, names, settings, dialect)
    own.set(dialect, derive)
    return derive(models)
  }
}

type Derive<F, N extends string> = (models: ProjectState['models']) => Known<F, N>

function derivation<F, N extends string>(
  tell: Work<Told<F>>,
  names: Names<F, N>,
  settings: ProjectSettings,
  dialect: Dialect,
): Derive<F, N> {
  return derivedFrom<ModelKey, Model, Known<F, N>>({
    empty: nothing(names),
    follow: (before, keys, from, models) => {
      const [was, is] = [from, models].map((each) => ({ models: each, settings }))
      if (was === undefined || is === undefined) return before
      const affected = new Set(keys.flatMap((key) => [key, ...dependentsOf(before, key, was, is)]))
      return [...affected].reduce((index, key) => {
        const model = models.get(key)
        return withTold(index, names, key, model && tell(model, is, dialect))
      }, before)
    },
  })
}

function nothing<F, N extends string>(names: Names<F, N>): Known<F, N> {
  const none = PersistentMap.from<string, Keys>()
  return {
    facts: PersistentMap.from(),
    told: PersistentMap.from(),
    // Holds: the same names as in `names`.
    lists: Object.fromEntries(Object.keys(names).map((name) => [name, none])) as Record<N, Lists>,
    looking: none,
    asking: none,
    questions: PersistentMap.from(),
  }
}

/** The models that looked at one that differs, and those that asked something about it that is otherwise now. */
function dependentsOf<F, N extends string>(
  { looking, asking, questions }: Known<F, N>,
  key: ModelKey,
  from: ProjectState,
  to: ProjectState,
): readonly ModelKey[] {
  const names = questions.get(key) ?? []
  const otherwise = names.filter((name) => !isAnsweredAlike(key, name, from, to))
  const asked = otherwise.flatMap((name) => [...(asking.get(`${key} ${name}`)?.keys() ?? [])])
  return [...(looking.get(key)?.keys() ?? []), ...asked]
}

function isAnsweredAlike(key: ModelKey, name: string, from: ProjectState, to: ProjectState): boolean {
  if (!isAlone(from.models.get(key)) || !isAlone(to.models.get(key))) return false
  const question = targetQuestion(name)
  return question.same(ask(key, from, question), ask(key, to, question))
}

function withTold<F, N extends string>(
  before: Known<F, N>,
  names: Names<F, N>,
  key: ModelKey,
  is: Told<F> | undefined,
): Known<F, N> {
  const was = before.told.get(key)
  if (was === is) return before
  const move = (lists: Lists, tell: (told: Told<F>) => readonly string[]): Lists =>
    moved(lists, key, was === undefined ? [] : tell(was), is === undefined ? [] : tell(is))
  const lists: Record<N, Lists> = { ...before.lists }
  for (const name in names) lists[name] = move(lists[name], ({ facts }) => names[name](facts))
  return {
    facts: is === undefined ? before.facts.without(key) : before.facts.with(key, is.facts),
    told: is === undefined ? before.told.without(key) : before.told.with(key, is),
    lists,
    looking: move(before.looking, ({ seen }) => seen),
    asking: move(before.asking, ({ asked }) => asked.map((each) => `${each.key} ${each.name}`)),
    questions: (is?.asked ?? []).reduce(withQuestion, before.questions),
  }
}

type Questions = PersistentMap<ModelKey, readonly string[]>

function withQuestion(questions: Questions, { key, name }: Asked): Questions {
  const names = questions.get(key) ?? []
  return names.includes(name) ? questions : questions.with(key, [...names, name])
}

/** The lists with a model moved from where it was told of to where it is. */
function moved(lists: Lists, key: ModelKey, from: readonly string[], to: readonly string[]): Lists {
  const [was, is] = [new Set(from), new Set(to)]
  let all = lists
  for (const name of was) if (!is.has(name)) all = changed(all, name, (keys) => keys.without(key))
  for (const name of is) if (!was.has(name)) all = changed(all, name, (keys) => keys.with(key, true))
  return all
}

function changed(lists: Lists, name: string, change: (keys: Keys) => Keys): Lists {
  const keys = change(lists.get(name) ?? NONE)
  return keys.size === 0 ? lists.without(name) : lists.with(name, keys)
}

const NONE: Keys = PersistentMap.from()
