import { Refusal } from '../../core/errors'
import type { Place } from '../../core/span'
import { isMysql } from '../../django/backends/features'
import type { Change } from '../../django/changes'
import { MAX_NAME_LENGTH, indexName } from '../../django/names'
import type { Column, Index, Schema, Table, Twin, Unique } from '../../django/schema'
import { withRenamedColumn } from '../../django/table-changes'
import type { Dialect } from '../../core/dialect'
import { defaultSql } from '../../sql/default'
import { hidesChanges } from '../../sql/differs'
import { isStable } from '../../sql/stable'
import { placeholderDefault, twinName } from '../../sql/twin'
import type { RenamedColumn } from './names'

/** A renamed column as the overlap has it: under both names. */
export interface TwinPlan {
  readonly table: string
  readonly twin: Twin
  /** The column with the rules as it is in the overlap: on MySQL it may have a default for that long. */
  readonly column: Column
  readonly hasPlaceholder: boolean
  readonly twinColumn: Column
  /** Indexes and unique rules over the twin, so that new code finds rows, and what to update, as fast. */
  readonly copies: readonly Change[]
}

/**
 * What keeps a renamed column under both its names. `all` are the columns that are renamed: where a rule is over several
 * of them, old code knows it by all of the old names, and new code by all of the new ones.
 *
 * Throws `primary-key` for a key whose values the database makes, `renamed` where a default makes another value
 * each time, so that nobody can tell which of the two columns an INSERT gave.
 */
export function planTwin(
  renamed: RenamedColumn,
  all: readonly RenamedColumn[],
  schema: Schema,
  place: Place,
): TwinPlan {
  const { table: name, from, to } = renamed
  const { dialect } = schema
  const table = schema.tables.get(name)
  const there = table?.columns.get(from)
  if (table === undefined || there === undefined) throw new TypeError(`there is no column ${name}.${from}`)
  refusePrimaryKey(table, there, place)
  if (isMysql(dialect) && from.toLowerCase() === to.toLowerCase()) {
    throw unsplit(`${from} and ${to} differ in case alone, and are one name to the database`, there, place)
  }
  refuseCascades(table, there, dialect, place)
  if (there.generated)
    throw unsplit(`the database works out ${from}, and no trigger writes to it`, there, place)
  const column = withPlaceholder(there, dialect, place)
  const blank = blankOf(column, dialect, place)
  const twin: Twin = {
    name: twinName(name, from, to, dialect),
    column: from,
    twin: to,
    ...(blank !== undefined && { blank }),
    ...(hidesChanges(column, dialect) && { comparesBytes: true }),
  }
  return {
    table: name,
    twin,
    column,
    hasPlaceholder: column !== there,
    twinColumn: twinColumn(column, to, dialect),
    copies: copiesOf(
      table,
      renamed,
      all.filter((each) => each.table === name),
      dialect,
    ),
  }
}

/** A parent link of multi-table inheritance always comes with its value. Throws `primary-key` for others. */
function refusePrimaryKey({ primaryKey, foreignKeys, name }: Table, column: Column, place: Place): void {
  if (!primaryKey.includes(column.name)) return
  if (primaryKey.length === 1 && foreignKeys.some((key) => key.column === column.name)) return
  throw new Refusal({
    code: 'primary-key',
    reason: `${name}.${column.name} is the primary key, by which old and new code would know the rows under different names`,
    wayOut: `give the field db_column="${column.name}": its name in Python is then free, and nothing has to be split`,
    place,
  })
}

/** https://dev.mysql.com/doc/refman/8.4/en/triggers.html: "Cascaded foreign key actions do not activate triggers." */
function refuseCascades({ foreignKeys }: Table, column: Column, dialect: Dialect, place: Place): void {
  const acts = foreignKeys.some(
    (key) => key.column === column.name && (key.onDelete === 'set-null' || key.onUpdate !== undefined),
  )
  if (isMysql(dialect) && acts) {
    throw unsplit(`the foreign key of ${column.name} writes to its rows past any trigger`, column, place)
  }
}

