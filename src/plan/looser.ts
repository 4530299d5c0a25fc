import { fits } from '../compat/type-fit'
import type { Dialect } from '../core/dialect'
import type { FieldFamily } from '../django/fields/classes'
import { columnName, columnType } from '../django/columns'
import { argument } from '../django/fields/call'
import { typeCheck, valueClass } from '../django/fields/column-type'
import { fieldFamily, readField } from '../django/fields/read-field'
import type { Field, ProjectState } from '../django/state'
import { builder, withArguments } from '../python/build'
import type { Call, Expression } from '../python/nodes'
import { decimalDigits } from './limits'
import { databaseField } from './write-operation'

/** A field before and after an AlterField, and the models around it. */
export interface Altered {
  /** The app of the model. */
  readonly app: string
  readonly old: Field
  readonly changed: Field
  readonly before: ProjectState
  readonly after: ProjectState
  readonly dialect: Dialect
}

/**
 * The field that both colours can live with: of each attribute the looser of the two. The wider type, NULL if either
 * has it, unique and a constraint only if both, a default of the database if either has it; what no code notices
 * (indexes, collations, comments) as the new one has it. Undefined where no type holds the values of both.
 */
export function looser(altered: Altered): Call | undefined {
  const { old, changed } = altered
  const type = widerType(altered)
  if (type === undefined) return undefined
  const build = builder(changed.source.place)
  const isUnique = old.unique && changed.unique
  const flag = (value: boolean): Expression | undefined => (value ? build.boolean(true) : undefined)
  return withArguments(isUnique ? type : plural(type), {
    null: flag(old.null || changed.null),
    unique: isOneToOne(changed) && isUnique ? undefined : flag(isUnique),
    db_default: changed.dbDefault ?? old.dbDefault,
    db_index: argument(changed.source, 'db_index') ?? flag(isLostWith(type, altered)),
    db_collation: argument(changed.source, 'db_collation'),
    db_comment: argument(changed.source, 'db_comment'),
    ...constraintOf(altered),
  })
}

/** A SlugField has its index by its class, and a TextField that holds the values of both has none. */
function isLostWith(type: Call, { app, changed, after }: Altered): boolean {
  const plain = withArguments(type, { db_index: undefined })
  const field = readField(changed.name, plain, { app, model: '', settings: after.settings })
  return changed.dbIndex && !field.dbIndex
}

function isOneToOne({ relation }: Field): boolean {
  return relation?.oneToOne === true
}

/** A OneToOneField is unique by its class: where it must not be, it is the ForeignKey that it extends. */
export function plural(call: Call): Call {
  const { callee } = call
  if (callee.kind !== 'reference' || callee.target !== 'django.db.models.OneToOneField') return call
  return { ...call, callee: builder(call.place).reference('django.db.models.ForeignKey'), synthetic: true }
}

/** The constraint of a key is there only while both colours want it: each of them looks after the rows it knows. */
function constraintOf({ old, changed }: Altered): Readonly<Record<string, Expression | undefined>> {
  if (old.relation === undefined || changed.relation === undefined) return {}
  const both = old.relation.dbConstraint && changed.relation.dbConstraint
  return { db_constraint: both ? undefined : builder(changed.source.place).boolean(false) }
}

/** Families whose values are kept alike: any other two are told apart by what their columns hold. */
const ALIKE: readonly (readonly FieldFamily[])[] = [
  ['text', 'file', 'ip'],
  ['integer', 'float', 'decimal', 'boolean'],
]

/** Whether what one field writes is what the other reads, where a column can hold both. */
export function haveSameValues(one: Field, other: Field): boolean {
  const [way, otherWay] = [one, other].map((field) => valueClass(field).facts.ownValues)
  if (way !== otherWay) return false
  const families = [one, other].map(fieldFamily)
  if (families[0] === families[1] || families.includes('unknown')) return true
  return ALIKE.some((group) => families.every((family) => group.includes(family)))
}

/** The first field whose column holds the values of both, and that checks them only if both do. */
function widerType(altered: Altered): Call | undefined {
  const { old, changed } = altered
  if ((old.relation === undefined) !== (changed.relation === undefined)) return undefined
  if (!haveSameValues(old, changed)) return undefined
  const candidates = [
    databaseField(changed),
    databaseField(old),
    widerDecimal(altered),
    widerInteger(altered),
  ]
  return candidates.find((call) => call !== undefined && holdsBoth(call, altered))
}

function holdsBoth(call: Call, { app, old, changed, before, after, dialect }: Altered): boolean {
  const field = readField(changed.name, call, { app, model: '', settings: after.settings })
  const type = columnType(field, after, dialect)
  const isWide = [columnType(old, before, dialect), columnType(changed, after, dialect)].every(
    // SQLite keeps any integer in 64 bits, and any text as it is.
    (each) => fits(each, type) === 'fits' || (dialect === 'sqlite' && fits(each, type) === 'shorter'),
  )
  const checks = [field, old, changed].map((each) => typeCheck(each, columnName(each), dialect))
  return isWide && (checks[0] === undefined || checks.every((check) => check === checks[0]))
}

/** As many digits before and after the point as either has. */
function widerDecimal({ old, changed }: Altered): Call | undefined {
  const [one, other] = [decimalDigits(old), decimalDigits(changed)]
  if (one === undefined || other === undefined) return undefined
  const places = Math.max(one.places, other.places)
  const build = builder(changed.source.place)
  return withArguments(databaseField(changed), {
    max_digits: build.int(Math.max(one.whole, other.whole) + places),
    decimal_places: build.int(places),
  })
}

/** Signed and unsigned integers of MySQL. */
function widerInteger({ old, changed }: Altered): Call | undefined {
  const isPlain = (field: Field): boolean => fieldFamily(field) === 'integer' && !field.primaryKey
  if (!isPlain(old) || !isPlain(changed)) return undefined
  const callee = builder(changed.source.place).reference('django.db.models.BigIntegerField')
  return { ...databaseField(changed), callee, synthetic: true }
}
