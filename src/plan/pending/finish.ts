import { Refusal } from '../../core/errors'
import type { Place } from '../../core/span'
import { buildGraph } from '../../django/build-graph'
import { emptySnapshot } from '../../django/empty-snapshot'
import { leaf } from '../../django/graph'
import type { Migration } from '../../django/migration'
import type { Operation } from '../../django/operation'
import type { Project } from '../../django/project'
import { applyOperation } from '../../django/replay'
import type { Snapshot } from '../../django/snapshot'
import { historyBefore } from '../../django/snapshot-before'
import { readSql } from '../../sql/read'
import { afterwards } from '../afterwards'
import type { Deferred } from '../deferred'
import { laterSteps } from '../later'
import { stepsInTime } from '../lock-timeout'
import { refuseDependingOn, refuseUnreadable } from '../opaque'
import { itemsInOrder, type Item } from '../order'
import type { Plan } from '../plan'
import { alsoAfter, optionsFor, refuseDbDefault } from '../planner'
import { databaseHalf, withMigrations } from '../releases/world'
import { carriedOver } from '../renames/carried'
import { halvesFor, proveSeveral, severalFor } from '../several/several'
import type { Part, PlanOptions } from '../site'
import { splitItems, type SplitItems } from '../split-items'
import type { Context } from '../split-site'
import { unsplitSteps } from '../unsplit'
import { OperationWriter } from '../write-operation'
import { renamedOnTop } from './renamed-on-top'
import { isPlain, onAnyDatabase, proveElsewhere } from './elsewhere'
import { leftOut } from './left-out'
import type { Pending } from './pending'
import { proveFinish } from './prove-finish'
import { unsplitReadings } from './unsplit-of'

/** A first half, and what of it is pending. */
export interface FirstHalf {
  readonly migration: Migration
  readonly pending: readonly Pending[]
}

/**
 * The database migration for what a first half has left pending, behind the last migration of its app: worked out from
 * the migration as it would have been unsplit, against the database as it is there, and proved from there both ways.
 * The plan splits nothing: its `later` is what is to be written.
 *
 * Throws `not-finished`, with the place, where that cannot be proved, and what is wrong with the history.
 */
export function planFinish(project: Project, first: FirstHalf, asked: PlanOptions): Plan {
  const { migration, pending } = first
  refuseUnreadable(migration)
  const options = optionsFor(migration, asked)
  const failures: Refusal[] = []
  const unfinished = new Set(pending.map(({ operation }) => operation))
  const empty = emptySnapshot(project.settings.project, options.dialect)
  const readings = unsplitReadings(migration, unfinished, empty)
  for (const takesLeftOut of [false, true]) {
    for (const unsplit of readings) {
      try {
        return finished(project, first, { unsplit, takesLeftOut }, options)
      } catch (error) {
        if (!(error instanceof Refusal) || !isOfReading(error)) throw error
        failures.push(error)
      }
    }
  }
  throw renamedOnTop(project, first) ?? notFinished(failures, first)
}

interface Reading {
  readonly unsplit: Migration
  /** What would not have had to be split was left out of the database all the same. */
  readonly takesLeftOut: boolean
}

/** What is wrong with the history is so in any reading. */
function isOfReading({ code }: Refusal): boolean {
  return !['several-leaves', 'missing-dependency', 'circular-dependency', 'ambiguous-app'].includes(code)
}

/** What is wrong with the likeliest reading. */
function notFinished([failure]: readonly Refusal[], first: FirstHalf): Refusal {
  const reason = failure === undefined ? 'nothing is left to be done' : failure.reason
  return new Refusal({
    code: 'not-finished',
    reason: `no database migration for this can be proved right: ${reason}`,
    wayOut: 'write it by hand, beginning with makemigrations --empty',
    place: placeOf(first),
  })
}

function placeOf({ migration, pending }: FirstHalf): Place {
  return pending[0]?.operation.place ?? { file: migration.file, span: { start: 0, end: 0 } }
}

function finished(project: Project, first: FirstHalf, reading: Reading, options: PlanOptions): Plan {
  const { unsplit, takesLeftOut } = reading
  const { others = [] } = options
  const isOne = others.length === 0 || !isPlain(first.migration)
  const world = withMigrations(project, [unsplit])
  const context = contextFor(world, unsplit, isOne ? options : onAnyDatabase(options))
  const orders = itemsInOrder(context.steps, unsplit.app, options.dialect)
  const overlap = first.migration.operations.reduce(
    (current, operation) => applyOperation(operation, current, context.environment),
    context.start,
  )
  const more = takesLeftOut ? leftOutParts(context, first) : []
  return firstOf(orders, (items) => {
    const split = splitItems(context, items)
    const plan = finishPlan(first, context, { ...split, parts: [...split.parts, ...more] }, overlap)
    const about = { world, context, first: first.migration, plan, place: placeOf(first) }
    for (const dialect of isOne ? [] : others) proveElsewhere(about, dialect)
    return plan
  })
}

