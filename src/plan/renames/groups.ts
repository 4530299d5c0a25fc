import { Refusal } from '../../core/errors'
import { applyToState } from '../../django/apply-state'
import type { Operation } from '../../django/operation'
import type { Schema } from '../../django/schema'
import type { Snapshot } from '../../django/snapshot'
import { modelKey, type ModelKey, type ProjectState } from '../../django/state'
import type { Deferred, Renames } from '../deferred'
import { says } from '../later-django'
import type { Item } from '../order'
import type { SplitOperation, Step } from '../plan'
import { renameContentType } from '../content-type'
import { siteAt, stepsOf, type Context, type Group } from '../split-site'
import type { Part, Site } from '../site'
import { OperationWriter } from '../write-operation'
import { behindRenames, NOTHING } from './behind'
import { movesColumn } from './moves-column'
import { isEmpty, mayRename, settledSchema, withNamesOf, type Names } from './names'
import { renameOverlap } from './overlap'
import { cheapestWay, renameChange, viewNotes } from './words'

/** The pages in docs/strategies. */
export const RENAME_PAGES = ['alter-model-table', 'rename-field', 'rename-model'] as const

/** A group of the state migration, and what is renamed once it is done. */
export interface RenameGroup {
  readonly group: Group
  readonly names: Names
}

/**
 * An operation that renames something, or one that comes behind it and acts on what was renamed; undefined for any
 * other. What both colours need is not there yet: `withOverlap` adds it behind the last of them.
 *
 * Throws `renamed` on SQLite, whose views take no rows and whose tables are made again without their triggers.
 */
export function renameGroup(
  context: Context,
  item: Item,
  before: Snapshot,
  names: Names,
  done: readonly Group[],
): RenameGroup | undefined {
  if (item.kind === 'split' && context.options.dialect === 'sqlite')
    refuseOnSqlite(item.operations, before.state, context.migration.app)
  const [operation, ...more] = item.kind === 'keep' ? [item.operation] : item.operations
  if (operation === undefined || more.length > 0 || isForeign(operation)) return undefined
  const site = siteAt(context, operation, before)
  const isHarmless = item.kind === 'keep' && isEmpty(names)
  const now = isHarmless || !mayRename(operation) ? names : namesAfter(context, operation, before, names)
  const isRename = now !== names
  if (isRename || PYTHON_NAMES.has(operation.kind)) refusePutOff(operation, done, context)
  if (isRename && context.options.dialect === 'sqlite') throw onSqlite(operation)
  if (isEmpty(now) && !isRename) return undefined
  const isBare = isRename && operation.kind !== 'AlterField'
  const behind = isBare ? NOTHING : behindRenames(operation, now, site)
  if (behind === undefined && !isRename) return undefined
  const part = behind ?? NOTHING
  const fills = [...contentType(context, operation, site), ...(part.fills ?? [])]
  const database = stepsOf(part, operation, site, context)
  const whole = isRename ? withWords(part, operation, site, { before: names, now }) : part
  const split: SplitOperation = { original: operation, database, fills }
  return { group: { isRenaming: true, splits: [split], parts: [whole] }, names: now }
}

/** What is told of a rename, before what else the operation does. */
function withWords(
  part: Part,
  operation: Operation,
  site: Site,
  { before, now }: { readonly before: Names; readonly now: Names },
): Part {
  const notes = [...viewNotes(operation, before, now, site), ...cheapestWay(operation, site, now)]
  return {
    ...part,
    changes: [renameChange(operation, site), ...part.changes],
    notes: [...notes, ...part.notes],
  }
}

/** The names that what is put off goes by. */
const PYTHON_NAMES: ReadonlySet<string> = new Set(['RenameField', 'RenameModel'])

/** Python, and SQL of the user's: nobody knows what it asks of the database. */
function isForeign({ kind }: Operation): boolean {
  return kind === 'RunPython' || kind === 'RunSQL' || kind === 'Opaque' || kind === 'SeparateDatabaseAndState'
}

/** What old code does not know, since it is new in this migration, may be renamed as one likes. */
function namesAfter(
  { environment, start }: Context,
  operation: Operation,
  before: Snapshot,
  names: Names,
): Names {
  const settled = { state: before.state, schema: settledSchema(before.schema, names) }
  const after = applyToState(operation, environment.app, before.state)
  const now = withNamesOf(names, operation, settled, after, environment.app)
  return isKnown(now, names, start.schema) ? now : names
}

function isKnown(now: Names, before: Names, { tables }: Schema): boolean {
  const fresh = <T>(all: readonly T[], known: readonly T[]): readonly T[] =>
    all.filter((each) => !known.includes(each))
  return (
    fresh(now.tables, before.tables).some(({ from }) => tables.has(from)) ||
    fresh(now.columns, before.columns).some(
      ({ table, from }) => tables.get(table)?.columns.has(from) === true,
    ) ||
    now.tables.length + now.columns.length < before.tables.length + before.columns.length
  )
}

