import { appOf } from '../../src/django/graph'
import type { MigrationKey } from '../../src/django/migration'
import { addField, randomChange, type Change, type World } from './change'
import { pointingAt, randomModel } from './models'
import { withRulesAsOptions } from './print'
import { randomFrom, type Random } from './random'
import { isOnField, modelNamed, type MigrationSpec, type ReleasesSpec } from './releases-spec'
import { renamingChanges } from './rename'
import { keyOf, type CaseOptions, type ModelSpec, type OperationSpec } from './spec'

/** A project of two or three apps in the making. */
interface Draft {
  readonly world: World
  readonly migrations: readonly MigrationSpec[]
  /** The last migrations that have to do with a model: what else has to do with it comes after them. */
  readonly touched: Readonly<Record<string, MigrationKey>>
  /** What each app ends in; two where a branch is open. */
  readonly ends: Readonly<Record<string, readonly MigrationKey[]>>
  /** Fields that are gone, by their model. */
  readonly gone: readonly (readonly [model: MigrationKey, field: string])[]
  readonly hasRenames: boolean
}

/** The project of a seed: always the same one for the same seed. */
export function releasesOf(seed: number): ReleasesSpec {
  const random = randomFrom(seed)
  let count = 0
  const version = random.chance(85) ? '5.2' : '4.2'
  const site = { random, version, fresh: () => ++count } as const
  const world: World = { site, models: [], removed: [] }
  const apps = random.chance(60) ? ['shop', 'blog'] : ['shop', 'blog', 'crm']
  const empty: Draft = {
    ...{ world, migrations: [], touched: {}, ends: {}, gone: [], hasRenames: random.chance(40) },
  }
  let draft = apps.reduce(initial, empty)
  const wanted = apps.length + 3 + random.int(8)
  for (let attempt = 0; attempt < 80 && draft.migrations.length < wanted; attempt++)
    draft = grown(draft, apps)
  const { migrations } = apps.reduce(merged, draft)
  return { seed, options: randomOptions(random), version, migrations: chosenOf(random, migrations, apps) }
}

function randomOptions({ chance }: Random): CaseOptions {
  return {
    databaseOperations: chance(15) ? 'django' : 'sql',
    fill: chance(15) ? 'null' : 'auto',
    strict: chance(10),
  }
}

/** The first migration of an app, with one to three models, which may point at those before it. */
function initial(draft: Draft, app: string): Draft {
  const { random } = draft.world.site
  const made: ModelSpec[] = []
  for (let left = 1 + random.int(3); left > 0; left--) {
    made.push(randomModel({ ...draft.world.site, targets: [...draft.world.models, ...made] }, app))
  }
  const world = { ...draft.world, models: [...draft.world.models, ...made] }
  const operations = made.map(creationOf)
  return withMigration(draft, `${app}.0001_initial`, { operations, world }, [])
}

function creationOf(model: ModelSpec): OperationSpec {
  return { kind: 'CreateModel', args: { '': { kind: 'model', model: withRulesAsOptions(model) } } }
}

/** With one more migration, or a branch and its merge; as it was where the choice does not suit. */
function grown(draft: Draft, apps: readonly string[]): Draft {
  const { random } = draft.world.site
  const app = random.pick(apps)
  const open = draft.ends[app] ?? []
  if (open.length > 1 && random.chance(60)) return merged(draft, app)
  const change = changeOf(draft, app)
  if (change === undefined) return draft
  const branches = random.chance(open.length > 1 ? 60 : 12)
  if (branches) return branched(draft, app, change)
  if (open.length > 1) return draft
  return withMigration(draft, `${app}.${numbered(draft, app)}`, change, open)
}

function numbered({ migrations, world }: Draft, app: string): string {
  const count = migrations.filter(({ key }) => appOf(key) === app).length + 1
  const word = world.site.random.pick(['auto', 'change', 'm', 'remove_it', 'more'])
  return `${String(count).padStart(4, '0')}_${word}`
}

/** Beside the last migration, where it has nothing to do with it: `makemigrations` on two branches of a repository. */
function branched(draft: Draft, app: string, change: Change): Draft {
  const ends = draft.ends[app] ?? []
  const [trunk, branch] = [ends[0], ends[1]]
  const other = draft.migrations.find(({ key }) => key === trunk)
  if (trunk === undefined || other === undefined || other.dependencies.length === 0) return draft
  const involved = touchedBy(draft.world, change)
  if (involved.some((model) => draft.touched[model] === trunk)) return draft
  const parents = other.dependencies.filter((key) => appOf(key) === app)
  if (parents.length !== 1) return draft
  const key: MigrationKey = `${app}.${numbered(draft, app)}`
  const made = withMigration(draft, key, change, branch === undefined ? parents : [branch])
  return { ...made, ends: { ...made.ends, [app]: [trunk, key] } }
}

function merged(draft: Draft, app: string): Draft {
  const ends = draft.ends[app] ?? []
  if (ends.length < 2) return draft
  const change = { operations: [], world: draft.world }
  return withMigration(draft, `${app}.${numbered(draft, app)}_merge`, change, ends)
}

