import { Refusal, orUndefined } from '../core/errors'
import { differingKeys, inOrderOf } from '../core/persistent-map'
import type { Place } from '../core/span'
import { newErrorsIn, type Look } from '../compat/newly'
import type { Colour } from '../compat/rules/rule'
import { tablesThatDiffer } from '../django/differing'
import type { Operation } from '../django/operation'
import { applyOperation, unapplyAll, type ReplayEnvironment } from '../django/replay'
import type { Schema, Unique } from '../django/schema'
import { withTable } from '../django/schema-changes'
import type { Snapshot } from '../django/snapshot'
import type { Field, Model, ProjectState } from '../django/state'
import { describeViolation } from './describe'
import { differences, sameExpression } from './differences'
import type { Step } from './plan'
import type { PlanOptions } from './site'

/** A plan as it will run, beside the migration as it was. */
export interface Proposition {
  readonly environment: ReplayEnvironment
  readonly options: PlanOptions
  readonly place: Place
  readonly start: Snapshot
  /** The operations as they were written. */
  readonly original: readonly Operation[]
  /** The state migration's operations. */
  readonly operations: readonly Operation[]
  /** What the migrations between the two halves make of the overlap, and those after both of what is left. */
  readonly before: (overlap: Snapshot) => Snapshot
  readonly rest: (dropped: Snapshot) => Snapshot
  readonly later: readonly Step[]
  /** The same two points, had the migration not been split. */
  readonly unsplit: { readonly overlap: Snapshot; readonly end: Snapshot }
}

/**
 * Proves that a plan keeps its word, by replaying just what will be written: old and new code can both live with the
 * overlap, new code with the end; both ends are those of the unsplit migration; and each half undoes itself.
 *
 * Throws `proof-failed`, or `table-rebuild` where SQLite would lose what is put off.
 */
export function prove(plan: Proposition): void {
  try {
    proveForward(plan)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not-applicable') throw unproved(plan, error.reason)
    throw error
  }
}

function proveForward(plan: Proposition): void {
  const overlap = replay(plan.operations, plan.start, plan)
  const before = plan.before(overlap)
  const end = replay(
    plan.later.map((step) => step.operation),
    before,
    plan,
  )
  demand(
    plan,
    'old code cannot live with the overlap',
    violations(plan, 'old', plan.start, overlap, plan.unsplit.overlap.state),
  )
  demand(
    plan,
    'new code cannot live with the overlap',
    violations(plan, 'new', plan.unsplit.overlap, overlap, plan.start.state),
  )
  demand(
    plan,
    'the state migration does not end in the same models',
    stateDifferences(overlap.state, plan.unsplit.overlap.state),
  )
  demand(
    plan,
    'the database migration does not end in the same schema',
    differences(withNamesOf(plan.unsplit.end.schema, plan.rest(end).schema), plan.unsplit.end.schema),
  )
  demand(plan, 'the database migration changes the models', stateDifferences(end.state, before.state))
  proveReverse(plan, { overlap, before, end })
}

/**
 * The unique rule of a field has one name where it comes with its column and another where Django adds it to one; no
 * code asks for that name, and Django looks it up in the database.
 */
export function withNamesOf(wanted: Schema, schema: Schema): Schema {
  return tablesThatDiffer(schema, wanted).reduce((all, table) => {
    const known = wanted.tables.get(table.name)?.uniques ?? []
    return withTable(all, { ...table, uniques: table.uniques.map((unique) => likeNamed(unique, known)) })
  }, schema)
}

function likeNamed(unique: Unique, known: readonly Unique[]): Unique {
  if (known.some(({ name }) => name === unique.name)) return unique
  const isOfField = ({ columns, source, sql }: Unique): boolean =>
    columns.length === 1 && source === undefined && sql === undefined
  const twin = known.find((other) => isOfField(other) && other.columns[0] === unique.columns[0])
  return isOfField(unique) && twin !== undefined ? { ...unique, name: twin.name } : unique
}

