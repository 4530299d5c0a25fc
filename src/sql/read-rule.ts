import type { Dialect } from '../core/dialect'
import { quoteName } from '../core/quote'
import { isMysql } from '../django/backends/features'
import type { Change, Guards } from '../django/changes'
import type { KeyPart, UniqueSql } from '../django/schema'
import { readIfNotExists } from './read-guard'
import type { Reader } from './reader'
import { tokenize, type Token } from './tokens'

type Changes = readonly Change[] | undefined

/** What follows `CREATE INDEX` or `CREATE UNIQUE INDEX`; undefined where it says or names what bgsplit does not know. */
export function readCreateIndex(reader: Reader, unique: boolean): Changes {
  reader.words('CONCURRENTLY')
  const guard = readIfNotExists(reader)
  const name = reader.lastName()
  const table = reader.words('ON') ? reader.tableName() : undefined
  const method = reader.words('USING') ? reader.identifier() : undefined
  const sql = readIndexSql(reader)
  if (name === undefined || table === undefined || sql === undefined || !reader.atEnd()) return undefined
  const { parts, used, isPlain } = keyOf(sql, reader.dialect)
  if (used === undefined) return undefined
  if (!unique) {
    const index = { name, parts, columns: used, ...(method && { method }), ...(!isPlain && { sql }) }
    return [{ kind: 'add-index', table, index, ...guard }]
  }
  // Its columns are all that a unique rule keeps of its parts.
  const isBare = isPlain && parts.every((part) => Object.keys(part).length === 1)
  const rule = { name, columns: parts.map(({ column }) => column), uses: used, index: true } as const
  return [{ kind: 'add-unique', table, unique: { ...rule, ...(!isBare && { sql }) }, ...guard }]
}

/** What follows `CHECK`, with the columns that it names, where it quotes them all. */
export function readCheck(reader: Reader, table: string, name: string | undefined, guard: Guards): Changes {
  const sql = reader.parenthesised()
  reader.words('NOT', 'VALID')
  if (sql === undefined) return undefined
  const columns = columnsIn(sql, reader.dialect)
  return [{ kind: 'add-check', table, check: { name, sql, columns }, ...guard }]
}

/** What follows `UNIQUE` of a constraint. */
export function readUnique(reader: Reader, table: string, name: string | undefined, guard: Guards): Changes {
  if (reader.words('USING', 'INDEX')) return readUseIndex(reader, table, name)
  const nullsDistinct = readNulls(reader)
  const columns = reader.columns()
  const deferrable = readDeferrable(reader)
  if (columns === undefined) return undefined
  const said = { ...nullsDistinct, ...deferrable }
  const parts = columns.map((column) => quoteName(column, reader.dialect))
  const sql = Object.keys(said).length === 0 ? {} : { sql: { parts, ...said } }
  return [{ kind: 'add-unique', table, unique: { name, columns, uses: columns, ...sql }, ...guard }]
}

/** An index that becomes a constraint is called as the constraint from then on. */
function readUseIndex(reader: Reader, table: string, name: string | undefined): Changes {
  const index = reader.identifier()
  const deferrable = readDeferrable(reader)
  if (index === undefined || name === undefined) return undefined
  return [{ kind: 'use-index', table, index, name, ...deferrable }]
}

function readNulls(reader: Reader): Pick<UniqueSql, 'nullsDistinct'> {
  if (reader.words('NULLS', 'NOT', 'DISTINCT')) return { nullsDistinct: false }
  return reader.words('NULLS', 'DISTINCT') ? { nullsDistinct: true } : {}
}

function readDeferrable(reader: Reader): Pick<UniqueSql, 'deferrable'> {
  if (!reader.words('DEFERRABLE')) return {}
  if (reader.words('INITIALLY', 'DEFERRED')) return { deferrable: 'deferred' }
  reader.words('INITIALLY', 'IMMEDIATE')
  return { deferrable: 'immediate' }
}

