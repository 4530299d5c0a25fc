import { Refusal } from '../../core/errors'
import { newErrorsIn, type Look } from '../../compat/newly'
import type { Colour } from '../../compat/rules/rule'
import type { Violation } from '../../compat/violation'
import { buildGraph } from '../../django/build-graph'
import type { MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'
import { applyOperation } from '../../django/replay'
import { replayKeys, type History } from '../../django/snapshot-before'
import type { Snapshot } from '../../django/snapshot'
import type { ProjectState } from '../../django/state'
import { readSql } from '../../sql/read'
import { describeViolation } from '../describe'
import { differences } from '../differences'
import { shortly, withNamesOf } from '../proof'
import type { Choice } from './group'
import type { Release, ReleaseMigration } from './release-plan'
import { databaseKey } from './world'

interface Walk {
  readonly releases: readonly Release[]
  /** With all state and database migrations. */
  readonly world: Project
  readonly start: History
  readonly choice: Choice
  /** What was not chosen, or is to be left alone, is not ours to judge. */
  readonly judged: ReadonlySet<MigrationKey>
  /** With the migrations as they were found. */
  readonly originals: Project
}

/** Where the releases are, and where the migrations would be had nothing been split. */
interface Stop {
  readonly at: Snapshot
  readonly unsplit: Snapshot
}

/**
 * Walks through the releases as `migrate` would: the code of the release before can live with every step of a release,
 * and its own code with the end of it; after the last, the schema is that of the migrations as they were found.
 *
 * @throws Refusal `proof-failed` where that is not so
 */
export function proveReleases(walk: Walk): void {
  const { start } = walk.start
  const end = walk.releases.reduce((stop, release) => walkRelease(walk, release, stop), {
    at: start,
    unsplit: start,
  })
  const wanted = end.unsplit.schema
  const [difference] = differences(withNamesOf(wanted, end.at.schema), wanted)
  if (difference !== undefined) throw unproved(walk, endsElsewhere(difference))
}

function walkRelease(walk: Walk, release: Release, stop: Stop): Stop {
  const old = stop.at.state
  let current = stop
  for (const each of release.migrations) {
    const next = walkMigration(walk, each, current)
    if (each.part !== 'whole' || walk.judged.has(each.key))
      demand(walk, each, fresh(walk, 'old', old, current.at, next.at))
    current = next
  }
  demand(walk, release.migrations.at(-1), fresh(walk, 'new', current.at.state, current.unsplit, current.at))
  return current
}

function walkMigration(walk: Walk, { key, part }: ReleaseMigration, { at, unsplit }: Stop): Stop {
  return {
    at: run(walk, walk.world, part === 'database' ? databaseKey(key) : key, part, at),
    unsplit: part === 'database' ? unsplit : run(walk, walk.originals, key, 'whole', unsplit),
  }
}

/** Both halves must run; what is left as it is may do what cannot be followed. */
function run(
  { choice }: Walk,
  world: Project,
  key: MigrationKey,
  part: ReleaseMigration['part'],
  start: Snapshot,
): Snapshot {
  const { dialect } = choice.options
  const migration = world.migrations.get(key)
  if (migration === undefined) throw new Error(`${key} has got lost`)
  if (part === 'whole')
    return replayKeys(buildGraph(world, choice.targets), [key], start, { dialect, readSql })
  const environment = { app: migration.app, dialect, readSql }
  return migration.operations.reduce((snapshot, each) => applyOperation(each, snapshot, environment), start)
}

/** What code of a state cannot live with in a schema, beyond what it could not live with before. */
function fresh(
  { choice }: Walk,
  colour: Colour,
  state: ProjectState,
  before: Snapshot,
  after: Snapshot,
): readonly Violation[] {
  const look = ({ schema, state: other }: Snapshot): Look => ({ state, schema, other })
  return newErrorsIn(look(before), look(after), { colour, strict: choice.options.strict })
}

function demand(walk: Walk, at: ReleaseMigration | undefined, found: readonly Violation[]): void {
  const [first] = found
  if (first !== undefined)
    throw unproved(walk, `at ${at?.key ?? 'the end'}: ${describeViolation(first, 'code')}`)
}

function endsElsewhere(difference: string): string {
  return `the database would not end as these migrations make it when they are not split (${shortly(difference)})`
}

function unproved({ originals }: Walk, why: string): Refusal {
  return new Refusal({
    code: 'proof-failed',
    reason: `no order of releases can be proved safe: ${why}`,
    wayOut: 'split fewer migrations at once, or report this with the migrations',
    path: originals.root,
  })
}
