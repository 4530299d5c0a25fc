import { buildGraph } from '../../django/build-graph'
import { emptySnapshot } from '../../django/empty-snapshot'
import { appOf, fullOrder } from '../../django/graph'
import type { Migration } from '../../django/migration'
import type { OperationOf } from '../../django/operation'
import type { Project } from '../../django/project'
import type { Table } from '../../django/schema'
import type { Snapshot } from '../../django/snapshot'
import { applyLeniently, replayKeys, type HistoryOptions } from '../../django/snapshot-before'
import { gapsOf, keyOf, knownTables, newMemory, type Gap, type Gaps } from './gaps'
import { ownerOf, type Owner } from './owner'

/** Something that a first half has left to a second one, which is not there yet. */
export interface Pending extends Gap {
  /** The first half: since it, without a break, it has been so. */
  readonly migration: Migration
  readonly operation: OperationOf<'SeparateDatabaseAndState'>
  /** The model that it belongs to, or belonged to, as it was called then; and its field. */
  readonly model?: string
  readonly field?: string
}

/**
 * What the models have let go, or have got, by a `SeparateDatabaseAndState` while the database stayed behind, and stays
 * behind at the end of all migrations; in the order in which `migrate` comes to it. What came about in any other way is
 * not: tables and columns of SQL, unmanaged models, a model or a table that another app has taken over.
 */
export function pendingOf(project: Project, options: HistoryOptions): readonly Pending[] {
  const history = historyOf(project, options)
  const end = history.at(-1)?.after
  if (end === undefined) return []
  const seen = seenOnce()
  const found = [...seen(end).values()].flatMap((gap) => {
    const origin = originOf(gap, end, history, seen)
    const step = origin && history[origin.index]
    const pending = step && pendingAt(gap, origin.gap, step, options, seen)
    return pending === undefined ? [] : [{ index: origin?.index ?? 0, pending }]
  })
  return found.toSorted((one, other) => one.index - other.index).map(({ pending }) => pending)
}

/** A migration, and what is there before and after it. */
interface Step {
  readonly migration: Migration
  readonly before: Snapshot
  readonly after: Snapshot
  /** The apps whose models it changes. */
  readonly apps: ReadonlySet<string>
}

function historyOf(project: Project, options: HistoryOptions): readonly Step[] {
  const graph = buildGraph(project)
  const steps: Step[] = []
  let before = emptySnapshot(project.settings.project, options.dialect)
  for (const key of fullOrder(graph)) {
    const after = replayKeys(graph, [key], before, options)
    const migration = graph.nodes.get(key)?.migration
    if (migration !== undefined) steps.push({ migration, before, after, apps: changedApps(before, after) })
    before = after
  }
  return steps
}

function changedApps({ state: one }: Snapshot, { state: other }: Snapshot): ReadonlySet<string> {
  if (one === other) return new Set()
  const keys = new Set([...one.models.keys(), ...other.models.keys()])
  return new Set([...keys].filter((key) => one.models.get(key) !== other.models.get(key)).map(appOf))
}

type Look = (snapshot: Snapshot) => Gaps

/** Each snapshot is looked at once, however many things are pending. */
function seenOnce(): Look {
  const known = new WeakMap<Snapshot, Gaps>()
  const memory = newMemory()
  return (snapshot) => {
    const found = known.get(snapshot) ?? gapsOf(snapshot, memory)
    known.set(snapshot, found)
    return found
  }
}

interface Origin {
  /** Of the migration in the history. */
  readonly index: number
  /** Under the name that the table had then. */
  readonly gap: Gap
}

