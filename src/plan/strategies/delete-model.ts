import type { Table } from '../../django/schema'
import { modelKey, type Field, type Model } from '../../django/state'
import { manyToManyTable, tableName } from '../../django/tables'
import type { Call } from '../../python/nodes'
import { createModel } from '../create-model'
import type { Note, Step } from '../plan'
import type { Site, Strategy } from '../site'
import { databaseField, OperationWriter } from '../write-operation'
import { modelAt, targetsOf } from './find'
import { throughOverlap } from './remove-many-to-many'
import { fateOfRow, keyOn, replaceKeys, withoutConstraint } from './replace-keys'

/**
 * A model: its tables stay, and the keys out of them let rows go when new code, which does not know them, deletes
 * what they point at.
 */
export const deleteModel: Strategy<'DeleteModel'> = {
  id: 'delete-model',
  kind: 'DeleteModel',
  matches: () => true,
  split(operation, site) {
    const model = modelAt(site, operation.model, operation)
    const write = new OperationWriter(site, operation.place)
    const overlaps = [...model.fields.values()].map((field) => fieldOverlap(site, write, model, field))
    const tables = [...throughTables(site, model), tableName(model, site.options.dialect)]
    return {
      database: overlaps.flatMap(({ steps }) => steps),
      deferred: [
        {
          what: { kind: 'tables', tables },
          key: modelKey(model.app, model.name),
          model: model.name.toLowerCase(),
          pointsAt: targetsOf(oldFields(site, model)),
          known: [createModel(write, model, overlapFields(site, write, model, overlaps))],
          operations: [write.deleteModel(model.name)],
          guards: [],
          fills: [],
        },
      ],
      changes: [
        {
          slug: `delete_${model.name}`.toLowerCase(),
          subject: `the model ${model.name}`,
          verb: 'no longer knows',
          why: `old code still reads and writes the table ${tables.at(-1) ?? ''}`,
          overlap: `Old code may go on using the model ${model.name} while both run: its ${tables.length > 1 ? 'tables stay' : 'table stays'}.`,
          later: `drops the ${tables.length > 1 ? 'tables' : 'table'} ${tables.join(', ')}`,
          place: operation.place,
        },
      ],
      notes: overlaps.flatMap(({ notes }) => notes),
    }
  },
}

interface Overlap {
  readonly field: Field
  readonly call: Call
  readonly steps: readonly Step[]
  readonly notes: readonly Note[]
}

function fieldOverlap(site: Site, write: OperationWriter, model: Model, field: Field): Overlap {
  const nothing = { field, call: databaseField(field), steps: [], notes: [] }
  const name = model.name.toLowerCase()
  if (field.kind === 'many-to-many') {
    const table = throughTable(site, model, field)
    if (table === undefined) return nothing
    const { steps, notes, field: call } = throughOverlap(site, write, name, field, table)
    return { field, call, steps, notes }
  }
  const table = site.before.schema.tables.get(tableName(model, site.options.dialect))
  const key = keyOn(table, field)
  if (field.kind !== 'relation' || table === undefined || key === undefined) return nothing
  const call = withoutConstraint(field, write)
  const keys = [{ key, onDelete: fateOfRow(field) }]
  return {
    field,
    call,
    ...replaceKeys(site, write, { model: name, name: field.name, altered: call }, table.name, keys),
  }
}

function throughTable(site: Site, model: Model, field: Field, state = site.before.state): Table | undefined {
  const table = manyToManyTable(field, model, state, site.options.dialect)
  return table && site.before.schema.tables.get(table.name)
}

/** The many-to-many tables of the model, of fields that this migration has removed already, too. */
function throughTables(site: Site, model: Model): readonly string[] {
  return oldFields(site, model).flatMap(
    (field) => throughTable(site, model, field, site.start.state)?.name ?? [],
  )
}

/**
 * The fields of the model as the overlap has them, for Django's own form of the drop. Those that this migration
 * removes one by one before it deletes the model are still in the table, so that they are taken from the old models.
 */
function overlapFields(
  site: Site,
  write: OperationWriter,
  model: Model,
  overlaps: readonly Overlap[],
): readonly (readonly [string, Call])[] {
  const calls = new Map(overlaps.map(({ field, call }) => [field.name, call]))
  return oldFields(site, model).map(
    (field) => [field.name, calls.get(field.name) ?? removedBefore(field, write)] as const,
  )
}

function removedBefore(field: Field, write: OperationWriter): Call {
  const hasKeys = field.kind === 'relation' || field.kind === 'many-to-many'
  return hasKeys ? withoutConstraint(field, write) : databaseField(field)
}

/** Those of the old models, and those that this migration adds before it deletes the model. */
function oldFields(site: Site, model: Model): readonly Field[] {
  const old = (site.start.state.models.get(modelKey(model.app, model.name)) ?? model).fields
  const isAdded = ({ name }: Field): boolean =>
    site.migration.operations.some(
      (each) =>
        each.kind === 'AddField' &&
        each.model.toLowerCase() === model.name.toLowerCase() &&
        each.field.name === name,
    )
  return [
    ...old.values(),
    ...[...model.fields.values()].filter((each) => !old.has(each.name) && isAdded(each)),
  ]
}
