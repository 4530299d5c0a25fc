import type { Dialect } from '../core/dialect'
import { isMysql } from '../django/backends/features'
import type { Change } from '../django/changes'
import { tablesThatDiffer } from '../django/differing'
import type { Check, Column, ForeignKey, Index, Opaque, Schema, Table, Unique } from '../django/schema'
import { stable } from './differences'

/**
 * The changes that make the tables of one schema those of another: only what differs. Rules that only the first has go
 * first, then columns change, then rules come; an index that has become spare goes last, so that there is always one
 * where there was one. Columns and tables are neither added nor dropped.
 */
export function tableChanges(from: Schema, to: Schema): readonly Change[] {
  return tablesThatDiffer(to, from).flatMap((table) => {
    const there = from.tables.get(table.name)
    return there === undefined ? [] : changesOf(there, table, to.dialect)
  })
}

function changesOf(from: Table, to: Table, dialect: Dialect): readonly Change[] {
  const { name: table } = to
  const constraints = constraintChanges(from, to, dialect)
  const { keys, checks, uniques, exclusions } = constraints
  const indexes = indexChanges(from, to)
  // InnoDB lets the index of a key go only when another one is there.
  const isEarly = isMysql(dialect)
  return [
    ...servingIndexes(from, to),
    ...(isEarly ? indexes.come : []),
    ...constraints.replaced,
    ...keys.gone.map((key) => drop(table, key, 'foreignKeys')),
    ...checks.gone.map((check) => drop(table, check, 'checks')),
    ...exclusions.gone.map((exclusion) => drop(table, exclusion, 'exclusions')),
    ...uniques.gone.map((unique) => dropUnique(table, unique)),
    ...columnChanges(from, to),
    ...constraints.renamed,
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

type Rule = Unique | Check | Opaque | ForeignKey

/** What only gets another name is renamed, where the database can: nothing is read, and it is there all the time. */
function constraintChanges(from: Table, to: Table, dialect: Dialect) {
  const { name: table } = to
  const renames = dialect === 'postgresql'
  const keys = withoutRenamed(
    between(from.foreignKeys, to.foreignKeys),
    renames || mayReplaceKeys(from, to, dialect),
  )
  const checks = withoutRenamed(between(from.checks.filter(isApart), to.checks.filter(isApart)), renames)
  const uniques = withoutRenamed(between(from.uniques, to.uniques), renames || isMysql(dialect))
  const exclusions = withoutRenamed(between(from.exclusions, to.exclusions), renames)
  const all = [...(renames ? keys.renamed : []), ...checks.renamed, ...uniques.renamed, ...exclusions.renamed]
  return {
    ...{ keys, checks, uniques, exclusions },
    renamed: all.map(([old, rule]) => rename(table, old, rule, dialect)),
    replaced: renames ? [] : keys.renamed.flatMap(([old, key]) => replace(table, old, key)),
  }
}

/** A unique rule of MySQL is its index. */
function rename(table: string, old: Rule, rule: Rule, dialect: Dialect): Change {
  const names = { table, name: old.name ?? '', to: rule.name ?? '' }
  const isIndex = isMysql(dialect) || 'index' in old
  return isIndex ? { kind: 'rename-index', ...names } : { kind: 'rename-constraint', ...names }
}

/** InnoDB's keys cannot be renamed: there are two of them for a moment, and never none. */
function replace(table: string, old: ForeignKey, foreignKey: ForeignKey): readonly Change[] {
  return [{ kind: 'add-foreign-key', table, foreignKey }, drop(table, old, 'foreignKeys')]
}

/** A column with a key on it cannot be changed: then the key goes first, and comes again. */
function mayReplaceKeys(from: Table, to: Table, dialect: Dialect): boolean {
  return isMysql(dialect) && columnChanges(from, to).length === 0
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

interface Named {
  readonly name: string | undefined
}

/** Without what is there before and after but for its name; `takes`: only where that is asked for. */
function withoutRenamed<T extends Named>({ gone, come }: Between<T>, takes: boolean) {
  const bare = (rule: T): string => stable({ ...rule, name: undefined })
  const renamed: (readonly [old: T, rule: T])[] = []
  for (const rule of takes ? come.filter(isNamed) : []) {
    const taken = new Set(renamed.map(([old]) => old))
    const old = gone.find((each) => isNamed(each) && !taken.has(each) && bare(each) === bare(rule))
    if (old !== undefined) renamed.push([old, rule])
  }
  const pairs = new Set(renamed.flat())
  return {
    renamed,
    gone: gone.filter((rule) => !pairs.has(rule)),
    come: come.filter((rule) => !pairs.has(rule)),
  }
}

function isNamed({ name }: Named): boolean {
  return name !== undefined
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
  if (there === column && from.checks === to.checks) return true
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
  const dropped = ({ name = '' }: Index): Change => ({ kind: 'drop-index', table, name })
  const spare = gone.filter((index) => !twins.has(index))
  // The same name for another index: PostgreSQL has an operator class of its own for each type of text.
  const replacedBy = ({ name }: Index): readonly Index[] => spare.filter((old) => old.name === name)
  return {
    come: come.flatMap((index): readonly Change[] => {
      const old = twinOf(index)
      if (old !== undefined)
        return [{ kind: 'rename-index', table, name: old.name ?? '', to: index.name ?? '' }]
      return isOwn(index) ? [...replacedBy(index).map(dropped), { kind: 'add-index', table, index }] : []
    }),
    gone: spare.filter((old) => !come.some((index) => replacedBy(index).includes(old))).map(dropped),
  }
}

/**
 * InnoDB gives up an index of its own for a key as soon as another can serve it, and lets that one go only when there
 * is one in its place (`_create_missing_fk_index`, django/db/backends/mysql/schema.py). One that was made in this way
 * stays, unlike InnoDB's own: whoever goes this way again finds it there.
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
    return { kind: 'add-index', table, index: { name, parts, columns }, ifNotExists: true }
  })
}

/** What an index is, whatever its name, and whoever made it. */
export function bareIndex(index: Index): string {
  return stable({ ...index, name: undefined, implicit: undefined })
}

function isOwn({ implicit }: Index): boolean {
  return implicit !== true
}
