import { columnName } from '../../django/tables'
import { withArguments } from '../../python/build'
import type { Call } from '../../python/nodes'
import { relaxation } from '../relax'
import type { Strategy } from '../site'
import { databaseField } from '../write-operation'
import { fieldAt } from './find'
import { modifiedToNull } from './modified-to-null'
import { fateOfRow, keyOn, replaceKeys, withoutConstraint } from './replace-keys'
import { nullNotes, splitRemovedField, type FieldOverlap, type RemovedField } from './removed-field'

/**
 * A ForeignKey or OneToOneField: new code does not know that rows point at a parent, so that the key itself must
 * empty the column when the parent goes; for that it takes NULL, which new code leaves in it as well.
 */
export const removeForeignKey: Strategy<'RemoveField'> = {
  id: 'remove-foreign-key',
  kind: 'RemoveField',
  matches: (operation, site) => fieldAt(site, operation.model, operation.name, operation).kind === 'relation',
  split: (operation, site) => splitRemovedField(operation, site, relationOverlap),
}

function relationOverlap(removed: RemovedField): FieldOverlap {
  const { site, field, model, table, write, goesWithTable } = removed
  const key = keyOn(table, field)
  if (table === undefined || key === undefined) return withoutKey(removed)
  const bare = withoutConstraint(field, write)
  const modified = isEmptied(removed) ? modifiedToNull(removed, true) : undefined
  const onDelete = goesWithTable ? fateOfRow(field) : 'set-null'
  const altered = modified ? bare : emptied(removed, bare)
  const name = { model: model.name.toLowerCase(), name: field.name, altered }
  const { steps, notes } = replaceKeys(site, write, name, table.name, [{ key, onDelete }])
  const [alter, ...rest] = steps
  return {
    steps: alter && modified ? [alter, write.step(modified), ...rest] : steps,
    field: emptied(removed, bare),
    words: words(field.name, notes.length === 0),
    notes: [...notes, ...emptyNotes(removed)],
  }
}

/** `db_constraint=False`: the database never looked after the rows, and need not now. */
function withoutKey(removed: RemovedField): FieldOverlap {
  const { field, model, write } = removed
  const altered = emptied(removed, databaseField(field))
  const alter = write.alterField(model.name.toLowerCase(), field.name, altered)
  const steps = isEmptied(removed) ? [write.step(alter)] : []
  return { steps, field: altered, words: words(field.name, false), notes: emptyNotes(removed) }
}

function emptyNotes(removed: RemovedField): FieldOverlap['notes'] {
  return isEmptied(removed) ? nullNotes(removed) : []
}

function emptied(removed: RemovedField, call: Call): Call {
  if (!isEmptied(removed)) return call
  return withArguments(call, { null: removed.write.build.boolean(true), db_default: undefined })
}

/** A column that points at something has no default to trust: it takes NULL, whatever `--fill` says. */
function isEmptied({ site, field, table, goesWithTable }: RemovedField): boolean {
  if (table === undefined || goesWithTable) return false
  const column = table.columns.get(columnName(field))
  if (column?.nullable === false) return true
  return relaxation(field, columnName(field), table, site).kind !== 'nothing'
}

function words(name: string, hasKey: boolean): string {
  const goOn = 'Old code may go on using the column while both run: new code leaves it NULL'
  return hasKey ? `${goOn}, and deleting the ${name} of a row empties it instead of failing.` : `${goOn}.`
}
