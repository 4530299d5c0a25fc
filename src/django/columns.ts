import type { Dialect } from '../core/dialect'
import { FEATURES } from './backends/features'
import { argument, truthy } from './fields/call'
import { isAutomatic, ownCollation, plainType, relatedType, valueClass } from './fields/column-type'
import { keyTargetOf } from './key-target'
import { isUnique } from './local-fields'
import type { Column, ColumnDefault, ColumnType, GeneratedColumn } from './schema'
import type { Field, Model, ProjectState } from './state'

/** `field.column`: of a relation with `_id`, unless db_column says otherwise. */
export function columnName(field: Field): string {
  return field.dbColumn ?? (field.kind === 'relation' ? `${field.name}_id` : field.name)
}

/** Whether the field is kept in a column of its model's table. */
export function hasColumn(field: Field): boolean {
  return field.kind !== 'none' && field.kind !== 'many-to-many'
}

/** `db_parameters()['type']`: of a relation the type its target wants (`rel_db_type`), through chains of keys. */
export function columnType(field: Field, state: ProjectState, dialect: Dialect): ColumnType {
  return field.kind === 'relation' ? typeOf(field, state, dialect, new Set()) : ownType(field, dialect)
}

/** Of a field that points to nothing: told by the field alone. */
const ownType = byField((field, dialect) => plainType(valueClass(field), dialect))

function typeOf(field: Field, state: ProjectState, dialect: Dialect, seen: Set<Field>): ColumnType {
  if (field.kind !== 'relation') return ownType(field, dialect)
  const target = keyTargetOf(field, state)?.at?.field
  if (target === undefined || seen.has(target)) return { kind: 'unknown', className: field.className }
  seen.add(target)
  if (target.kind === 'relation') return typeOf(target, state, dialect, seen)
  return relatedType(valueClass(target), dialect)
}

/** `db_parameters()['collation']`: a key has its target's. */
export function columnCollation(field: Field, state: ProjectState): string | undefined {
  if (field.kind !== 'relation') return ownCollation(field)
  const target = keyTargetOf(field, state)?.at?.field
  return target && target.kind !== 'relation' ? ownCollation(target) : undefined
}

/**
 * The column of a field, as CREATE TABLE or ADD COLUMN leave it (`column_sql` of
 * django/db/backends/base/schema.py); undefined for a field without one.
 */
export function columnFor(
  field: Field,
  _model: Model,
  state: ProjectState,
  dialect: Dialect,
): Column | undefined {
  if (!hasColumn(field)) return undefined
  return field.kind === 'relation' ? madeColumn(field, state, dialect) : ownColumn(field, dialect)
}

/** Of a field that points to nothing, which asks no state. */
const ownColumn = byField((field, dialect) => madeColumn(field, NOWHERE, dialect))

/** A state without models, for what asks none. */
export const NOWHERE: ProjectState = {
  models: new Map(),
  settings: { userModel: 'auth.user', swappable: new Map(), hasDatabaseRouters: false },
}

function madeColumn(field: Field, state: ProjectState, dialect: Dialect): Column {
  const type = columnType(field, state, dialect)
  const collation = columnCollation(field, state)
  const generated = generatedColumn(field)
  const value = columnDefault(field)
  return {
    name: columnName(field),
    type,
    // A generated column is written without NOT NULL (`_iter_column_sql`).
    nullable: (field.null || field.kind === 'generated') && !field.primaryKey,
    identity: isAutomatic(field) || isRowId(field, type, dialect),
    ...(value && { default: value }),
    ...(generated && { generated }),
    ...(collation !== undefined && { collation }),
    ...(field.dbComment !== undefined && FEATURES[dialect].supportsComments && { comment: field.dbComment }),
  }
}

/** SQLite fills in any primary key that is declared `integer` (https://www.sqlite.org/rowidtable.html). */
function isRowId(field: Field, type: ColumnType, dialect: Dialect): boolean {
  return dialect === 'sqlite' && field.primaryKey && type.kind === 'known' && type.sql === 'integer'
}

/** The default that stays in the database: only `db_default` does. */
export function columnDefault(field: Field): ColumnDefault | undefined {
  const { dbDefault } = field
  return dbDefault && { kind: 'expression', expression: dbDefault, className: valueClassName(field) }
}

/** The class that says how a default is written: of Django, where the configuration says that a class behaves like one. */
export function valueClassName({ className, own }: Pick<Field, 'className' | 'own'>): string {
  return own?.get(className)?.like ?? className
}

function generatedColumn(field: Field): GeneratedColumn | undefined {
  const expression = field.kind === 'generated' ? argument(field.source, 'expression') : undefined
  return expression && { expression, stored: truthy(argument(field.source, 'db_persist')) }
}

/** `_field_should_be_indexed` of the base schema editor. */
export function wantsIndex(field: Field): boolean {
  return hasColumn(field) && field.dbIndex && !isUnique(field)
}

/** What is told by a field and a dialect alone, and once. A function, since those above are made with it. */
export function byField<T>(
  tell: (field: Field, dialect: Dialect) => T,
): (field: Field, dialect: Dialect) => T {
  const known = new WeakMap<Field, Map<Dialect, T>>()
  return (field, dialect) => {
    const own = known.get(field) ?? new Map<Dialect, T>()
    if (own.size === 0) known.set(field, own)
    const told = own.get(dialect) ?? tell(field, dialect)
    own.set(dialect, told)
    return told
  }
}
