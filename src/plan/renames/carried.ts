import type { Operation } from '../../django/operation'
import type { Schema, Table } from '../../django/schema'
import { modelKey, type ModelKey } from '../../django/state'
import { tableName } from '../../django/tables'
import { stable } from '../differences'
import type { UnsplitStep } from '../unsplit'
import { isEmpty, mayRename, NO_NAMES, settledSchema, withNamesOf, type Names } from './names'

/**
 * Rules and indexes that are taken away before a rename, and added after it under the same name over the new names, as
 * makemigrations writes it: the database goes on having them, over what is renamed. Neither operation does anything.
 */
export function carriedOver(steps: readonly UnsplitStep[], app: string): ReadonlySet<Operation> {
  const carried = new Set<Operation>()
  for (const [index, removal] of steps.entries()) {
    const name = removedName(removal.operation)
    const rest = steps.slice(index + 1)
    const addition = rest.find(({ operation }) => name !== undefined && addedName(operation) === name)
    if (name === undefined || addition === undefined) continue
    const names = namesOf(rest.slice(0, rest.indexOf(addition)), app)
    if (isEmpty(names) || !isSame(name, removal, addition, names, app)) continue
    carried.add(removal.operation).add(addition.operation)
  }
  return carried
}

function removedName(operation: Operation): string | undefined {
  return operation.kind === 'RemoveIndex' || operation.kind === 'RemoveConstraint'
    ? operation.name
    : undefined
}

function addedName(operation: Operation): string | undefined {
  if (operation.kind === 'AddIndex') return operation.index.name
  return operation.kind === 'AddConstraint' ? operation.constraint.name : undefined
}

function namesOf(steps: readonly UnsplitStep[], app: string): Names {
  return steps
    .filter(({ operation, isUnsafe }) => isUnsafe && mayRename(operation))
    .reduce(
      (names, { operation, before, after }) => withNamesOf(names, operation, before, after.state, app),
      NO_NAMES,
    )
}

/** The table that the rule was taken from has it again at the end, but for the names. */
function isSame(
  name: string,
  removal: UnsplitStep,
  addition: UnsplitStep,
  names: Names,
  app: string,
): boolean {
  const [was, is] = [
    ruleOf(name, tableOf(removal, 'before', app, settledSchema(removal.before.schema, names), names)),
    ruleOf(name, tableOf(addition, 'after', app, addition.after.schema, NO_NAMES)),
  ]
  return was !== undefined && was === is
}

function tableOf(
  step: UnsplitStep,
  at: 'before' | 'after',
  app: string,
  schema: Schema,
  { tables }: Names,
): Table | undefined {
  const key: ModelKey = modelKey(app, 'model' in step.operation ? step.operation.model : '')
  const model = step[at].state.models.get(key)
  const name = model && tableName(model, schema.dialect)
  return name === undefined
    ? undefined
    : schema.tables.get(tables.find(({ from }) => from === name)?.to ?? name)
}

/** What is known of a rule, as text; undefined where that is not all. */
function ruleOf(name: string, table: Table | undefined): string | undefined {
  const rules = table && [...table.indexes, ...table.uniques, ...table.checks]
  const rule = rules?.find((each) => each.name === name)
  if (rule === undefined || (rule.source !== undefined && rule.sql === undefined)) return undefined
  return stable({ ...rule, source: undefined })
}
