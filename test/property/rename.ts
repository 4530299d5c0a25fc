import {
  addField,
  alterField,
  anyModel,
  done,
  dropRule,
  removeField,
  replaced,
  ruleAddition,
  siteOf,
  type Change,
  type World,
} from './change'
import { freshName, without } from './models'
import { weighted } from './random'
import { keyOf, ofModel, onModel, py, text } from './spec'
import type { FieldSpec, ModelSpec, OperationSpec, RuleSpec } from './spec'

const KINDS = { RenameField: 50, RenameModel: 30, AlterModelTable: 20 }

type Kind = keyof typeof KINDS
type Maker = (world: World) => Change | undefined

type Renamer = (world: World, model: ModelSpec, given: ReadonlySet<string>) => Change | undefined

const RENAMES: Readonly<Record<Kind, Renamer>> = {
  RenameField: renameField,
  RenameModel: renameModel,
  AlterModelTable: alterModelTable,
}

const OTHERS: readonly Maker[] = [addField, alterField, removeField]

/** A rename, at times a second one, and what else the migration does to the same model: mostly after it. */
export function renamingChanges(start: World): Change {
  const { random } = start.site
  for (;;) {
    const key = modelKeyOf(start)
    const before = random.chance(15) ? others(nothing(start), key) : nothing(start)
    const first = rename(before, key)
    if (first === undefined) continue
    const last = (random.chance(15) ? rename(first.change, first.key) : undefined) ?? first
    return random.chance(50) ? others(last.change, last.key) : last.change
  }
}

/** What nobody lets go, or renames again, in the migration that brings it: makemigrations writes what comes of both. */
function namesGiven({ operations }: Change): ReadonlySet<string> {
  const names = operations.flatMap(({ kind, args }) => {
    const name = kind === 'AddField' ? args['name'] : kind === 'RenameField' ? args['new_name'] : undefined
    return name?.kind === 'text' ? [name.text] : []
  })
  return new Set(names)
}

function takesBack({ kind, args }: OperationSpec, given: ReadonlySet<string>): boolean {
  const name = args['name']
  return kind === 'RemoveField' && name?.kind === 'text' && given.has(name.text)
}

function nothing(world: World): Change {
  return { operations: [], world }
}

function modelKeyOf(world: World): string {
  const model = anyModel(world)
  if (model === undefined) throw new Error('there is no model')
  return keyOf(model)
}

interface Renamed {
  readonly change: Change
  /** The model, as it is called afterwards. */
  readonly key: string
}

function rename(before: Change, key: string): Renamed | undefined {
  const { world } = before
  const model = modelIn(world, key)
  if (model === undefined) return undefined
  const place = world.models.indexOf(model)
  const change = RENAMES[weighted(world.site.random, KINDS)](world, model, namesGiven(before))
  const after = change?.world.models[place]
  return change && after && { change: behind(before, change), key: keyOf(after) }
}

function behind({ operations }: Change, next: Change): Change {
  return { operations: [...operations, ...next.operations], world: next.world }
}

function modelIn({ models }: World, key: string): ModelSpec | undefined {
  return models.find((model) => keyOf(model) === key)
}

/** One or two more changes, of fields of the model. */
function others(before: Change, key: string): Change {
  const { random } = before.world.site
  let change = before
  const wanted = random.pick([1, 1, 2])
  for (let attempt = 0, made = 0; attempt < 40 && made < wanted; attempt++) {
    const next = random.pick(OTHERS)(change.world)
    const given = namesGiven(change)
    const suits = (each: OperationSpec): boolean => isOf(each, key) && !takesBack(each, given)
    if (!next?.operations.every(suits)) continue
    change = behind(change, next)
    made += 1
  }
  return change
}

function isOf({ args }: OperationSpec, key: string): boolean {
  const named = args['model_name'] ?? args['name']
  return named?.kind === 'text' && `shop.${named.text.slice(1, -1)}` === key
}

