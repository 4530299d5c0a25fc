import { withEntry, withoutEntry } from '../core/persistent-map'
import { isMysql } from './backends/features'
import type { Change } from './changes'
import { notApplicable, requireColumn, requireTable, requireUnused } from './require'
import type { Schema, Table, View } from './schema'
import { mapKeys, withTable } from './schema-changes'

/**
 * A second name for a table. On MySQL a view may show another view.
 *
 * @throws Refusal `not-applicable` where the name is taken, or what it shows is missing
 */
export function createView(schema: Schema, view: View): Schema {
  requireUnused(schema, view.name)
  const shown = isMysql(schema.dialect) ? schema.views?.get(view.table) : undefined
  const table = requireTable(schema, shown?.table ?? view.table)
  for (const column of view.columns) requireColumn(table, column)
  return withView(schema, view)
}

/**
 * A view that was made by SQL that cannot be read is not there to be found.
 *
 * @throws Refusal `not-applicable` where the name is that of a table
 */
export function dropView(schema: Schema, name: string): Schema {
  if (schema.tables.has(name)) throw notApplicable(`${name} is a table, and no view`)
  return withoutView(schema, name)
}

/** @throws Refusal `not-applicable` where neither the view is there nor a table of its name */
export function settleView(schema: Schema, { name, table }: Pick<View, 'name' | 'table'>): Schema {
  if (!schema.views?.has(name)) {
    requireTable(schema, name)
    return schema
  }
  return renameTable(withoutView(schema, name), { table, to: name })
}

/** @throws Refusal `not-applicable` where the name of the table is taken, or neither has the name of the view */
export function unsettleView(schema: Schema, view: View): Schema {
  if (schema.views?.has(view.name)) return schema
  return createView(renameTable(schema, { table: view.name, to: view.table }), view)
}

/**
 * A table, or a view, under another name. On PostgreSQL views follow their table; on MySQL they know it by its name.
 *
 * @throws Refusal `not-applicable` where there is none of that name, or the new one is taken
 */
export function renameTable(
  schema: Schema,
  { table: name, to }: Pick<Extract<Change, { kind: 'rename-table' }>, 'table' | 'to'>,
): Schema {
  const view = schema.views?.get(name)
  if (view === undefined) requireTable(schema, name)
  if (name === to) return schema
  requireUnused(schema, to)
  if (view !== undefined) return withView(withoutView(schema, name), { ...view, name: to })
  const renamed = { ...schema, tables: withoutEntry(schema.tables, name) }
  const moved = withTable(renamed, renamedTable(requireTable(schema, name), to, schema))
  return mapKeys(withFollowing(moved, name, to), name, (key) => ({ ...key, toTable: to }))
}

function withFollowing(schema: Schema, table: string, to: string): Schema {
  if (isMysql(schema.dialect)) return schema
  const views = [...(schema.views?.values() ?? [])].filter((view) => view.table === table)
  return views.reduce((result, view) => withView(result, { ...view, table: to }), schema)
}

/** MySQL renames the checks that it named itself along with their table. */
function renamedTable(table: Table, to: string, { dialect }: Schema): Table {
  if (dialect !== 'mysql') return { ...table, name: to }
  const prefix = `${table.name}_chk_`
  const checks = table.checks.map((check) =>
    check.name?.startsWith(prefix)
      ? { ...check, name: `${to}_chk_${check.name.slice(prefix.length)}` }
      : check,
  )
  return { ...table, name: to, checks }
}

function withView(schema: Schema, view: View): Schema {
  return { ...schema, views: withEntry(schema.views ?? new Map<string, View>(), view.name, view) }
}

/** Without any, as a schema that never had one. */
function withoutView(schema: Schema, name: string): Schema {
  const { views, ...rest } = schema
  if (!views?.has(name)) return schema
  return views.size === 1 ? rest : { ...rest, views: withoutEntry(views, name) }
}
