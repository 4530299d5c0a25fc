import { Refusal } from '../../core/errors'
import { newErrorsIn, type Look } from '../../compat/newly'
import type { Migration, MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'
import type { History } from '../../django/snapshot-before'
import { describeViolation } from '../describe'
import type { Plan } from '../plan'
import { planMigration } from '../planner'
import { closed } from './close'
import { halfOf, type Choice, type Gathered, type Late, type Member } from './group'
import { replayed, stateHalf, withMigrations } from './world'

/** What is left to be planned. */
export interface Open {
  readonly world: Project
  readonly start: History
  readonly rest: readonly Migration[]
}

/** As many as can ship together, by their state migrations alone. Throws what cannot be planned in any release. */
export function gather(
  choice: Choice,
  { world, start, rest }: Open,
  blocked: ReadonlyMap<MigrationKey, string>,
): Gathered {
  const none: readonly Member[] = []
  let group: Gathered = { members: none, late: [], world, start, history: start, halves: [] }
  for (const migration of rest) {
    const found = isHeldUp(choice, group, migration)
      ? { migration }
      : attempt(choice, group, migration, blocked)
    group = 'before' in found ? withMember(choice, group, found) : { ...group, late: [...group.late, found] }
  }
  return group
}

function isHeldUp({ graph }: Choice, { late }: Gathered, { key }: Migration): boolean {
  const parents = graph.nodes.get(key)?.parents
  return late.some(({ migration }) => parents?.has(migration.key) === true)
}

function withMember({ targets, options }: Choice, group: Gathered, member: Member): Gathered {
  const { migration, world } = member
  const history = replayed(group.history, world, [migration.key], targets, options.dialect)
  return { ...group, world, history, members: [...group.members, member] }
}

function memberOf({ world, history: before }: Gathered, migration: Migration, plan?: Plan): Member {
  const half = plan === undefined ? migration : stateHalf(migration, plan)
  return { migration, before, world: withMigrations(world, [half]), ...(plan && { plan }) }
}

/** Planned where what was put off before is still there, and else found to be late. */
function attempt(
  choice: Choice,
  group: Gathered,
  migration: Migration,
  blocked: ReadonlyMap<MigrationKey, string>,
): Member | Late {
  const why = blocked.get(migration.key)
  if (why !== undefined) return { migration, why }
  if (!choice.chosen.has(migration.key)) return memberOf(group, migration)
  try {
    const member = memberOf(group, migration, planned(choice, group, migration))
    if (member.plan?.isLeftAlone !== true) refuseOldCode(choice, group, withMember(choice, group, member))
    return member
  } catch (error) {
    // What cannot be planned in any release is refused when its turn comes to be the first.
    if (!(error instanceof Refusal) || group.members.length === 0) throw error
    return { migration, why: whyLate(error) }
  }
}

/** What it met, in few words: a proof that fails tells more than anybody wants to know here. */
export function whyLate(refusal: Refusal): string {
  if (refusal.cause instanceof Refusal) return refusal.cause.reason
  const { code, reason } = refusal
  if (code === 'unknown-field' || code === 'unknown-model')
    return 'what was put off before needs what it removes or renames'
  const isProof = code === 'proof-failed' || code === 'table-rebuild'
  return isProof ? 'it cannot be proved safe while what was put off before is still there' : reason
}

/**
 * As the last of its app: where its database migration goes is told in the end. What it puts off may need that what
 * those before it put off is done.
 */
function planned(choice: Choice, group: Gathered, migration: Migration): Plan {
  const { options, begun } = choice
  begun(migration.key)
  const known = { history: group.history, leaves: [migration.key], between: [] }
  const alone = (): Plan => planMigration(withMigrations(group.world, [migration]), migration, options, known)
  if (!group.members.some((each) => halfOf(each).length > 0)) return alone()
  return firstOf(alone, () => {
    const { world, halves } = closed(choice, group)
    return planMigration(withMigrations(world, [migration]), migration, options, {
      ...known,
      between: halves,
    })
  })
}

/** The second where the first is refused. */
function firstOf<T>(first: () => T, second: () => T): T {
  try {
    return first()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return second()
  }
}

/** The code that is live when the release begins knows none of what its migrations do, one after the other. */
function refuseOldCode({ options }: Choice, before: Gathered, after: Gathered): void {
  const { state } = before.start.start
  const look = ({ history }: Gathered): Look => {
    const { schema, state: other } = history.start
    return { state, schema, other }
  }
  const [error] = newErrorsIn(look(before), look(after), { colour: 'old', strict: options.strict })
  if (error === undefined) return
  throw new Refusal({
    code: 'proof-failed',
    reason: describeViolation(error),
    wayOut: 'put it in a later release',
    path: after.members.at(-1)?.migration.file.path,
  })
}
