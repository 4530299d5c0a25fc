import { Refusal } from '../core/errors'
import { newlyBroken, type Look } from '../compat/newly'
import { isError, type Violation } from '../compat/violation'
import type { Operation } from '../django/operation'
import type { ReplayEnvironment } from '../django/replay'
import type { Snapshot } from '../django/snapshot'
import type { History } from '../django/snapshot-before'
import { modelKey } from '../django/state'
import { applyAsWritten } from './as-written'
import { haveSameValues } from './looser'
import type { PlanOptions } from './site'

/** One operation as it is written, and what it does to old code. */
export interface UnsplitStep {
  /** Without SQL that cannot be followed. */
  readonly operation: Operation
  readonly before: Snapshot
  readonly after: Snapshot
  /** Has to be split: it breaks old code, or lets a key go with its table. */
  readonly isUnsafe: boolean
  /** What old code cannot live with once it has run. */
  readonly errors: readonly Violation[]
  readonly notes: readonly Violation[]
}

interface Worked {
  readonly start: Snapshot
  readonly environment: ReplayEnvironment
  readonly strict: boolean
  readonly steps: readonly UnsplitStep[]
}

/** Who judges a migration and then plans it asks for the same steps twice. */
const worked = new WeakMap<readonly Operation[], Worked>()

/**
 * The migration as it is, operation by operation, with what each breaks: an operation is unsafe exactly when old code
 * cannot live with what it leaves.
 */
export function unsplitSteps(
  operations: readonly Operation[],
  start: Snapshot,
  environment: ReplayEnvironment,
  { strict }: Pick<PlanOptions, 'strict'>,
  passed: History['passed'] = [],
): readonly UnsplitStep[] {
  const known = worked.get(operations)
  if (known?.start === start && known.strict === strict && isAlike(known.environment, environment))
    return known.steps
  const steps = workedSteps(operations, { start, environment, strict }, passed)
  worked.set(operations, { start, environment, strict, steps })
  return steps
}

/** Who is told of what is passed over has to be told again. */
function isAlike(one: ReplayEnvironment, other: ReplayEnvironment): boolean {
  const keys: readonly (keyof ReplayEnvironment)[] = ['app', 'dialect', 'readSql']
  return keys.every((key) => one[key] === other[key]) && isQuiet(one) && isQuiet(other)
}

function isQuiet(environment: ReplayEnvironment): boolean {
  return Object.keys(environment).length === 3
}

function workedSteps(
  operations: readonly Operation[],
  { start, environment, strict }: Omit<Worked, 'steps'>,
  passed: History['passed'],
): readonly UnsplitStep[] {
  const steps: UnsplitStep[] = []
  const look = ({ state, schema }: Snapshot): Look => ({ state: start.state, schema, other: state })
  let [before, known] = [start, look(start)]
  for (const [index, written] of operations.entries()) {
    const rest = operations.slice(index + 1)
    refusePrimaryKey(written, before, rest, environment.app)
    const { operation, after } = applyAsWritten(written, before, environment, passed)
    const found = after.schema === before.schema ? known : look(after)
    const fresh = newlyBroken(known, found, { colour: 'old', strict })
    const [errors, notes] = [fresh.filter(isError), fresh.filter((each) => !isError(each))]
    const isUnsafe =
      errors.length > 0 ||
      goesWithTable(operation, before, rest, environment.app) ||
      changesValues(operation, before, environment.app)
    steps.push({ operation, before, after, isUnsafe, errors, notes })
    ;[before, known] = [after, found]
  }
  return steps
}

/**
 * A key of a model that is deleted further down. SQLite makes the table again without breaking anyone while the key
 * to a parent model (multi-table inheritance) is a part of the model all the same: but it must not stand in the way of
 * dropping that parent.
 */
function goesWithTable(
  operation: Operation,
  { state }: Snapshot,
  rest: readonly Operation[],
  app: string,
): boolean {
  if (operation.kind !== 'RemoveField' || !isDeleted(operation.model, rest, app)) return false
  return state.models.get(modelKey(app, operation.model))?.fields.get(operation.name)?.kind === 'relation'
}

/** Two kinds of values in columns of one type: SQLite keeps JSON as text, MySQL a duration as a number. */
export function changesValues(operation: Operation, { state }: Snapshot, app: string): boolean {
  if (operation.kind !== 'AlterField') return false
  const old = state.models.get(modelKey(app, operation.model))?.fields.get(operation.field.name)
  return old !== undefined && !haveSameValues(old, operation.field)
}

function isDeleted(name: string, rest: readonly Operation[], app: string): boolean {
  const key = modelKey(app, name)
  return rest.some((later) => later.kind === 'DeleteModel' && modelKey(app, later.model) === key)
}

/** The column of a primary key can be neither NULL nor left out, and every row is known by it. Throws `primary-key`. */
function refusePrimaryKey(
  operation: Operation,
  { state }: Snapshot,
  rest: readonly Operation[],
  app: string,
): void {
  if (operation.kind !== 'RemoveField') return
  const model = state.models.get(modelKey(app, operation.model))
  if (
    model === undefined ||
    isDeleted(operation.model, rest, app) ||
    model.fields.get(operation.name)?.primaryKey !== true
  )
    return
  throw new Refusal({
    code: 'primary-key',
    reason: `${model.name}.${operation.name} is the primary key, which old code finds its rows by and new code cannot leave out`,
    wayOut:
      'make a new model with the key you want, copy the rows to it, and delete this model in a later release',
    place: operation.place,
  })
}
