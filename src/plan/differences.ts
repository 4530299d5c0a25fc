import type { Check, Column, ColumnDefault, Schema, Table } from '../django/schema'
import type { Dialect } from '../core/dialect'
import type { Expression } from '../python/nodes'
import { defaultSql } from '../sql/default'

/**
 * What differs between two schemas, in words; empty where they are equal. The order of columns does not count: a
 * column that is added again comes last; nor do the numbers by which MySQL calls its checks.
 */
export function differences(one: Schema, other: Schema): readonly string[] {
  const names = new Set([...one.tables.keys(), ...other.tables.keys()])
  return [...names].sort().flatMap((name) => {
    const [left, right] = [one.tables.get(name), other.tables.get(name)]
    if (left === right) return []
    if (left === undefined || right === undefined) return [`the table ${name} is in one only`]
    return tableDifferences(left, right, one.dialect)
  })
}

function tableDifferences(one: Table, other: Table, dialect: Dialect): readonly string[] {
  const left = facts(one, dialect)
  const right = facts(other, dialect)
  const missing = left.filter((fact) => !right.includes(fact))
  const extra = right.filter((fact) => !left.includes(fact))
  return [...missing, ...extra].map((fact) => `${one.name}: ${fact}`)
}

/** Everything about a table that counts, a line each. */
function facts(table: Table, dialect: Dialect): readonly string[] {
  const rule = (kind: string, value: object): string => `${kind} ${stable(value)}`
  return [
    ...[...table.columns.values()].map((column) => columnFact(column, dialect)),
    ...(table.primaryKey.length === 0 ? [] : [`primary key ${table.primaryKey.join(', ')}`]),
    ...table.indexes.map((index) => rule('index', { ...index, implicit: undefined })),
    ...table.uniques.map((unique) => rule('unique', { ...unique, index: undefined })),
    ...table.checks.map((check) => rule('check', checkFacts(check, dialect))),
    ...table.foreignKeys.map((key) => rule('key', key)),
    ...table.exclusions.map((exclusion) => rule('exclusion', exclusion)),
    ...(table.comment === undefined ? [] : [`comment ${table.comment}`]),
  ]
}

/** Its SQL says all about a check, where that is known. */
function checkFacts({ name, sql, columns, source }: Check, dialect: Dialect): object {
  const shown = dialect === 'mysql' ? undefined : name
  return sql === undefined ? { name: shown, columns, source } : { name: shown, sql }
}

function columnFact(column: Column, dialect: Dialect): string {
  const { name, type, nullable, identity, generated, collation, comment } = column
  const value = column.default && defaultText(column.default, dialect)
  const shown = type.kind === 'known' ? type.sql.toLowerCase().replace(' auto_increment', '') : type.className
  return `column ${stable({ name, type: shown, nullable, identity, generated, collation, comment, default: value })}`
}

function defaultText(value: ColumnDefault, dialect: Dialect): string {
  const sql = defaultSql(value, dialect)
  return sql ?? (value.kind === 'expression' ? stable(withoutPlaces(value.expression)) : '')
}

/** JSON with sorted keys, and without the places of expressions: where something was written does not count. */
function stable(value: unknown): string {
  return JSON.stringify(value, (key, item: unknown) => {
    if (key === 'place') return undefined
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
