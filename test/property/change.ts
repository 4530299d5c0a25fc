import { alteredField, generatedField, oneOffForAlter } from './change-field'
import { oneOffDefault, randomField, type FieldSite } from './fields'
import {
  columnsOf,
  foreignKeysOf,
  freshName,
  isUsedByKeys,
  plainFields,
  pointingAt,
  randomModel,
} from './models'
import { randomRule, someFields, without } from './models'
import { additionOf, fieldArguments, withRulesAsOptions } from './print'
import { weighted } from './random'
import { keyOf, ofModel, onModel, py, ruleText, setsText, text } from './spec'
import type { FieldSpec, ModelSpec, OperationSpec, RuleSpec } from './spec'

/** The project while operations are chosen, and the names that it has let go. */
export interface World {
  readonly site: Omit<FieldSite, 'targets'>
  readonly models: readonly ModelSpec[]
  readonly removed: readonly string[]
}

/** Operations that belong together, as makemigrations writes them, and what they leave. */
export interface Change {
  readonly operations: readonly OperationSpec[]
  readonly world: World
}

const WEIGHTS = {
  AddField: 20,
  AlterField: 22,
  RemoveField: 16,
  AddRule: 10,
  RemoveRule: 6,
  AlterUniqueTogether: 8,
  RenameIndex: 3,
  CreateModel: 5,
  DeleteModel: 8,
  AlterOrderWithRespectTo: 5,
  Options: 4,
  Separate: 5,
  Rename: 2,
  Run: 2,
}

type Kind = keyof typeof WEIGHTS

const MAKERS: Readonly<Record<Kind, (world: World) => Change | undefined>> = {
  AddField: addField,
  AlterField: alterField,
  RemoveField: removeField,
  AddRule: addRule,
  RemoveRule: removeRule,
  AlterUniqueTogether: alterUniqueTogether,
  RenameIndex: renameIndex,
  CreateModel: createModel,
  DeleteModel: deleteModel,
  AlterOrderWithRespectTo: alterOrder,
  Options: alterOptions,
  Separate: separate,
  Rename: rename,
  Run: run,
}

/** A random change that can be made after all before it; undefined where the choice does not suit the models. */
export function randomChange(world: World): Change | undefined {
  return MAKERS[weighted(world.site.random, WEIGHTS)](world)
}

function ownModels({ models }: World): readonly ModelSpec[] {
  return models.filter(({ app }) => app === 'shop')
}

export function anyModel(world: World): ModelSpec | undefined {
  const own = ownModels(world)
  return own.length === 0 ? undefined : world.site.random.pick(own)
}

export function siteOf(world: World): FieldSite {
  return { ...world.site, targets: world.models }
}

export function replaced(world: World, model: ModelSpec): World {
  return { ...world, models: world.models.map((each) => (keyOf(each) === keyOf(model) ? model : each)) }
}

export function done(world: World, model: ModelSpec, ...operations: readonly OperationSpec[]): Change {
  return { operations, world: replaced(world, model) }
}

function withField(model: ModelSpec, name: string, field: FieldSpec): ModelSpec {
  return { ...model, fields: { ...model.fields, [name]: field } }
}

export function addField(world: World): Change | undefined {
  const { random, version } = world.site
  const model = anyModel(world)
  if (model === undefined) return undefined
  const site = siteOf(world)
  const generated = version === '5.2' && random.chance(5) ? generatedField(site, model.fields) : undefined
  const field = generated ?? randomField(site)
  const reused = world.removed.length > 0 && random.chance(12) ? random.pick(world.removed) : undefined
  const name = reused ?? freshName(site)
  if (model.fields[name] !== undefined) return undefined
  const once = generated ? undefined : oneOffDefault(field, random)
  return done(world, withField(model, name, field), additionOf(model, name, field, once))
}

export function alterField(world: World): Change | undefined {
  const { random } = world.site
  const model = anyModel(world)
  const names = model === undefined ? [] : plainFields(model)
  if (model === undefined || names.length === 0) return undefined
  const name = random.pick(names)
  const field = model.fields[name]
  if (field === undefined || isHeld(world, model, name)) return undefined
  const next = alteredField(siteOf(world), field)
  if (next === undefined || !fitsRules(model, name, field, next)) return undefined
  const once = oneOffForAlter(field, next, random)
  return done(
    world,
    withField(model, name, next),
    onModel('AlterField', model, fieldArguments(name, next, once)),
  )
}

/** What a generated column or another key needs stays as it is. */
function isHeld({ models }: World, model: ModelSpec, name: string): boolean {
  const generated = Object.values(model.fields).some(({ options }) =>
    options['expression']?.includes(py(name)),
  )
  return generated || isUsedByKeys(models, model, name) || model.fields[name]?.className === 'GeneratedField'
}

