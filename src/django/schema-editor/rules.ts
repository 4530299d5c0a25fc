import { FEATURES, isMysql } from '../backends/features'
import { columnName } from '../columns'
import { stringList, stringValue } from '../../python/arguments'
import { argument, positionalArguments, truthy } from '../fields/call'
import { findField } from '../local-fields'
import { keptName, uniqueName } from '../names'
import { notApplicable, requireTable } from '../require'
import { constraintFor, indexFor } from '../rules'
import type { Change } from '../changes'
import type { NamedRule } from '../state'
import { fieldColumns, plainIndex, uniqueTogether } from '../tables'
import { constraintNames, indexesBeginningWith, type ConstraintFilter } from './constraint-names'
import { tableOf, type Editor, type Rendered } from './editor'
import { remakeTable } from './remake-table'

/** `add_index`. */
export function addIndex(editor: Editor, on: Rendered, rule: NamedRule): void {
  const table = tableOf(editor, on)
  const index = indexFor(rule, on.model, on.state, table, editor.dialect)
  if (index) editor.emit({ kind: 'add-index', table, index })
}

/** `remove_index`; PostgreSQL's says IF EXISTS. */
export function removeIndex(editor: Editor, on: Rendered, rule: NamedRule): void {
  const table = tableOf(editor, on)
  const index = indexFor(rule, on.model, on.state, table, editor.dialect)
  if (index?.name === undefined) return
  keepKeyServed(editor, on, firstField(rule))
  const { indexes } = requireTable(editor.schema, table)
  const exists = indexes.some(({ name }) => name === index.name)
  if (exists || editor.dialect !== 'postgresql') editor.emit({ kind: 'drop-index', table, name: index.name })
}

/** `rename_index`; SQLite drops one and creates the other. */
export function renameIndex(editor: Editor, on: Rendered, from: NamedRule, to: NamedRule): void {
  const table = tableOf(editor, on)
  if (!FEATURES[editor.dialect].canRenameIndex) {
    removeIndex(editor, on, from)
    addIndex(editor, on, to)
    return
  }
  const kept = ({ name }: NamedRule): string => keptName(name, editor.dialect)
  editor.emit({ kind: 'rename-index', table, name: kept(from), to: kept(to) })
}

/** `add_constraint`; SQLite makes the table again, but for unique rules that are indexes. */
export function addConstraint(editor: Editor, on: Rendered, rule: NamedRule): void {
  const table = tableOf(editor, on)
  if (editor.dialect === 'sqlite' && !isIndexOnSqlite(rule)) {
    remakeTable(editor, table, on)
    return
  }
  const change = additionOf(editor, on, rule)
  if (change) editor.emit(change)
}

function additionOf(editor: Editor, on: Rendered, rule: NamedRule): Change | undefined {
  const table = tableOf(editor, on)
  const made = constraintFor(rule, on.model, on.state, editor.dialect)
  switch (made?.kind) {
    case undefined:
      return undefined
    case 'unique':
      return { kind: 'add-unique', table, unique: made.unique }
    case 'check':
      return { kind: 'add-check', table, check: made.check }
    case 'exclusion':
      return { kind: 'add-exclusion', table, exclusion: made.exclusion }
  }
}

/** `remove_constraint`. */
export function removeConstraint(editor: Editor, on: Rendered, rule: NamedRule): void {
  const table = tableOf(editor, on)
  if (editor.dialect === 'sqlite' && !isIndexOnSqlite(rule)) {
    remakeTable(editor, table, on)
    return
  }
  const made = constraintFor(rule, on.model, on.state, editor.dialect)
  if (made === undefined) return
  if (made.kind === 'unique') keepKeyServed(editor, on, firstField(rule))
  const isIndex = made.kind === 'unique' && made.unique.index === true
  editor.emit({
    kind: isIndex ? 'drop-index' : 'drop-constraint',
    table,
    name: keptName(rule.name, editor.dialect),
  })
}

