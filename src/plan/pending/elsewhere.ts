import type { Dialect } from '../../core/dialect'
import { Refusal } from '../../core/errors'
import type { Place } from '../../core/span'
import type { Migration } from '../../django/migration'
import type { Operation } from '../../django/operation'
import type { Project } from '../../django/project'
import { applyOperation } from '../../django/replay'
import type { Snapshot } from '../../django/snapshot'
import { historyBefore } from '../../django/snapshot-before'
import { readSql } from '../../sql/read'
import { afterwards } from '../afterwards'
import type { Plan } from '../plan'
import type { PlanOptions } from '../site'
import type { Context } from '../split-site'
import { proveFinish } from './prove-finish'

/**
 * Whether a first half does on other databases just what it does on the one that is deployed to: one by hand, which
 * has no class that does all of it at once there. Then its second half has to do the same everywhere, too.
 */
export function isPlain({ operations }: Migration): boolean {
  return operations.every(
    (operation) => operation.kind !== 'SeparateDatabaseAndState' || operation.vendor === undefined,
  )
}

/** How a second half is written that runs on several databases: by Django's own operations. */
export function onAnyDatabase(options: PlanOptions): PlanOptions {
  return { ...options, others: [], databaseOperations: 'django' }
}

interface Finished {
  /** With the unsplit migration in place of the first half. */
  readonly world: Project
  readonly context: Context
  readonly first: Migration
  readonly plan: Plan
  readonly place: Place
}

/**
 * Proves that a second half does on another database what it does on the one that is deployed to.
 * @throws Refusal `other-database`
 */
export function proveElsewhere(finished: Finished, dialect: Dialect): void {
  try {
    proveOn(finished, dialect)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal({
      code: 'other-database',
      reason: `what would be written does not do the same on ${dialect}: ${error.reason}`,
      wayOut: `give --dialect ${finished.context.options.dialect} alone, and test on it as well`,
      place: finished.place,
    })
  }
}

function proveOn({ world, context, first, plan, place }: Finished, dialect: Dialect): void {
  const options = { ...context.options, dialect }
  const environment = { ...context.environment, dialect }
  const { start } = historyBefore(world, context.migration, dialect, readSql)
  const after = (operations: readonly Operation[]): Snapshot =>
    operations.reduce((current, each) => applyOperation(each, current, environment), start)
  const [overlap, unsplit] = [after(first.operations), after(context.migration.operations)]
  const { before, rest } = afterwards({ ...context, options }, unsplit, overlap)
  const around = { ending: before(overlap), wanted: before(unsplit), rest, blue: start.state }
  proveFinish({ environment, options, place, later: plan.later, atomic: plan.laterAtomic, ...around })
}
