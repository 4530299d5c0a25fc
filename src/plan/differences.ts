import type {
  Check,
  Column,
  ColumnDefault,
  Index,
  Schema,
  Table,
  Unique,
  UniqueSql,
  View,
} from '../django/schema'
import type { Dialect } from '../core/dialect'
import { differingKeys } from '../core/persistent-map'
import { quoteName } from '../core/quote'
import { isMysql } from '../django/backends/features'
import type { Expression } from '../python/nodes'
import { defaultSql } from '../sql/default'
import { keyPartText } from '../sql/rule-text'

/**
 * What differs between two schemas, in words; empty where they are equal. The order of columns does not count: a
 * column that is added again comes last; nor do the numbers by which MySQL calls its checks.
 */
export function differences(one: Schema, other: Schema): readonly string[] {
  const names = differingKeys(one.tables, other.tables)
  const tables = names.toSorted().flatMap((name) => {
    const [left, right] = [one.tables.get(name), other.tables.get(name)]
    if (left === undefined || right === undefined) return [`the table ${name} is in one only`]
    return tableDifferences(left, right, one.dialect)
  })
  return [...tables, ...viewDifferences(one, other)]
}

function viewDifferences(one: Schema, other: Schema): readonly string[] {
  const [left, right] = [one, other].map(({ views }) => [...(views?.values() ?? [])].map(viewFact))
  const missing = left?.filter((fact) => right?.includes(fact) !== true) ?? []
  const extra = right?.filter((fact) => left?.includes(fact) !== true) ?? []
  return [...missing, ...extra]
}

function viewFact({ name, table, columns }: View): string {
  return `view ${name} of ${table}: ${columns.toSorted().join(', ')}`
}

function tableDifferences(one: Table, other: Table, dialect: Dialect): readonly string[] {
  const left = facts(one, dialect)
  const right = facts(other, dialect)
  const [was, is] = [new Set(left), new Set(right)]
  const missing = left.filter((fact) => !is.has(fact))
  const extra = right.filter((fact) => !was.has(fact))
  return [...missing, ...extra].map((fact) => `${one.name}: ${fact}`)
}

/** Everything about a table that counts, a line each. */
function facts(table: Table, dialect: Dialect): readonly string[] {
  const rule = (kind: string, value: object): string => `${kind} ${stable(value)}`
  return [
    ...[...table.columns.values()].map((column) => columnFact(column, dialect)),
    ...(table.primaryKey.length === 0 ? [] : [`primary key ${table.primaryKey.join(', ')}`]),
    ...table.indexes
      .filter((index) => !isForKey(index, table, dialect))
      .map((index) => rule('index', indexFacts(index, dialect))),
    ...table.uniques.map((unique) => rule('unique', uniqueFacts(unique, dialect))),
    ...table.checks.map((check) => rule('check', checkFacts(check, dialect))),
    ...table.foreignKeys.map((key) => rule('key', key)),
    ...table.exclusions.map((exclusion) => rule('exclusion', exclusion)),
    ...(table.twins ?? []).map((twin) => rule('twin', twin)),
    ...(table.comment === undefined ? [] : [`comment ${table.comment}`]),
  ]
}

/** Its SQL says all about a check, where that is known. */
function checkFacts({ name, sql, columns, source }: Check, dialect: Dialect): object {
  const shown = dialect === 'mysql' ? undefined : name
  return sql === undefined ? { name: shown, columns, source } : { name: shown, sql: squeezed(sql) }
}

/**
 * InnoDB always has some index for a key: it makes one where there is none, calls it as it likes and may let it go when
 * another serves. Which one that is counts for nothing.
 */
function isForKey({ parts }: Index, { foreignKeys }: Table, dialect: Dialect): boolean {
  const [part, ...more] = parts
  return isMysql(dialect) && more.length === 0 && foreignKeys.some((key) => key.column === part?.column)
}

/** Where it came from does not count: a rule of a model is the same as the SQL that says the same. */
function indexFacts(index: Index, dialect: Dialect): object {
  const { name, source, sql, method } = index
  const shown = method === 'btree' ? undefined : method
  if (source !== undefined && sql === undefined) return { ...index, implicit: undefined }
  const { parts, columns } = index
  return {
    name,
    method: shown,
    ...(sql ? squeezedAll(sql) : { parts: parts.map((part) => keyPartText(part, dialect)) }),
    // Of a rule whose parts nobody knows.
    ...(sql === undefined && parts.length === 0 && { columns }),
  }
}

function uniqueFacts(unique: Unique, dialect: Dialect): object {
  const { name, source, sql, columns } = unique
  if (source !== undefined && sql === undefined) return { ...unique, index: undefined }
  return { name, ...squeezedAll(sql ?? { parts: columns.map((column) => quoteName(column, dialect)) }) }
}

function squeezedAll(sql: UniqueSql): object {
  return {
    ...sql,
    parts: sql.parts.map(squeezed),
    include: sql.include?.map(squeezed),
    where: sql.where === undefined ? undefined : squeezed(sql.where),
  }
}

/** White space outside of strings and quoted names says nothing. */
function squeezed(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"[^"]*"|`[^`]*`|\s+/g, (part) => (/^\s/.test(part) ? ' ' : part)).trim()
}

/** Most columns of two tables are the same ones. */
function columnFact(column: Column, dialect: Dialect): string {
  const known = COLUMN_FACTS[dialect].get(column)
  const fact = known ?? madeColumnFact(column, dialect)
  if (known === undefined) COLUMN_FACTS[dialect].set(column, fact)
  return fact
}

const COLUMN_FACTS: Readonly<Record<Dialect, WeakMap<Column, string>>> = {
  postgresql: new WeakMap(),
  mysql: new WeakMap(),
  mariadb: new WeakMap(),
  sqlite: new WeakMap(),
}

function madeColumnFact(column: Column, dialect: Dialect): string {
  const { name, type, nullable, identity, generated, collation, comment } = column
  const value = column.default && defaultText(column.default, dialect)
  const shown = type.kind === 'known' ? type.sql.toLowerCase().replace(' auto_increment', '') : type.className
  return `column ${stable({ name, type: shown, nullable, identity, generated, collation, comment, default: value })}`
}

function defaultText(value: ColumnDefault, dialect: Dialect): string {
  const sql = defaultSql(value, dialect)
  return sql ?? (value.kind === 'expression' ? stable(withoutPlaces(value.expression)) : '')
}

/** What belongs to the place of an expression in its file, and not to what it means. */
const NOT_MEANING = new Set(['place', 'synthetic', 'spelling', 'via', 'enclosed', 'binding'])

/** JSON with sorted keys, and without the places of expressions: where something was written does not count. */
export function stable(value: unknown): string {
  return JSON.stringify(value, (key, item: unknown) => {
    if (NOT_MEANING.has(key)) return undefined
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item
    return Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)))
  })
}

function withoutPlaces(expression: Expression): unknown {
  return JSON.parse(stable(expression)) as unknown
}

/** Whether two expressions say the same, wherever they stand. */
export function sameExpression(one: Expression, other: Expression | undefined): boolean {
  return one === other || stable(one) === stable(other)
}
