import { fieldFamily } from '../django/fields/read-field'
import type { FieldFamily } from '../django/fields/classes'
import type { Table } from '../django/schema'
import type { Field } from '../django/state'
import { builder, type Builder } from '../python/build'
import type { Expression } from '../python/nodes'
import type { PlanOptions, Site } from './site'

/**
 * How a column that new code will not write is made able to be left out.
 * - `nothing`: it can be already
 * - `null`: it takes NULL; `dropDefault` where a default of the database would collide in a unique column
 * - `default`: the database fills it, so that old code reads a value and not None
 */
export type Relaxation =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'null'; readonly dropDefault: boolean }
  | { readonly kind: 'default'; readonly value: Expression }

type RelaxSite = Pick<Site, 'start' | 'options'>

/**
 * The relaxing order of the design: the first that applies. A primary key is refused before this is asked. Rules that
 * this migration takes away count as well: the way back makes them again, over the rows that new code has left.
 */
export function relaxation(field: Field, column: string, table: Table, site: RelaxSite): Relaxation {
  const there = table.columns.get(column)
  if (there === undefined || field.kind === 'generated') return { kind: 'nothing' }
  const old = site.start.schema.tables.get(table.name) ?? table
  if (isUnique(table, column) || isUnique(old, column)) {
    return uniqueRelaxation(there.nullable, there.default !== undefined)
  }
  if (there.nullable || there.default !== undefined) return { kind: 'nothing' }
  const isNull = site.options.fill === 'null' || isChecked(old, column)
  const value = isNull ? undefined : fillValue(field, site.options)
  return value === undefined ? { kind: 'null', dropDefault: false } : { kind: 'default', value }
}

/** A default, constant or not, is not trusted in a unique column: NULLs are always distinct. */
function uniqueRelaxation(nullable: boolean, hasDefault: boolean): Relaxation {
  return nullable && !hasDefault ? { kind: 'nothing' } : { kind: 'null', dropDefault: hasDefault }
}

function isUnique(table: Table, column: string): boolean {
  return table.uniques.some(
    (unique) => unique.columns.includes(column) || unique.uses?.includes(column) === true,
  )
}

/** A check of the user's own, which nobody knows to hold for a default; NULL passes every check. */
function isChecked(table: Table, column: string): boolean {
  return table.checks.some((check) => check.source !== undefined && check.columns?.includes(column) !== false)
}

/** What the database writes for code that does not know the field; undefined where nothing stands to reason. */
function fillValue(field: Field, options: PlanOptions): Expression | undefined {
  const family = fieldFamily(field)
  const build = builder(field.source.place)
  return (
    defaultValue(field, family, build) ??
    (field.autoNow || isNow(field.default) ? now(family, build, options) : ZEROES[family]?.(build))
  )
}

/** Families whose Python default can be a default of the database as it stands. */
const LITERAL: ReadonlySet<FieldFamily> = new Set<FieldFamily>([
  ...(['integer', 'float', 'decimal', 'boolean', 'text', 'file'] as const),
  ...(['duration', 'date', 'datetime', 'time', 'uuid', 'ip'] as const),
])

function defaultValue(field: Field, family: FieldFamily, build: Builder): Expression | undefined {
  const value = field.default
  if (value === undefined || value.kind === 'none') return undefined
  if (family === 'json') return jsonDefault(value, build)
  return LITERAL.has(family) && isConstant(value) ? value : undefined
}

function jsonDefault(value: Expression, build: Builder): Expression | undefined {
  const json = (inner: Expression): Expression =>
    build.call('django.db.models.Value', [inner, build.call('django.db.models.JSONField', [], {})], {})
  if (isReference(value, 'builtins.dict')) return json(build.dict([]))
  if (isReference(value, 'builtins.list')) return json(build.list([]))
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

function isConstant(value: Expression): boolean {
  if (value.kind === 'call') {
    return value.callee.kind === 'reference' && CONSTRUCTORS.has(value.callee.target)
  }
  return value.kind === 'string' || value.kind === 'number' || value.kind === 'boolean'
}

function isNow(value: Expression | undefined): boolean {
  return value !== undefined && isReference(value, 'django.utils.timezone.now')
}

/** On SQLite the current moment is text with a date and a time in it, which a date or a time cannot be read from. */
function now(family: FieldFamily, build: Builder, options: PlanOptions): Expression | undefined {
  const readable = family === 'datetime' || (family !== 'unknown' && options.dialect !== 'sqlite')
  return readable ? build.call('django.db.models.functions.Now', [], {}) : undefined
}

/** Types with a natural zero. */
const ZEROES: Partial<Record<FieldFamily, (build: Builder) => Expression>> = {
  integer: (build) => build.int(0),
  float: (build) => build.int(0),
  decimal: (build) => build.int(0),
  boolean: (build) => build.boolean(false),
  text: (build) => build.string(''),
  file: (build) => build.string(''),
  duration: (build) => build.call('datetime.timedelta', [], {}),
}

function isReference(value: Expression, target: string): boolean {
  return value.kind === 'reference' && value.target === target
}
