import type { Column, Table } from '../../django/schema'
import { columnName } from '../../django/tables'
import type { Expression } from '../../python/nodes'
import { compile } from '../../sql/compile'
import { CAPABILITIES, type Capabilities } from '../../sql/dialect'
import type { RemovedField } from './removed-field'

/**
 * A column that is to take NULL, as SQL, where Django's `MODIFY … NULL` would lose a part of it for good: it does not
 * say the comment and the collation again, nor, on MariaDB, the check of the field's type. Undefined where Django's
 * AlterField does no harm.
 * Source: `sql_alter_column_null` in django/db/backends/mysql/schema.py
 */
export function modifiedToNull(
  { field, model, table, write, site }: RemovedField,
  dropDefault: boolean,
): Expression | undefined {
  const column = table?.columns.get(columnName(field))
  const can = CAPABILITIES[site.options.dialect]
  if (table === undefined || column === undefined || !losesPart(table, column, can)) return undefined
  const to = { ...(dropDefault ? withoutDefault(column) : column), nullable: true }
  const [forward, reverse] = [to, column].map((each) =>
    compile([{ kind: 'alter-column', table: table.name, column: column.name, to: each }], site.before.schema),
  )
  return forward && reverse && write.runSql(forward, reverse, model.name.toLowerCase())
}

function losesPart(table: Table, column: Column, can: Capabilities): boolean {
  if (!can.modifiesColumns) return false
  if (column.comment !== undefined || column.collation !== undefined) return true
  return can.modifyDropsChecks && table.checks.some((check) => check.columns?.includes(column.name))
}

function withoutDefault(column: Column): Column {
  const copy: { -readonly [K in keyof Column]: Column[K] } = { ...column }
  delete copy.default
  return copy
}