function contentType({ migration }: Context, operation: Operation, site: Site): readonly Step[] {
  if (operation.kind !== 'RenameModel') return []
  const write = new OperationWriter(site, operation.place)
  return [renameContentType(write, migration.app, operation.from, operation.to)]
}

/** Throws `renamed` where something is put off for the model, or the field, under the name that it has before. */
function refusePutOff(operation: Operation, done: readonly Group[], { migration }: Context): void {
  const name = operation.kind === 'RenameModel' ? operation.from : 'model' in operation ? operation.model : ''
  const key = modelKey(migration.app, name)
  const field = fieldOf(operation)
  const isPutOff = done.some(({ parts }) =>
    parts.some(({ deferred }) => deferred.some((each) => names(each, key, field))),
  )
  if (!isPutOff) return
  throw new Refusal({
    code: 'renamed',
    reason: `${operation.kind} comes after a change to ${name} of which a part is put off, under its old name`,
    wayOut: 'put the rename first, as makemigrations does, or in a migration of its own',
    place: operation.place,
  })
}

function fieldOf(operation: Operation): string | undefined {
  if (operation.kind === 'RenameField') return operation.from
  return operation.kind === 'AlterField' ? operation.field.name : undefined
}

function names(
  { key, pointsAt, known, operations }: Deferred,
  model: ModelKey,
  field: string | undefined,
): boolean {
  if (key !== model && !pointsAt.includes(model)) return false
  return field === undefined || [...known, ...operations].some((each) => says(each, field))
}

/** Twins and views, behind the last operation that acts on what is renamed, and then what gives rows their values. */
export function withOverlap(
  context: Context,
  groups: readonly Group[],
  names: Names,
  end: Snapshot,
): { readonly groups: readonly Group[]; readonly renames: Renames } {
  const last = lastOfRenames(groups)
  const split = groups[last]?.splits[0]
  if (split === undefined) throw new TypeError('nothing is renamed')
  const { original } = split
  const write = new OperationWriter(siteAt(context, original, end), original.place)
  const how = { rerunnable: context.rerunnable === true, online: context.rerunnable === true }
  const writing = { write, how, model: modelOf(original), place: original.place }
  const made = renameOverlap(names, end.schema, end.state, writing)
  // Rows are reached by the new names, which are all there only now.
  const fills = groups.flatMap((group) => (group.isRenaming === true ? fillsOf(group) : []))
  const whole: SplitOperation = {
    ...split,
    database: [...split.database, ...made.database],
    fills: [...made.fills, ...fills],
  }
  return {
    groups: groups.map((group, index) =>
      index === last ? { ...group, splits: [whole] } : withoutFills(group),
    ),
    renames: { names, twins: made.twins, model: writing.model },
  }
}

function fillsOf({ splits }: Group): readonly Step[] {
  return splits.flatMap(({ fills }) => fills)
}

function withoutFills(group: Group): Group {
  if (group.isRenaming !== true) return group
  return { ...group, splits: group.splits.map((split) => ({ ...split, fills: [] })) }
}

/**
 * Python and SQL of the user's may go by the new names: both names are there before it runs.
 *
 * Throws `renamed` where more is done to what is renamed after that.
 */
function lastOfRenames(groups: readonly Group[]): number {
  const first = groups.findIndex(({ isRenaming }) => isRenaming)
  const foreign = groups.findIndex(
    ({ kept }, index) => index > first && kept !== undefined && isForeign(kept),
  )
  const end = foreign < 0 ? groups.length : foreign
  const late = groups.find(({ isRenaming }, index) => isRenaming === true && index > end)?.splits[0]?.original
  if (late === undefined)
    return groups.findLastIndex(({ isRenaming }, index) => isRenaming === true && index < end)
  throw new Refusal({
    code: 'renamed',
    reason: `${late.kind} changes what is renamed further up, and Python or SQL between the two may use it by its new name`,
    wayOut: 'put it before that, or in a migration of its own',
    place: late.place,
  })
}

function modelOf(operation: Operation): string {
  if (operation.kind === 'RenameModel') return operation.to.toLowerCase()
  return 'model' in operation ? operation.model.toLowerCase() : ''
}

/** Where Django makes the table again no change says that something is renamed. */
function refuseOnSqlite(operations: readonly Operation[], state: ProjectState, app: string): void {
  const rename = operations.find(
    (each) => mayRename(each) && (each.kind !== 'AlterField' || movesColumn(each, state, app)),
  )
  if (rename !== undefined) throw onSqlite(rename)
}

function onSqlite(operation: Operation): Refusal {
  return new Refusal({
    code: 'renamed',
    reason: `${operation.kind} cannot be split for SQLite, where nothing keeps two names of a table or a column equal`,
    wayOut:
      'keep the name in the database, with db_column or db_table, or deploy on PostgreSQL, MySQL or MariaDB',
    place: operation.place,
  })
}