function leftOutParts(context: Context, { pending }: FirstHalf): readonly Part[] {
  const alone = new Set(pending.flatMap(({ operation }) => operation.stateOperations))
  const safe = context.steps.filter(({ operation, isUnsafe }) => !isUnsafe && alone.has(operation))
  return safe.flatMap((step) => leftOut(context, step) ?? [])
}

/** The first that is proved; what is wrong with the last where none is. */
function firstOf(orders: readonly (readonly Item[])[], plan: (items: readonly Item[]) => Plan): Plan {
  const [items, ...rest] = orders
  if (items === undefined) throw new TypeError('there is no order to be tried')
  if (rest.length === 0) return plan(items)
  try {
    return plan(items)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return firstOf(rest, plan)
  }
}

function contextFor(world: Project, unsplit: Migration, options: PlanOptions): Context {
  const { app, operations } = unsplit
  const { start, passed } = historyBefore(world, unsplit, options.dialect, readSql)
  const environment = { app, dialect: options.dialect, readSql }
  const steps = unsplitSteps(operations, start, environment, options)
  for (const { operation, isUnsafe } of steps) if (isUnsafe) refuseDependingOn(passed, operation)
  const graph = buildGraph(world, [unsplit.key])
  const carried = options.dialect === 'sqlite' ? new Set<Operation>() : carriedOver(steps, app)
  const leaves = [leaf(graph, app) ?? unsplit.key]
  const several = severalFor(world, unsplit, options, passed)
  return { migration: unsplit, options, environment, start, steps, graph, leaves, carried, ...several }
}

function finishPlan(first: FirstHalf, context: Context, split: SplitItems, overlap: Snapshot): Plan {
  const { options, environment, start, steps, several, leaves, graph } = context
  const place = placeOf(first)
  const unsplitEnd = steps.at(-1)?.after ?? start
  const { before, rest, runBefore } = afterwards(context, unsplitEnd, overlap)
  const [ending, wanted] = [before(overlap), before(unsplitEnd)]
  const parts = split.parts.map((part) => pendingPart(part, first, ending))
  const deferred = parts.flatMap((part) => part.deferred)
  const write = new OperationWriter({ migration: context.migration, before: ending }, place)
  const about = { before: ending, wanted: wanted.schema, blue: start.state, renames: split.renames }
  const { steps: untimed, atomic } = laterSteps(deferred, { ...about, options, environment, write, place })
  const model = deferred[0]?.model ?? split.renames?.model ?? ''
  const timed = stepsInTime(untimed, options, atomic, model, write)
  refuseDbDefault(timed, options)
  const operations = first.migration.operations
  const halves = halvesFor(several, { split: { ...split, operations }, later: timed })
  const later = halves.later
  proveFinish({ ...{ environment, options, place, later, atomic, ending, rest }, wanted, blue: start.state })
  proveSeveral(several, { split: { ...halves.split, operations }, later }, place)
  return {
    ...NOTHING_SPLIT,
    migration: first.migration,
    ...(several && { onVendor: several.on }),
    later,
    after: leaves.at(-1) ?? first.migration.key,
    alsoAfter: [...leaves.slice(0, -1), ...alsoAfter(graph, context, deferred)],
    runBefore,
    laterAtomic: atomic,
    changes: parts.flatMap((part) => part.changes),
  }
}

const NOTHING_SPLIT = {
  splits: [],
  operations: [],
  stateAtomic: true,
  notes: [],
  isAnalysed: true,
} as const

/** Without what has been finished by other means. */
function pendingPart(part: Part, first: FirstHalf, ending: Snapshot): Part {
  const deferred = part.deferred.filter((each) => isPending(each, first, ending))
  const isDone = part.deferred.length > 0 && deferred.length === 0
  return { ...part, deferred, changes: isDone ? [] : part.changes }
}

/** What is put off goes by the names that it will have then; the database may still have others. */
function isPending({ what }: Deferred, { pending }: FirstHalf, { schema }: Snapshot): boolean {
  const physical = (name: string): string => schema.views?.get(name)?.table ?? name
  switch (what.kind) {
    case 'column':
      return schema.tables.get(physical(what.table))?.columns.has(what.column) === true
    case 'tables':
      return what.tables.some((table) => schema.tables.has(physical(table)))
    case 'alteration': {
      const own = [what.table, ...what.overlapKeys.map((key) => key.table)].map(physical)
      return pending.some(({ table }) => own.includes(table))
    }
  }
}

/**
 * The database migrations of several first halves, each behind those before it.
 * @param halves in the order in which `migrate` runs them
 */
export function planFinishes(
  project: Project,
  halves: readonly FirstHalf[],
  options: PlanOptions,
): readonly Plan[] {
  const plans: Plan[] = []
  let world = project
  for (const half of halves) {
    const plan = planFinish(world, half, options)
    plans.push(plan)
    world = withMigrations(world, [databaseHalf(plan)])
  }
  return plans
}