/** MySQL asks for a value before any trigger runs. */
function withPlaceholder(column: Column, dialect: Dialect, place: Place): Column {
  if (!isMysql(dialect) || column.nullable || column.default !== undefined) return column
  const sql = placeholderDefault(column.type, dialect)
  if (sql !== undefined) return { ...column, default: { kind: 'sql', sql } }
  throw unsplit(`the type of ${column.name} is not one that bgsplit knows a default for`, column, place)
}

function blankOf(column: Column, dialect: Dialect, place: Place): string | undefined {
  if (column.default === undefined) return undefined
  const sql = defaultSql(column.default, dialect)
  if (sql === undefined) throw unsplit(`the default of ${column.name} cannot be read`, column, place)
  if (isStable(sql)) return sql
  const reason = `the default of ${column.name} is another one for each row, so that nobody can tell whether a row was given a value`
  throw unsplit(reason, column, place)
}

function unsplit(reason: string, { name }: Column, place: Place): Refusal {
  const wayOut = `give the field db_column="${name}": its name in Python is then free, and nothing has to be split`
  return new Refusal({ code: 'renamed', reason, wayOut, place })
}

/** PostgreSQL runs BEFORE triggers ahead of NOT NULL: the rule on the one column is enough. */
function twinColumn(
  { type, nullable, default: value, collation }: Column,
  name: string,
  dialect: Dialect,
): Column {
  return {
    name,
    type,
    nullable: dialect === 'postgresql' || nullable,
    identity: false,
    ...(value !== undefined && { default: value }),
    ...(collation !== undefined && { collation }),
  }
}

/** Of the rules over the column that no renamed column before it has a copy of. */
function copiesOf(
  table: Table,
  renamed: RenamedColumn,
  all: readonly RenamedColumn[],
  dialect: Dialect,
): readonly Change[] {
  const bare: Table = { ...table, columns: new Map() }
  const after = all.reduce((current, { from, to }) => withRenamedColumn(current, from, to, dialect), bare)
  const isOwn = (columns: readonly string[] | undefined): boolean =>
    all.find(({ from }) => columns?.includes(from)) === renamed
  const name = (old: string | undefined): string => copyName(old, table, renamed.to, dialect)
  const indexes = after.indexes.flatMap((index, at): readonly Change[] => {
    const old = table.indexes[at]
    if (!isOwn(old?.columns) || isUnreadable(index)) return []
    const { parts, columns, method, sql } = index
    const copy = { name: name(old?.name), parts, columns, ...(method && { method }), ...(sql && { sql }) }
    return [{ kind: 'add-index', table: table.name, index: copy }]
  })
  const uniques = after.uniques.flatMap((unique, at): readonly Change[] => {
    const old = table.uniques[at]
    if (!isOwn(old?.uses) || isUnreadable(unique) || unique.sql?.deferrable !== undefined) return []
    return [addUnique(table.name, unique, name(old?.name))]
  })
  const keys = table.primaryKey.includes(renamed.from) ? [after.primaryKey] : []
  return [
    ...indexes,
    ...uniques,
    ...keys.map((columns) =>
      addUnique(table.name, { name: undefined, columns, uses: columns }, name(`${table.name}_pkey`)),
    ),
  ]
}

/** As an index: it is dropped with its column. */
function addUnique(table: string, { columns, uses, sql }: Unique, name: string): Change {
  return { kind: 'add-unique', table, unique: { name, columns, uses, index: true, ...(sql && { sql }) } }
}

function isUnreadable({ source, sql }: Index | Unique): boolean {
  return source !== undefined && sql === undefined
}

function copyName(name: string | undefined, table: Table, to: string, dialect: Dialect): string {
  const copy = `${name ?? table.name}_twin`
  const tooLong = Buffer.byteLength(copy) > (MAX_NAME_LENGTH[dialect] ?? Infinity)
  return tooLong || name === undefined ? indexName(table.name, [to, name ?? ''], '_twin', dialect) : copy
}
