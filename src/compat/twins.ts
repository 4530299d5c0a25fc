import type { Dialect } from '../core/dialect'
import { isMysql } from '../django/backends/features'
import type { Column, Table, Twin } from '../django/schema'
import { defaultSql } from '../sql/default'
import { hidesChanges } from '../sql/differs'
import { isStable } from '../sql/stable'
import { fits } from './type-fit'

/**
 * Whether both columns of a twin take and give back the same values, whichever of them code writes: then they are one
 * column with two names. `Twin` says how the triggers tell what an INSERT gave.
 */
export function isOne(twin: Twin, table: Table, dialect: Dialect): boolean {
  const [column, copy] = [table.columns.get(twin.column), table.columns.get(twin.twin)]
  if (column === undefined || copy === undefined || isShared(twin, table)) return false
  return (
    isAlike(column, copy) &&
    (copy.nullable || !column.nullable) &&
    isToldByBlank(twin, [column, copy], dialect) &&
    (twin.comparesBytes === true || !hidesChanges(column, dialect))
  )
}

/** Triggers of two twins run one after the other: what the second does the first no longer sees. */
function isShared({ column, twin }: Twin, { twins = [] }: Table): boolean {
  const names = twins.flatMap((each) => [each.column, each.twin])
  return names.filter((name) => name === column || name === twin).length > 2
}

function isAlike(column: Column, copy: Column): boolean {
  const isSameType = fits(column.type, copy.type) === 'fits' && fits(copy.type, column.type) === 'fits'
  const isGenerated = column.generated !== undefined || copy.generated !== undefined
  return isSameType && !isGenerated && column.collation === copy.collation
}

/** MySQL asks for a value before any trigger runs, PostgreSQL asks for NOT NULL after it. */
function isToldByBlank({ blank = 'NULL' }: Twin, columns: readonly Column[], dialect: Dialect): boolean {
  if (!isStable(blank)) return false
  return columns.every(
    (column) =>
      defaultText(column, dialect) === bare(blank) &&
      (!isMysql(dialect) || column.nullable || column.default !== undefined),
  )
}

/** Undefined where it cannot be told. */
function defaultText({ default: value }: Column, dialect: Dialect): string | undefined {
  const sql = value === undefined ? 'NULL' : defaultSql(value, dialect)
  return sql === undefined ? undefined : bare(sql)
}

/** A default may stand in brackets, and on MySQL some have to. */
function bare(sql: string): string {
  const inner = /^\((.*)\)$/s.exec(sql.trim())?.[1]
  return inner === undefined ? sql.trim() : bare(inner)
}
