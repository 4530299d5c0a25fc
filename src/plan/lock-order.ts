import type { Dialect } from '../core/dialect'
import type { Model, ProjectState } from '../django/state'
import { tableName } from '../django/tables'
import { lockTables } from '../sql/lock-table'
import type { Planned } from './later'

/** What is said before the statements of one thing that is dropped, and before those that make it again. */
export interface Locks {
  readonly forward: readonly string[]
  readonly reverse: readonly string[]
}

export const LOCK_COMMENT = 'Locked first, as a delete by live code does, so that the two cannot deadlock.'

/**
 * To drop a key PostgreSQL locks its table and then what it points at; a delete there, of code that knows nothing of
 * the key, goes the other way, since the database itself lets go of the rows. What the keys of all that is dropped
 * point at is therefore locked first, before anything is; the same where a column comes back. A table that comes
 * back is nobody's yet.
 *
 * Where the models still lead from the table to what the key points at, Django itself begins with the table when it
 * deletes there (`Collector.delete`, django/db/models/deletion.py), as DROP COLUMN does, and nothing is to be turned.
 *
 * @param state the models of the code that is live
 */
export function lockOrder(planned: readonly Planned[], state: ProjectState): (each: Planned) => Locks {
  const gone = new Set(
    planned.flatMap(({ deferred: { what } }) => (what.kind === 'tables' ? what.tables : [])),
  )
  const targets = new Map(planned.map((each) => [each, liveTargets(each, gone, state)]))
  const forward = planned.filter((each) => targets.get(each)?.length !== 0)
  const reverse = forward.filter(({ deferred }) => deferred.what.kind === 'column')
  const [first, last] = [forward[0], reverse.at(-1)]
  const lock = (all: readonly Planned[], { before }: Planned): readonly string[] => {
    const tables = new Set(all.flatMap((each) => targets.get(each) ?? []))
    return lockTables([...tables].sort(), before.dialect)
  }
  return (each) => ({
    forward: each === first ? lock(forward, first) : [],
    reverse: each === last ? lock(reverse, last) : [],
  })
}

/** The tables that a key points at which goes with this, and that deletes of live code come to first. */
function liveTargets(
  { deferred: { what }, before }: Planned,
  gone: ReadonlySet<string>,
  state: ProjectState,
): readonly string[] {
  if (what.kind === 'alteration') return []
  const tables = what.kind === 'tables' ? what.tables : [what.table]
  return tables.flatMap((name) => {
    const keys = before.tables.get(name)?.foreignKeys ?? []
    const targets = keys
      .filter((key) => what.kind === 'tables' || key.column === what.column)
      .map((key) => key.toTable)
      .filter((target) => target !== name && !gone.has(target))
    const known = targets.length === 0 ? gone : reachedFrom(name, state, before.dialect)
    return targets.filter((target) => !known.has(target))
  })
}

/** The tables of the models that a table's model points at, and those that these do, and so on. */
function reachedFrom(table: string, state: ProjectState, dialect: Dialect): ReadonlySet<string> {
  const reached = new Set<string>()
  const waiting = [...state.models.values()].filter((model) => tableName(model, dialect) === table)
  for (let model = waiting.pop(); model !== undefined; model = waiting.pop()) {
    const next = pointsAt(model, state).filter((target) => !reached.has(tableName(target, dialect)))
    for (const target of next) reached.add(tableName(target, dialect))
    waiting.push(...next)
  }
  return reached
}

function pointsAt({ fields, bases }: Model, { models }: ProjectState): readonly Model[] {
  const relations = [...fields.values()].filter(({ kind }) => kind === 'relation')
  const keys = [...bases, ...relations.flatMap(({ relation }) => relation?.to ?? [])]
  return keys.flatMap((key) => models.get(key) ?? [])
}
