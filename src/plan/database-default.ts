import { valueClassName } from '../django/columns'
import type { FieldFamily } from '../django/fields/classes'
import { fieldFamily } from '../django/fields/read-field'
import type { Field } from '../django/state'
import { isReferenceTo } from '../python/arguments'
import { builder, type Builder } from '../python/build'
import type { Expression } from '../python/nodes'
import { defaultSql } from '../sql/default'
import type { PlanOptions } from './site'

/**
 * The field's own default as a default of the database, an argument for `db_default`: its constant, the JSON of
 * `dict` and `list`, the current moment; undefined where only Python could work it out.
 */
export function databaseDefault(field: Field, options: Pick<PlanOptions, 'dialect'>): Expression | undefined {
  const family = fieldFamily(field)
  const build = builder(field.source.place)
  const isMoment = field.autoNow || isReferenceTo(field.default, 'django.utils.timezone.now')
  return constant(field, family, build) ?? (isMoment ? now(family, build, options) : undefined)
}

/** Whether a default can be given to the database: Django before 5.0 knows no `db_default`, so it must be SQL. */
export function isWritable(expression: Expression, field: Field, options: PlanOptions): boolean {
  if (options.djangoKnowsDbDefault !== false) return true
  const className = valueClassName(field)
  return defaultSql({ kind: 'expression', expression, className }, options.dialect) !== undefined
}

/** Families whose Python default can be a default of the database as it stands. */
const LITERAL: ReadonlySet<FieldFamily> = new Set<FieldFamily>([
  ...(['integer', 'float', 'decimal', 'boolean', 'text', 'file'] as const),
  ...(['duration', 'date', 'datetime', 'time', 'uuid', 'ip'] as const),
])

function constant(field: Field, family: FieldFamily, build: Builder): Expression | undefined {
  const value = field.default
  if (value === undefined || value.kind === 'none') return undefined
  if (family === 'json') return jsonDefault(value, build)
  return LITERAL.has(family) && isConstant(value) ? value : undefined
}

function jsonDefault(value: Expression, build: Builder): Expression | undefined {
  const json = (inner: Expression): Expression =>
    build.call('django.db.models.Value', [inner, build.call('django.db.models.JSONField', [], {})], {})
  if (isReferenceTo(value, 'builtins.dict')) return json(build.dict([]))
  if (isReferenceTo(value, 'builtins.list')) return json(build.list([]))
  return isJson(value) ? json(value) : undefined
}

function isJson(value: Expression): boolean {
  if (value.kind === 'list') return value.items.every(isJson)
  if (value.kind === 'dict')
    return value.entries.every(([key, item]) => key.kind === 'string' && isJson(item))
  return ['string', 'number', 'boolean', 'none'].includes(value.kind)
}

/** Calls that make a value and nothing else. */
const CONSTRUCTORS = new Set([
  ...['decimal.Decimal', 'uuid.UUID'],
  ...['datetime.date', 'datetime.datetime', 'datetime.time', 'datetime.timedelta'],
])

/** A literal, or the call of a class whose objects are values. */
function isConstant(value: Expression): boolean {
  if (value.kind === 'call') {
    return value.callee.kind === 'reference' && CONSTRUCTORS.has(value.callee.target)
  }
  return value.kind === 'string' || value.kind === 'number' || value.kind === 'boolean'
}

/** On SQLite the current moment is text with a date and a time in it, which a date or a time cannot be read from. */
function now(
  family: FieldFamily,
  build: Builder,
  { dialect }: Pick<PlanOptions, 'dialect'>,
): Expression | undefined {
  const readable = family === 'datetime' || (family !== 'unknown' && dialect !== 'sqlite')
  return readable ? build.call('django.db.models.functions.Now', [], {}) : undefined
}