/** The last migration before which it was not there, whatever the table has been called since. */
function originOf(gap: Gap, end: Snapshot, history: readonly Step[], seen: Look): Origin | undefined {
  const owners = [end.schema.tables.get(gap.table)?.model, ownerKey(ownerOf(end, gap.table, undefined))]
  const apps = owners.flatMap((owner) => (owner === undefined ? [] : [appOf(owner)]))
  const key = keyOf(gap)
  const index = history.findLastIndex((step) => touches(step, gap, apps) && !seen(step.before).has(key))
  const step = history[index]
  if (step === undefined) return undefined
  const table = formerName(step, gap.table)
  const former = table === undefined ? undefined : { ...gap, table }
  if (former === undefined || !seen(step.before).has(keyOf(former))) return { index, gap }
  return originOf(former, step.before, history.slice(0, index), seen)
}

/** What a table was called before a migration in which it comes about, and another with the same columns goes. */
function formerName({ before, after }: Step, table: string): string | undefined {
  if (before.schema.tables.has(table)) return undefined
  const columns = columnsOf(after.schema.tables.get(table))
  const gone = [...before.schema.tables.values()].filter(({ name }) => !after.schema.tables.has(name))
  return gone.find((each) => columnsOf(each) === columns)?.name
}

function columnsOf(table: Table | undefined): string {
  return JSON.stringify([...(table?.columns.keys() ?? [])].sort())
}

function ownerKey(owner: Owner | undefined): `${string}.${string}` | undefined {
  return owner && `${owner.model.app}.${owner.model.name}`
}

function touches({ before, after, apps }: Step, { table }: Gap, owners: readonly string[]): boolean {
  const isSame =
    before.schema.tables.get(table) === after.schema.tables.get(table) &&
    before.schema.views === after.schema.views
  return !isSame || owners.some((app) => apps.has(app))
}

/** `now` as the end has it. Undefined where it came about by anything but a first half. */
function pendingAt(
  now: Gap,
  gap: Gap,
  { migration, before: start }: Step,
  options: HistoryOptions,
  seen: Look,
): Pending | undefined {
  const key = keyOf(gap)
  let before = start
  let found: Pending | undefined
  for (const operation of migration.operations) {
    const after = applyLeniently(operation, before, { ...options, record: undefined, app: migration.app })
    if (!seen(before).has(key) && seen(after).has(key)) {
      const isHalf = operation.kind === 'SeparateDatabaseAndState' && operation.stateOperations.length > 0
      const isOurs = isHalf && isLetGo(gap, start)
      found = isOurs ? { ...now, migration, operation, ...namesOf(gap, start, after) } : undefined
    }
    before = after
  }
  return found
}

/**
 * It was the models' before the migration (which may rename it first): what they take over from SQL, or from another
 * app, is as it is.
 */
function isLetGo(gap: Gap, before: Snapshot): boolean {
  const { kind, table, column } = gap
  const there = before.schema.tables.get(table)
  const tables = knownTables(before)
  const known = tables.get(table) ?? tables.get(seenName(before, table))
  switch (kind) {
    case 'table':
    case 'view':
      return known !== undefined
    case 'column':
    case 'twin':
      return column !== undefined && known?.columns.has(column) === true
    case 'overlap-key':
    case 'rule':
    case 'default':
      return true
    default:
      return (
        there === undefined || (known !== undefined && isNewOrKnown(column, there.columns, known.columns))
      )
  }
}

function isNewOrKnown(
  column: string | undefined,
  there: ReadonlyMap<string, unknown>,
  known: ReadonlyMap<string, unknown>,
): boolean {
  return column === undefined || known.has(column) || !there.has(column)
}

/** By the view that models know the table by. */
function seenName({ schema }: Snapshot, table: string): string {
  return [...(schema.views?.values() ?? [])].find((view) => view.table === table)?.name ?? table
}

function namesOf(gap: Gap, before: Snapshot, after: Snapshot): Pick<Pending, 'model' | 'field'> {
  const owners = [before, after].map((at) => ownerOf(at, gap.table, gap.column))
  const owner = owners.find((each) => each?.field !== undefined) ?? owners.find((each) => each !== undefined)
  if (owner === undefined) return {}
  return { model: owner.model.name, ...(owner.field && { field: owner.field.name }) }
}
