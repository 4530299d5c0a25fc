import type { Change } from '../django/changes'
import type { Dialect } from '../core/dialect'
import type { Check, Column, Table } from '../django/schema'
import { inlineCheckName, inlineUnique } from '../django/tables'
import type { Reader } from './reader'
import type { Token } from './tokens'

/** A column's definition, and the rules that were written with it. */
export interface ReadColumn {
  readonly column: Column
  readonly primaryKey: boolean
  readonly unique: boolean
  readonly checks: readonly string[]
}

/** What ends a type or a default: the next clause of the definition. */
const CLAUSES = new Set([
  ...['NULL', 'NOT', 'DEFAULT', 'COLLATE', 'COMMENT', 'UNIQUE', 'PRIMARY', 'CHECK', 'GENERATED'],
  ...['AUTO_INCREMENT', 'AUTOINCREMENT', 'REFERENCES', 'CONSTRAINT', 'AFTER', 'FIRST', 'USING'],
])

interface Draft {
  nullable: boolean
  identity: boolean
  primaryKey: boolean
  unique: boolean
  readonly checks: string[]
  default?: string
  collation?: string
  comment?: string
}

/** Reads `"name" type clause…`; undefined where a clause is not one that bgsplit writes. */
export function readColumn(reader: Reader): ReadColumn | undefined {
  const name = reader.identifier()
  const type = clauseText(reader)
  if (name === undefined || type === '') return undefined
  const draft: Draft = { nullable: true, identity: false, primaryKey: false, unique: false, checks: [] }
  while (!atDefinitionEnd(reader)) if (!readClause(reader, draft)) return undefined
  return finished(name, type, draft)
}

function finished(name: string, type: string, draft: Draft): ReadColumn {
  const { default: value, collation, comment, nullable, identity, primaryKey, unique, checks } = draft
  const column: Column = {
    name,
    type: { kind: 'known', sql: type },
    nullable: nullable && !primaryKey,
    identity,
    ...(value === undefined ? {} : { default: { kind: 'sql', sql: value } }),
    ...(collation === undefined ? {} : { collation }),
    ...(comment === undefined ? {} : { comment }),
  }
  return { column, primaryKey, unique, checks }
}

function atDefinitionEnd(reader: Reader): boolean {
  const token = reader.peek()
  return token === undefined || (token.kind === 'mark' && (token.value === ',' || token.value === ')'))
}

function endsClause(token: Token): boolean {
  if (token.kind === 'mark') return token.value === ',' || token.value === ')'
  return token.kind === 'word' && CLAUSES.has(token.value.toUpperCase())
}

function readClause(reader: Reader, draft: Draft): boolean {
  if (reader.words('NOT', 'NULL')) draft.nullable = false
  else if (reader.words('NULL')) draft.nullable = true
  else if (reader.words('PRIMARY', 'KEY')) draft.primaryKey = true
  else if (reader.words('UNIQUE')) draft.unique = true
  else if (reader.words('AUTO_INCREMENT') || reader.words('AUTOINCREMENT')) draft.identity = true
  else if (reader.words('GENERATED', 'BY', 'DEFAULT', 'AS', 'IDENTITY')) draft.identity = true
  else return readValueClause(reader, draft)
  return true
}

function readValueClause(reader: Reader, draft: Draft): boolean {
  if (reader.words('DEFAULT')) draft.default = defaultText(reader)
  else if (reader.words('COLLATE')) draft.collation = reader.identifier() ?? ''
  else if (reader.words('COMMENT')) draft.comment = reader.string() ?? ''
  else if (reader.words('CHECK')) draft.checks.push(reader.parenthesised() ?? '')
  else return false
  return true
}

/** A type or an expression, up to the next clause. */
export function clauseText(reader: Reader): string {
  return reader.textUntil(endsClause)
}

/** A default of NULL starts with the word that would end any other default. */
export function defaultText(reader: Reader): string {
  return reader.words('NULL') ? 'NULL' : clauseText(reader)
}

/** `ADD COLUMN` as changes: the column, then the rules that came with it, under the names that the database chooses. */
export function addColumnChanges(table: string, read: ReadColumn, dialect: Dialect): readonly Change[] {
  const { uniques, checks } = inlineRules(table, read, dialect)
  return [
    { kind: 'add-column', table, column: read.column },
    ...uniques.map((unique) => ({ kind: 'add-unique', table, unique }) as const),
    ...checks.map((check) => ({ kind: 'add-check', table, check }) as const),
  ]
}

export function inlineRules(
  table: string,
  { column: { name }, unique, checks }: ReadColumn,
  dialect: Dialect,
): Pick<Table, 'uniques' | 'checks'> {
  return {
    uniques: unique ? [inlineUnique(table, name, dialect)] : [],
    checks: checks.map((sql) => inlineCheck(table, name, sql, dialect)),
  }
}

function inlineCheck(table: string, column: string, sql: string, dialect: Dialect): Check {
  // MySQL numbers the checks of a table: by which number this one goes cannot be told here, and does not matter.
  const name = dialect === 'mysql' ? undefined : inlineCheckName(table, column, dialect)
  const check = { name, sql, columns: [column] }
  return dialect === 'mariadb' ? { ...check, inColumn: true } : check
}
