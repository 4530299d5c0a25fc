import type { Dialect } from '../../core/dialect'
import { canonicalTarget } from '../../python/canonical'
import type { Call, Expression } from '../../python/nodes'
import {
  DATA_TYPES,
  MARIADB_JSON_CHECK,
  RELATED_POSITIVE_TYPE,
  RELATED_TYPE,
  TYPE_CHECKS,
} from '../backends/data-types'
import { FEATURES } from '../backends/features'
import type { Check, ColumnType } from '../schema'
import type { Field } from '../state'
import { intValue, stringValue } from '../../python/arguments'
import { argument, calleeOf } from './call'
import { fieldClass, UNKNOWN_CLASS, type FieldClass, type FieldFamily, type InternalType } from './classes'
import type { OwnClasses } from './own-classes'

/** The call that says what a field's values are: of a GeneratedField its `output_field`, else the field's own. */
export interface ValueClass {
  readonly call: Call
  readonly className: string
  readonly facts: FieldClass
  /** Classes of the project, for what is inside the call. */
  readonly own: OwnClasses | undefined
}

/** What tells the class of a field. */
type Classed = Pick<Field, 'kind' | 'className' | 'source' | 'own'>

export function valueClass(field: Classed): ValueClass {
  const { kind, className, source: call, own } = field
  if (kind === 'generated') return nestedClass(call, argument(call, 'output_field'), own)
  return { call, className, facts: fieldClass(className, own), own }
}

function nestedClass(
  outer: Call,
  inner: ReturnType<typeof argument>,
  own: OwnClasses | undefined,
): ValueClass {
  const target = calleeOf(inner)
  if (inner?.kind !== 'call' || target === undefined) {
    return { call: outer, className: 'an unreadable field', facts: UNKNOWN_CLASS, own }
  }
  const className = canonicalTarget(target)
  return { call: inner, className, facts: fieldClass(className, own), own }
}

/** What values a field holds, for decisions such as which zero is natural to it. */
export function fieldFamily(field: Classed): FieldFamily {
  return valueClass(field).facts.family
}

/** `get_internal_type()`; undefined for relations, PostgreSQL's own types and classes that are not known. */
export function internalType(field: Classed): InternalType | undefined {
  return valueClass(field).facts.internalType
}

/** Filled by the database: `db_type_suffix` on PostgreSQL and SQLite, the type itself on MySQL. */
export function isAutomatic(field: Classed): boolean {
  const type = internalType(field)
  return type !== undefined && type in RELATED_TYPE
}

/** `Field.db_type` of a field that points to nothing; relations follow their target, see `columnType`. */
export function plainType(value: ValueClass, dialect: Dialect): ColumnType {
  const sql = plainSql(value, dialect)
  return sql === undefined ? { kind: 'unknown', className: value.className } : { kind: 'known', sql }
}

/** `Field.rel_db_type`: the type of a key that points to this field. */
export function relatedType(value: ValueClass, dialect: Dialect): ColumnType {
  const { facts } = value
  const positive = FEATURES[dialect].relatedFieldsMatchType ? {} : RELATED_POSITIVE_TYPE
  const swapped = facts.internalType && { ...RELATED_TYPE, ...positive }[facts.internalType]
  return plainType(swapped ? { ...value, facts: { ...facts, internalType: swapped } } : value, dialect)
}

function plainSql(value: ValueClass, dialect: Dialect): string | undefined {
  const { facts } = value
  if (facts.internalType) return fillIn(DATA_TYPES[dialect][facts.internalType], value, dialect)
  if (facts.postgresType !== undefined) return facts.postgresType
  if (facts.types !== undefined) return facts.types[dialect]
  return facts.family === 'array' ? arraySql(value, dialect) : undefined
}

/** `ArrayField.db_type` (django/contrib/postgres/fields/array.py). */
function arraySql({ call, own }: ValueClass, dialect: Dialect): string | undefined {
  const base = nestedClass(call, argument(call, 'base_field', ['base_field', 'size']), own)
  const baseSql = plainSql(base, dialect)
  const size = intValue(argument(call, 'size', ['base_field', 'size']))
  return baseSql === undefined ? undefined : `${baseSql}[${size ?? ''}]`
}

/** Undefined where an option cannot be read: `max_length=settings.LIMIT`. */
function fillIn(template: string, { call, facts }: ValueClass, dialect: Dialect): string | undefined {
  if (!template.includes('%(')) return template
  const option = (name: string): number | undefined => intValue(argument(call, name, facts.positions))
  if (template.includes('max_length')) {
    const given = argument(call, 'max_length', facts.positions)
    const length = given === undefined || given.kind === 'none' ? facts.maxLength : lengthOf(given)
    if (length !== undefined) return template.replace('%(max_length)s', String(length))
    // `_get_varchar_column` of the PostgreSQL and SQLite backends.
    const unlimited = given === undefined || given.kind === 'none'
    return unlimited && FEATURES[dialect].supportsUnlimitedCharfield ? 'varchar' : undefined
  }
  const digits = option('max_digits')
  const places = option('decimal_places')
  if (digits === undefined || places === undefined) return undefined
  return template.replace('%(max_digits)s', String(digits)).replace('%(decimal_places)s', String(places))
}

/** Django puts it into the type as it is, so that `max_length="30"` works as well (django-helpdesk). */
function lengthOf(given: Expression): number | undefined {
  const text = stringValue(given)
  return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : intValue(given)
}

/**
 * The SQL of the check that comes with a field's type: `"stock" >= 0`. A GeneratedField and a key have none
 * (`db_check`: the output field has no column to be filled in).
 */
export function typeCheck(field: Field, column: string, dialect: Dialect): string | undefined {
  if (field.kind !== 'column') return undefined
  const type = internalType(field)
  const template = type && TYPE_CHECKS[dialect][type]
  return template?.replaceAll('%(column)s', column)
}

/** The check that MariaDB adds by itself to a column of type json. */
export function mariadbTypeCheck(type: ColumnType, column: string, dialect: Dialect): string | undefined {
  const isJson = dialect === 'mariadb' && type.kind === 'known' && type.sql === 'json'
  return isJson ? MARIADB_JSON_CHECK.replace('%(column)s', column) : undefined
}

/** Whether a check is one that comes with a field's type, and no rule of the user's. */
export function isTypeCheck({ source, sql }: Check): boolean {
  return source === undefined && sql !== undefined && TYPE_CHECK.test(sql)
}

const TYPE_CHECK = /^(["`])[^"`]+\1 >= 0$|^\(?json_valid\(["`][^"`]+["`]\)/i

/** The collation a field asks for; an ArrayField has that of its elements. */
export function ownCollation(field: Field): string | undefined {
  const { call, facts, own } = valueClass(field)
  if (facts.family === 'array') {
    const base = nestedClass(call, argument(call, 'base_field', ['base_field', 'size']), own)
    return stringCollation(base.call)
  }
  return stringCollation(call)
}

function stringCollation(call: Call): string | undefined {
  const value = argument(call, 'db_collation')
  return value?.kind === 'string' && value.value !== '' ? value.value : undefined
}
