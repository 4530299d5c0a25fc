import { columnName } from '../../django/tables'
import { withArguments } from '../../python/build'
import type { Call } from '../../python/nodes'
import { relaxation, type Relaxation } from '../relax'
import type { Strategy } from '../site'
import { databaseField } from '../write-operation'
import { fieldAt } from './find'
import { modifiedToNull } from './modified-to-null'
import { nullNotes, splitRemovedField, type FieldOverlap, type RemovedField } from './removed-field'

/**
 * A field with a plain column: new code leaves the column out of its INSERTs, so that the overlap lets it be left
 * out; it is dropped later.
 */
export const removeField: Strategy<'RemoveField'> = {
  id: 'remove-field',
  kind: 'RemoveField',
  matches: (operation, site) => {
    const { kind } = fieldAt(site, operation.model, operation.name, operation)
    return kind === 'column' || kind === 'generated' || kind === 'unknown'
  },
  split: (operation, site) => splitRemovedField(operation, site, columnOverlap),
}

function columnOverlap(removed: RemovedField): FieldOverlap {
  const { site, field, model, table, write, goesWithTable } = removed
  const how: Relaxation =
    table === undefined || goesWithTable
      ? { kind: 'nothing' }
      : relaxation(field, columnName(field), table, site)
  const relaxed = relaxedField(removed, how)
  const modified = how.kind === 'null' ? modifiedToNull(removed, how.dropDefault) : undefined
  const alter = modified ?? write.alterField(model.name.toLowerCase(), field.name, relaxed)
  const steps = how.kind === 'nothing' ? [] : [write.step(alter)]
  return { steps, field: relaxed, words: wordsFor(how), notes: how.kind === 'null' ? nullNotes(removed) : [] }
}

function relaxedField({ field, write }: RemovedField, how: Relaxation): Call {
  const call = databaseField(field)
  switch (how.kind) {
    case 'nothing':
      return call
    case 'null':
      return withArguments(call, {
        null: write.build.boolean(true),
        ...(how.dropDefault ? { db_default: undefined } : {}),
      })
    case 'default':
      return withArguments(call, { db_default: how.value })
  }
}

function wordsFor(how: Relaxation): string {
  const goOn = 'Old code may go on using the column while both run: new code leaves it'
  switch (how.kind) {
    case 'nothing':
      return `${goOn} out, which it allows as it is.`
    case 'null':
      return `${goOn} NULL.`
    case 'default':
      return `${goOn} out, and the database fills in a default.`
  }
}
