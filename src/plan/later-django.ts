import { textOf } from '../core/span'
import { tablesThatDiffer } from '../django/differing'
import { nameOf } from '../django/graph'
import { applyOperation, unapplyAll } from '../django/replay'
import type { Table } from '../django/schema'
import { withTable } from '../django/schema-changes'
import type { Expression } from '../python/nodes'
import { compile } from '../sql/compile'
import { createModel } from './create-model'
import type { Deferred } from './deferred'
import { dropKey } from './overlap-key'
import type { LaterContext, Planned } from './later'
import type { Step } from './plan'
import { tableChanges } from './table-diff'
import { databaseField, type OperationWriter } from './write-operation'

/** Django's own operations for one model: first Django is told of all that it is to drop. */
export function djangoSteps(
  planned: readonly Planned[],
  all: readonly Planned[],
  context: LaterContext,
): readonly Step[] {
  const { write } = context
  const known = knownTo(planned, all).flatMap(({ deferred }) => deferred.known)
  const told = write.separate({ state: [...missingTargets(planned, context), ...known] })
  const whole = write.separate({
    database: [told, ...planned.flatMap(({ deferred }) => deferred.operations)],
  })
  const comment = [toldComment(planned)]
  return [...planned.flatMap((each) => keyStep(each, write)), write.step(whole, comment)]
}

function toldComment(planned: readonly Planned[]): string {
  const isDrop = planned.every(({ deferred }) => deferred.what.kind !== 'alteration')
  return isDrop
    ? 'Django is told of what it is to drop; the project state does not change.'
    : 'Django is told of what is there; the project state does not change.'
}

/** What Django must be told of: a generated column is made of others, which may be dropped by SQL. */
function knownTo(planned: readonly Planned[], all: readonly Planned[]): readonly Planned[] {
  const isGenerated = ({ deferred: { what } }: Planned): boolean => what.kind === 'column' && what.generated
  const generated = planned.filter(isGenerated)
  const sources = all.filter((each) => generated.some((other) => isMadeOf(other.deferred, each.deferred)))
  const plain = [...new Set([...sources, ...planned])].filter((each) => !isGenerated(each))
  return [...plain, ...generated]
}

function isMadeOf(generated: Deferred, { key, what }: Deferred): boolean {
  if (what.kind !== 'column' || what.generated || key !== generated.key) return false
  return generated.known.some((call) => says(call, what.field))
}

/** Whether a string of this value stands anywhere in an expression. */
export function says(expression: Expression, value: string): boolean {
  switch (expression.kind) {
    case 'string':
      return expression.value === value
    case 'opaque':
      return textOf(expression.place).includes(value)
    case 'call':
      return expression.args.some((argument) => says(argument.value, value))
    case 'list':
    case 'tuple':
    case 'set':
      return expression.items.some((item) => says(item, value))
    default:
      return false
  }
}

/** First in the list, so that it is undone last: Django's own operations do not make the overlap keys again. */
function keyStep({ deferred, keys, before }: Planned, write: OperationWriter): readonly Step[] {
  const sql = keys.length === 0 ? undefined : compile(keys, before)
  if (sql === undefined) return []
  const isDrop = deferred.what.kind !== 'alteration'
  const drops = keys.flatMap((key) =>
    key.kind === 'add-foreign-key' ? [dropKey(key.table, key.foreignKey)] : [],
  )
  // A column takes its keys along.
  const forward = isDrop ? [] : (compile(drops, before) ?? [])
  const comment = isDrop
    ? 'On the way back, the keys of the overlap.'
    : "The keys of the overlap, before Django's own."
  return [write.step(write.runSql(forward, sql, deferred.model), [comment])]
}

/** Models that what is dropped points at and that the state has let go as well: Django must be told of these, too. */
function missingTargets(
  planned: readonly Planned[],
  { before, blue, write }: LaterContext,
): readonly Expression[] {
  const targets = new Set(planned.flatMap(({ deferred }) => deferred.pointsAt))
  return [...targets]
    .filter((key) => !before.state.models.has(key) && planned.every(({ deferred }) => deferred.key !== key))
    .flatMap((key) => {
      const model = blue.models.get(key)
      if (model === undefined) return []
      const keys = [...model.fields.values()].filter(
        (field) => field.primaryKey && field.relation === undefined,
      )
      return [
        createModel(
          write,
          { ...model, bases: [], options: BARE },
          keys.map((field) => [field.name, databaseField(field)]),
        ),
      ]
    })
}

const BARE = {
  managed: true,
  proxy: false,
  abstract: false,
  uniqueTogether: [],
  indexTogether: [],
  indexes: [],
  constraints: [],
} as const

/**
 * What Django makes again on the way back is not always what was there: it gives an index the name it would have today,
 * and MODIFY of MySQL loses comments and checks. This puts it right; it is first in the list and so undone last.
 */
export function restoring(
  steps: readonly Step[],
  { before, environment, write }: LaterContext,
): readonly Step[] {
  const operations = steps.map((step) => step.operation)
  const end = operations.reduce(
    (current, operation) => applyOperation(operation, current, environment),
    before,
  )
  const back = unapplyAll(operations, before.state, end, environment).schema
  return tablesThatDiffer(before.schema, back).flatMap((table) => {
    // Django makes indexes only when all of the migration has run: there is nothing to be put right yet.
    const changes = tableChanges(back, withTable(back, table)).filter(({ kind }) => !kind.endsWith('-index'))
    const sql = changes.length === 0 ? undefined : compile(changes, back)
    return sql === undefined
      ? []
      : [
          write.step(write.runSql([], sql, modelNameOf(table)), [
            'On the way back, what Django makes again is as it was before.',
          ]),
        ]
  })
}

/** For `RunSQL(hints=…)`. */
function modelNameOf({ model, name }: Table): string {
  return model === undefined ? name : nameOf(model)
}
