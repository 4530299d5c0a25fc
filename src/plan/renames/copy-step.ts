import type { Schema } from '../../django/schema'
import { copyRows } from '../row-copy'
import type { Step } from '../plan'
import type { TwinPlan } from './twin'
import type { Writing } from './sql-steps'

/** Copies the rows' values to the column that has just come: the twin, or on the way back the one of the old name. */
export function copyStep(
  { write, model }: Writing,
  { table, twin }: TwinPlan,
  schema: Schema,
  direction: 'forward' | 'reverse',
): Step {
  const [from, to] = direction === 'forward' ? [twin.column, twin.twin] : [twin.twin, twin.column]
  const key = schema.tables.get(table)?.primaryKey ?? []
  return copyRows(write, { table, key, from, to, twin, model, direction, dialect: schema.dialect })
}