/** Rules over the field go before it and come after it, as the autodetector writes them. */
function renameField(world: World, model: ModelSpec, given: ReadonlySet<string>): Change | undefined {
  const { random } = world.site
  const names = Object.keys(model.fields).filter(
    (name) => !given.has(py(name)) && canBeRenamed(model, name, random.chance(10)),
  )
  if (names.length === 0) return undefined
  const [from, to] = [random.pick(names), freshName(siteOf(world))]
  const [used, others] = [true, false].map((is) =>
    model.rules.filter(({ uses }) => uses.includes(from) === is),
  )
  const rules = (used ?? []).map((rule) => renamedRule(rule, from, to))
  const renamed = { ...withRenamedField(model, from, to), rules: [...(others ?? []), ...rules] }
  const names_ = { old_name: text(py(from)), new_name: text(py(to)) }
  const change = done(
    world,
    renamed,
    ...(used ?? []).map((rule) => dropRule(model, rule)),
    onModel('RenameField', model, names_),
    ...rules.map((rule) => ruleAddition(model, rule)),
  )
  const pointing = change.world.models.map((each) => withToField(each, keyOf(model), from, to))
  return { ...change, world: { ...change.world, models: pointing } }
}

/** Not what Django itself leaves behind in the models: `order_with_respect_to`, and expressions of generated fields. */
function canBeRenamed({ fields, orderWithRespectTo }: ModelSpec, name: string, withKeys: boolean): boolean {
  const isInExpression = Object.values(fields).some(({ options }) =>
    options['expression']?.includes(py(name)),
  )
  const isKey = fields[name]?.options['primary_key'] !== undefined
  return orderWithRespectTo !== name && !isInExpression && (withKeys || !isKey)
}

function withRenamedField(model: ModelSpec, from: string, to: string): ModelSpec {
  const field = model.fields[from]
  const uniqueTogether = model.uniqueTogether.map((set) => set.map((name) => (name === from ? to : name)))
  return {
    ...model,
    uniqueTogether,
    fields: { ...without(model.fields, from), ...(field && { [to]: field }) },
  }
}

/** Names of fields end in a number: nothing else in the text does so. */
function renamedRule(rule: RuleSpec, from: string, to: string): RuleSpec {
  const pattern = new RegExp(`(?<=["-])${from}(?=["_])`, 'g')
  return {
    ...rule,
    uses: rule.uses.map((name) => (name === from ? to : name)),
    text: rule.text.replace(pattern, to),
  }
}

function withToField(model: ModelSpec, key: string, from: string, to: string): ModelSpec {
  return withFields(model, (options) =>
    options['to'] === py(key) && options['to_field'] === py(from)
      ? { ...options, to_field: py(to) }
      : options,
  )
}

function withFields(
  model: ModelSpec,
  change: (options: FieldSpec['options']) => FieldSpec['options'],
): ModelSpec {
  const fields = Object.entries(model.fields).map(([name, field]) => [
    name,
    { ...field, options: change(field.options) },
  ])
  return { ...model, fields: Object.fromEntries(fields) as ModelSpec['fields'] }
}

function renameModel(world: World, model: ModelSpec): Change {
  const name = `Item${world.site.fresh()}`
  const [from, to] = [keyOf(model), keyOf({ app: model.app, name })]
  const operation = {
    kind: 'RenameModel',
    args: { old_name: text(py(model.name)), new_name: text(py(name)) },
  }
  const models = replaced(world, model).models.map((each) => {
    const pointing = withFields(each, (options) =>
      options['to'] === py(from) ? { ...options, to: py(to) } : options,
    )
    const based = pointing.base === from ? { ...pointing, base: to } : pointing
    return each === model ? { ...based, name } : based
  })
  return { operations: [operation], world: { ...world, models } }
}

function alterModelTable(world: World, model: ModelSpec): Change {
  const { random, fresh } = world.site
  const { db_table: own, ...options } = model.options
  if (own !== undefined && random.chance(40)) {
    return done(world, { ...model, options }, ofModel('AlterModelTable', model, { table: text('None') }))
  }
  const table = py(`goods_${fresh()}`)
  const renamed = { ...model, options: { ...options, db_table: table } }
  return done(world, renamed, ofModel('AlterModelTable', model, { table: text(table) }))
}
