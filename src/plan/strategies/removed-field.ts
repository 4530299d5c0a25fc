import type { OperationOf } from '../../django/operation'
import type { Table } from '../../django/schema'
import { modelKey, type Field, type Model } from '../../django/state'
import { columnName, tableName } from '../../django/tables'
import type { Call } from '../../python/nodes'
import type { Deferred } from '../deferred'
import type { Note, PlannedChange, Step } from '../plan'
import type { Part, Site } from '../site'
import { OperationWriter } from '../write-operation'
import { fieldAt, modelAt, targetsOf } from './find'

/** A field that is removed, and all that its strategy needs to know. */
export interface RemovedField {
  readonly site: Site
  readonly operation: OperationOf<'RemoveField'>
  readonly model: Model
  readonly field: Field
  /** The table of the model, as it is; undefined where a hand-written migration has lost it. */
  readonly table: Table | undefined
  readonly write: OperationWriter
  /** A later operation of the migration deletes the model: the column goes with its table. */
  readonly goesWithTable: boolean
}

/** What becomes of the column until it is dropped. */
export interface FieldOverlap {
  readonly steps: readonly Step[]
  /** The field as these steps leave it, for Django's own form of the drop. */
  readonly field: Call
  /** What both colours see, in a sentence; of no use where the column goes with its table. */
  readonly words: string
  readonly notes: readonly Note[]
}

/** The split of a RemoveField whose field has a column, given the way to the overlap. */
export function splitRemovedField(
  operation: OperationOf<'RemoveField'>,
  site: Site,
  overlapOf: (removed: RemovedField) => FieldOverlap,
): Part {
  const removed = removedField(operation, site)
  const { steps, field, words, notes } = overlapOf(removed)
  if (removed.goesWithTable) return { database: steps, deferred: [], changes: [], notes }
  return {
    database: steps,
    deferred: [columnDrop(removed, field)],
    changes: [removedFieldChange(removed, words)],
    notes,
  }
}

function removedField(operation: OperationOf<'RemoveField'>, site: Site): RemovedField {
  const model = modelAt(site, operation.model, operation)
  return {
    site,
    operation,
    model,
    field: fieldAt(site, operation.model, operation.name, operation),
    table: site.before.schema.tables.get(tableName(model, site.options.dialect)),
    write: new OperationWriter(site, operation.place),
    goesWithTable: site.deletesLater(operation.model),
  }
}

function columnDrop({ site, write, operation, model, field }: RemovedField, known: Call): Deferred {
  const table = tableName(model, site.options.dialect)
  return {
    what: {
      kind: 'column',
      table,
      column: columnName(field),
      field: field.name,
      generated: field.kind === 'generated',
    },
    key: modelKey(model.app, model.name),
    model: model.name.toLowerCase(),
    pointsAt: targetsOf([field]),
    known: [write.addField(model.name.toLowerCase(), operation.name, known)],
    operations: [write.removeField(model.name.toLowerCase(), operation.name)],
    guards: [],
    fills: [],
  }
}

function removedFieldChange({ site, operation, model, field }: RemovedField, words: string): PlannedChange {
  const column = `${tableName(model, site.options.dialect)}.${columnName(field)}`
  return {
    slug: `remove_${model.name}_${operation.name}`.toLowerCase(),
    subject: `${model.name}.${operation.name}`,
    verb: 'no longer knows',
    why: `old code still reads and writes the column ${column}`,
    overlap: words,
    later: `drops the column ${column}`,
    place: operation.place,
  }
}

/** What stands between a column that has taken NULL in the overlap and the NOT NULL of before. */
export function nullNotes({ operation, field, model, table }: RemovedField): readonly Note[] {
  if (table?.columns.get(columnName(field))?.nullable !== false) return []
  const text =
    `${model.name}.${field.name} is NULL in rows that new code has written: ` +
    'fill or delete these before the state migration is taken back'
  return [{ text, place: operation.place }]
}
