import { Refusal } from '../core/errors'
import { assertNever } from '../core/assert-never'
import { vendorOf } from '../core/dialect'
import type { Dialect } from '../core/dialect'
import type { Place } from '../core/span'
import { applyChange } from './apply-change'
import { applyToState } from './apply-state'
import type { Change } from './changes'
import { withDeferredNames, type Deferred } from './deferred'
import type { Migration } from './migration'
import type { Operation, OperationOf } from './operation'
import type { Schema } from './schema'
import { databaseChanges } from './schema-editor'
import type { Direction } from './schema-editor'
import type { Snapshot } from './snapshot'
import type { ProjectState } from './state'

/** What the SQL of a RunSQL does to the schema; `unknown` changes for what it cannot tell. */
export type ReadSql = (sql: string, dialect: Dialect) => readonly Change[]

/** Something that the replay passed over: what it is, and where. */
export interface NotAnalysed {
  readonly what: string
  readonly place: Place
}

export interface ReplayEnvironment {
  /** The app whose migration is replayed. */
  readonly app: string
  readonly dialect: Dialect
  readonly readSql: ReadSql
  /** Told of everything that the replay passes over. */
  readonly record?: ((passed: NotAnalysed) => void) | undefined
  /** What the migration has still to write down, where operations of one migration are replayed one by one. */
  readonly deferred?: Deferred
}

/**
 * State and schema after an operation: `Migration.apply` (django/db/migrations/migration.py).
 *
 * Throws `unknown-model` and `unknown-field` with the place of the operation.
 */
export function applyOperation(
  operation: Operation,
  snapshot: Snapshot,
  environment: ReplayEnvironment,
): Snapshot {
  const state = applyToState(operation, environment.app, snapshot.state)
  return {
    state,
    schema: forwards(operation, { from: snapshot.state, to: state }, snapshot.schema, environment),
  }
}

/**
 * State and schema after an operation is taken back: `Migration.unapply` (django/db/migrations/migration.py).
 * `before` is the state before the operation, `snapshot` what there is now.
 *
 * Throws `not-applicable` where Django cannot take it back.
 */
export function unapplyOperation(
  operation: Operation,
  before: ProjectState,
  snapshot: Snapshot,
  environment: ReplayEnvironment,
): Snapshot {
  const after = applyToState(operation, environment.app, before)
  return {
    state: before,
    schema: backwards(operation, { from: after, to: before }, snapshot.schema, environment),
  }
}

/** State and schema after a migration. */
export function replayMigration(
  migration: Migration,
  snapshot: Snapshot,
  environment: ReplayEnvironment,
): Snapshot {
  const whole = { ...environment, deferred: new Map() }
  return migration.operations.reduce(
    (current, operation) => applyOperation(operation, current, whole),
    snapshot,
  )
}

/** State and schema after a migration is taken back; `before` is the state before it. */
export function unreplayMigration(
  migration: Migration,
  before: ProjectState,
  snapshot: Snapshot,
  environment: ReplayEnvironment,
): Snapshot {
  return unapplyAll(migration.operations, before, snapshot, environment)
}

/** State and schema after operations are taken back, last first; `before` is the state before the first. */
export function unapplyAll(
  operations: readonly Operation[],
  before: ProjectState,
  snapshot: Snapshot,
  environment: ReplayEnvironment,
): Snapshot {
  const steps = stepsOf(operations, before, environment.app)
  const schema = steps.reduceRight(
    (current, step) => backwards(step.operation, { from: step.after, to: step.before }, current, environment),
    snapshot.schema,
  )
  return { state: before, schema }
}

interface Step {
  readonly operation: Operation
  readonly before: ProjectState
  readonly after: ProjectState
}

/** Each operation with the states around it, as `unapply` works them out before it begins. */
function stepsOf(operations: readonly Operation[], start: ProjectState, app: string): readonly Step[] {
  let before = start
  return operations.map((operation) => {
    const after = applyToState(operation, app, before)
    const step = { operation, before, after }
    before = after
    return step
  })
}

interface States {
  readonly from: ProjectState
  readonly to: ProjectState
}

/** Operations whose work on the database is not told by the states around them. */
type Special = OperationOf<'SeparateDatabaseAndState' | 'RunSQL' | 'RunPython' | 'Opaque'>

const SPECIAL: ReadonlySet<string> = new Set<Special['kind']>([
  'SeparateDatabaseAndState',
  'RunSQL',
  'RunPython',
  'Opaque',
])

function isSpecial(operation: Operation): operation is Special {
  return SPECIAL.has(operation.kind)
}