const NONE: ReadonlySet<string> = new Set()

interface Points {
  readonly overlap: Snapshot
  readonly before: Snapshot
  readonly end: Snapshot
}

function proveReverse(plan: Proposition, { overlap, before, end }: Points): void {
  const later = plan.later.map((step) => step.operation)
  const undone = unapplyAll(later, before.state, end, plan.environment)
  demand(plan, 'the database migration does not undo itself', differences(undone.schema, before.schema))
  if (!plan.original.every(isReversible)) return
  const start = unapplyAll(plan.operations, plan.start.state, overlap, plan.environment)
  const found = differences(start.schema, plan.start.schema)
  const known = found.length === 0 ? NONE : unsplitScars(plan)
  demand(
    plan,
    'the state migration does not undo itself',
    found.filter((each) => !known.has(each)),
  )
}

/**
 * What Django itself does not restore when the unsplit migration is undone: a check that MariaDB's MODIFY drops. Where
 * Django cannot undo it at all there is nothing to be compared with.
 */
function unsplitScars({ original, start, unsplit, environment }: Proposition): ReadonlySet<string> {
  const back = orUndefined(() => unapplyAll(original, start.state, unsplit.overlap, environment))
  return back === undefined ? NONE : new Set(differences(back.schema, start.schema))
}

/** What the author made irreversible stays so. */
function isReversible(operation: Operation): boolean {
  if (operation.kind === 'SeparateDatabaseAndState') return operation.databaseOperations.every(isReversible)
  return operation.kind !== 'RunPython' && operation.kind !== 'RunSQL' ? true : operation.reversible
}

function replay(operations: readonly Operation[], start: Snapshot, { environment }: Proposition): Snapshot {
  return operations.reduce((snapshot, operation) => applyOperation(operation, snapshot, environment), start)
}

/** What a colour cannot live with in the overlap, beyond what it could not live with in its own schema (`home`). */
function violations(
  { options }: Proposition,
  colour: Colour,
  home: Snapshot,
  overlap: Snapshot,
  other: ProjectState,
): readonly string[] {
  const look = ({ schema }: Snapshot): Look => ({ state: home.state, schema, other })
  const errors = newErrorsIn(look(home), look(overlap), { colour, strict: options.strict })
  return errors.map((each) => describeViolation(each, `${colour} code`))
}

/** The keys of the models that differ, wherever their fields are written. */
export function stateDifferences(one: ProjectState, other: ProjectState): readonly string[] {
  const keys = inOrderOf(inOrderOf(differingKeys(one.models, other.models), other.models), one.models)
  return keys.filter((key) => {
    const [left, right] = [one.models.get(key), other.models.get(key)]
    return !(left && right && sameFields(left, right))
  })
}

function sameFields(one: Model, other: Model): boolean {
  if (one.fields.size !== other.fields.size) return false
  return [...one.fields].every(([name, field]) => sameSource(field, other.fields.get(name)))
}

function sameSource(one: Field, other: Field | undefined): boolean {
  return sameExpression(one.source, other?.source)
}

function demand(plan: Proposition, what: string, found: readonly string[]): void {
  if (found.length > 0) throw unproved(plan, `${what} (${found.slice(0, 3).map(shortly).join('; ')})`)
}

/** `shop_product: index name_idx` of a difference that tells all there is to an index. */
export function shortly(difference: string): string {
  return difference.replace(/\{.*"name":"([^"]*)".*\}$/s, '$1')
}

function unproved({ place, options }: Proposition, why: string): Refusal {
  return new Refusal({
    code: options.dialect === 'sqlite' ? 'table-rebuild' : 'proof-failed',
    reason: `no split of this can be proved safe: ${why}`,
    wayOut:
      options.dialect === 'sqlite'
        ? 'SQLite makes a table again from the models: put what is done to one table in migrations of their own'
        : 'split the migration into smaller ones, or report this with the migration',
    place,
  })
}
