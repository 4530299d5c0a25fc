import { fieldFamily } from '../django/fields/read-field'
import { isTypeCheck } from '../django/fields/column-type'
import type { FieldFamily } from '../django/fields/classes'
import type { Table } from '../django/schema'
import type { Field } from '../django/state'
import { builder, type Builder } from '../python/build'
import type { Expression } from '../python/nodes'
import { databaseDefault, isWritable } from './database-default'
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
  const wanted = isNull ? undefined : fillValue(field, site.options)
  const value = wanted && isWritable(wanted, field, site.options) ? wanted : undefined
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
  return table.checks.some((check) => !isTypeCheck(check) && check.columns?.includes(column) !== false)
}

/** What the database writes for code that does not know the field; undefined where nothing stands to reason. */
function fillValue(field: Field, options: PlanOptions): Expression | undefined {
  return databaseDefault(field, options) ?? ZEROES[fieldFamily(field)]?.(builder(field.source.place))
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
