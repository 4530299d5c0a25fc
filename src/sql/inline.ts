import type { Dialect } from '../core/dialect'
import type { Check, Index, Table, Unique } from '../django/schema'
import { isTypeCheck } from '../django/fields/column-type'
import { inlineCheckName, inlineUnique } from '../django/tables'

/** Rules that are declared with a column, so that the database chooses their names. */
export interface ColumnRules {
  readonly unique: boolean
  readonly checks: readonly Check[]
  readonly primaryKey: boolean
}

/** Whether the rule is what `UNIQUE` in the column's definition makes, name and all. */
export function isInlineUnique(unique: Unique, table: string, column: string, dialect: Dialect): boolean {
  if (unique.source !== undefined || unique.index === true) return false
  return isOnly(unique.columns, column) && unique.name === inlineUnique(table, column, dialect).name
}

/** Whether the check is what `CHECK` in the column's definition makes. MySQL numbers them, so that any name will do. */
export function isInlineCheck(check: Check, table: string, column: string, dialect: Dialect): boolean {
  if (check.sql === undefined || check.source !== undefined || !isOnly(check.columns, column)) return false
  if (dialect === 'mysql') return check.name === undefined || isTypeCheck(check)
  return check.name === inlineCheckName(table, column, dialect)
}

function isOnly(columns: readonly string[] | undefined, column: string): boolean {
  return columns?.length === 1 && columns[0] === column
}

/** Whether InnoDB makes the index by itself, with the foreign key of its name; it then also goes by itself. */
export function comesWithKey({ foreignKeys }: Table, { name, implicit }: Index): boolean {
  return implicit === true && foreignKeys.some((key) => key.name === name)
}
