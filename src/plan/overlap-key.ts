import type { Dialect } from '../core/dialect'
import type { Change } from '../django/changes'
import { indexName, MAX_NAME_LENGTH, splitIdentifier } from '../django/names'
import type { ForeignKey, Schema } from '../django/schema'

/**
 * The key that stands in for one of Django's while only one colour knows the column: the same, but the database
 * itself lets go of the row (design.md, rule 4). One to a field that is no primary key (`to_field`) follows it when it
 * changes, which the code that does not know the key is free to do.
 */
export function overlapKey(
  table: string,
  key: ForeignKey,
  onDelete: 'set-null' | 'cascade',
  { dialect, tables }: Schema,
): Extract<Change, { kind: 'add-foreign-key' }> {
  const name = overlapKeyName(table, key.column, dialect)
  const isPrimary = tables.get(key.toTable)?.primaryKey.includes(key.toColumn) !== false
  const foreignKey: ForeignKey = { ...key, name, onDelete, ...(isPrimary ? {} : { onUpdate: 'cascade' }) }
  return { kind: 'add-foreign-key', table, foreignKey }
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
