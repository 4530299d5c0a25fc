import type { Dialect } from '../core/dialect'
import { Refusal } from '../core/errors'
import { quoteMark } from '../core/quote'
import type { OperationOf } from '../django/operation'
import type { Schema, Table } from '../django/schema'
import { falloutOf, keyToNothing, type Fallout } from './fallout'
import { movesColumn } from './renames/moves-column'
import type { Context } from './split-site'
import type { UnsplitStep } from './unsplit'
import { untoldIn } from './untold'

type About = Pick<Context, 'steps' | 'start' | 'migration' | 'options'>

/**
 * Runs the planning of a split. What it is refused for has a place at least, that of the first operation that has to be
 * split; and where a name that Django cannot write is in play, or what Django itself would stumble over, that is the
 * reason, and not what came of it.
 *
 * @throws Refusal
 */
export function explained<T>(about: About, run: () => T): T {
  const { steps, start } = about
  try {
    return run()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const place = error.place ?? steps.find(({ isUnsafe }) => isUnsafe)?.operation.place
    const name = FOLLOWED.has(error.code) ? unquotable(start.schema, steps) : undefined
    if (name !== undefined) throw cannotBeWritten(name, start.schema.dialect, place, error)
    const fallout = falloutFor(error, about)
    if (fallout !== undefined) throw new Refusal({ code: 'not-applicable', ...fallout, cause: error })
    const moving = FOLLOWED.has(error.code) ? movingColumn(about) : undefined
    if (moving !== undefined) throw twoAtOnce(moving, error)
    const untold = ASKS_FOR_COLUMN.has(error.code) ? untoldFor(about, error) : undefined
    if (untold !== undefined) throw ofUntoldClass(untold, place, error)
    if (error.code === 'not-applicable' && steps.length > 1) throw notTogether(error, place)
    if (error.place !== undefined || error.path !== undefined) throw error
    const { code, reason, wayOut } = error
    throw new Refusal({ code, reason, wayOut, place, cause: error })
  }
}

/** What is said where the SQL of one half does not do what the operations of the other say. */
const FOLLOWED: ReadonlySet<string> = new Set(['proof-failed', 'table-rebuild', 'not-applicable'])

/** In its place stands what Django would say, if anything. */
function falloutFor({ code }: Refusal, { steps, migration }: About): Fallout | undefined {
  if (!FOLLOWED.has(code)) return undefined
  return falloutOf(steps, migration.app) ?? (code === 'proof-failed' ? keyToNothing(steps) : undefined)
}

function movingColumn({ steps, migration }: About): AlterField | undefined {
  const operations = steps.flatMap(({ operation, before }) =>
    operation.kind === 'AlterField' && movesColumn(operation, before.state, migration.app) ? [operation] : [],
  )
  return operations[0]
}

/** What may be so only because nobody has told of the class: a field that many tags are in has no column at all. */
const ASKS_FOR_COLUMN: ReadonlySet<string> = new Set(['proof-failed', 'no-default', 'renamed'])

/** What is not proved may be anybody's doing; all else is of the operation that it points at. */
function untoldFor({ steps, migration, options }: About, { code, place }: Refusal): string | undefined {
  const isMeant = ({ operation }: UnsplitStep): boolean =>
    code === 'proof-failed' || operation.place === place
  return untoldIn(steps.filter(isMeant), migration.app, options.dialect)
}

function ofUntoldClass(name: string, place: Refusal['place'], cause: Refusal): Refusal {
  const { code, reason, wayOut } = cause
  const tell = `say in [tool.bgsplit.fields] what ${name} is`
  return new Refusal({
    code,
    reason: `${reason}: only Python could tell the column and the indexes of ${name}`,
    wayOut: code === 'proof-failed' ? tell : `${tell}, or ${wayOut}`,
    place,
    cause,
  })
}

type AlterField = OperationOf<'AlterField'>

function twoAtOnce({ model, field, place }: AlterField, cause: Refusal): Refusal {
  return new Refusal({
    code: 'renamed',
    reason: `this AlterField gives the column of ${model}.${field.name} another name and changes more of it, which cannot be split together`,
    wayOut: 'give it the new db_column in a migration of its own',
    place,
    cause,
  })
}

/** As it is written it can run: what does not fit is one of the halves. */
function notTogether(cause: Refusal, place: Refusal['place']): Refusal {
  return new Refusal({
    code: 'not-applicable',
    reason: `the operations of this migration cannot be split together: while what they put off is still there, ${cause.reason}`,
    wayOut: 'write them as two migrations or more, and split each of these',
    place,
    cause,
  })
}

function cannotBeWritten(name: string, dialect: Dialect, place: Refusal['place'], cause: Refusal): Refusal {
  const why = isPaired(name, dialect)
    ? ' holds two quotes in a row, of which the database makes one: what asks the database for that name does not find it'
    : ' holds a quote, which Django does not escape: migrate would fail on it'
  return new Refusal({
    code: 'not-applicable',
    reason: `the name ${name}${why}`,
    wayOut: 'give it a name without',
    place,
    cause,
  })
}

/** Between the quotes of Django, two in a row are how SQL writes one, and migrate can run: unless it adds no quotes. */
function isPaired(name: string, dialect: Dialect): boolean {
  const mark = quoteMark(dialect)
  const isTaken = name.startsWith(mark) && name.endsWith(mark)
  return !isTaken && !name.replaceAll(mark + mark, '').includes(mark)
}

/** A name in one of the tables that change, at any time, that ends too early in Django's SQL. */
function unquotable(before: Schema, steps: Context['steps']): string | undefined {
  const end = steps.at(-1)?.after.schema ?? before
  const isKept = (name: string, table: Table): boolean =>
    before.tables.get(name) === table && end.tables.get(name) === table
  const seen = new Set<Table>()
  for (const { tables } of [before, ...steps.map(({ after }) => after.schema)])
    for (const [name, table] of tables) if (!isKept(name, table)) seen.add(table)
  const names = [...seen].flatMap(namesIn)
  return names.find((name) => isUnquotable(name, before.dialect))
}

function namesIn(table: Table): readonly string[] {
  const { name, columns, indexes, uniques, checks, foreignKeys, exclusions } = table
  const rules = [...indexes, ...uniques, ...checks, ...foreignKeys, ...exclusions]
  return [name, ...columns.keys(), ...rules.flatMap((rule) => rule.name ?? [])]
}

/** `quote_name` lets through what begins and ends with quotes: `"hr"."staff"`, each of them between two of its own. */
function isUnquotable(name: string, dialect: Dialect): boolean {
  const mark = quoteMark(dialect)
  const quoted = new RegExp(`^(?:${mark}[^${mark}]+${mark}(?:\\.(?=.)|$))+$`, 's')
  return name.includes(mark) && !quoted.test(name)
}