/** `("name" DESC, (lower("x"))) INCLUDE ("y") NULLS DISTINCT WITH (fillfactor = 70) WHERE …`. */
function readIndexSql(reader: Reader): UniqueSql | undefined {
  const parts = readTexts(reader)
  const include = reader.words('INCLUDE') ? readTexts(reader) : []
  const nulls = readNulls(reader)
  const storage = reader.words('WITH') ? readTexts(reader) : []
  const where = reader.words('WHERE') ? reader.textUntil(() => false) : undefined
  if (parts === undefined || include === undefined || storage === undefined || where === '') return undefined
  return {
    parts,
    ...(include.length > 0 && { include }),
    ...nulls,
    ...(storage.length > 0 && { with: storage.join(', ') }),
    ...(where !== undefined && { where }),
  }
}

/** `(a, b)`, as the text of each. */
function readTexts(reader: Reader): readonly string[] | undefined {
  if (!reader.mark('(')) return undefined
  const isEnd = ({ kind, value }: Token): boolean => kind === 'mark' && (value === ',' || value === ')')
  const texts = reader.list(() => reader.textUntil(isEnd) || undefined)
  return reader.mark(')') ? texts : undefined
}

interface Key {
  /** None where any of them is an expression. */
  readonly parts: readonly KeyPart[]
  /** Every column that the rule names; undefined where that cannot be told. */
  readonly used: readonly string[] | undefined
  /** The parts say all. */
  readonly isPlain: boolean
}

function keyOf(sql: UniqueSql, dialect: Dialect): Key {
  const parts = allOf(sql.parts.map((text) => plainPart(text, dialect)))
  const rest = [...(parts ? [] : sql.parts), ...(sql.include ?? []), ...(sql.where ? [sql.where] : [])]
  const named = allOf(rest.map((text) => columnsIn(text, dialect)))
  const used = named && [...new Set([...(parts ?? []).map(({ column }) => column), ...named.flat()])]
  const isPlain = parts !== undefined && Object.keys(sql).length === 1
  return { parts: parts ?? [], used, isPlain }
}

/** `"name" varchar_pattern_ops DESC`. */
function plainPart(text: string, dialect: Dialect): KeyPart | undefined {
  const [name, ...others] = tokenize(text, dialect)
  if (name?.kind !== 'name' && name?.kind !== 'word') return undefined
  const column = name.kind === 'word' && dialect === 'postgresql' ? name.value.toLowerCase() : name.value
  const descending = others.at(-1)?.value.toUpperCase() === 'DESC'
  const [opclass, ...more] = descending ? others.slice(0, -1) : others
  const isKnown =
    opclass === undefined || (opclass.kind === 'word' && !ORDER.has(opclass.value.toUpperCase()))
  if (!isKnown || more.length > 0) return undefined
  return { column, ...(opclass && { opclass: opclass.value }), ...(descending && { descending }) }
}

const ORDER = new Set(['ASC', 'DESC', 'NULLS', 'FIRST', 'LAST', 'COLLATE'])
const KEYWORDS = new Set([
  ...ORDER,
  ...['AND', 'OR', 'XOR', 'NOT', 'IS', 'NULL', 'IN', 'BETWEEN', 'LIKE', 'REGEXP', 'BINARY', 'TRUE', 'FALSE'],
])

/** The columns that a piece of SQL names, where it quotes them; undefined where a bare word may be another one. */
export function columnsIn(text: string, dialect: Dialect): readonly string[] | undefined {
  const tokens = tokenize(text, dialect)
  // `name(10)` is the beginning of a column to an index of MySQL.
  const isPrefix = isMysql(dialect) && tokens[0]?.kind === 'word' && tokens[1]?.value === '('
  const names = allOf(tokens.map((token, place) => nameIn(tokens, token, place)))
  return isPrefix || names === undefined ? undefined : [...new Set(names.filter((name) => name !== ''))]
}

/** Empty for a token that is no name, undefined where it may be one. */
function nameIn(tokens: readonly Token[], token: Token, place: number): string | undefined {
  const [before, after] = [tokens[place - 1], tokens[place + 1]]
  if (token.kind === 'name') {
    if (before?.value === '.' || after?.value === '.') return undefined
    return before?.value.toUpperCase() === 'COLLATE' ? '' : token.value
  }
  if (token.kind !== 'word') return ''
  const isKnown = after?.value === '(' || before?.value === '::' || token.value.endsWith('_ops')
  return isKnown || KEYWORDS.has(token.value.toUpperCase()) ? '' : undefined
}

function allOf<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  const defined = values.filter((value) => value !== undefined)
  return defined.length === values.length ? defined : undefined
}