function fitsRules(model: ModelSpec, name: string, field: FieldSpec, next: FieldSpec): boolean {
  const isUsed =
    model.rules.some(({ uses }) => uses.includes(name)) ||
    model.uniqueTogether.some((set) => set.includes(name))
  if (model.orderWithRespectTo === name) return false
  return (
    !isUsed || columnsOf(withField(model, name, next)).includes(name) || field.className === next.className
  )
}

export function removeField(world: World): Change | undefined {
  const { random } = world.site
  const model = anyModel(world)
  if (model === undefined) return undefined
  const names = Object.keys(model.fields).filter((name) => name !== 'id' || random.chance(3))
  const name = names.length === 0 ? undefined : random.pick(names)
  if (name === undefined || isLocked(world, model, name)) return undefined
  return removal(world, model, name)
}

function isLocked(world: World, model: ModelSpec, name: string): boolean {
  const options = model.fields[name]?.options ?? {}
  if (options['primary_key'] !== undefined && name !== 'id') return true
  return isHeld(world, model, name) && model.fields[name]?.className !== 'GeneratedField'
}

/** First what is over the field, as the autodetector puts it, and then the field. */
function removal(world: World, model: ModelSpec, name: string): Change {
  const operations: OperationSpec[] = []
  const sets = model.uniqueTogether.filter((set) => !set.includes(name))
  if (sets.length < model.uniqueTogether.length) operations.push(uniqueTogether(model, sets))
  if (model.orderWithRespectTo === name) operations.push(order(model, undefined))
  const rules = model.rules.filter(({ uses }) => uses.includes(name))
  operations.push(...rules.map((rule) => dropRule(model, rule)))
  operations.push(onModel('RemoveField', model, { name: text(py(name)) }))
  const { orderWithRespectTo, ...rest } = model
  const kept = orderWithRespectTo === undefined || orderWithRespectTo === name ? {} : { orderWithRespectTo }
  const left = {
    ...rest,
    ...kept,
    fields: without(model.fields, name),
    rules: model.rules.filter((rule) => !rules.includes(rule)),
    uniqueTogether: sets,
  }
  const after = replaced(world, left)
  return { operations, world: { ...after, removed: [...world.removed, name] } }
}

function uniqueTogether(model: ModelSpec, sets: ModelSpec['uniqueTogether']): OperationSpec {
  return ofModel('AlterUniqueTogether', model, { unique_together: text(setsText(sets)) })
}

function order(model: ModelSpec, field: string | undefined): OperationSpec {
  const value = text(field === undefined ? 'None' : py(field))
  return ofModel('AlterOrderWithRespectTo', model, { order_with_respect_to: value })
}

export function dropRule(model: ModelSpec, rule: RuleSpec): OperationSpec {
  const kind = rule.className === 'Index' ? 'RemoveIndex' : 'RemoveConstraint'
  return onModel(kind, model, { name: text(py(rule.name)) })
}

function addRule(world: World): Change | undefined {
  const model = anyModel(world)
  const rule = model && randomRule(siteOf(world), model)
  if (model === undefined || rule === undefined) return undefined
  return done(world, { ...model, rules: [...model.rules, rule] }, ruleAddition(model, rule))
}

export function ruleAddition(model: ModelSpec, rule: RuleSpec): OperationSpec {
  const isIndex = rule.className === 'Index'
  return onModel(isIndex ? 'AddIndex' : 'AddConstraint', model, {
    [isIndex ? 'index' : 'constraint']: text(ruleText(rule)),
  })
}

function removeRule(world: World): Change | undefined {
  const { random } = world.site
  const model = anyModel(world)
  if (model === undefined || model.rules.length === 0) return undefined
  const rule = random.pick(model.rules)
  const rules = model.rules.filter((each) => each !== rule)
  return done(world, { ...model, rules }, dropRule(model, rule))
}

function alterUniqueTogether(world: World): Change | undefined {
  const { random } = world.site
  const model = anyModel(world)
  if (model === undefined) return undefined
  const set = someFields(siteOf(world), model)
  const kept = model.uniqueTogether.filter(() => random.chance(50))
  const sets = set.length > 1 && random.chance(70) ? [...kept.filter((each) => !same(each, set)), set] : kept
  if (sets.length === 0 && model.uniqueTogether.length === 0) return undefined
  return done(world, { ...model, uniqueTogether: sets }, uniqueTogether(model, sets))
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.join() === other.join()
}

function renameIndex(world: World): Change | undefined {
  const { random, fresh } = world.site
  const model = anyModel(world)
  const indexes = (model?.rules ?? []).filter(({ className }) => className === 'Index')
  if (model === undefined || indexes.length === 0) return undefined
  const index = random.pick(indexes)
  const renamed = { ...index, name: `idx_${fresh()}` }
  const rules = model.rules.map((each) => (each === index ? renamed : each))
  const names = { new_name: text(py(renamed.name)), old_name: text(py(index.name)) }
  return done(world, { ...model, rules }, onModel('RenameIndex', model, names))
}