/** `add_constraint` of django/db/backends/sqlite3/schema.py: what has its own CREATE INDEX, if it has any. */
function isIndexOnSqlite({ className, source }: NamedRule): boolean {
  if (className !== 'django.db.models.UniqueConstraint' || source.kind !== 'call') return false
  const has = (name: string): boolean => truthy(argument(source, name), true)
  return has('condition') || has('include') || has('deferrable') || positionalArguments(source).length > 0
}

/** The first field of an index or unique rule; of expressions only an `F('name')` or a bare name counts. */
function firstField({ source }: NamedRule): string | undefined {
  if (source.kind !== 'call') return undefined
  const [name] = stringList(argument(source, 'fields')) ?? []
  if (name !== undefined) return name.replace(/^-/, '')
  const first = positionalArguments(source)[0]?.value
  return stringValue(first?.kind === 'call' ? first.args[0]?.value : first)
}

/**
 * `_create_missing_fk_index` of django/db/backends/mysql/schema.py: the index that goes may be the only one that
 * serves a key.
 */
function keepKeyServed(editor: Editor, { model, state }: Rendered, name: string | undefined): void {
  const field =
    isMysql(editor.dialect) && name !== undefined ? findField(model, state, name)?.field : undefined
  if (field?.kind !== 'relation' || field.relation?.oneToOne === true) return
  const table = tableOf(editor, { model })
  const column = columnName(field)
  if (indexesBeginningWith(editor, table, column).length !== 1) return
  editor.emit({ kind: 'add-index', table, index: plainIndex(table, [column], '', editor.dialect) })
}

/** `alter_unique_together`. */
export function alterUniqueTogether(editor: Editor, on: Rendered, olds: Sets, news: Sets): void {
  const table = tableOf(editor, on)
  for (const names of without(olds, news)) {
    const found = dropComposed(editor, on, names, { unique: true, primaryKey: false })
    const index = isUniqueIndex(editor, table, found)
    editor.emit({ kind: index ? 'drop-index' : 'drop-constraint', table, name: found })
  }
  for (const names of without(news, olds)) {
    const unique = uniqueTogether(names, table, on.model, on.state, editor.dialect)
    editor.emit({ kind: 'add-unique', table, unique })
  }
}

function isUniqueIndex(editor: Editor, table: string, name: string): boolean {
  const { uniques } = requireTable(editor.schema, table)
  return uniques.some((unique) => unique.name === name && unique.index === true)
}

/** `alter_index_together`. */
export function alterIndexTogether(editor: Editor, on: Rendered, olds: Sets, news: Sets): void {
  const table = tableOf(editor, on)
  for (const names of without(olds, news)) {
    editor.emit({
      kind: 'drop-index',
      table,
      name: dropComposed(editor, on, names, { index: true, unique: false }),
    })
  }
  for (const names of without(news, olds)) {
    const columns = fieldColumns(names, on.model, on.state)
    editor.emit({ kind: 'add-index', table, index: plainIndex(table, columns, '_idx', editor.dialect) })
  }
}

type Sets = readonly (readonly string[])[]

function without(sets: Sets, others: Sets): Sets {
  const known = new Set(others.map((names) => names.join()))
  return sets.filter((names, place) => !known.has(names.join()) && isFirst(sets, names, place))
}

function isFirst(sets: Sets, names: readonly string[], place: number): boolean {
  return sets.findIndex((other) => other.join() === names.join()) === place
}

/** `_delete_composed_index`: the name of the one rule over these columns that is not in Meta. */
function dropComposed(
  editor: Editor,
  on: Rendered,
  names: readonly string[],
  filter: ConstraintFilter,
): string {
  const table = tableOf(editor, on)
  keepKeyServed(editor, on, names[0])
  const columns = fieldColumns(names, on.model, on.state)
  const { constraints, indexes } = on.model.options
  const exclude = new Set([...constraints, ...indexes].map(({ name }) => name))
  const found = constraintNames(editor, table, columns, { ...filter, exclude })
  const usual = uniqueName(table, columns, editor.dialect)
  const [name] = filter.unique === true && found.includes(usual) ? [usual] : found
  if (name !== undefined && (found.length === 1 || name === usual)) return name
  throw notApplicable(`found ${found.length} rules instead of one over ${table}(${columns.join(', ')})`)
}
