import { resolve } from 'node:path'
import type { Dialect } from '../../core/dialect'
import type { Pending } from '../../plan/pending/pending'
import { pendingWords } from '../../plan/pending/words'
import type { Host } from '../host'
import { accents } from './colours'
import { shownPath } from './failures'
import { safe } from './safe'
import { widthOf } from './width'

/** Something pending, and since when by git. */
export interface Aged {
  readonly pending: Pending
  /** When the first half was committed; undefined where git does not say. */
  readonly added?: { readonly date: Date; readonly isOldestKnown: boolean } | undefined
}

interface Row {
  readonly what: string
  readonly where: string
  readonly of: string
  readonly since: string
  readonly how: string
}

const HEADS: Row = { what: 'STILL THERE', where: 'TABLE', of: 'OF', since: 'SINCE', how: 'FOR' }

/** A table, or, where that is wider than the terminal, two lines for each. */
export function pendingText(all: readonly Aged[], now: Date, host: Host): string {
  if (all.length === 0) return 'nothing is pending\n'
  const rows = all.map((each) => rowOf(each, now))
  const columns = shownColumns(rows)
  const widths = columns.map((name) => Math.max(...[HEADS, ...rows].map((row) => widthOf(row[name]))))
  const width = widths.reduce((sum, each) => sum + each + GAP.length, -GAP.length)
  const isWide = host.columns !== undefined && width > host.columns
  const { heading, quiet } = accents(host.colours)
  const line = (row: Row): string =>
    columns
      .map((name, index) => padded(row[name], widths[index] ?? 0))
      .join(GAP)
      .trimEnd()
  const lines = isWide
    ? rows.flatMap((row) => [
        `${heading(row.where)}: ${row.what}${row.of === '' ? '' : ` (${row.of})`}`,
        stacked(row),
      ])
    : [quiet(line(HEADS)), ...rows.map(line)]
  return [...lines, '', 'bgsplit finish writes the database migrations for it.', ''].join('\n')
}

const GAP = '  '

function stacked({ since, how }: Row): string {
  return `  since ${since}${how === '' ? '' : `, for ${how}`}`
}

/** Without git nobody knows for how long. */
function shownColumns(rows: readonly Row[]): readonly (keyof Row)[] {
  const all = ['where', 'what', 'of', 'since', 'how'] as const
  return all.filter((name) => rows.some((row) => row[name] !== ''))
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

function rowOf({ pending, added }: Aged, now: Date): Row {
  const { table, model, field, migration } = pending
  return {
    what: safe(pendingWords(pending)),
    where: safe(table),
    of: safe([model, field].filter((each) => each !== undefined).join('.')),
    since: safe(migration.key),
    how: added === undefined ? '' : durationOf(added, now),
  }
}

function durationOf({ date, isOldestKnown }: NonNullable<Aged['added']>, now: Date): string {
  const days = daysBetween(date, now)
  return `${days} ${days === 1 ? 'day' : 'days'}${isOldestKnown ? ' or more' : ''}`
}

function daysBetween(one: Date, other: Date): number {
  return Math.max(0, Math.floor((other.getTime() - one.getTime()) / 86_400_000))
}

/** The same as JSON: docs/pending.md. */
export function pendingJson(all: readonly Aged[], dialect: Dialect, now: Date, { cwd }: Host): string {
  const pending = all.map(({ pending: each, added }) => ({
    kind: each.kind,
    table: each.table,
    column: each.column ?? null,
    name: each.name ?? null,
    words: pendingWords(each),
    app: each.migration.app,
    model: each.model ?? null,
    field: each.field ?? null,
    since: {
      migration: each.migration.key,
      file: shownPath(resolve(cwd, each.migration.file.path), cwd),
      date: added?.date.toISOString() ?? null,
      days: added === undefined ? null : daysBetween(added.date, now),
      orEarlier: added?.isOldestKnown ?? false,
    },
  }))
  return `${JSON.stringify({ version: 1, dialect, pending }, undefined, 2)}\n`
}
