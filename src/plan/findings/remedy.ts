import { Refusal } from '../../core/errors'
import type { Finding } from '../../core/finding'
import type { Operation } from '../../django/operation'
import { describeViolation } from '../describe'
import type { Plan } from '../plan'
import { planMigration } from '../planner'
import { refuseSquashed } from '../releases/squashed'
import type { UnsplitStep } from '../unsplit'
import { operationName } from './operation-name'
import { findingOf, holds, lineOf, type FindingSite } from './site'

/** What is to be done about the unsafe operations of a migration. */
export interface Remedy {
  /** What bgsplit would do about one, or why it cannot; undefined where nothing has to be done after all. */
  readonly fixOf: (operation: Operation) => string | undefined
  /** Why the migration cannot be split, where no unsafe operation tells it. */
  readonly others: readonly Finding[]
}

/** Plans the split of a migration with unsafe operations. Throws no Refusal. */
export function remedyFor(site: FindingSite, steps: readonly UnsplitStep[]): Remedy {
  const unsafe = steps.filter(({ isUnsafe }) => isUnsafe)
  if (unsafe.length === 0) return { fixOf: () => undefined, others: [] }
  const planned = plannedOrRefused(site)
  return planned instanceof Refusal ? refused(site, unsafe, planned) : { fixOf: fixIn(planned), others: [] }
}

/** With the migrations that are chosen after it out of the way: folder mode puts a release between them. */
function plannedOrRefused(site: FindingSite): Plan | Refusal {
  const { migration, options, history } = site
  try {
    const { project, graph, leaves } = site.rest(migration.key, migration.app)
    const plan = planMigration(project, migration, options, { history, graph, leaves, isOnlyTold: true })
    refuseSquashed(plan, site.project)
    return plan
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

function fixIn({ splits, changes, notes, isLeftAlone }: Plan): Remedy['fixOf'] {
  if (isLeftAlone === true) return () => 'nothing: comments say to leave all of this migration as it is'
  if (splits.length === 0) return () => undefined
  return (operation) => {
    const own = changes.filter(({ place }) => holds(operation, place)).map(({ later }) => later)
    const words = notes.filter(({ place }) => holds(operation, place)).map(({ text }) => text)
    const done =
      own.length === 0
        ? 'with the rest of this migration'
        : `a migration for a later release ${own.join(', and ')}`
    return [`bgsplit splits it: ${done}`, ...words].join('; ')
  }
}

function refused(site: FindingSite, unsafe: readonly UnsplitStep[], refusal: Refusal): Remedy {
  const culprit = unsafe.find(({ operation }) => holds(operation, refusal.place))
  if (culprit === undefined) return refusedAsAWhole(site, refusal)
  const { operation, before } = culprit
  const own = `bgsplit cannot split it${because(refusal, culprit)}; ${refusal.wayOut}`
  const name = operationName(operation, site.migration.app, before.state)
  const other = `bgsplit cannot split it while it cannot split ${name} (${lineOf(operation.place)}), which is in the same migration`
  return { fixOf: (each) => (each === operation ? own : other), others: [] }
}

/** What breaks is told by the finding itself, and need not be told twice. */
function because({ code, reason }: Refusal, { errors }: UnsplitStep): string {
  const told = errors.map((each) => `: ${describeViolation(each)}`).find((text) => reason.endsWith(text))
  const rest = told === undefined ? reason : reason.slice(0, -told.length)
  return told !== undefined && code === 'no-strategy' ? '' : `: ${rest}`
}

/** What is wrong in another file is a finding of that one. */
function refusedAsAWhole(site: FindingSite, refusal: Refusal): Remedy {
  const { reason, wayOut, place, path = place?.file.path } = refusal
  const isElsewhere = path !== undefined && path !== site.migration.file.path
  const where = isElsewhere ? `${path}${place === undefined ? '' : `, ${lineOf(place)}`}: ` : ''
  const fix = `bgsplit cannot split this migration: ${where}${reason}; ${wayOut}`
  const own = isElsewhere ? [] : [findingOf(refusal, site.migration, nameAt(site, refusal))]
  return { fixOf: () => fix, others: own }
}

/** The operation that a refusal points into. */
function nameAt({ migration, history }: FindingSite, { place }: Refusal): string | undefined {
  const operation = migration.operations.find((each) => holds(each, place))
  return operation && operationName(operation, migration.app, history.start.state)
}
