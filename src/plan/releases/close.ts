import { newErrorsIn, type Look } from '../../compat/newly'
import { Refusal, orUndefined } from '../../core/errors'
import { buildGraph } from '../../django/build-graph'
import { appOf, descendants, leaves, order } from '../../django/graph'
import type { Migration, MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'
import type { History } from '../../django/snapshot-before'
import { describeViolation } from '../describe'
import type { Plan } from '../plan'
import { planMigration } from '../planner'
import type { Choice, Gathered, Group, Member } from './group'
import { databaseHalf, databaseKey, replayed, stateHalf, withMigrations } from './world'

/**
 * With the database migrations, each planned again where all state migrations of the group are there.
 *
 * @throws Refusal where one cannot be planned so, or the code of the release cannot live with what they do
 */
export function closed(choice: Choice, gathered: Gathered): Group {
  const { targets, options } = choice
  const isAlone = gathered.members.length === 1
  let { world } = gathered
  const halves: MigrationKey[] = []
  const members = gathered.members.map((member): Member => {
    const { migration, plan } = member
    if (plan === undefined || plan.splits.length === 0) return member
    const final = isAlone ? plan : plannedAgain(choice, gathered, world, member, halves)
    world = withMigrations(world, [stateHalf(migration, final), databaseHalf(final)])
    halves.push(databaseKey(migration.key))
    return { ...member, plan: final }
  })
  const ordered = asPlanned(choice, gathered, members, world)
  world = withMigrations(world, ordered.flatMap(halfIn))
  const inOrder = order(buildGraph(world, targets), halves)
  const overlap = gathered.history
  let history = overlap
  for (const key of inOrder) {
    const before = history
    history = replayed(before, world, [key], targets, options.dialect)
    refuseNewCode(choice, gathered, before, history)
  }
  return { members: ordered, late: gathered.late, world, overlap, history, halves: inOrder }
}

type Stop = Pick<History, 'start'>

/**
 * The code that is live when the database migrations run has the state of the whole group: a column that the one
 * migration adds and the next lets go needs the default for good that the first would take away.
 */
function refuseNewCode({ options }: Choice, { history, members }: Gathered, before: Stop, after: Stop): void {
  const { state } = history.start
  const look = ({ start: { schema, state: other } }: Stop): Look => ({ state, schema, other })
  const [error] = newErrorsIn(look(before), look(after), { colour: 'old', strict: options.strict })
  if (error === undefined) return
  throw new Refusal({
    code: 'proof-failed',
    reason: `what these migrations put off cannot be done in one release: ${describeViolation(error, 'code')}`,
    wayOut: 'split fewer migrations at once',
    path: members.at(-1)?.migration.file.path,
  })
}

/**
 * Those planned before it call a table by its name, so a database migration that takes a name away comes after them.
 * Within an app it does; those of other apps are named where `migrate` would run it first.
 */
function asPlanned(
  { targets, options }: Choice,
  gathered: Gathered,
  members: readonly Member[],
  world: Project,
): readonly Member[] {
  const planned = members.flatMap(halfIn).map(({ key }) => key)
  if (new Set(planned.map(appOf)).size < 2) return members
  const graph = buildGraph(world, targets)
  const run = order(graph, planned)
  let history = gathered.history
  return members.map((member) => {
    const [half] = halfIn(member)
    if (half === undefined || member.plan === undefined) return member
    const before = history
    history = replayed(before, world, [half.key], targets, options.dialect)
    if (!takesNames(before, history)) return member
    const own = new Set(descendants(graph, half.key))
    const late = planned
      .slice(0, planned.indexOf(half.key))
      .filter((key) => appOf(key) !== half.app && run.indexOf(key) > run.indexOf(half.key) && !own.has(key))
    const alsoAfter = [...new Set([...member.plan.alsoAfter, ...lastOfEach(late)])]
    return { ...member, plan: { ...member.plan, alsoAfter } }
  })
}

function takesNames(before: History, after: History): boolean {
  return [...before.start.schema.tables.keys()].some((name) => !after.start.schema.tables.has(name))
}

/** Those of an app come after one another. */
function lastOfEach(keys: readonly MigrationKey[]): readonly MigrationKey[] {
  return [...new Map(keys.map((key) => [appOf(key), key])).values()]
}

function halfIn({ plan }: Member): readonly Migration[] {
  return plan === undefined || plan.splits.length === 0 ? [] : [databaseHalf(plan)]
}

function plannedAgain(
  { options, targets, begun }: Choice,
  { members }: Gathered,
  world: Project,
  { migration, before }: Member,
  halves: readonly MigrationKey[],
): Plan {
  begun(migration.key)
  const whole = withMigrations(world, [migration])
  const leavesOfApp = leaves(buildGraph(whole, targets), migration.app)
  const index = members.findIndex((each) => each.migration === migration)
  const behind = members.slice(index + 1).map((each) => each.migration.key)
  const known = { history: before, leaves: leavesOfApp, between: [...behind, ...halves] }
  return planMigration(whole, migration, options, known)
}

/** Whether the database migrations of its own app are all that a migration has to wait for. */
export function waitsForItsAppOnly(
  { targets, options, chosen }: Choice,
  group: Group,
  migration: Migration,
): boolean {
  const own = group.halves.filter((key) => appOf(key) === migration.app)
  if (own.length === 0 || !chosen.has(migration.key)) return false
  const history = replayed(group.overlap, group.world, own, targets, options.dialect)
  const known = { history, leaves: [migration.key], between: [] }
  const world = withMigrations(group.world, [migration])
  return orUndefined(() => planMigration(world, migration, options, known)) !== undefined
}
