import type { Dialect } from '../core/dialect'
import { isMysql } from '../django/backends/features'
import type { Change } from '../django/changes'
import type { Check, Column, Index, Schema, Table, Unique } from '../django/schema'
import { stable } from './differences'

/**
 * The changes that make the tables of one schema those of another: only what differs. Rules that only the first has go
 * first, then columns change, then rules come; an index that has become spare goes last, so that there is always one
 * where there was one. Columns and tables are neither added nor dropped.
 */
export function tableChanges(from: Schema, to: Schema): readonly Change[] {
  return [...to.tables.values()].flatMap((table) => {
    const there = from.tables.get(table.name)
    return there === undefined || there === table ? [] : changesOf(there, table, to.dialect)
  })
}

function changesOf(from: Table, to: Table, dialect: Dialect): readonly Change[] {
  const { name: table } = to
  const keys = between(from.foreignKeys, to.foreignKeys)
  const checks = between(from.checks.filter(isApart), to.checks.filter(isApart))
  const uniques = between(from.uniques, to.uniques)
  const exclusions = between(from.exclusions, to.exclusions)
  const indexes = indexChanges(from, to)
  // InnoDB lets the index of a key go only when another one is there.
  const isEarly = isMysql(dialect)
  return [
    ...servingIndexes(from, to),
    ...(isEarly ? indexes.come : []),
    ...keys.gone.map((key) => drop(table, key, 'foreignKeys')),
    ...checks.gone.map((check) => drop(table, check, 'checks')),
    ...exclusions.gone.map((exclusion) => drop(table, exclusion, 'exclusions')),
    ...uniques.gone.map((unique) => dropUnique(table, unique)),
    ...columnChanges(from, to),
    ...uniques.come.map((unique): Change => ({ kind: 'add-unique', table, unique })),
    ...(isEarly ? [] : indexes.come),
    ...checks.come.map((check): Change => ({ kind: 'add-check', table, check })),
    ...exclusions.come.map((exclusion): Change => ({ kind: 'add-exclusion', table, exclusion })),
    ...keys.come.map((foreignKey): Change => ({ kind: 'add-foreign-key', table, foreignKey })),
    ...indexes.gone,
    ...(from.comment === to.comment
      ? []
      : [{ kind: 'set-table-comment', table, comment: to.comment } as const]),
  ]
}

interface Between<T> {
  readonly gone: readonly T[]
  readonly come: readonly T[]
}

function between<T>(from: readonly T[], to: readonly T[]): Between<T> {
  const [was, is] = [from, to].map((all) => new Set(all.map(stable)))
  return {
    gone: from.filter((each) => is?.has(stable(each)) !== true),
    come: to.filter((each) => was?.has(stable(each)) !== true),
  }
}

type Kept = Extract<Change, { kind: 'drop-constraint' }>['of']

function drop(table: string, { name = '' }: { readonly name: string | undefined }, of: Kept): Change {
  return { kind: 'drop-constraint', table, name, ...(of && { of }) }
}

function dropUnique(table: string, unique: Unique): Change {
  const { name = '' } = unique
  return unique.index === true ? { kind: 'drop-index', table, name } : drop(table, unique, 'uniques')
}

/** MariaDB keeps the check of a type in its column, with which it is altered. */
function isApart({ inColumn }: Check): boolean {
  return inColumn !== true
}

function columnChanges(from: Table, to: Table): readonly Change[] {
  return [...to.columns.values()].flatMap((column): readonly Change[] => {
    const there = from.columns.get(column.name)
    if (there === undefined || isSame(there, column, from, to)) return []
    const checks = checksIn(column, to)
    const own = checks.length > 0 || checksIn(column, from).length > 0 ? { checks } : {}
    return [{ kind: 'alter-column', table: to.name, column: column.name, to: column, ...own }]
  })
}

function isSame(there: Column, column: Column, from: Table, to: Table): boolean {
  return stable([there, checksIn(there, from)]) === stable([column, checksIn(column, to)])
}

function checksIn({ name }: Column, { checks }: Table): readonly Check[] {
  return checks.filter((check) => !isApart(check) && check.columns?.[0] === name)
}

/** An index that only changes its name keeps its rows. One that InnoDB makes for a key comes and goes by itself. */
function indexChanges(from: Table, to: Table): Between<Change> {
  const { gone, come } = between(from.indexes.filter(isOwn), to.indexes)
  const twinOf = (index: Index): Index | undefined => gone.find((old) => bareIndex(old) === bareIndex(index))
  const twins = new Set(come.map(twinOf))
  const table = to.name
  return {
    come: come.flatMap((index): readonly Change[] => {
      const old = twinOf(index)
      if (old === undefined) return isOwn(index) ? [{ kind: 'add-index', table, index }] : []
      return [{ kind: 'rename-index', table, name: old.name ?? '', to: index.name ?? '' }]
    }),
    gone: gone
      .filter((index) => !twins.has(index))
      .map((index): Change => ({ kind: 'drop-index', table, name: index.name ?? '' })),
  }
}

/**
 * InnoDB gives up an index of its own for a key as soon as another can serve it, and lets that one go only when there
 * is one in its place (`_create_missing_fk_index`, django/db/backends/mysql/schema.py).
 */
function servingIndexes(from: Table, to: Table): readonly Change[] {
  const table = to.name
  const missing = to.indexes.filter(
    (index) =>
      index.implicit === true &&
      !from.indexes.some((other) => bareIndex(other) === bareIndex(index)) &&
      from.foreignKeys.some((key) => key.column === index.parts[0]?.column),
  )
  return missing.map(({ name, parts, columns }): Change => {
    return { kind: 'add-index', table, index: { name, parts, columns } }
  })
}

/** What an index is, whatever its name, and whoever made it. */
export function bareIndex(index: Index): string {
  return stable({ ...index, name: undefined, implicit: undefined })
}

function isOwn({ implicit }: Index): boolean {
  return implicit !== true
}
