import { withoutEntry } from '../core/persistent-map'
import type { Dialect } from '../core/dialect'
import { quoteColumn } from '../core/quote'
import { isMysql } from './backends/features'
import type { Change } from './changes'
import { dropColumn } from './drop-column'
import { addTwin, dropTwin, settleTwin, swapColumns } from './apply-twin'
import { createView, dropView, renameTable, settleView, unsettleView } from './apply-view'
import { CONSTRAINTS, hasRule, isPassedOver } from './guards'
import { tablesPointingAt } from './inbound'
import {
  notApplicable,
  requireColumn,
  requireNotShown,
  requireNoTwin,
  requireNoView,
  requireNoViewOf,
  requireTable,
  requireTypeFree,
  requireUnused,
} from './require'
import type { Check, Column, Schema, Table, Unique } from './schema'
import {
  isServed,
  type RuleList,
  withCheck,
  withColumn,
  withForeignKey,
  withIndex,
  withoutRule,
  withUnique,
} from './table-changes'
import { renamedColumn, withTable } from './schema-changes'

type ChangeOf<K extends Change['kind']> = Extract<Change, { readonly kind: K }>

/**
 * The schema after one change. The schema that is given stays as it is.
 *
 * @throws Refusal `not-applicable` where the database would refuse the change: a name that is taken or missing, a
 *   table or column that a key still needs
 */
export function applyChange(schema: Schema, change: Change): Schema {
  if (isPassedOver(schema, change)) return schema
  switch (change.kind) {
    case 'create-table':
      requireUnused(schema, change.table.name)
      for (const { toTable } of change.table.foreignKeys) requireNoView(schema, toTable)
      return withTable(schema, change.table)
    case 'drop-table':
      return dropTable(schema, change.table)
    case 'rename-table':
      return renameTable(schema, change)
    case 'rebuild-table':
      return rebuildTable(schema, change)
    case 'drop-index':
      return dropIndex(schema, change)
    case 'rename-index':
      return renameIndex(schema, change)
    case 'drop-column':
      return withTable(schema, dropColumn(schema, requireTable(schema, change.table), change.column))
    case 'alter-column':
      return alterColumn(schema, change)
    case 'set-column':
      return withTable(schema, setColumn(schema, requireTable(schema, change.table), change))
    case 'add-twin':
      return addTwin(schema, change)
    case 'drop-twin':
      return dropTwin(schema, change)
    case 'settle-twin':
      return settleTwin(schema, change)
    case 'swap-columns':
      return swapColumns(schema, change)
    case 'create-view':
      return createView(schema, change.view)
    case 'drop-view':
      return dropView(schema, change.name)
    case 'settle-views':
      return change.views.reduce(settleView, schema)
    case 'unsettle-views':
      return change.views.reduce(unsettleView, schema)
    case 'unknown':
      return schema
    case 'add-column':
    case 'add-index':
    case 'add-unique':
    case 'use-index':
    case 'add-check':
    case 'add-foreign-key':
    case 'add-exclusion':
    case 'drop-constraint':
    case 'set-primary-key':
    case 'set-table-comment':
    case 'rename-constraint':
      return withTable(schema, changeTable(schema, requireTable(schema, change.table), change))
  }
}

/** The schema after several changes, one by one. */
export function applyChanges(schema: Schema, changes: readonly Change[]): Schema {
  return changes.reduce(applyChange, schema)
}

/** Changes that see no further than their own table. */
type LocalChange = ChangeOf<
  | 'add-column'
  | 'add-index'
  | 'add-unique'
  | 'use-index'
  | 'add-check'
  | 'add-foreign-key'
  | 'add-exclusion'
  | 'drop-constraint'
  | 'set-primary-key'
  | 'set-table-comment'
  | 'rename-constraint'
>

function changeTable(schema: Schema, table: Table, change: LocalChange): Table {
  const { dialect } = schema
  const requireFree = (list: RuleList, name: string | undefined): void => {
    requireFreeName(table, name, namesBeside(list, schema))
  }
  switch (change.kind) {
    case 'add-column':
      return addColumn(table, change.column, dialect)
    case 'add-index':
      requireColumns(table, change.index.columns)
      requireFree('indexes', change.index.name)
      return withIndex(table, change.index, dialect)
    case 'add-unique':
      requireColumns(table, change.unique.columns)
      requireFree('uniques', change.unique.name)
      return withUnique(table, change.unique, dialect)
    case 'use-index':
      return useIndex(table, change)
    case 'add-check':
      requireColumns(table, change.check.columns)
      requireFree('checks', change.check.name)
      return withCheck(table, change.check)
    case 'add-foreign-key':
      requireColumns(table, [change.foreignKey.column])
      requireFree('foreignKeys', change.foreignKey.name)
      requireNoView(schema, change.foreignKey.toTable)
      return withForeignKey(table, change.foreignKey, dialect)
    case 'add-exclusion':
      requireFree('exclusions', change.exclusion.name)
      return { ...table, exclusions: [...table.exclusions, change.exclusion] }
    case 'drop-constraint':
      return dropConstraint(table, change)
    case 'set-primary-key':
      requireColumns(table, change.columns)
      return { ...table, primaryKey: change.columns }
    case 'set-table-comment':
      return withComment(table, change.comment)
    case 'rename-constraint':
      return renameConstraint(table, change, schema)
  }
}