function forwards(
  operation: Operation,
  states: States,
  schema: Schema,
  environment: ReplayEnvironment,
): Schema {
  if (!isSpecial(operation)) return changeSchema(operation, 'forwards', states, schema, environment)
  switch (operation.kind) {
    case 'SeparateDatabaseAndState':
      return separateForwards(operation, states.from, schema, environment)
    case 'RunSQL':
      return runSql(operation, operation.sql, schema, environment)
    case 'RunPython':
    case 'Opaque':
      pass(operation, environment)
      return schema
    default:
      return assertNever(operation)
  }
}

/** The database half works on a state of its own, that no other operation sees. */
function separateForwards(
  operation: OperationOf<'SeparateDatabaseAndState'>,
  from: ProjectState,
  schema: Schema,
  environment: ReplayEnvironment,
): Schema {
  return stepsOf(onThisDatabase(operation, environment), from, environment.app).reduce(
    (current, step) => forwards(step.operation, { from: step.before, to: step.after }, current, environment),
    schema,
  )
}

function backwards(
  operation: Operation,
  states: States,
  schema: Schema,
  environment: ReplayEnvironment,
): Schema {
  if (!isSpecial(operation)) return changeSchema(operation, 'backwards', states, schema, environment)
  switch (operation.kind) {
    case 'SeparateDatabaseAndState':
      return separateBackwards(operation, states.to, schema, environment)
    case 'RunSQL':
      if (!operation.reversible) throw irreversible(operation)
      return runSql(operation, operation.reverseSql, schema, environment)
    case 'RunPython':
      if (!operation.reversible) throw irreversible(operation)
      pass(operation, environment)
      return schema
    case 'Opaque':
      pass(operation, environment)
      return schema
    default:
      return assertNever(operation)
  }
}

function separateBackwards(
  operation: OperationOf<'SeparateDatabaseAndState'>,
  to: ProjectState,
  schema: Schema,
  environment: ReplayEnvironment,
): Schema {
  return stepsOf(onThisDatabase(operation, environment), to, environment.app).reduceRight(
    (current, step) => backwards(step.operation, { from: step.after, to: step.before }, current, environment),
    schema,
  )
}

/** What the class of `on-vendor.ts` does on another vendor's database: the state operations, whole. */
function onThisDatabase(
  { vendor, databaseOperations, stateOperations }: OperationOf<'SeparateDatabaseAndState'>,
  { dialect }: ReplayEnvironment,
): readonly Operation[] {
  return vendor === undefined || vendor === vendorOf(dialect) ? databaseOperations : stateOperations
}

function runSql(
  operation: OperationOf<'RunSQL'>,
  statements: readonly string[] | undefined,
  schema: Schema,
  environment: ReplayEnvironment,
): Schema {
  if (statements === undefined) {
    pass(operation, environment)
    return schema
  }
  const changes = statements.flatMap((sql) => environment.readSql(sql, environment.dialect))
  if (changes.some((change) => change.kind === 'unknown')) pass(operation, environment)
  const known = changes.filter((change) => change.kind !== 'unknown')
  return placed(operation, () => known.reduce(applyChange, schema))
}

function changeSchema(
  operation: Operation,
  direction: Direction,
  states: States,
  schema: Schema,
  environment: ReplayEnvironment,
): Schema {
  return placed(operation, () => {
    const changes = databaseChanges(operation, direction, { ...states, app: environment.app, schema })
    return changes.reduce((current, change) => {
      const after = applyChange(current, change)
      return environment.deferred ? withDeferredNames(after, change, operation, environment.deferred) : after
    }, schema)
  })
}

/** What is refused without a place of its own has the operation's. */
function placed<T>(operation: Operation, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof Refusal) || error.place !== undefined || error.path !== undefined) throw error
    const { code, reason, wayOut } = error
    throw new Refusal({ code, reason, wayOut, place: operation.place })
  }
}

function pass(
  operation: OperationOf<'RunSQL' | 'RunPython' | 'Opaque'>,
  { record }: ReplayEnvironment,
): void {
  record?.({ what: describe(operation), place: operation.place })
}

function describe(operation: OperationOf<'RunSQL' | 'RunPython' | 'Opaque'>): string {
  switch (operation.kind) {
    case 'RunSQL':
    case 'RunPython':
      return operation.kind
    case 'Opaque':
      return operation.what
    default:
      return assertNever(operation)
  }
}

function irreversible(operation: OperationOf<'RunSQL' | 'RunPython'>): Refusal {
  const parameter = operation.kind === 'RunSQL' ? 'reverse_sql' : 'reverse_code'
  return new Refusal({
    code: 'not-applicable',
    reason: `the ${operation.kind} cannot be taken back`,
    wayOut: `give it ${parameter}=migrations.${operation.kind}.noop where there is nothing to undo`,
    place: operation.place,
  })
}
