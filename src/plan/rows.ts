import { tableName } from '../django/tables'
import type { Field, Model } from '../django/state'
import type { Call, Expression } from '../python/nodes'
import type { RowValue } from './fill-value'
import type { Step } from './plan'
import type { Guard } from './row-function'
import type { Site } from './site'
import type { OperationWriter } from './write-operation'

/** The rows of one model, for what SQL alone cannot do to them. */
export interface Rows {
  readonly site: Site
  readonly write: OperationWriter
  readonly model: Model
}

/** Gives a field a value wherever it is NULL. */
export function fill(rows: Rows, field: Field, { value, perRow }: RowValue): Step {
  return rows.write.run({
    kind: 'fill',
    ...named(rows, 'fill', field.name),
    field: field.name,
    attribute: attributeOf(field),
    value,
    perRow,
  })
}

/** Stops where rows have no value for a field that is to be NOT NULL. */
export function guardNull(rows: Rows, field: Field): Step {
  return guard(rows, `${field.name}_null`, {
    query: [filter(rows, { [`${field.name}__isnull`]: rows.write.build.boolean(true) })],
    problem: rowsOf(rows, `whose ${field.name} is NULL`),
    remedy: 'Give them a value',
  })
}

/** Stops where rows have values that the new type of a field does not take. */
export function guardValues(
  rows: Rows,
  field: Field,
  {
    query,
    about,
    limit,
  }: { readonly query: readonly Call[]; readonly about: string; readonly limit: string },
): Step {
  return guard(rows, `${field.name}_${about}`, {
    query,
    problem: rowsOf(rows, `whose ${field.name} ${limit}`),
    remedy: 'Change these',
  })
}

/** Stops where several rows have the same values in fields (or annotations) that are to be unique. */
export function guardUnique(
  rows: Rows,
  name: string,
  alike: readonly string[],
  query: readonly Call[] = notNull(rows, alike),
  words: string = alike.length === 1 ? (alike[0] ?? '') : `(${alike.join(', ')})`,
): Step {
  return guard(rows, name, {
    query,
    alike,
    count: freeName('times', rows.model, alike),
    problem: `Values of ${words} in more than one row of ${tableName(rows.model, rows.site.options.dialect)}`,
    remedy: 'Make the rows different',
  })
}

/** Stops where rows do not hold to a condition. One that is neither true nor false lets a row pass, as in a CHECK. */
export function guardCheck(rows: Rows, name: string, condition: Expression): Step {
  const { build } = rows.write
  const holds = freeName('holds', rows.model, [])
  const output = build.call('django.db.models.BooleanField')
  const wrapped = build.call('django.db.models.ExpressionWrapper', [condition], { output_field: output })
  return guard(rows, name, {
    query: [method(rows, 'annotate', { [holds]: wrapped }), filter(rows, { [holds]: build.boolean(false) })],
    problem: rowsOf(rows, `that do not hold to ${name}`),
    remedy: 'Change these',
  })
}

/** Stops where a row and one before it have what no two rows may have. */
export function guardPairs(
  rows: Rows,
  name: string,
  same: Readonly<Record<string, Expression>>,
  condition: readonly Expression[] = [],
): Step {
  const { build } = rows.write
  const outer = (field: string): Expression => build.call('django.db.models.OuterRef', [build.string(field)])
  const earlier = method(rows, 'rows.filter', { ...same, pk__lt: outer('pk') }, condition)
  const exists = build.call('django.db.models.Exists', [earlier])
  return guard(rows, name, {
    query: [method(rows, 'filter', {}, [...condition, exists])],
    problem: rowsOf(rows, `that do not hold to ${name} beside an earlier one`),
    remedy: 'Change these',
  })
}

/** Stops where rows point at rows that are not there; `toField` is the field of the target that the key is over. */
export function guardKey(rows: Rows, field: Field, target: Model, toField: string): Step {
  return guard(rows, `${field.name}_key`, {
    query: [filter(rows, { [`${field.name}__isnull`]: rows.write.build.boolean(false) })],
    missing: { app: target.app, model: target.name, field: toField, attribute: attributeOf(field) },
    problem: rowsOf(rows, `whose ${field.name} is not there`),
    remedy: 'Change these',
  })
}

function rowsOf({ model, site }: Rows, which: string): string {
  return `Rows of ${tableName(model, site.options.dialect)} ${which}`
}

/** `Field.attname`: what is set on an instance. */
function attributeOf(field: Field): string {
  return field.kind === 'relation' ? `${field.name}_id` : field.name
}

type Facts = Pick<Guard, 'query' | 'problem' | 'remedy'> & Partial<Pick<Guard, 'alike' | 'count' | 'missing'>>

function guard(rows: Rows, about: string, facts: Facts): Step {
  return rows.write.run({ kind: 'guard', ...named(rows, 'check', about), ...facts })
}

/** A name of a function that the file does not have yet. */
function named(
  { site, write, model }: Rows,
  what: string,
  about: string,
): Pick<Guard, 'name' | 'app' | 'model' | 'table'> {
  const name = write.functionName(`${what}_${model.name}_${about}`.toLowerCase())
  return { name, app: model.app, model: model.name, table: tableName(model, site.options.dialect) }
}

function notNull(rows: Rows, alike: readonly string[]): readonly Call[] {
  const value = rows.write.build.boolean(false)
  return [filter(rows, Object.fromEntries(alike.map((name) => [`${name}__isnull`, value])))]
}

export function filter(rows: Rows, keywords: Readonly<Record<string, Expression>>): Call {
  return method(rows, 'filter', keywords)
}

/** The call of a method of a queryset. */
export function method(
  { write }: Rows,
  name: string,
  keywords: Readonly<Record<string, Expression>>,
  positional: readonly Expression[] = [],
): Call {
  const made = write.build.call('builtins.object', positional, keywords)
  return { ...made, callee: write.build.name(name) }
}

/** The name of an annotation, which must not be that of a field. */
export function freeName(base: string, model: Model, others: readonly string[]): string {
  const isTaken = model.fields.has(base) || others.includes(base)
  return isTaken ? freeName(`${base}_`, model, others) : base
}
