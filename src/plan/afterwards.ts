import { Refusal } from '../core/errors'
import { ancestors, descendants, fullOrder, type MigrationGraph } from '../django/graph'
import type { Migration, MigrationKey } from '../django/migration'
import type { Operation } from '../django/operation'
import type { NotAnalysed } from '../django/replay'
import { isOverlapKey, type Table } from '../django/schema'
import type { Snapshot } from '../django/snapshot'
import { replayKeys } from '../django/snapshot-before'
import { readSql } from '../sql/read'
import type { PlanOptions } from './site'

/** The migrations that come after the one that is split, and where its database migration goes among them. */
export interface Afterwards {
  /** Those that run before the database migration: all, as a rule. */
  readonly before: (overlap: Snapshot) => Snapshot
  /** Those that can only run once it has. */
  readonly rest: (dropped: Snapshot) => Snapshot
  /** The first of these: what the database migration names in `run_before`. */
  readonly runBefore: readonly MigrationKey[]
}

interface Context {
  readonly graph: MigrationGraph
  readonly migration: Migration
  readonly leaves: readonly MigrationKey[]
  readonly between?: ReadonlySet<MigrationKey>
  readonly options: PlanOptions
}

/**
 * Finds the place of the database migration: after the app's last one, and before a database migration of another app
 * that cannot run while what is put off is still there (it drops the table that the column points at).
 *
 * Throws `name-comes-back`, or on SQLite `table-rebuild`, where there is no such place.
 */
export function afterwards(context: Context, unsplit: Snapshot, overlap: Snapshot): Afterwards {
  const [all, free] = placesOf(context)
  const rest = only(all, (key) => !free.has(key))
  const known = replayed(context, all, unsplit).passed
  const clashes = replayed(context, all, overlap).passed.filter(
    ({ place }) => !known.some((each) => each.place === place),
  )
  refuseTargetsThatGo(context, context.between ?? rest, overlap)
  return {
    before: (snapshot) => replayed(context, free, snapshot).end,
    rest: (snapshot) => replayed(context, rest, snapshot).end,
    runBefore: [...new Set(clashes.map((clash) => heldBack(clash, rest, context)))].sort(),
  }
}

/** What comes after the migration, and those of it that run before its database migration. */
function placesOf({ graph, migration, leaves, between }: Context): readonly [Keys, Keys] {
  if (between !== undefined) return [between, between]
  const all = new Set(descendants(graph, migration.key))
  all.delete(migration.key)
  if (all.size === 0) return [all, all]
  const upToLeaf = new Set(leaves.flatMap((leaf) => ancestors(graph, leaf)))
  return [all, only(all, (key) => upToLeaf.has(key))]
}

type Keys = ReadonlySet<MigrationKey>

/**
 * What an overlap key points at must stay until the database migration: PostgreSQL's `DROP TABLE … CASCADE` would take
 * the key along, and there would be no way back to it.
 */
function refuseTargetsThatGo(context: Context, rest: ReadonlySet<MigrationKey>, overlap: Snapshot): void {
  if (rest.size === 0) return
  const targets = new Set([...overlap.schema.tables.values()].flatMap(overlapTargets))
  let current = overlap
  for (const key of fullOrder(context.graph).filter((each) => rest.has(each))) {
    const operations = context.graph.nodes.get(key)?.migration.operations ?? []
    if (operations.every(isDatabaseOnly)) continue
    current = replayed(context, new Set([key]), current).end
    const { tables } = current.schema
    const gone = [...targets].find((table) => !tables.has(table))
    const place = operations.find(({ kind }) => kind === 'DeleteModel')?.place
    if (gone !== undefined && place)
      throw refused({ what: `it drops the table ${gone}`, place, key }, context)
  }
}

function overlapTargets(table: Table): readonly string[] {
  return table.foreignKeys.filter(isOverlapKey).map((key) => key.toTable)
}

function only(
  keys: ReadonlySet<MigrationKey>,
  wanted: (key: MigrationKey) => boolean,
): ReadonlySet<MigrationKey> {
  return new Set([...keys].filter(wanted))
}

/** The migration that clashes with what is put off, if it can wait: a database half, which no code waits for. */
function heldBack(clash: Clash, rest: ReadonlySet<MigrationKey>, context: Context): MigrationKey {
  if (rest.has(clash.key) && isHalf(clash.key, context.graph)) return clash.key
  throw refused(clash, context)
}

/** Leaves the project state as it is. */
function isDatabaseOnly(operation: Operation): boolean {
  if (operation.kind === 'RunSQL' || operation.kind === 'SeparateDatabaseAndState') {
    return operation.stateOperations.length === 0
  }
  return operation.kind === 'RunPython'
}

interface Replayed {
  readonly end: Snapshot
  /** What could not be followed. */
  readonly passed: readonly Clash[]
}

/** What cannot be followed, and in which migration. */
interface Clash extends NotAnalysed {
  readonly key: MigrationKey
}

function replayed({ graph, options }: Context, keys: ReadonlySet<MigrationKey>, start: Snapshot): Replayed {
  if (keys.size === 0) return { end: start, passed: [] }
  const passed: Clash[] = []
  const inOrder = fullOrder(graph).filter((key) => keys.has(key))
  const end = inOrder.reduce((snapshot, key) => {
    const record = (each: NotAnalysed): number => passed.push({ ...each, key })
    return replayKeys(graph, [key], snapshot, { dialect: options.dialect, readSql, record })
  }, start)
  return { end, passed }
}

/** A later migration needs the name that is put off, or, on SQLite, makes the table again without it. */
function refused(clash: Clash, { graph, migration, options }: Context): Refusal {
  const code = options.dialect === 'sqlite' ? 'table-rebuild' : 'name-comes-back'
  if (isHalf(clash.key, graph)) {
    return new Refusal({
      code,
      reason: `this one and ${clash.key} cannot be put off together: ${clash.what}`,
      wayOut: 'make this migration in a later release, when that one has been applied',
      path: migration.file.path,
    })
  }
  return new Refusal({
    code,
    reason: `a later migration cannot run while what this one removes is still there: ${clash.what}`,
    wayOut: 'split that one too, by naming both files in one run, or leave this one as it is',
    place: clash.place,
  })
}

/** Leaves the models as they are. */
export function isDatabaseHalf({ operations }: Migration): boolean {
  return operations.every(isDatabaseOnly)
}

function isHalf(key: MigrationKey, graph: MigrationGraph): boolean {
  const migration = graph.nodes.get(key)?.migration
  return migration !== undefined && isDatabaseHalf(migration)
}
