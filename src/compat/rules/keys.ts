import type { ForeignKey, Table } from '../../django/schema'
import type { Violation } from '../violation'
import { breaks, note, type Site } from './rule'

/**
 * Rules 4 and 7, on the foreign keys of a table that the code knows, and on those that point at it from columns and
 * tables it does not know: Django deletes what points at a row before the row itself, but only what it knows.
 */
export function keyRules(site: Site): readonly Violation[] {
  return [...ownKeys(site), ...strangeKeysInto(site)]
}

/** A key that the code reads must be there in some form, or its rows come to point at rows that are gone. */
function ownKeys(site: Site): readonly Violation[] {
  const missing = site.expected.foreignKeys.filter((key) => !hasKey(site.actual, key))
  const added = site.actual.foreignKeys.filter(
    (key) => site.expected.columns.has(key.column) && !hasKey(site.expected, key),
  )
  return [
    ...missing.filter((key) => site.actual.columns.has(key.column)).map((key) => missingKey(site, key)),
    ...added.map((key) => breaks(site, 'stricter-rule', key.column)),
  ]
}

/**
 * Code that knows a key deletes what points at a row before the row itself. SQLite cannot add a key to a table, so that
 * one that stands in the way can only be dropped there.
 */
function missingKey(site: Site, key: ForeignKey): Violation {
  const isKept = site.isShared(site.actual.name, key.column)
  const say = isKept || site.schema.dialect === 'sqlite' ? note : breaks
  return say(site, 'dangling-key', key.column)
}

/** Whether a table has a key over the same column to the same table, whatever else it does. */
export function hasKey(table: Table, key: ForeignKey): boolean {
  return table.foreignKeys.some((other) => other.column === key.column && other.toTable === key.toTable)
}

function strangeKeysInto(site: Site): readonly Violation[] {
  return site.inbound
    .filter(({ table, key }) => !knows(site, table, key) && !(letsGo(key, table) && follows(site, key)))
    .map(({ table, key }) => strangeKey(site, table, key))
}

/** Keys that let go of a row cannot be added on SQLite: a new one is left there as it is, whatever was asked for. */
function strangeKey(site: Site, table: Table, key: ForeignKey): Violation {
  const subject = `${table.name}.${key.column}`
  const canLetGo = site.schema.dialect !== 'sqlite'
  const isNew = site.colour === 'old' && !(site.strict && canLetGo)
  return isNew ? note(site, 'new-key', subject) : breaks(site, 'parent-delete', subject)
}

function knows(site: Site, table: Table, key: ForeignKey): boolean {
  return site.known.get(table.name)?.columns.has(key.column) === true
}

/** The key itself empties its column or takes the row along. */
function letsGo(key: ForeignKey, table: Table): boolean {
  if (key.onDelete === 'set-null') return table.columns.get(key.column)?.nullable === true
  return key.onDelete === 'cascade'
}

/** A key to a field that is no primary key must follow it when it changes. */
function follows({ actual }: Site, key: ForeignKey): boolean {
  return key.onUpdate === 'cascade' || actual.primaryKey.includes(key.toColumn)
}
