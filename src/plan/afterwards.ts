import { Refusal } from '../core/errors'
import { appOf, descendants, fullOrder, type MigrationGraph } from '../django/graph'
import type { Migration, MigrationKey } from '../django/migration'
import type { NotAnalysed } from '../django/replay'
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
  readonly leaf: MigrationKey
  readonly options: PlanOptions
}

/**
 * Finds the place of the database migration: after the app's last one, and before a migration of another app that
 * cannot run while what is put off is still there (it drops the table that the column points at).
 *
 * Throws `name-comes-back`, or on SQLite `table-rebuild`, where there is no such place.
 */
export function afterwards(context: Context, unsplit: Snapshot, overlap: Snapshot): Afterwards {
  const { graph, migration } = context
  const all = new Set(descendants(graph, migration.key))
  all.delete(migration.key)
  const known = replayed(context, all, unsplit).passed
  const held = heldBack(context, all, known, overlap)
  const free = new Set([...all].filter((key) => !held.has(key)))
  const runBefore = [...held].filter(
    (key) => ![...(graph.nodes.get(key)?.parents ?? [])].some((each) => held.has(each)),
  )
  return {
    before: (snapshot) => replayed(context, free, snapshot).end,
    rest: (snapshot) => replayed(context, held, snapshot).end,
    runBefore: runBefore.sort(),
  }
}

/** The migrations that clash with what is put off, and what comes after them. */
function heldBack(
  context: Context,
  all: ReadonlySet<MigrationKey>,
  known: readonly NotAnalysed[],
  overlap: Snapshot,
): ReadonlySet<MigrationKey> {
  const { graph, migration, leaf } = context
  const found = replayed(context, all, overlap).passed.filter(
    ({ place }) => !known.some((each) => each.place === place),
  )
  const held = new Set<MigrationKey>()
  for (const clash of found) {
    const key = [...all].find((each) => graph.nodes.get(each)?.migration.file === clash.place.file)
    if (key === undefined || appOf(key) === migration.app) throw refused(clash, context.options)
    for (const each of descendants(graph, key)) held.add(each)
    if (held.has(leaf)) throw refused(clash, context.options)
  }
  return held
}

interface Replayed {
  readonly end: Snapshot
  /** What could not be followed. */
  readonly passed: readonly NotAnalysed[]
}

function replayed({ graph, options }: Context, keys: ReadonlySet<MigrationKey>, start: Snapshot): Replayed {
  const passed: NotAnalysed[] = []
  const inOrder = fullOrder(graph).filter((key) => keys.has(key))
  const record = (each: NotAnalysed): number => passed.push(each)
  return { end: replayKeys(graph, inOrder, start, { dialect: options.dialect, readSql, record }), passed }
}

/** A later migration needs the name that is put off, or, on SQLite, makes the table again without it. */
function refused(clash: NotAnalysed, { dialect }: PlanOptions): Refusal {
  return new Refusal({
    code: dialect === 'sqlite' ? 'table-rebuild' : 'name-comes-back',
    reason: `a later migration cannot run while what this one removes is still there: ${clash.what}`,
    wayOut:
      'split the two in the order in which they run, with the first one applied in between, or leave this one as it is',
    place: clash.place,
  })
}
