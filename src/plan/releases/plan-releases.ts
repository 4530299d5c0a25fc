import { Refusal } from '../../core/errors'
import { buildGraph } from '../../django/build-graph'
import { appOf, assertSound, descendants, fullOrder, leaf, leaves, nameOf } from '../../django/graph'
import type { Migration, MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'
import { refuseUnreadable } from '../opaque'
import type { PlanOptions } from '../site'
import { waitsForItsAppOnly } from './close'
import { halfOf, type Choice, type Group, type Member } from './group'
import { nextGroup } from './next-group'
import type { Barrier, Behind, Release, ReleaseMigration, ReleasePlan } from './release-plan'
import { refuseSquashed } from './squashed'
import { proveReleases } from './walk'
import { databaseHalf, databaseKey, wholeHistory, withMigrations, withoutMigrations } from './world'

/**
 * Plans many migrations together: what can be put off goes past the last of them, so that one release ships all state
 * migrations and the next all database migrations. A migration that needs what was put off before it is a barrier:
 * it ships with the database migrations. Pure, and proved release by release before it is given back.
 *
 * Each migration is judged with the code just before it as old code, since a deployment may stop after any of them.
 *
 * @param chosen migrations of the project, in any order
 * @param begun told of each before it is planned, as often as that is
 * @throws Refusal `several-leaves` where an app has to be merged first, and whatever `planMigration` throws
 */
export function planReleases(
  project: Project,
  chosen: readonly Migration[],
  options: PlanOptions,
  begun: Choice['begun'] = () => undefined,
): ReleasePlan {
  for (const migration of chosen) refuseUnreadable(migration)
  const targets = chosen.map(({ key }) => key)
  const graph = buildGraph(project, targets)
  for (const key of targets) assertSound(graph, key)
  for (const app of new Set(chosen.map((each) => each.app))) leaf(graph, app)
  const tail = new Set(targets.flatMap((key) => descendants(graph, key)))
  const choice: Choice = { chosen: new Set(targets), targets, graph, options, begun }
  const world = withoutMigrations(project, tail)
  const start = wholeHistory(world, targets, options.dialect)
  const sequence = fullOrder(graph).flatMap((key) =>
    tail.has(key) ? (graph.nodes.get(key)?.migration ?? []) : [],
  )
  const { groups, behind, end } = allGroups(choice, world, start, sequence)
  const releases = releasesOf(groups, end, targets)
  const plans = groups.flatMap(({ members }) => members.flatMap(({ plan }) => plan ?? []))
  for (const plan of plans) refuseSquashed(plan, project)
  const ours = plans.filter((plan) => plan.isLeftAlone !== true)
  const judged = new Set(ours.map(({ migration }) => migration.key))
  proveReleases({ releases, world: end, start, choice, judged, originals: project })
  return { plans, releases, behind }
}

interface All {
  readonly groups: readonly Group[]
  readonly behind: readonly Behind[]
  /** With all state and database migrations. */
  readonly end: Project
}

function allGroups(
  choice: Choice,
  world: Project,
  start: Group['history'],
  sequence: readonly Migration[],
): All {
  const groups: Group[] = []
  const behind: Behind[] = []
  let [end, history, rest] = [world, start, sequence]
  while (rest.length > 0) {
    const group = nextGroup(choice, end, history, rest)
    if (group.late.length > 0) refuseOpenBranches(choice, group)
    const pushed = pushedBehind(choice, group)
    groups.push(pushed.group)
    behind.push(...pushed.behind)
    ;[end, history, rest] = [pushed.group.world, group.history, pushed.rest]
  }
  return { groups, behind, end }
}

/** A release is a tree of its own: an app whose merge is late would have two last migrations in it. Throws `several-leaves`. */
function refuseOpenBranches({ targets }: Choice, { world, late, halves }: Group): void {
  const graph = buildGraph(withoutMigrations(world, new Set(halves)), targets)
  const open = late.find(({ migration }) => leaves(graph, migration.app).length > 1)
  if (open === undefined) return
  const { app } = open.migration
  const ends = leaves(graph, app).map(nameOf)
  throw new Refusal({
    code: 'several-leaves',
    reason: `the merge of ${app} has to wait for a later release, and the release before would end in ${ends.join(' and ')}`,
    wayOut:
      'let the first migration of one branch depend on the last of the other, remove the merge, and run bgsplit again',
    path: open.migration.file.path,
  })
}

interface Pushed {
  /** With the barriers of other apps in `run_before`. */
  readonly group: Group
  readonly behind: readonly Behind[]
  /** The late ones, with the dependencies that they are to have. */
  readonly rest: readonly Migration[]
}

/** What is late comes after the database migrations: in its own app by its dependencies, else by their `run_before`. */
function pushedBehind(choice: Choice, group: Group): Pushed {
  const { graph, targets } = choice
  const late = new Set(group.late.map(({ migration }) => migration.key))
  const after = buildGraph(group.world, targets)
  const behind: Behind[] = []
  const rest = group.late.map(({ migration }) => {
    // One of another app that it waits for does not end its own.
    const parents = [...(graph.nodes.get(migration.key)?.parents ?? [])]
    const isRoot = !parents.some((key) => appOf(key) === migration.app && late.has(key))
    const half = isRoot ? lastHalf(group, migration.app, leaves(after, migration.app)) : undefined
    const dependency = migration.dependencies.find(({ app }) => app === migration.app)
    if (half === undefined || dependency === undefined) return migration
    behind.push({ migration: migration.key, place: dependency.place, original: half })
    const on = nameOf(databaseKey(half))
    const dependencies = migration.dependencies.map((each) => (each === dependency ? { ...each, on } : each))
    return { ...migration, dependencies }
  })
  return { group: withRunBefore(choice, group), behind, rest }
}

/** The migration whose database half ends its app for now. */
function lastHalf({ members }: Group, app: string, ends: readonly MigrationKey[]): MigrationKey | undefined {
  return members
    .filter((each) => each.migration.app === app && halfOf(each).some((key) => ends.includes(key)))
    .map(({ migration }) => migration.key)
    .at(-1)
}

/** A barrier of another app. */
function withRunBefore(choice: Choice, group: Group): Group {
  // What comes behind a barrier is planned where all of them have run.
  const isFollowed = group.late.some(({ why }) => why === undefined)
  const barriers = group.late
    .filter(({ why }) => why !== undefined)
    .map(({ migration }) => migration)
    .filter((migration) => isFollowed || !waitsForItsAppOnly(choice, group, migration))
  const members = group.members.map((member): Member => {
    const { plan } = member
    const others = barriers.filter(({ app }) => app !== member.migration.app).map(({ key }) => key)
    if (plan === undefined || halfOf(member).length === 0 || others.length === 0) return member
    return { ...member, plan: { ...plan, runBefore: [...new Set([...plan.runBefore, ...others])].sort() } }
  })
  const halves = members.flatMap((member) => (halfOf(member).length > 0 && member.plan ? [member.plan] : []))
  return { ...group, members, world: withMigrations(group.world, halves.map(databaseHalf)) }
}

/** What ships when: a group, with the database migrations of the group before. */
function releasesOf(
  groups: readonly Group[],
  end: Project,
  targets: readonly MigrationKey[],
): readonly Release[] {
  const inOrder = fullOrder(buildGraph(end, targets))
  const place = ({ key, part }: ReleaseMigration): number =>
    inOrder.indexOf(part === 'database' ? databaseKey(key) : key)
  const all = [...groups, undefined].map((group, index): Release => {
    const before = groups[index - 1]
    const migrations = [
      ...(before?.members ?? []).flatMap(databasePart),
      ...(group?.members ?? []).map(statePart),
    ].toSorted((one, other) => place(one) - place(other))
    return { number: index + 1, migrations, barriers: before === undefined ? [] : barriersOf(before) }
  })
  return all.filter(({ migrations }) => migrations.length > 0)
}

function statePart(member: Member): ReleaseMigration {
  return { key: member.migration.key, part: halfOf(member).length > 0 ? 'state' : 'whole' }
}

function databasePart(member: Member): readonly ReleaseMigration[] {
  return halfOf(member).length > 0 ? [{ key: member.migration.key, part: 'database' }] : []
}

function barriersOf({ late }: Group): readonly Barrier[] {
  return late.flatMap(({ migration, why }) => (why === undefined ? [] : [{ key: migration.key, why }]))
}
