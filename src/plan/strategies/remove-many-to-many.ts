import { Refusal } from '../../core/errors'
import type { OperationOf } from '../../django/operation'
import type { Table } from '../../django/schema'
import { modelKey, type Field, type Model } from '../../django/state'
import { manyToManyTable } from '../../django/tables'
import type { Part, Site, Strategy } from '../site'
import { databaseField, OperationWriter } from '../write-operation'
import { fieldAt, modelAt, targetsOf } from './find'
import { replaceKeys, withoutConstraint } from './replace-keys'

/**
 * A ManyToManyField with a table of its own: the table stays, and its keys take its rows along when new code, which
 * does not know the table, deletes what they point at.
 */
export const removeManyToMany: Strategy<'RemoveField'> = {
  id: 'remove-many-to-many',
  kind: 'RemoveField',
  matches: (operation, site) =>
    fieldAt(site, operation.model, operation.name, operation).kind === 'many-to-many',
  split(operation, site) {
    const model = modelAt(site, operation.model, operation)
    const field = fieldAt(site, operation.model, operation.name, operation)
    const table = throughTable(site, operation, model, field)
    const write = new OperationWriter(site, operation.place)
    const name = model.name.toLowerCase()
    const overlap = throughOverlap(site, write, name, field, table)
    const told = { database: overlap.steps, notes: overlap.notes }
    if (site.deletesLater(operation.model)) return { ...told, deferred: [], changes: [] }
    return {
      ...told,
      deferred: [
        {
          what: { kind: 'tables', tables: [table.name] },
          key: modelKey(model.app, model.name),
          model: name,
          pointsAt: targetsOf([field]),
          known: [write.addField(name, field.name, overlap.field)],
          operations: [write.removeField(name, field.name)],
          guards: [],
          fills: [],
        },
      ],
      changes: [
        {
          slug: `remove_${name}_${field.name}`.toLowerCase(),
          subject: `${model.name}.${field.name}`,
          verb: 'no longer knows',
          why: `old code still reads and writes the table ${table.name}`,
          overlap: overlapWords(table.name, overlap.notes.length === 0),
          later: `drops the table ${table.name}`,
          place: operation.place,
        },
      ],
    }
  },
}

function overlapWords(table: string, hasKeys: boolean): string {
  const goOn = `Old code may go on using the table ${table} while both run`
  return hasKeys ? `${goOn}: its rows go along when new code deletes what they point at.` : `${goOn}.`
}

/** The table of the relation as it is in the database. */
function throughTable(site: Site, operation: OperationOf<'RemoveField'>, model: Model, field: Field): Table {
  const name = manyToManyTable(field, model, site.before.state, site.options.dialect)?.name
  const table = name === undefined ? undefined : site.before.schema.tables.get(name)
  if (table) return table
  throw new Refusal({
    code: 'not-applicable',
    reason: `the table of ${model.name}.${field.name} is not in the database that the history makes`,
    wayOut: 'check the SeparateDatabaseAndState operations before this migration',
    place: operation.place,
  })
}

interface ThroughOverlap extends Pick<Part, 'notes'> {
  readonly steps: Part['database']
  readonly field: ReturnType<typeof databaseField>
}

/** Both keys of an automatic through table, replaced by keys that take the row along. */
export function throughOverlap(
  site: Site,
  write: OperationWriter,
  model: string,
  field: Field,
  table: Table,
): ThroughOverlap {
  if (table.foreignKeys.length === 0) return { steps: [], field: databaseField(field), notes: [] }
  const altered = withoutConstraint(field, write)
  const keys = table.foreignKeys.map((key) => ({ key, onDelete: 'cascade' }) as const)
  const { steps, notes } = replaceKeys(site, write, { model, name: field.name, altered }, table.name, keys)
  return { steps, field: altered, notes }
}