function withComment(table: Table, comment: string | undefined): Table {
  const { comment: before, ...rest } = table
  if (comment === before) return table
  return comment === undefined || comment === '' ? rest : { ...rest, comment }
}

/** Only PostgreSQL tells the names of columns apart by their case. */
function addColumn(table: Table, column: Column, dialect: Dialect): Table {
  const fold = (name: string): string => (dialect === 'postgresql' ? name : name.toLowerCase())
  const taken = [...table.columns.keys()].find((name) => fold(name) === fold(column.name))
  if (taken !== undefined) throw notApplicable(`the table ${table.name} already has a column ${taken}`)
  return withColumn(table, column)
}

function requireColumns(table: Table, columns: readonly string[] | undefined): void {
  for (const column of columns ?? []) requireColumn(table, column)
}

function requireFreeName(table: Table, name: string | undefined, among: readonly RuleList[]): void {
  if (name === undefined) return
  const taken = among.find((list) => {
    const rules: readonly { readonly name: string | undefined }[] = table[list]
    return rules.some((rule) => rule.name === name)
  })
  if (taken) throw notApplicable(`the table ${table.name} already has ${CALLED[taken]} ${name}`)
}

const CALLED: Readonly<Record<RuleList, string>> = {
  indexes: 'an index',
  uniques: 'a unique rule',
  checks: 'a check',
  foreignKeys: 'a foreign key',
  exclusions: 'an exclusion constraint',
}

/** PostgreSQL keeps constraints of a table apart by their names; on MySQL each sort has names of its own. */
function namesBeside(list: RuleList, { dialect }: Schema): readonly RuleList[] {
  if (dialect === 'postgresql') return NAMES_ON_POSTGRESQL[list]
  return list === 'indexes' || list === 'uniques' ? ['indexes', 'uniques'] : [list]
}

const NAMES_ON_POSTGRESQL: Readonly<Record<RuleList, readonly RuleList[]>> = {
  indexes: ['indexes', 'uniques', 'exclusions'],
  uniques: ['indexes', 'uniques', 'checks', 'foreignKeys', 'exclusions'],
  checks: ['uniques', 'checks', 'foreignKeys', 'exclusions'],
  foreignKeys: ['uniques', 'checks', 'foreignKeys', 'exclusions'],
  exclusions: ['indexes', 'uniques', 'checks', 'foreignKeys', 'exclusions'],
}

function renameIndex(schema: Schema, { table: tableName, name, to }: ChangeOf<'rename-index'>): Schema {
  const table = tableName === undefined ? ownerOf(schema, name) : requireTable(schema, tableName)
  if (table === undefined) throw notApplicable(`the database has no index ${name}`)
  if (name === to) return schema
  requireFreeName(table, to, namesBeside('indexes', schema))
  return withTable(schema, withRenamedIndex(table, name, to))
}

function withRenamedIndex(table: Table, name: string, to: string): Table {
  for (const list of ['indexes', 'uniques'] as const) {
    const rules: readonly { readonly name: string | undefined }[] = table[list]
    if (rules.some((rule) => rule.name === name)) {
      return { ...table, [list]: rules.map((rule) => (rule.name === name ? { ...rule, name: to } : rule)) }
    }
  }
  throw notApplicable(`the table ${table.name} has no index ${name}`)
}

/** An index that was made by SQL that cannot be read is not there to be found. */
function useIndex(table: Table, { index: used, name, deferrable }: ChangeOf<'use-index'>): Table {
  const uniques = table.uniques.map(({ index, ...unique }): Unique => {
    if (unique.name !== used) return { ...unique, ...(index && { index }) }
    const said = unique.sql ?? { parts: unique.columns.map((each) => quoteColumn(each, 'postgresql')) }
    return { ...unique, name, ...(deferrable && { sql: { ...said, deferrable } }) }
  })
  return { ...table, uniques }
}

