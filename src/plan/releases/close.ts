import { Refusal } from '../../core/errors'
import { buildGraph } from '../../django/build-graph'
import { appOf, leaves, order } from '../../django/graph'
import type { Migration, MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'
import type { Plan } from '../plan'
import { planMigration } from '../planner'
import type { Choice, Gathered, Group, Member } from './group'
import { databaseHalf, databaseKey, replayed, stateHalf, withMigrations } from './world'

/** With the database migrations, each planned again where all state migrations of the group are there. */
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
  const inOrder = order(buildGraph(world, targets), halves)
  const history = replayed(gathered.history, world, inOrder, targets, options.dialect)
  const overlap = gathered.history
  return { members, late: gathered.late, world, overlap, history, halves: inOrder }
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
  try {
    planMigration(withMigrations(group.world, [migration]), migration, options, known)
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}
