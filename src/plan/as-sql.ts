import { applyOperation } from '../django/replay'
import { databaseChanges, type Direction } from '../django/schema-editor'
import type { Operation } from '../django/operation'
import type { Snapshot } from '../django/snapshot'
import { modelKey } from '../django/state'
import { withArguments } from '../python/build'
import type { Call, Expression } from '../python/nodes'
import { compile, type CompileOptions } from '../sql/compile'
import { sameExpression } from './differences'
import type { Step } from './plan'
import type { Site } from './site'
import type { OperationWriter } from './write-operation'

/**
 * The same steps with SQL in place of Django's own operations, of which Django is told as changes of the state.
 * Neighbours become one. Undefined where one of them cannot be written as SQL.
 *
 * @param isWanted which operations are written as SQL; the others stay
 */
export function asSql(
  steps: readonly Step[],
  { before, environment }: Pick<Site, 'before' | 'environment'>,
  write: OperationWriter,
  { isWanted, ...how }: CompileOptions & { readonly isWanted: (step: Step) => boolean },
): readonly Step[] | undefined {
  const written: (Step | Written)[] = []
  let current = before
  for (const step of steps) {
    const after = applyOperation(step.operation, current, environment)
    const made = isWanted(step) ? sqlOf(step, current, after, environment.app, how) : step
    if (made === undefined) return undefined
    const last = written.at(-1)
    if ('forward' in made && last !== undefined && 'forward' in last)
      written.splice(-1, 1, joined(last, made))
    else written.push(made)
    current = after
  }
  return written.map((each) => ('forward' in each ? stepOf(each, write) : each))
}

interface Written {
  readonly operation: Operation
  readonly model: string
  readonly comment: readonly string[]
  readonly forward: readonly string[]
  readonly reverse: readonly string[]
  readonly told: readonly Expression[]
}

function sqlOf(
  { operation, comment }: Step,
  before: Snapshot,
  after: Snapshot,
  app: string,
  how: CompileOptions,
): Written | undefined {
  const changes = (direction: Direction, from: Snapshot, to: Snapshot): ReturnType<typeof databaseChanges> =>
    databaseChanges(operation, direction, { app, from: from.state, to: to.state, schema: from.schema })
  const forward = compile(changes('forwards', before, after), before.schema, how)
  const reverse = compile(changes('backwards', after, before), after.schema, how)
  if (forward === undefined || reverse === undefined || !('model' in operation)) return undefined
  const { model } = operation
  return { operation, model, comment, forward, reverse, told: told(operation, before, app) }
}

/** A column that is added takes along, on the way back, what was done to it. */
function joined(one: Written, other: Written): Written {
  return {
    ...one,
    forward: [...one.forward, ...other.forward],
    reverse: one.operation.kind === 'AddField' ? one.reverse : [...other.reverse, ...one.reverse],
    told: [...one.told, ...other.told],
  }
}

function stepOf({ model, comment, forward, reverse, told: state }: Written, write: OperationWriter): Step {
  return write.step(write.runSql(forward, reverse, model.toLowerCase(), state), comment)
}

/** What the state is told; nothing where only a default of the database changes, which no code asks for. */
function told(operation: Operation, before: Snapshot, app: string): readonly Expression[] {
  const call = withoutDefault(operation)
  if (operation.kind !== 'AlterField' || call.kind !== 'call') return [call]
  const field = before.state.models.get(modelKey(app, operation.model))?.fields.get(operation.field.name)
  const now = call.args.find(({ name }) => name === 'field')?.value
  return field && sameExpression(field.source, now) ? [] : [call]
}

/** What the state is told: Django 4.2 does not know `db_default`, and no code asks for it. */
function withoutDefault({ source }: Operation): Expression {
  if (source.kind !== 'call') return source
  const field = source.args.find(({ name }) => name === 'field')?.value
  if (field?.kind !== 'call') return source
  return withArguments(source, { field: withArguments(field, { db_default: undefined }) })
}

/** Whether a default of the database is said with `db_default`, which Django has from 5.0 on. */
export function saysDbDefault({ operation }: Step): boolean {
  return operation.source.kind === 'call' && says(operation.source)
}

function says(call: Call): boolean {
  return call.args.some(({ name, value }) => name === 'db_default' || (value.kind === 'call' && says(value)))
}
