import { applyChanges } from '../../django/apply-change'
import type { Change } from '../../django/changes'
import { tablesThatDiffer } from '../../django/differing'
import type { Operation } from '../../django/operation'
import { applyOperation } from '../../django/replay'
import type { ForeignKey, Schema } from '../../django/schema'
import { compile } from '../../sql/compile'
import { dropKey, overlapKey } from '../overlap-key'
import type { Step } from '../plan'
import type { Rows } from '../rows'

type AddKey = Extract<Change, { kind: 'add-foreign-key' }>

/** The keys that an overlap has in place of Django's own, and the step that adds them. */
export interface NewKeys {
  readonly keys: readonly AddKey[]
  readonly steps: readonly Step[]
}

/** What the key of a new column does to a row of new code when old code deletes what that points at. */
export type Fate = (key: ForeignKey, table: string) => 'set-null' | 'cascade'

/**
 * Keys in place of those that an operation adds (`strict`): old code does not know that rows point at a row which it
 * deletes, so that the database itself lets go of them. (On SQLite, which cannot, nothing of the kind is split.)
 *
 * @param unsplit the operation as it was written
 * @param steps what the database gets in its place: the same without constraints
 */
export function newKeys(rows: Rows, unsplit: Operation, steps: readonly Step[], fate: Fate): NewKeys {
  const { site, write, model } = rows
  const wanted = applyOperation(unsplit, site.before, site.environment).schema
  const overlap = steps.reduce(
    (current, { operation }) => applyOperation(operation, current, site.environment),
    site.before,
  ).schema
  const keys = addedKeys(site.before.schema, wanted).map(({ table, foreignKey }) =>
    overlapKey(table, foreignKey, fate(foreignKey, table), overlap),
  )
  const how = { rerunnable: site.rerunnable }
  const forward = compile(keys, overlap, how)
  if (forward === undefined) throw new TypeError(`${site.options.dialect} has keys that let go of a row`)
  const drops = keys.map(({ table, foreignKey }) => dropKey(table, foreignKey))
  const reverse = compile(drops, applyChanges(overlap, keys), how) ?? []
  return { keys, steps: [write.step(write.runSql(forward, reverse, model.name.toLowerCase()))] }
}

function addedKeys(before: Schema, after: Schema): readonly AddKey[] {
  return tablesThatDiffer(after, before).flatMap(({ name, foreignKeys }) =>
    foreignKeys
      .filter((key) => before.tables.get(name)?.columns.has(key.column) !== true)
      .map((foreignKey): AddKey => ({ kind: 'add-foreign-key', table: name, foreignKey })),
  )
}
