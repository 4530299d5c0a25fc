import type { Dialect } from '../core/dialect'
import type { Change } from '../django/changes'
import { indexName, MAX_NAME_LENGTH, splitIdentifier } from '../django/names'
import type { ForeignKey } from '../django/schema'

/**
 * The key that stands in for one of Django's while only one colour knows the column: the same, but the database
 * itself lets go of the row (design.md, rule 4).
 */
export function overlapKey(
  table: string,
  key: ForeignKey,
  onDelete: 'set-null' | 'cascade',
  dialect: Dialect,
): Extract<Change, { kind: 'add-foreign-key' }> {
  const name = overlapKeyName(table, key.column, dialect)
  return { kind: 'add-foreign-key', table, foreignKey: { ...key, name, onDelete } }
}

/** `shop_product_owner_id_overlap`; cut and hashed as Django's own names where that is too long. */
export function overlapKeyName(table: string, column: string, dialect: Dialect): string {
  const name = `${splitIdentifier(table)[1]}_${column}_overlap`
  const tooLong = Buffer.byteLength(name) > (MAX_NAME_LENGTH[dialect] ?? Infinity)
  return tooLong ? indexName(table, [column], '_overlap', dialect) : name
}

export function dropKey(table: string, key: ForeignKey): Change {
  return { kind: 'drop-constraint', table, name: key.name ?? '' }
}
