import { orUndefined } from '../core/errors'
import { descendants, type MigrationGraph } from '../django/graph'
import type { Migration, MigrationKey } from '../django/migration'
import type { Operation } from '../django/operation'
import type { ReplayEnvironment } from '../django/replay'
import type { Snapshot } from '../django/snapshot'
import { asSql, saysDbDefault } from './as-sql'
import { describeViolation } from './describe'
import { isOfSplit } from './of-split'
import type { SplitOperation, Step } from './plan'
import type { Part, PlanOptions, Site } from './site'
import type { UnsplitStep } from './unsplit'
import type { Several } from './several/several'
import { OperationWriter } from './write-operation'

/** All that is known of a migration when it comes to splitting it. */
export interface Context {
  readonly migration: Migration
  readonly options: PlanOptions
  readonly environment: ReplayEnvironment
  readonly start: Snapshot
  readonly steps: readonly UnsplitStep[]
  /** The app's last migrations, one as a rule: the database migration comes after them. */
  readonly leaves: readonly MigrationKey[]
  /** All that runs between the two halves, where it is known. */
  readonly between?: ReadonlySet<MigrationKey>
  readonly graph: MigrationGraph
  /** Nothing is written, as of `KnownSite`. */
  readonly isOnlyTold?: true
  /** Rules that the database keeps, though operations take them away and add them again. */
  readonly carried: ReadonlySet<Operation>
  /** The state migration's SQL can be run again after it failed half way. */
  readonly rerunnable?: boolean
  /** The files have to run on other databases too. */
  readonly several?: Several
}

/** What one item of the state migration becomes. */
export interface Group {
  /** An operation that stays as it is written. */
  readonly kept?: Operation
  /** Renames something, or acts on what is renamed. */
  readonly isRenaming?: true
  readonly splits: readonly SplitOperation[]
  readonly parts: readonly Part[]
}

/** Neither made nor changed by the schema editor. */
export function isRun({ kind }: Operation): boolean {
  return kind === 'RunSQL' || kind === 'RunPython' || kind === 'SeparateDatabaseAndState' || kind === 'Opaque'
}

/** SQL where Django's own operations would not do: they cannot be run again, and old ones know no `db_default`. */
export function stepsOf(
  { database }: Part,
  operation: Operation,
  site: Site,
  { rerunnable, options }: Context,
): readonly Step[] {
  const isWanted = (step: Step): boolean =>
    (rerunnable === true && !isRun(step.operation)) ||
    (options.djangoKnowsDbDefault === false && saysDbDefault(step))
  if (!database.some(isWanted)) return database
  const write = new OperationWriter(site, operation.place)
  return (
    asSql(database, site, write, {
      isWanted,
      rerunnable: rerunnable === true,
      online: rerunnable === true,
    }) ?? database
  )
}

/** What a strategy sees of an operation. */
export function siteAt(context: Context, operation: Operation, before: Snapshot): Site {
  const { migration, options, environment, steps, start } = context
  const index = steps.findIndex((step) => step.operation === operation)
  const later = steps.slice(index + 1).map((step) => step.operation)
  return {
    options,
    migration,
    start,
    before,
    environment,
    rerunnable: context.rerunnable === true,
    why: whyOf(context, operation),
    removesLater: (model, field) =>
      later.some((each) => each.kind === 'RemoveField' && sameName(each.model, model) && each.name === field),
    runsLater: () => later.some(isRun) || runsInBetween(context),
    deletesLater: (model) => later.some((each) => each.kind === 'DeleteModel' && sameName(each.model, model)),
  }
}

/** In a migration that runs before the database migration does. */
function runsInBetween({ graph, migration, between, isOnlyTold }: Context): boolean {
  if (isOnlyTold === true) return false
  const keys = between ?? descendants(graph, migration.key)
  return [...keys].some((key) => {
    const node = key === migration.key ? undefined : graph.nodes.get(key)
    const operations = orUndefined(() => node?.migration.operations) ?? []
    return operations.some(isUsersRun)
  })
}

function isUsersRun(operation: Operation): boolean {
  const isOurs =
    isOfSplit(operation.place.file) || ('synthetic' in operation.source && operation.source.synthetic)
  return (operation.kind === 'RunPython' || operation.kind === 'RunSQL') && !isOurs
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function whyOf({ steps }: Context, operation: Operation): string {
  const step = steps.find((each) => each.operation === operation)
  return (step?.errors ?? [])
    .slice(0, 1)
    .map((each) => describeViolation(each))
    .join('')
}
