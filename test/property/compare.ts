import { quoteName } from '../../src/core/quote'
import type { Check, Column, ColumnDefault, Index, Schema, Table, Unique } from '../../src/django/schema'
import type { ProjectState } from '../../src/django/state'
import { defaultSql } from '../../src/sql/default'
import { keyPartText } from '../../src/sql/rule-text'

/** Where and how something was written, which two files never have in common. */
const NOT_MEANING = new Set(['place', 'binding', 'spelling', 'synthetic', 'via', 'enclosed', 'references'])

function meaning(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meaning)
  if (value instanceof Map) return [...value].map(meaning)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([name, each]) => !NOT_MEANING.has(name) && each !== undefined)
  return Object.fromEntries(entries.sort(byName).map(([name, each]) => [name, meaning(each)]))
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1
}

function line(...parts: readonly unknown[]): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(meaning(part ?? null))))
    .join(' ')
}

/** What one list of facts has and the other has not. */
function difference(one: readonly string[], other: readonly string[]): readonly string[] {
  const left = one.filter((fact) => count(one, fact) > count(other, fact)).map((fact) => `- ${fact}`)
  const right = other.filter((fact) => count(other, fact) > count(one, fact)).map((fact) => `+ ${fact}`)
  return [...new Set([...left, ...right])]
}

function count(facts: readonly string[], fact: string): number {
  return facts.filter((each) => each === fact).length
}

/** Everything in which a schema (`+`) differs from what it should be (`-`). */
export function schemaDifference(expected: Schema, found: Schema): readonly string[] {
  return difference(schemaFacts(expected), schemaFacts(found))
}

/** Everything in which a project state (`+`) differs from what it should be (`-`). */
export function stateDifference(expected: ProjectState, found: ProjectState): readonly string[] {
  return difference(stateFacts(expected), stateFacts(found))
}

function schemaFacts({ tables, views, dialect }: Schema): readonly string[] {
  const tableLines = [...tables.values()].flatMap((table) => [
    `table ${table.name}`,
    ...tableFacts(table, dialect).map((fact) => `${table.name}: ${fact}`),
  ])
  const viewLines = [...(views?.values() ?? [])].map(({ name, table, columns }) =>
    line('view', name, table, columns.toSorted()),
  )
  return [...tableLines, ...viewLines]
}

/**
 * Each by itself, as their order is the database's business. Not in it: which index MySQL made for a key by itself,
 * and the numbers by which it calls checks.
 */
function tableFacts(table: Table, dialect: Schema['dialect']): readonly string[] {
  return [
    line('primary key', table.primaryKey),
    line('comment', table.comment ?? ''),
    ...[...table.columns.values()].map((column) => columnFact(column, dialect)),
    ...table.indexes.flatMap((index) => indexFacts(index, table, dialect)),
    ...table.uniques.map((unique) => uniqueFact(unique, dialect)),
    ...table.checks.map((check) => checkFact(check, dialect)),
    ...table.foreignKeys.map((key) => line('key', key)),
    ...table.exclusions.map((exclusion) => line('exclusion', exclusion)),
    ...(table.twins ?? []).map((twin) => line('twin', twin)),
  ]
}

/** InnoDB always has some index for a key; which one, and how many of them, is its own business. */
function indexFacts(index: Index, { foreignKeys }: Table, dialect: Schema['dialect']): readonly string[] {
  const { parts, method } = index
  const isInnoDb = dialect === 'mysql' || dialect === 'mariadb'
  const isForKey = parts.length === 1 && foreignKeys.some((key) => key.column === parts[0]?.column)
  const texts = parts.map((part) => keyPartText(part, dialect))
  return isInnoDb && isForKey ? [] : [line('index', index.name, method, said(index, texts))]
}

/** `unique=True` is found by its column, whatever it is called: inline the database names it, afterwards Django. Rules have a name of the generator's. */
function uniqueFact(unique: Unique, dialect: Schema['dialect']): string {
  const { name, columns } = unique
  const isOfField = columns.length === 1 && name?.startsWith('uniq_') !== true
  const texts = columns.map((column) => quoteName(column, dialect))
  return line('unique', isOfField ? 'of a field' : name, said(unique, texts))
}

/** A rule of a model is the same as the SQL that says the same. */
function said(
  { sql, source }: Pick<Table['uniques'][number], 'sql' | 'source'>,
  parts: readonly string[],
): unknown {
  return sql ?? source ?? { parts }
}

function columnFact(column: Column, dialect: Schema['dialect']): string {
  const { type, default: value, ...rest } = column
  const shown = type.kind === 'known' ? type.sql.toLowerCase().replace(/ auto_increment/, '') : type.className
  return line('column', { ...rest, type: shown, default: value && defaultFact(value, dialect) })
}

/** A default that was read from SQL is the same as the expression it was written for. */
function defaultFact(value: ColumnDefault, dialect: Schema['dialect']): unknown {
  return defaultSql(value, dialect) ?? value
}

/** Which columns the SQL of a check is over is told by the SQL, and not always read from it. */
function checkFact({ name, sql, columns, source, inColumn }: Check, dialect: Schema['dialect']): string {
  if (sql === undefined) return line('check', { name, columns, source })
  return line('check', { name: dialect === 'mysql' ? undefined : name, inColumn, sql })
}

function stateFacts({ models }: ProjectState): readonly string[] {
  return [...models].flatMap(([key, { fields, ...model }]) => [
    `model ${key} ${line({ ...model, app: undefined })}`,
    ...[...fields.values()].map((field) => `${key} ${line(field)}`),
  ])
}