function withMigration(draft: Draft, key: MigrationKey, change: Change, own: readonly MigrationKey[]): Draft {
  const { random } = draft.world.site
  const involved = touchedBy(draft.world, change)
  const needed = involved.flatMap((model) => draft.touched[model] ?? [])
  const others = [...new Set(needed)].filter((each) => appOf(each) !== appOf(key))
  const isTurned = others.length > 0 && random.chance(6)
  const turned = isTurned ? others.slice(0, 1) : []
  const dependencies = [...own, ...others.filter((each) => !turned.includes(each))]
  const migrations = draft.migrations.map((each) =>
    turned.includes(each.key) ? { ...each, runBefore: [...each.runBefore, key] } : each,
  )
  const made = { key, dependencies, runBefore: [], operations: change.operations, isChosen: false }
  return {
    ...draft,
    world: change.world,
    migrations: [...migrations, made],
    touched: { ...draft.touched, ...Object.fromEntries(involved.map((model) => [model, key])) },
    ends: { ...draft.ends, [appOf(key)]: [key] },
    gone: [...draft.gone, ...goneBy(key, change)],
  }
}

function goneBy(key: MigrationKey, { operations }: Change): Draft['gone'] {
  return operations.flatMap((operation) => {
    const name = operation.kind === 'RenameField' ? operation.args['old_name'] : operation.args['name']
    const isRemoval = operation.kind === 'RemoveField' || operation.kind === 'RenameField'
    if (!isRemoval || name?.kind !== 'text') return []
    return [[`${appOf(key)}.${modelNamed(operation) ?? ''}`, name.text.slice(1, -1)] as const]
  })
}

/** What the models of a change are, and what keys point at them or go out of them. */
function touchedBy(before: World, { operations, world: after }: Change): readonly string[] {
  const changed = [...before.models, ...after.models].filter(
    (model, _, all) => all.filter((each) => JSON.stringify(each) === JSON.stringify(model)).length === 1,
  )
  const named = operations.flatMap((operation) => modelNamed(operation) ?? [])
  const all = [...before.models, ...after.models]
  const own = all.filter((model) => changed.includes(model) || named.includes(model.name.toLowerCase()))
  const isWide = operations.some(({ kind }) =>
    /^(?:Rename|DeleteModel|AlterModelTable|CreateModel)/.test(kind),
  )
  const related = own.flatMap((model) => [
    ...all.filter((each) => isWide && pointingAt(each, model).length > 0).map(keyOf),
    ...Object.entries(model.fields)
      .filter(([name]) => isWide || operations.some((each) => isOnField(each, name)))
      .flatMap(([, { options }]) => /"(\w+\.\w+)"/.exec(options['to'] ?? '')?.[1] ?? []),
    ...(model.base === undefined ? [] : [model.base]),
  ])
  return [...new Set([...own.map(keyOf), ...related])]
}

/** One or two changes of an app. The generators know of `shop` only: the app takes its place for a while. */
function changeOf(draft: Draft, app: string): Change | undefined {
  const { random } = draft.world.site
  const start: World = { ...draft.world, models: swapped(draft.world.models, app) }
  const first = oneChange(draft, app, start)
  const second = first && random.chance(25) ? oneChange(draft, app, first.world) : undefined
  const change = second && first ? both(first, second) : first
  if (change === undefined || change.world.models.length === 0) return undefined
  const { operations, world } = change
  return { operations: swapped(operations, app), world: { ...world, models: swapped(world.models, app) } }
}

function both(first: Change, second: Change): Change {
  return { operations: [...first.operations, ...second.operations], world: second.world }
}

function oneChange(draft: Draft, app: string, start: World): Change | undefined {
  const { random } = start.site
  if (!start.models.some((model) => model.app === 'shop')) return undefined
  if (draft.hasRenames && random.chance(25)) return renamingChanges(start)
  if (random.chance(12)) return comingBack(draft, app, start)
  const change = randomChange(start)
  return change?.world.models.length === 0 ? undefined : change
}

/** A field with a name that the model has had. */
function comingBack({ gone }: Draft, app: string, start: World): Change | undefined {
  const suited = gone.filter(([model]) => appOf(model) === app)
  if (suited.length === 0) return undefined
  const [model, name] = start.site.random.pick(suited)
  for (let attempt = 0; attempt < 40; attempt++) {
    const change = addField({ ...start, removed: [name] })
    const [operation] = change?.operations ?? []
    if (operation && isOnField(operation, name) && model.endsWith(`.${modelNamed(operation) ?? ''}`))
      return change
  }
  return undefined
}

/** With `shop` and another app in each other's place. Names of models end in a number, those of modules do not. */
function swapped<T>(value: T, app: string): T {
  const other: Readonly<Record<string, string>> = { shop: app, [app]: 'shop' }
  const text = JSON.stringify(value)
    .replace(/"app":"(\w+)"/g, (_, label: string) => `"app":"${other[label] ?? label}"`)
    .replace(/\b(shop|blog|crm)\.(?=[a-z]+\d)/g, (_, label: string) => `${other[label] ?? label}.`)
  // It is the same data, but for the names.
  return JSON.parse(text) as T
}

/** All from some migration on; at times without some of them. */
function chosenOf(
  random: Random,
  migrations: readonly MigrationSpec[],
  apps: readonly string[],
): readonly MigrationSpec[] {
  const from = random.chance(6)
    ? 0
    : apps.length + random.int(Math.max(1, migrations.length - apps.length - 1))
  const isSubset = random.chance(15)
  return migrations.map((each, index) => ({
    ...each,
    isChosen: index >= from && !(isSubset && random.chance(30)),
  }))
}
