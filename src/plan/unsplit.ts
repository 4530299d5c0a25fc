import { Refusal } from '../core/errors'
import { newlyBroken, type Look } from '../compat/newly'
import { isError, type Violation } from '../compat/violation'
import { withEntry } from '../core/persistent-map'
import type { Operation } from '../django/operation'
import { applyOperation, type ReplayEnvironment } from '../django/replay'
import { isOverlapKey } from '../django/schema'
import type { Snapshot } from '../django/snapshot'
import { modelKey } from '../django/state'
import { haveSameValues } from './looser'
import type { PlanOptions } from './site'

/** One operation as it is written, and what it does to old code. */
export interface UnsplitStep {
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
): readonly UnsplitStep[] {
  const known = worked.get(operations)
  if (known?.start === start && known.strict === strict && isAlike(known.environment, environment))
    return known.steps
  const steps = workedSteps(operations, start, environment, strict)
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
  start: Snapshot,
  environment: ReplayEnvironment,
  strict: boolean,
): readonly UnsplitStep[] {
  const steps: UnsplitStep[] = []
  const look = ({ state, schema }: Snapshot): Look => ({ state: start.state, schema, other: state })
  let [before, known] = [start, look(start)]
  for (const [index, operation] of operations.entries()) {
    const rest = operations.slice(index + 1)
    refusePrimaryKey(operation, before, rest, environment.app)
    const after = applied(operation, before, environment)
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

/** Django's own operations fail now and then on what makemigrations writes: then nobody can say what a split ends in. */
function applied(operation: Operation, before: Snapshot, environment: ReplayEnvironment): Snapshot {
  try {
    return applyOperation(operation, before, environment)
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'not-applicable') throw error
    const free = withoutOverlapKeys(operation, before)
    if (free !== undefined) return withOverlapKeys(applied(operation, free, environment), before)
    throw new Refusal({
      code: 'not-applicable',
      reason: `migrate would fail on this ${operation.kind} as it is written: ${error.reason}`,
      wayOut:
        'change the order of the operations, or the migrations before, until migrate runs it, and split it then',
      place: operation.place,
      cause: error,
    })
  }
}

/**
 * A model is deleted that a key of an overlap points at: of a field that another migration removes, and whose column
 * waits for its own database migration. MySQL drops no table so. Had nothing been split, the key would be gone by now;
 * undefined where there is none.
 */
function withoutOverlapKeys(operation: Operation, { schema, ...others }: Snapshot): Snapshot | undefined {
  const tables = [...schema.tables.values()].filter(({ foreignKeys }) => foreignKeys.some(isOverlapKey))
  if (operation.kind !== 'DeleteModel' || tables.length === 0) return undefined
  const freed = tables.reduce((all, table) => {
    const foreignKeys = table.foreignKeys.filter((key) => !isOverlapKey(key))
    return withEntry(all, table.name, { ...table, foreignKeys })
  }, schema.tables)
  return { ...others, schema: { ...schema, tables: freed } }
}

/** They stay, pointing at nothing, for the database migration that drops them. */
function withOverlapKeys(after: Snapshot, before: Snapshot): Snapshot {
  const tables = [...before.schema.tables.values()]
    .filter(({ name, foreignKeys }) => foreignKeys.some(isOverlapKey) && after.schema.tables.has(name))
    .reduce((all, table) => withEntry(all, table.name, table), after.schema.tables)
  return { ...after, schema: { ...after.schema, tables } }
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
