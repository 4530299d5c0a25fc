import type { Dialect } from '../core/dialect'
import { derivedFrom } from '../core/derived'
import { PersistentMap } from '../core/persistent-map'
import { columnName } from './columns'
import { keyTargetOf, targetQuestion } from './key-target'
import { localFields } from './local-fields'
import { ask, isAlone, remembered, watched, type Asked } from './remembered'
import type { Table } from './schema'
import type { Model, ModelKey, ProjectSettings, ProjectState } from './state'
import { idealTables } from './tables'
import { tableName } from './table-name'
import { throughModels } from './through'

/** What a model is to a database. */
interface ModelFacts {
  readonly tables: readonly Table[]
  /** The columns of its relations, those of its automatic many-to-many tables too, by table. */
  readonly relations: readonly RelationColumns[]
  /** The concrete models that it points to, it or its many-to-many tables. */
  readonly targets: readonly ModelKey[]
  /** The models that were looked at to tell all this, whether they are there or not. */
  readonly seen: readonly ModelKey[]
  /** What was asked about others. */
  readonly asked: readonly Asked[]
}

interface RelationColumns {
  readonly table: string
  readonly columns: readonly string[]
}

/** What the models of a state are to a database, and where to find it. */
export interface StateFacts {
  /** By model. */
  readonly facts: PersistentMap<ModelKey, ModelFacts>
  /** The models that have a table of that name. */
  readonly owners: Lists
  /** The models that have relations in a table of that name. */
  readonly relating: Lists
  /** The models that point to a concrete model. */
  readonly pointing: Lists
  /** The models whose facts were worked out with a look at that one. */
  readonly looking: Lists
  /** The models whose facts were worked out with the answer to a question about that one, by both. */
  readonly asking: Lists
  /** The names of the questions that were ever asked about a model. */
  readonly questions: PersistentMap<ModelKey, readonly string[]>
}

type Lists = PersistentMap<string, Keys>

type Keys = PersistentMap<ModelKey, true>

/** The facts of a state; of one that differs little from one that was asked for before only what differs is worked out. */
export function factsOf(state: ProjectState, dialect: Dialect): StateFacts {
  const known = derivations.get(state.settings) ?? new Map<Dialect, Derive>()
  derivations.set(state.settings, known)
  const derive = known.get(dialect) ?? derivationFor(state.settings, dialect)
  known.set(dialect, derive)
  return derive(state.models)
}

type Derive = (models: ProjectState['models']) => StateFacts

const derivations = new WeakMap<ProjectSettings, Map<Dialect, Derive>>()

const NOTHING: StateFacts = {
  facts: PersistentMap.from(),
  owners: PersistentMap.from(),
  relating: PersistentMap.from(),
  pointing: PersistentMap.from(),
  looking: PersistentMap.from(),
  asking: PersistentMap.from(),
  questions: PersistentMap.from(),
}

function derivationFor(settings: ProjectSettings, dialect: Dialect): Derive {
  return derivedFrom<ModelKey, Model, StateFacts>({
    empty: NOTHING,
    follow: (before, keys, from, models) =>
      followed(before, keys, { models: from, settings }, { models, settings }, dialect),
  })
}

function followed(
  before: StateFacts,
  keys: readonly ModelKey[],
  from: ProjectState,
  state: ProjectState,
  dialect: Dialect,
): StateFacts {
  const affected = new Set(keys.flatMap((key) => [key, ...dependentsOf(before, key, from, state)]))
  return [...affected].reduce((facts, key) => withFactsOf(facts, key, state, dialect), before)
}

/** The models that looked at one that differs, and those that asked something about it that is otherwise now. */
function dependentsOf(
  { looking, asking, questions }: StateFacts,
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

function withFactsOf(before: StateFacts, key: ModelKey, state: ProjectState, dialect: Dialect): StateFacts {
  const model = state.models.get(key)
  const was = before.facts.get(key)
  const is = model && rememberedFacts(model, state, dialect)
  if (was === is) return before
  const lists = (list: Lists, names: (facts: ModelFacts) => readonly string[]): Lists =>
    moved(list, key, was === undefined ? [] : names(was), is === undefined ? [] : names(is))
  return {
    facts: is === undefined ? before.facts.without(key) : before.facts.with(key, is),
    owners: lists(before.owners, ({ tables }) => tables.map(({ name }) => name)),
    relating: lists(before.relating, ({ relations }) => relations.map(({ table }) => table)),
    pointing: lists(before.pointing, ({ targets }) => targets),
    looking: lists(before.looking, ({ seen }) => seen),
    asking: lists(before.asking, ({ asked }) => asked.map((each) => `${each.key} ${each.name}`)),
    questions: (is?.asked ?? []).reduce(withQuestion, before.questions),
  }
}

function withQuestion(questions: StateFacts['questions'], { key, name }: Asked): StateFacts['questions'] {
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

const rememberedFacts = remembered((model: Model, state: ProjectState, dialect: Dialect): ModelFacts => {
  const watch = watched(state)
  const owners = [model, ...throughModels(model, watch.state, dialect).map(({ through }) => through)]
  return {
    tables: idealTables(model, watch.state, dialect),
    relations: owners.map((owner) => relationColumns(owner, watch.state, dialect)),
    targets: [...new Set(owners.flatMap((owner) => targetsOf(owner, watch.state)))],
    seen: [...watch.seen.keys()],
    asked: [...watch.asked.values()],
  }
})

function relationColumns(model: Model, state: ProjectState, dialect: Dialect): RelationColumns {
  const relations = localFields(model, state).filter(({ kind }) => kind === 'relation')
  return { table: tableName(model, dialect), columns: relations.map(columnName) }
}

function targetsOf(model: Model, state: ProjectState): readonly ModelKey[] {
  return localFields(model, state).flatMap((field) => keyTargetOf(field, state)?.concrete ?? [])
}
