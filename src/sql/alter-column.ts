import { sameDefault } from '../django/fields/same-expression'
import { namesDigest, splitIdentifier } from '../django/names'
import type { Dialect } from '../core/dialect'
import { quoteName } from '../core/quote'
import type { Column, ColumnDefault } from '../django/schema'
import { castOf } from './casts'
import { collate } from './column'
import { defaultSql } from './default'

/**
 * What makes one column of another of the same name, as actions of `ALTER COLUMN`, in the order of Django's
 * `_alter_field`: type, default, NULL. Undefined where static reading cannot tell how: a key that fills itself (whether
 * it is an identity or the older serial, whose sequence has a type of its own, the migrations do not say), a generated
 * column, a type of which no cast is known.
 * Source: `_alter_column_type_sql` and `_using_sql` of django/db/backends/postgresql/schema.py
 */
export function columnActions(
  before: Column,
  after: Column,
  dialect: Dialect,
): readonly string[] | undefined {
  if (before.name !== after.name || before.generated || after.generated) return undefined
  const type = typeActions(before, after, dialect)
  if (type === undefined) return undefined
  const { actions, defaultIsGone } = type
  const value = defaultIsGone ? newDefault(after, dialect) : defaultActions(before, after, dialect)
  return value && [...actions, ...value, ...nullActions(before, after)]
}

interface TypeActions {
  readonly actions: readonly string[]
  readonly defaultIsGone: boolean
}

/** A collation that is not said again is gone with any change of the type. */
function typeActions(before: Column, after: Column, dialect: Dialect): TypeActions | undefined {
  if (before.identity !== after.identity) return undefined
  if (isSameType(before, after)) return { actions: [], defaultIsGone: false }
  if (before.type.kind === 'unknown' || after.type.kind === 'unknown' || after.identity) return undefined
  const cast = castOf(before.type.sql, after.type.sql)
  if (cast === undefined) return undefined
  const parts = ['TYPE', after.type.sql, collate(after.collation, dialect)]
  if (cast === 'assignment') return { actions: [joined(parts)], defaultIsGone: false }
  const using = `USING ${quoteName(after.name, dialect)}::${after.type.sql}`
  // The default that is there would have to be cast as well, and USING says nothing about it.
  const drop = before.default === undefined ? [] : ['DROP DEFAULT']
  return { actions: [...drop, joined([...parts, using])], defaultIsGone: true }
}

function isSameType(before: Column, after: Column): boolean {
  if (before.collation !== after.collation) return false
  const [one, other] = [before.type, after.type]
  if (one.kind === 'known' && other.kind === 'known') return one.sql.toLowerCase() === other.sql.toLowerCase()
  return one.kind === 'unknown' && other.kind === 'unknown' && one.className === other.className
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}

function defaultActions(before: Column, after: Column, dialect: Dialect): readonly string[] | undefined {
  if (hasSameDefault(before, after, dialect)) return []
  return after.default === undefined ? ['DROP DEFAULT'] : newDefault(after, dialect)
}

function newDefault({ default: value }: Column, dialect: Dialect): readonly string[] | undefined {
  if (value === undefined) return []
  const sql = defaultSql(value, dialect)
  return sql === undefined ? undefined : [`SET DEFAULT ${sql}`]
}

/** Whether two columns have the same default, as SQL where it can be written. */
export function hasSameDefault(one: Column, other: Column, dialect: Dialect): boolean {
  const [left, right] = [one.default, other.default]
  if (left === undefined || right === undefined) return left === right
  const sql = defaultSql(left, dialect)
  return sql === undefined ? sameExpression(left, right) : sql === defaultSql(right, dialect)
}

function sameExpression(one: ColumnDefault, other: ColumnDefault): boolean {
  if (one.kind !== 'expression' || other.kind !== 'expression') return false
  return one.className === other.className && sameDefault(one.expression, other.expression)
}

function nullActions(before: Column, after: Column): readonly string[] {
  if (before.nullable === after.nullable) return []
  return [after.nullable ? 'DROP NOT NULL' : SET_NOT_NULL]
}

export const SET_NOT_NULL = 'SET NOT NULL'

/**
 * The name of the check that proves a column to hold no NULL, which is gone when its work is done. Cut as
 * `truncate_name` of django/db/backends/utils.py cuts, but by bytes, as PostgreSQL counts.
 */
export function notNullName(table: string, column: string): string {
  const name = `${splitIdentifier(table)[1]}_${column}_not_null`
  if (Buffer.byteLength(name) <= 63) return name
  const characters = [...name]
  while (Buffer.byteLength(characters.join('')) > 59) characters.pop()
  return characters.join('') + namesDigest([name], 4)
}
