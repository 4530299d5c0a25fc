import type { Change } from '../django/changes'
import { databaseChanges } from '../django/schema-editor'
import type { Column, Schema } from '../django/schema'
import { CAPABILITIES } from '../sql/dialect'
import type { Note } from './plan'
import type { UnsplitStep } from './unsplit'

/** The same in the parts that `check` tells. */
export interface LockNote extends Note {
  readonly rule: 'table-rewrite' | 'blocks-writes'
  readonly message: string
  readonly fix: string
}

/**
 * What is safe for both colours and still makes them wait on PostgreSQL: a table that is rewritten, or read through
 * while nobody may write to it. Left as it is written, and said.
 */
export function lockNotes({ operation, before, after }: UnsplitStep, app: string): readonly LockNote[] {
  if (!CAPABILITIES[before.schema.dialect].online) return []
  const isConcurrent = 'concurrently' in operation && operation.concurrently
  if (isConcurrent || operation.kind === 'CreateModel') return []
  const context = { app, from: before.state, to: after.state, schema: before.schema }
  const changes = databaseChanges(operation, 'forwards', context)
  const texts = changes.flatMap((change) => lockText(change, changes, before.schema) ?? [])
  const each = new Map(texts.map((found) => [found.text, found]))
  return [...each.values()].map((found) => ({ ...found, place: operation.place }))
}

type LockText = Omit<LockNote, 'place'>

function lockText(change: Change, all: readonly Change[], schema: Schema): LockText | undefined {
  if (!('table' in change) || typeof change.table !== 'string') return undefined
  const { table } = change
  const there = schema.tables.get(table)
  if (there === undefined) return undefined
  const isNew = (name: string): boolean => !there.columns.has(name)
  switch (change.kind) {
    case 'alter-column':
      return rewrites(there.columns.get(change.column), change.to) ? rewritten(table) : undefined
    case 'add-column':
      return change.column.generated?.stored === true ? rewritten(table) : undefined
    case 'add-index':
      return change.index.columns?.every(isNew) === true && !isFilled(all) ? undefined : indexed(table)
    default:
      return undefined
  }
}

function rewritten(table: string): LockText {
  const text = `PostgreSQL writes the whole table ${table} anew for this, and nobody can use it meanwhile`
  const fix = 'see that the table is small; or make a new column, fill it in batches, and let the old one go'
  return { text, rule: 'table-rewrite', message: text, fix }
}

function indexed(table: string): LockText {
  const message = `nobody can write to ${table} while its new index is built`
  const text = `${message}: with AddIndexConcurrently, in a migration with atomic = False, everybody can`
  return {
    text,
    rule: 'blocks-writes',
    message,
    fix: 'use AddIndexConcurrently, in a migration with atomic = False',
  }
}

/** A new column that every row has a value in. */
function isFilled(changes: readonly Change[]): boolean {
  return changes.some((change) => change.kind === 'add-column' && change.column.default !== undefined)
}

/** Text that only becomes longer stays as it is stored; a number does not. */
function rewrites(there: Column | undefined, to: Column): boolean {
  const [from, into] = [there?.type, to.type].map((type) => (type?.kind === 'known' ? type.sql : undefined))
  if (from === undefined || into === undefined || from === into) return false
  const isText = (sql: string): boolean => sql.startsWith('varchar') || sql === 'text'
  const isWiderNumeric = scale(from) !== undefined && scale(from) === scale(into)
  return !(isText(from) && isText(into)) && !isWiderNumeric
}

/** https://www.postgresql.org/docs/current/sql-altertable.html: more digits with as many places are stored alike. */
function scale(sql: string): string | undefined {
  return /^numeric\(\d+, ?(\d+)\)$/.exec(sql)?.[1]
}