function dropConstraint(table: Table, { name, of }: ChangeOf<'drop-constraint'>): Table {
  const without = withoutRule(table, name, of === undefined ? CONSTRAINTS : [of])
  if (without === undefined) throw notApplicable(`the table ${table.name} has no constraint ${name}`)
  return without
}

function renameConstraint(table: Table, { name, to }: ChangeOf<'rename-constraint'>, schema: Schema): Table {
  const list = CONSTRAINTS.find((each) => hasRule(table, name, [each]))
  if (list === undefined) throw notApplicable(`the table ${table.name} has no constraint ${name}`)
  if (name !== to) requireFreeName(table, to, namesBeside(list, schema))
  const rules: readonly { readonly name: string | undefined }[] = table[list]
  return { ...table, [list]: rules.map((rule) => (rule.name === name ? { ...rule, name: to } : rule)) }
}

function dropIndex(schema: Schema, { table: tableName, name }: ChangeOf<'drop-index'>): Schema {
  const table = tableName === undefined ? ownerOf(schema, name) : requireTable(schema, tableName)
  const left = table && withoutRule(table, name, ['indexes', 'uniques'])
  if (left === undefined) {
    const where = tableName === undefined ? 'the database' : `the table ${tableName}`
    throw notApplicable(`${where} has no index ${name}`)
  }
  if (isMysql(schema.dialect)) requireServed(left, name)
  return withTable(schema, left)
}

/** MySQL keeps an index for each foreign key: error 1553. */
function requireServed(table: Table, index: string): void {
  const bereft = table.foreignKeys.find((key) => !isServed(table, key.column))
  if (bereft) {
    throw notApplicable(
      `the index ${index} of the table ${table.name} is the only one that serves the foreign key on ${bereft.column}`,
    )
  }
}

function ownerOf(schema: Schema, index: string): Table | undefined {
  return [...schema.tables.values()].find(
    (table) =>
      table.indexes.some((rule) => rule.name === index) || table.uniques.some((rule) => rule.name === index),
  )
}

function alterColumn(schema: Schema, { table: name, column, to, checks }: ChangeOf<'alter-column'>): Schema {
  const table = withColumnChecks(requireTable(schema, name), column, checks)
  requireTypeFree(schema, table, requireColumn(table, column), to.type)
  if (to.name === column) return withTable(schema, withColumn(table, to))
  requireNoTwin(table, column)
  requireNotShown(schema, name, column)
  const renamed = renamedColumn(withTable(schema, table), name, column, to.name)
  return withTable(renamed, withColumn(requireTable(renamed, name), to))
}

/** The table with these checks in the definition of a column, and no others. */
function withColumnChecks(table: Table, column: string, checks: readonly Check[] | undefined): Table {
  if (checks === undefined) return table
  const others = table.checks.filter((check) => check.inColumn !== true || check.columns?.[0] !== column)
  return { ...table, checks: [...others, ...checks] }
}

function setColumn(schema: Schema, table: Table, change: ChangeOf<'set-column'>): Table {
  const there = requireColumn(table, change.column)
  const { default: before, comment: remark, collation: sorting, ...column } = there
  requireTypeFree(schema, table, there, change.type)
  const value = change.default === undefined ? before : (change.default ?? undefined)
  const collation = change.collation === undefined ? sorting : (change.collation ?? undefined)
  const comment = change.comment ?? remark
  return withColumn(table, {
    ...column,
    type: change.type ?? column.type,
    nullable: change.nullable ?? column.nullable,
    ...(value && { default: value }),
    ...(collation !== undefined && { collation }),
    ...(comment !== undefined && comment !== '' && { comment }),
  })
}

/** SQLite's schema editor has keys switched off: there a table goes, whatever points to it. */
function dropTable(schema: Schema, name: string): Schema {
  requireTable(schema, name)
  const pointing = tablesPointingAt(schema, name).find((table) => table.name !== name)
  requireNoViewOf(schema, name)
  if (pointing !== undefined && schema.dialect !== 'sqlite') {
    throw notApplicable(`a foreign key of the table ${pointing.name} points to the table ${name}`)
  }
  return { ...schema, tables: withoutEntry(schema.tables, name) }
}

/** SQLite. Keys of other tables name this one by its name, and go on doing so. */
function rebuildTable(schema: Schema, { table: name, to, copies }: ChangeOf<'rebuild-table'>): Schema {
  const there = requireTable(schema, name)
  for (const column of copies) requireColumn(there, column)
  if (to.name !== name) requireUnused(schema, to.name)
  const without = to.name === name ? schema : { ...schema, tables: withoutEntry(schema.tables, name) }
  return withTable(without, to)
}
