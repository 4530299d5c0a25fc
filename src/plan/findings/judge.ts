import { Refusal } from '../../core/errors'
import type { Finding } from '../../core/finding'
import type { Violation } from '../../compat/violation'
import type { Operation } from '../../django/operation'
import type { Snapshot } from '../../django/snapshot'
import { applyOperation } from '../../django/replay'
import { describeViolation } from '../describe'
import { lockNotes } from '../locks'
import { isOfSplit } from '../of-split'
import { notAnalysed, refuseUnreadable, refuseUntold } from '../opaque'
import { carriedOver } from '../renames/carried'
import { unsplitSteps, type UnsplitStep } from '../unsplit'
import { crash } from './pairs/crashes'
import { halvesTogether } from './pairs/halves-together'
import { missingFirstHalf } from './pairs/missing-first-half'
import { nameThatComesBack } from './pairs/name-comes-back'
import { rulesLeftBehind } from './pairs/rule-left-behind'
import { remedyFor, type Remedy } from './remedy'
import { findingAt, findingOf, holds, type FindingSite } from './site'

/** Everything there is to say of one migration, in the order of its file. Throws no Refusal: those are findings too. */
export function judge(site: FindingSite): readonly Finding[] {
  const untold = refusalOf(() => {
    refuseUnreadable(site.migration)
    refuseUntold(site.migration.operations)
  })
  if (untold !== undefined) return [findingOf(untold, site.migration)]
  const { steps, failed } = stepsOf(site)
  const remedy = remedyFor(site, steps)
  const halves = isAnalysed(site, steps) ? rulesLeftBehind(site, steps) : []
  // What a half leaves is what the split is refused for as well.
  const others = remedy.others.filter((each) => !halves.some((half) => isSame(half, each)))
  const found = [
    ...steps.flatMap((step) => findingsOfStep(site, step, remedy)),
    ...(failed === undefined ? others : findingsOfFailure(site, failed)),
    ...notesOf(site, steps),
    ...halves,
  ]
  return found.toSorted((one, other) => one.place.span.start - other.place.span.start)
}

function isSame(one: Finding, other: Finding): boolean {
  return one.rule === other.rule && one.place.span.start === other.place.span.start
}

function refusalOf(run: () => void): Refusal | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

interface Steps {
  readonly steps: readonly UnsplitStep[]
  /** Where it cannot be followed any further. */
  readonly failed?: Failure
}

interface Failure {
  readonly operation: Operation | undefined
  readonly before: Snapshot
  readonly refusal: Refusal
}

/** The steps up to the one that cannot be followed, if there is one. */
function stepsOf(site: FindingSite): Steps {
  const { operations } = site.migration
  const [whole, refusal] = tried(site, operations)
  if (refusal === undefined) return { steps: whole }
  const at = operations.findIndex((operation) => holds(operation, refusal.place))
  const [steps] = tried(site, operations.slice(0, Math.max(at, 0)))
  const before = steps.at(-1)?.after ?? site.history.start
  return { steps, failed: { operation: operations[at], before, refusal } }
}

function tried(
  { history, environment, options }: FindingSite,
  operations: readonly Operation[],
): readonly [readonly UnsplitStep[], Refusal | undefined] {
  try {
    return [unsplitSteps(operations, history.start, environment, options, history.passed), undefined]
  } catch (error) {
    if (error instanceof Refusal) return [[], error]
    throw error
  }
}

function findingsOfFailure(site: FindingSite, { operation, before, refusal }: Failure): readonly Finding[] {
  if (operation === undefined) return [findingOf(refusal, site.migration)]
  const cause = causeOf(operation, before, site) ?? refusal
  const told = crash(site, operation, before, cause) ?? nameThatComesBack(site, operation, before, cause)
  if (told !== undefined) return [told]
  // What a file that cannot be read would have made is not there.
  if (site.isUnsound && STRANGE.has(refusal.code)) return []
  const { reason, wayOut, code } = refusal
  return [findingAt(site, operation, before, { rule: code, message: reason, fix: wayOut })]
}

const STRANGE: ReadonlySet<string> = new Set(['unknown-model', 'unknown-field', 'not-applicable'])

/** What went wrong before it was put in words for the split. */
function causeOf(operation: Operation, before: Snapshot, { environment }: FindingSite): Refusal | undefined {
  return refusalOf(() => applyOperation(operation, before, environment))
}

