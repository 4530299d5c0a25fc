import { appOf } from '../../django/graph'
import type { MigrationKey } from '../../django/migration'
import { emptySnapshot } from '../../django/empty-snapshot'
import type { Operation } from '../../django/operation'
import type { ProjectState } from '../../django/state'
import type { SplitFiles } from '../../emit/files'
import { operationName } from '../../plan/findings/operation-name'
import type { PlannedChange, Step } from '../../plan/plan'
import type { ReleaseMigration } from '../../plan/releases/release-plan'
import { databaseKey } from '../../plan/releases/world'
import { afterWriting } from './after-writing'
import type { DependenciesOf } from './after-writing'
import { locksOf } from './locks'
import type { Locks } from './lock'
import { waysBack } from './ways-back'
import type { Sentence } from './ways-back'
import type { WholePlan } from './whole-plan'

/** What a plan comes to, for reports of every format. */
export interface PlanFacts {
  readonly releases: readonly ReleaseFacts[]
  /** One for each chosen migration. */
  readonly migrations: readonly MigrationFacts[]
}

export interface ReleaseFacts {
  readonly number: number
  readonly migrations: readonly Released[]
  /** Migrations that wait for this release, and why. */
  readonly barriers: readonly { readonly key: MigrationKey; readonly why: string }[]
  /** How to go back from it. */
  readonly wayBack: readonly Sentence[]
}

export type Part = ReleaseMigration['part']

/** A migration as it ships in a release. */
export interface Released {
  /** With the name that it has now. */
  readonly key: MigrationKey
  readonly original: MigrationKey
  readonly part: Part
  /** What it does, where that is known: "drops the column shop_product.rating". */
  readonly does: readonly string[]
  /** Its file is left to `bgsplit finish`. */
  readonly isHeldBack: boolean
  /** Migrations that it names, under the names that they have now. */
  readonly dependencies: readonly MigrationKey[]
}

export interface MigrationFacts {
  readonly files: SplitFiles
  /** Where its halves ship; the second is undefined for one that stays whole. */
  readonly releases: { readonly first?: number; readonly second?: number }
  readonly operations: readonly OperationFacts[]
  readonly locks: { readonly first: Locks; readonly second: Locks }
}

export interface OperationFacts {
  /** `RemoveField product.rating` */
  readonly name: string
  readonly operation: Operation
  /** What is put off of it; none for one that stays as it is written. */
  readonly changes: readonly PlannedChange[]
}

export function factsOf(whole: WholePlan): PlanFacts {
  const { files, released } = whole
  const byKey = new Map(files.splits.map((split) => [split.plan.migration.key, split]))
  const dependenciesOf = afterWriting(whole)
  const releases = released.releases.map(({ number, migrations, barriers }) => ({
    number,
    barriers: barriers.map(({ key, why }) => ({ key: nowCalled(byKey.get(key), key, 'state'), why })),
    migrations: migrations.map(({ key, part }) => releasedOf(key, part, byKey, dependenciesOf)),
  }))
  return {
    releases: releases.map((release) => ({ ...release, wayBack: waysBack(release) })),
    migrations: files.splits.map((split) => migrationFacts(split, whole)),
  }
}

function releasedOf(
  original: MigrationKey,
  part: Part,
  byKey: Splits,
  dependenciesOf: DependenciesOf,
): Released {
  const split = byKey.get(original)
  const key = nowCalled(split, original, part)
  const changes = split?.plan.changes ?? []
  return {
    key,
    original,
    part,
    does: part === 'database' ? changes.map(({ later }) => later) : [],
    isHeldBack: part === 'database' && split?.isHeldBack === true,
    dependencies: dependenciesOf(key) ?? plannedAfter(split, byKey),
  }
}

type Splits = ReadonlyMap<MigrationKey, SplitFiles>

/** What a database migration that is not written yet comes after. */
function plannedAfter(split: SplitFiles | undefined, byKey: Splits): readonly MigrationKey[] {
  const after = split?.plan.after
  if (after === undefined) return []
  const half = [...byKey.values()].find(({ plan }) => databaseKey(plan.migration.key) === after)
  if (half !== undefined) return [nowCalled(half, half.plan.migration.key, 'database')]
  return [nowCalled(byKey.get(after), after, 'state')]
}

/** The half of a migration that stays whole is the migration itself. */
function nowCalled(split: SplitFiles | undefined, original: MigrationKey, part: Part): MigrationKey {
  const name = split?.names[part === 'database' ? 'database' : 'state'] ?? ''
  return part === 'whole' || name === '' ? original : `${appOf(original)}.${name}`
}

function migrationFacts(files: SplitFiles, { dialect, project, released }: WholePlan): MigrationFacts {
  const { plan } = files
  const { key, app } = plan.migration
  const releaseOf = (isSecond: boolean): number | undefined =>
    released.releases.find(({ migrations }) =>
      migrations.some((each) => each.key === key && (each.part === 'database') === isSecond),
    )?.number
  const [first, second] = [releaseOf(false), releaseOf(true)]
  const { state } = emptySnapshot(project.settings.project, dialect)
  return {
    files,
    releases: { ...(first !== undefined && { first }), ...(second !== undefined && { second }) },
    operations: operationsOf(files, state),
    locks: {
      first: locksOf({ steps: plan.splits.flatMap(stepsOf), app, dialect, atomic: plan.stateAtomic }),
      second: locksOf({ steps: plan.later, app, dialect, atomic: plan.laterAtomic }),
    },
  }
}

function stepsOf({ database, fills }: SplitFiles['plan']['splits'][number]): readonly Step[] {
  return [...database, ...fills]
}

/** Each with what is put off of it. What was told of another operation is told there. */
function operationsOf({ plan }: SplitFiles, state: ProjectState): readonly OperationFacts[] {
  const { migration, changes } = plan
  return migration.operations.map((operation) => ({
    name: operationName(operation, migration.app, state),
    operation,
    changes: changes.filter(({ place }) => isWithin(place, operation)),
  }))
}

function isWithin({ file, span }: PlannedChange['place'], { place }: Operation): boolean {
  if (file.path !== place.file.path) return false
  return span.start >= place.span.start && span.end <= place.span.end
}
