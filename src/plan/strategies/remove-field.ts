import type { Column } from '../../django/schema'
import { columnName } from '../../django/tables'
import { withArguments } from '../../python/build'
import type { Call, Expression } from '../../python/nodes'
import { compile } from '../../sql/compile'
import { CAPABILITIES } from '../../sql/dialect'
import { relaxation, type Relaxation } from '../relax'
import type { Strategy } from '../site'
import { databaseField } from '../write-operation'
import { fieldAt } from './find'
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
  const alter = modified(removed, how) ?? write.alterField(model.name.toLowerCase(), field.name, relaxed)
  const steps = how.kind === 'nothing' ? [] : [write.step(alter)]
  return { steps, field: relaxed, words: wordsFor(how), notes: how.kind === 'null' ? nullNotes(removed) : [] }
}

/** MariaDB's MODIFY, as Django writes it for NULL, would drop the check of the field's type for good: said in full. */
function modified(
  { field, model, table, write, site }: RemovedField,
  how: Relaxation,
): Expression | undefined {
  const name = columnName(field)
  const column = table?.columns.get(name)
  const hasCheck = table?.checks.some((check) => check.columns?.includes(name)) === true
  const drops = CAPABILITIES[site.options.dialect].modifyDropsChecks
  if (how.kind !== 'null' || !drops || !hasCheck || column === undefined) return undefined
  const to = { ...(how.dropDefault ? withoutDefault(column) : column), nullable: true }
  const [forward, reverse] = [to, column].map((each) =>
    compile([{ kind: 'alter-column', table: table.name, column: name, to: each }], site.before.schema),
  )
  return forward && reverse && write.runSql(forward, reverse, model.name.toLowerCase())
}

function withoutDefault({ name, type, nullable, identity }: Column): Column {
  return { name, type, nullable, identity }
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
