import { fieldFamily } from '../django/fields/read-field'
import type { Field } from '../django/state'
import { argument, truthy } from '../django/fields/call'
import { isReferenceTo } from '../python/arguments'
import { builder } from '../python/build'
import type { Expression } from '../python/nodes'
import type { PlanOptions } from './site'

/** What rows get in a column that has no value for them yet. */
export interface RowValue {
  readonly value: Expression
  /** Worked out in Python for each row by itself. */
  readonly perRow: boolean
  /** The database makes another one for each row. */
  readonly isRandom: boolean
  /** The same as a default of the database. */
  readonly databaseDefault?: Expression
}

/**
 * The default of a field as a value for rows, as Django's `effective_default` has it
 * (django/db/backends/base/schema.py), but worked out for each row where it is a callable. Undefined where there is
 * none.
 */
export function defaultFill(field: Field, options: Pick<PlanOptions, 'dialect'>): RowValue | undefined {
  const { default: value } = field
  if (isReferenceTo(value, 'uuid.uuid4') && options.dialect === 'postgresql') return randomUuid(field)
  if (field.autoNow || isReferenceTo(value, 'django.utils.timezone.now')) return once(moment(field))
  const given = value ?? emptyText(field)
  if (given === undefined || given.kind === 'none') return undefined
  if (given.kind === 'reference' && !isSetting(given.target))
    return { value: called(given), perRow: true, isRandom: false }
  return once(given)
}

function once(value: Expression): RowValue {
  return { value, perRow: false, isRandom: false }
}

/** `gen_random_uuid()` is version 4, as `uuid.uuid4()` (https://www.postgresql.org/docs/current/functions-uuid.html). */
function randomUuid(field: Field): RowValue {
  const value = builder(field.source.place).call('django.contrib.postgres.functions.RandomUUID')
  return { value, perRow: false, isRandom: true, databaseDefault: value }
}

/** `from_now` of a date and of a time: only a part of the moment. */
function moment(field: Field): Expression {
  const build = builder(field.source.place)
  const now = build.call('django.db.models.functions.Now')
  const family = fieldFamily(field)
  if (family === 'date') return build.call('django.db.models.functions.TruncDate', [now])
  return family === 'time' ? build.call('django.db.models.functions.TruncTime', [now]) : now
}

/** What `effective_default` gives a field of text that may be blank and has no default: an empty one. */
export function emptyText(field: Field): Expression | undefined {
  const isBlank = field.default === undefined && truthy(argument(field.source, 'blank'))
  const family = fieldFamily(field)
  return isBlank && (family === 'text' || family === 'file')
    ? builder(field.source.place).string('')
    : undefined
}

/** A setting is a value; any other name that a migration gives as a default is a callable. */
function isSetting(target: string): boolean {
  return target.startsWith('django.conf.settings.')
}

function called(callee: Expression): Expression {
  const call = builder(callee.place).call('builtins.object')
  return { ...call, callee }
}