function createModel(world: World): Change {
  const model = randomModel(siteOf(world), 'shop')
  const operation: OperationSpec = {
    kind: 'CreateModel',
    args: { '': { kind: 'model', model: withRulesAsOptions(model) } },
  }
  return { operations: [operation], world: { ...world, models: [...world.models, model] } }
}

/** The keys that point at it go first, as the autodetector puts them, and at times its own. */
function deleteModel(world: World): Change | undefined {
  const { random } = world.site
  const model = anyModel(world)
  if (model === undefined || world.models.some(({ base }) => base === keyOf(model))) return undefined
  const others = world.models.filter((each) => each !== model && pointingAt(each, model).length > 0)
  if (others.some(({ app }) => app !== 'shop')) return undefined
  const inbound = others.flatMap((each) =>
    pointingAt(each, model).map((name) => [keyOf(each), name] as const),
  )
  const own = random.chance(40) ? foreignKeysOf(model).map((name) => [keyOf(model), name] as const) : []
  const keys = [...inbound, ...own]
  const before = removals({ operations: [], world }, keys)
  if (before === undefined) return undefined
  const models = before.world.models.filter((each) => keyOf(each) !== keyOf(model))
  return {
    operations: [...before.operations, ofModel('DeleteModel', model, {})],
    world: { ...before.world, models },
  }
}

function removals(
  start: Change,
  fields: readonly (readonly [key: string, name: string])[],
): Change | undefined {
  return fields.reduce<Change | undefined>((change, [key, name]) => {
    const model = change?.world.models.find((each) => keyOf(each) === key)
    if (change === undefined || model === undefined || isHeld(change.world, model, name)) return undefined
    const next = removal(change.world, model, name)
    return { operations: [...change.operations, ...next.operations], world: next.world }
  }, start)
}

function alterOrder(world: World): Change | undefined {
  const { random } = world.site
  const model = anyModel(world)
  if (model === undefined) return undefined
  const { orderWithRespectTo, ...rest } = model
  if (orderWithRespectTo !== undefined) return done(world, rest, order(model, undefined))
  const keys = foreignKeysOf(model)
  if (keys.length === 0) return undefined
  const field = random.pick(keys)
  return done(world, { ...model, orderWithRespectTo: field }, order(model, field))
}

function alterOptions(world: World): Change | undefined {
  const { random } = world.site
  const model = anyModel(world)
  if (model === undefined) return undefined
  const operation = random.chance(70)
    ? ofModel('AlterModelOptions', model, { options: text('{"ordering": ["pk"], "verbose_name": "it"}') })
    : ofModel('AlterModelTableComment', model, { table_comment: text('"50 % \'off\'"') })
  return done(world, model, operation)
}

/** Both halves alike, or only one of them: then the database, or the state, stays behind. */
function separate(world: World): Change | undefined {
  const { random } = world.site
  const inner = random.pick([addField, removeField, addRule, removeRule, alterField])(world)
  if (inner === undefined) return undefined
  const operations = { kind: 'operations', operations: inner.operations } as const
  const half = weighted(random, { both: 70, state: 20, database: 10 })
  const args = {
    ...(half === 'database' ? {} : { state_operations: operations }),
    ...(half === 'state' ? {} : { database_operations: operations }),
  }
  const operation = { kind: 'SeparateDatabaseAndState', args }
  // Nothing fits both of what it leaves but a change of its own: it is the last.
  return { operations: [operation], world: half === 'both' ? inner.world : { ...world, models: [] } }
}

/** Not of what a rule is over: Django itself fails on that. */
function rename(world: World): Change | undefined {
  const { random } = world.site
  const model = anyModel(world)
  const used = (model?.rules ?? []).flatMap(({ uses }) => uses)
  const names = model === undefined ? [] : plainFields(model).filter((name) => !used.includes(name))
  if (model === undefined || names.length === 0) return undefined
  const to = freshName(siteOf(world))
  const operation: OperationSpec = random.chance(60)
    ? onModel('RenameField', model, { old_name: text(py(random.pick(names))), new_name: text(py(to)) })
    : { kind: 'RenameModel', args: { old_name: text(py(model.name)), new_name: text(py(`${model.name}x`)) } }
  // What comes after it would have to know the new name everywhere: it is the last.
  return { operations: [operation], world: { ...world, models: [] } }
}

function run(world: World): Change {
  const noop = (kind: string): string => `migrations.${kind}.noop`
  const operation: OperationSpec = world.site.random.chance(50)
    ? { kind: 'RunPython', args: { code: text(noop('RunPython')), reverse_code: text(noop('RunPython')) } }
    : { kind: 'RunSQL', args: { sql: text('"SELECT 1"'), reverse_sql: text(noop('RunSQL')) } }
  return { operations: [operation], world }
}

/** A nullable field for a later migration; none where no model is left. */
export function laterChange(world: World): readonly OperationSpec[] {
  const model = anyModel(world)
  if (model === undefined) return []
  const field = { className: 'IntegerField', options: { null: 'True' } }
  return [additionOf(model, freshName(siteOf(world)), field, undefined)]
}
