import type { Dialect } from '../core/dialect'
import { lazy } from '../core/lazy'
import { quoteMark } from '../core/quote'
import type { Change } from '../django/changes'
import { tokenize } from './tokens'

/** What a text is made of: names, tables and SQL by their labels, and lists of names. */
export interface Values {
  readonly one: (label: One) => string
  readonly many: (label: Many) => readonly string[]
}

type One = 'name' | 'column' | 'other' | 'blank' | 'table' | 'view'
type Many = 'columns' | 'copies'

/** A statement that is read by the function that writes it. */
export interface Form {
  readonly write: (values: Values) => string
  /** Undefined where the values are none that it is written with. */
  readonly read: (values: Values) => readonly Change[] | undefined
}

export type ReadExact = (sql: string) => readonly Change[] | undefined

/**
 * Reads a text: values are taken from where it is written with them, and written with these it must be just this text.
 * What differs in a byte is not read.
 */
export function exactReader({ write, read }: Form, dialect: Dialect): ReadExact {
  const text = lazy(() => write(PLACES))
  const head = lazy(() => text().split(NOT_FIXED, 1).join())
  const pattern = lazy(() => patternOf(text(), dialect))
  return (sql) => {
    // To make a pattern takes longer than all else here, and most texts are of other forms.
    if (!sql.startsWith(head())) return undefined
    const groups = pattern().exec(sql)?.groups
    if (groups === undefined) return undefined
    const values = valuesIn(groups, dialect)
    return write(values) === sql ? read(values) : undefined
  }
}

const [OPEN, CLOSE] = ['\uE000', '\uE001']

/** Where a text may first be another: at a value, and at the tag of its dollars. */
const NOT_FIXED = /[\uE000$]/

/** Values that say where in a text they went. */
const PLACES: Values = {
  one: (label) => OPEN + label + CLOSE,
  many: (label) => [OPEN + label + CLOSE],
}

/**
 * The first time that a value stands there as a name, it is taken (in a string, where it is nowhere else); anything else
 * is left to be compared.
 */
function patternOf(text: string, dialect: Dialect): RegExp {
  const mark = quoteMark(dialect)
  const pieces = text.split(/\uE000(\w+)\uE001/)
  const takes = (at: number, place: Place): boolean =>
    isPlace(pieces[at] ?? '', pieces[at - 1] ?? '', mark) === place
  const first = (at: number, place: Place): boolean =>
    at === pieces.findIndex((label, other) => other % 2 === 1 && label === pieces[at] && takes(other, place))
  const hasName = (label: string): boolean =>
    pieces.some((other, at) => at % 2 === 1 && other === label && takes(at, 'name'))
  const parts = pieces.map((piece, at) => {
    if (at % 2 === 0) return literal(piece)
    if (first(at, 'name')) return `(?<${piece}>${inside(piece, mark)})`
    return first(at, 'string') && !hasName(piece)
      ? `(?<${IN_STRING}${piece}>${inside(piece, mark)})`
      : '[\\s\\S]*?'
  })
  return new RegExp(`^${parts.join('')}$`)
}

const IN_STRING = 'quoted_'

type Place = 'name' | 'string'

/** Of a table not where only its last name is said, as in RENAME TO. */
function isPlace(label: string, before: string, mark: string): Place | undefined {
  if (label === 'blank') return before.endsWith('(') ? 'name' : undefined
  if (!before.endsWith(mark) || before.endsWith(`RENAME TO ${mark}`)) return undefined
  return before.endsWith(`'${mark}`) ? 'string' : 'name'
}

/** The tag of the dollars depends on what is between them. */
function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\$bgsplit\\$', '\\$bgsplit\\d*\\$')
}

/** What may be between the quotes at both ends. */
function inside(label: string, mark: string): string {
  const between = { table: '\\.', view: '\\.', columns: ', ', copies: ', DROP INDEX ' }[label]
  if (label === 'blank') return '[\\s\\S]+?'
  const further = between === undefined ? '' : `|${mark}${between}${mark}`
  return `(?:[^${mark}]|${mark}${mark}${further})*?`
}

function valuesIn(groups: Readonly<Record<string, string | undefined>>, dialect: Dialect): Values {
  const mark = quoteMark(dialect)
  const many = (label: string): readonly string[] => {
    const text = groups[label]
    const tokens = text === undefined ? [] : tokenize(mark + text + mark, dialect)
    return tokens.flatMap(({ kind, value }) => (kind === 'name' ? [value] : []))
  }
  const one = (label: string): string => {
    const text = groups[label] ?? groups[IN_STRING + label]?.replaceAll("''", "'") ?? ''
    if (label === 'blank') return text
    if ((label === 'table' || label === 'view') && text.includes(`${mark}.${mark}`)) return mark + text + mark
    return text.replaceAll(mark + mark, mark)
  }
  return { one, many }
}
