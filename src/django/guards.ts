import { isDeepStrictEqual } from 'node:util'
import type { Change } from './changes'
import type { Schema, Table, Twin } from './schema'
import type { RuleList } from './table-changes'

/** Whether a change has nothing to do and says so itself: `IF EXISTS` of what is gone, `IF NOT EXISTS` of what is there. */
export function isPassedOver(schema: Schema, change: Change): boolean {
  const { ifTableExists, ifExists, ifNotExists } = change
  if (ifTableExists === true && !hasTable(schema, change)) return true
  return (ifExists === true && isGone(schema, change)) || (ifNotExists === true && isThere(schema, change))
}

function hasTable(schema: Schema, change: Change): boolean {
  return 'table' in change && typeof change.table === 'string' && schema.tables.has(change.table)
}

function isGone(schema: Schema, change: Change): boolean {
  switch (change.kind) {
    case 'drop-table':
    case 'rename-table':
      return !schema.tables.has(change.table) && schema.views?.has(change.table) !== true
    case 'drop-view':
      return schema.views?.has(change.name) !== true && !schema.tables.has(change.name)
    case 'drop-twin':
      return twinOwner(schema, change.table, change.twin.name) === undefined
    case 'drop-column':
      return schema.tables.get(change.table)?.columns.has(change.column) === false
    case 'drop-index':
    case 'rename-index':
      return !tablesOf(schema, change.table).some((table) => hasRule(table, change.name, INDEXES))
    case 'drop-constraint': {
      const table = schema.tables.get(change.table)
      return table !== undefined && !hasRule(table, change.name, change.of ? [change.of] : CONSTRAINTS)
    }
    default:
      return false
  }
}

const INDEXES: readonly RuleList[] = ['indexes', 'uniques']

export const CONSTRAINTS: readonly RuleList[] = ['uniques', 'checks', 'foreignKeys', 'exclusions']

function isThere(schema: Schema, change: Change): boolean {
  switch (change.kind) {
    case 'create-table':
      return schema.tables.has(change.table.name)
    case 'create-view':
      return isDeepStrictEqual(schema.views?.get(change.view.name), change.view)
    case 'add-twin':
      return isDeepStrictEqual(twinOf(schema.tables.get(change.table), change.twin.name), change.twin)
    case 'add-column':
      return schema.tables.get(change.table)?.columns.has(change.column.name) === true
    case 'add-index':
      return has(schema, change.table, change.index.name, INDEXES)
    case 'add-unique':
      return has(schema, change.table, change.unique.name, INDEXES)
    case 'add-check':
      return has(schema, change.table, change.check.name, ['checks'])
    case 'add-foreign-key':
      return has(schema, change.table, change.foreignKey.name, ['foreignKeys'])
    default:
      return false
  }
}

function twinOf(table: Table | undefined, name: string): Twin | undefined {
  return table?.twins?.find((twin) => twin.name === name)
}

/** The table with a twin of that name; of all tables where none is said. */
export function twinOwner(schema: Schema, table: string | undefined, name: string): Table | undefined {
  return tablesOf(schema, table).find((each) => twinOf(each, name) !== undefined)
}

function has(schema: Schema, table: string, name: string | undefined, lists: readonly RuleList[]): boolean {
  return tablesOf(schema, table).some((each) => name !== undefined && hasRule(each, name, lists))
}

function tablesOf(schema: Schema, table: string | undefined): readonly Table[] {
  if (table === undefined) return [...schema.tables.values()]
  const found = schema.tables.get(table)
  return found === undefined ? [] : [found]
}

export function hasRule(table: Table, name: string, lists: readonly RuleList[]): boolean {
  return lists.some((list) => {
    const rules: readonly { readonly name: string | undefined }[] = table[list]
    return rules.some((rule) => rule.name === name)
  })
}