function findingsOfStep(site: FindingSite, step: UnsplitStep, remedy: Remedy): readonly Finding[] {
  const { operation, before, errors, isUnsafe } = step
  const half = missingFirstHalf(site, step) ?? halvesTogether(site, step)
  const told = half?.rule === 'missing-first-half' ? errors.filter((each) => !isGone(each)) : errors
  const fix = remedy.fixOf(operation)
  const broken = fix === undefined ? [] : byRule(told).map(([rule, message]) => ({ rule, message, fix }))
  const other =
    isUnsafe && errors.length === 0 && operation.kind === 'AlterField' && fix !== undefined
      ? [{ rule: 'column-type', message: OTHER_VALUES, fix }]
      : []
  return [
    ...[...broken, ...other].map((facts) => findingAt(site, operation, before, facts)),
    ...(half === undefined ? [] : [half]),
  ]
}

const OTHER_VALUES = 'old code reads and writes other values in this column than new code does'

function isGone({ rule }: Violation): boolean {
  return rule === 'missing-column' || rule === 'missing-table'
}

/** One message for each rule that is broken. */
function byRule(violations: readonly Violation[]): readonly (readonly [rule: string, message: string])[] {
  const rules = [...new Set(violations.map(({ rule }) => rule))]
  return rules.map((rule) => {
    const texts = violations.filter((each) => each.rule === rule).map((each) => describeViolation(each))
    return [rule, [...new Set(texts)].join('; ')] as const
  })
}

/** What works all the same. Rules that a rename only carries over are not new, and a half is there on purpose. */
function notesOf(site: FindingSite, steps: readonly UnsplitStep[]): readonly Finding[] {
  const { app } = site.migration
  const carried = site.options.dialect === 'sqlite' ? NONE : carriedOver(steps, app)
  const written = steps.filter(({ operation }) => !carried.has(operation) && !isOurs(site, operation))
  return [
    ...written.flatMap((step) => [...softNotes(site, step), ...lockFindings(site, step)]),
    ...untold(site, steps),
  ]
}

const NONE: ReadonlySet<Operation> = new Set()

/** SQL and Python that bgsplit wrote. */
function isOurs({ migration }: FindingSite, { kind }: Operation): boolean {
  const isWritten = kind === 'RunSQL' || kind === 'RunPython' || kind === 'SeparateDatabaseAndState'
  return isWritten && isOfSplit(migration.file)
}

function softNotes(
  site: FindingSite,
  { operation, before, notes, isUnsafe }: UnsplitStep,
): readonly Finding[] {
  if (operation.kind === 'SeparateDatabaseAndState') return []
  const isRename = isUnsafe && /^Rename|^AlterModelTable$/.test(operation.kind)
  const told = isRename ? [] : notes
  return byRule(told).map(([rule, message]) =>
    findingAt(site, operation, before, { rule, severity: 'note', message, fix: SOFT[rule] ?? BE_SURE }),
  )
}

const BE_SURE = 'see that old code can live with it'

const SOFT: Readonly<Record<string, string>> = {
  'dangling-key': 'see that nothing deletes what these rows point at while both run',
  'missing-default': 'see that old code can live with NULL there while both run',
  'reads-null': 'see that old code can read None there while both run',
  'missing-unique': 'see that old code does not lean on it (get_or_create, update_conflicts)',
  'new-key': 'nothing, as a rule; with strict = true in the configuration bgsplit splits it',
}

function lockFindings(site: FindingSite, step: UnsplitStep): readonly Finding[] {
  if (step.isUnsafe) return []
  return lockNotes(step, site.migration.app).map(({ rule, message, fix }) =>
    findingAt(site, step.operation, step.before, { rule, severity: 'note', message, fix }),
  )
}

function untold(site: FindingSite, steps: readonly UnsplitStep[]): readonly Finding[] {
  const strange = followed(site, steps).filter(
    ({ operation }) => notAnalysed([operation]).length > 0 && !isOurs(site, operation),
  )
  return strange.map(({ operation, before }) =>
    findingAt(site, operation, before, { ...UNTOLD, severity: 'note' }),
  )
}

/** All of them, as they can be followed; those after one that cannot, as they are written. */
function followed(
  { migration, history }: FindingSite,
  steps: readonly UnsplitStep[],
): readonly Pick<UnsplitStep, 'operation' | 'before'>[] {
  const rest = migration.operations.slice(steps.length)
  return [...steps, ...rest.map((operation) => ({ operation, before: history.start }))]
}

const UNTOLD = {
  rule: 'not-analysed',
  message: 'what this does to the database is not looked into',
  fix: 'see for yourself that old and new code can live with it',
}

function isAnalysed(site: FindingSite, steps: readonly UnsplitStep[]): boolean {
  return notAnalysed(followed(site, steps).map(({ operation }) => operation)).length === 0
}
