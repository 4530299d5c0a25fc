import { Refusal } from '../../core/errors'
import { differences } from '../differences'
import { applyOperation } from '../../django/replay'
import { valueClass } from '../../django/fields/column-type'
import { readField } from '../../django/fields/read-field'
import { fits } from '../../compat/type-fit'
import { columnType } from '../../django/columns'
import { targetOf } from '../../django/local-fields'
import type { OperationOf } from '../../django/operation'
import type { Field } from '../../django/state'
import type { Call } from '../../python/nodes'
import { defaultFill } from '../fill-value'
import { guardLimits, isNarrower } from '../limits'
import { looser } from '../looser'
import type { Note, Step } from '../plan'
import { fill, guardKey, guardNull, guardUnique, type Rows } from '../rows'
import type { Site, Strategy } from '../site'
import { isUntold } from '../untold'
import { databaseField, OperationWriter } from '../write-operation'
import { fieldAlteration, restWords } from './altered'
import { fieldAt, modelAt } from './find'

type AlterField = OperationOf<'AlterField'>

/** A field that is changed in place: until no old code runs, the column takes what either of the two writes. */
export const alterField: Strategy<'AlterField'> = {
  id: 'alter-field',
  kind: 'AlterField',
  matches: () => true,
  split(operation, site) {
    const model = modelAt(site, operation.model, operation)
    const old = fieldAt(site, operation.model, operation.field.name, operation)
    const rows: Rows = { site, model, write: new OperationWriter(site, operation.place) }
    const form = overlapForm(operation, old, rows)
    const { field } = operation
    const overlap = readField(field.name, form, { ...site.before.state, app: model.app, model: model.name })
    const fills = fillsFor(rows, overlap, field)
    const guards = guardsFor(rows, overlap, field, fills.length > 0)
    return {
      database: stepsTo(form, rows, operation),
      // Where Django has given rows their value by then, what comes next may count on it.
      ...(fills.length > 0 && site.runsLater() && { fills }),
      deferred: [
        fieldAlteration(rows, field, { overlap: form, end: databaseField(field) }, { guards, fills }),
      ],
      changes: [
        {
          slug: `alter_${model.name}_${field.name}`.toLowerCase(),
          subject: `${model.name}.${field.name}`,
          verb: 'has the new',
          why: site.why,
          overlap: overlapWords(overlap, field, site),
          later: restWords(model, overlap, field, site.options.dialect),
          place: operation.place,
        },
      ],
      notes: rewriteNotes(operation, overlap, site),
    }
  },
}

/** A type cannot be changed without the table being read or written through under a lock. */
function rewriteNotes(
  { field, place }: AlterField,
  overlap: Field,
  { options, before }: Site,
): readonly Note[] {
  const [from, to] = [overlap, field].map((each) => columnType(each, before.state, options.dialect))
  if (from === undefined || to === undefined || fits(from, to) === 'fits' || options.dialect === 'sqlite')
    return []
  const text =
    'step 2 changes the type, for which the database goes through the whole table while nobody can use it'
  return [{ text, place }]
}

/** What either colour may meet until step 2: the first that it would wonder about. */
function overlapWords(overlap: Field, field: Field, { options, before }: Site): string {
  if (isNarrower(overlap, field, before.state, options.dialect))
    return 'The column goes on taking the values that old code may write.'
  if (overlap.null && !field.null)
    return 'Old code may leave the column NULL until step 2, and new code may read that.'
  if (!overlap.unique && field.unique) return 'Old code may write the same value twice until step 2.'
  if (overlap.dbDefault !== undefined && field.dbDefault === undefined)
    return 'Old code leaves the value to the default of the database, which stays until step 2.'
  return 'Until step 2 the column is what old and new code can both live with.'
}

/** Throws a Refusal where no column serves both. */
function overlapForm(operation: AlterField, old: Field, { site, model }: Rows): Call {
  const { field, place } = operation
  const name = `${model.name}.${field.name}`
  if (old.primaryKey || field.primaryKey) throw primaryKey(name, place)
  const form = looser({
    app: model.app,
    old,
    changed: field,
    before: site.before.state,
    after: site.before.state,
    dialect: site.options.dialect,
  })
  if (form !== undefined && pointAlike(old, field, site)) return form
  throw typeChange(name, { old, field, site, place })
}

interface Change {
  readonly old: Field
  readonly field: Field
  readonly site: Site
  readonly place: AlterField['place']
}

function typeChange(name: string, { old, field, site, place }: Change): Refusal {
  const untold = untoldClass(old, field, site)
  const why = untold ? `only Python could tell the type of ${untold}` : site.why || otherValues(old, field)
  const tell = untold ? `say in [tool.bgsplit.fields] what ${untold} is, or ` : ''
  return new Refusal({
    code: 'type-change',
    reason: `no column holds what old and what new code write to ${name}: ${why}`,
    wayOut: `${tell}add a new field, copy the values to it, use it, and remove this one in a later release`,
    place,
  })
}

/** The class of one of the two that nobody has told of: maybe it is the same column. */
function untoldClass(old: Field, field: Field, { before: { state }, options }: Site): string | undefined {
  return [field, old].find((each) => isUntold(each, state, options.dialect))?.className
}

/** The type is the same, and yet what is in it is not. */
function otherValues(old: Field, field: Field): string {
  const own = [field, old].find((each) => valueClass(each).facts.ownValues !== undefined)
  if (own === undefined) return 'old code reads and writes other values than new code does'
  return `${own.className} has a way of its own with what it reads and writes`
}

/** Keys to other rows are other values, whatever their type. */
function pointAlike(old: Field, changed: Field, { before: { state } }: Site): boolean {
  if (old.relation === undefined) return changed.relation === undefined
  const [one, other] = [targetOf(old, state), targetOf(changed, state)]
  return one?.model === other?.model && one?.field.name === other?.field.name
}

function primaryKey(name: string, place: AlterField['place']): Refusal {
  return new Refusal({
    code: 'primary-key',
    reason: `${name} is a primary key, by which old and new code find their rows`,
    wayOut:
      'make a new model with the key you want, copy the rows to it, and delete this one in a later release',
    place,
  })
}

/** Nothing, where the column is already what both can live with. */
function stepsTo(form: Call, { site, write }: Rows, operation: AlterField): readonly Step[] {
  const step = write.step(write.alterField(operation.model, operation.field.name, form))
  const { schema } = applyOperation(step.operation, site.before, site.environment)
  return differences(site.before.schema, schema).length === 0 ? [] : [step]
}

function fillsFor(rows: Rows, overlap: Field, field: Field): readonly Step[] {
  if (!overlap.null || field.null) return []
  const value = defaultFill(field, rows.site.options)
  return value === undefined ? [] : [fill(rows, field, value)]
}

function guardsFor(rows: Rows, overlap: Field, field: Field, isFilled: boolean): readonly Step[] {
  const { state } = rows.site.before
  const { dialect } = rows.site.options
  const target = targetOf(field, state)
  const getsKey = overlap.relation?.dbConstraint === false && field.relation?.dbConstraint === true
  return [
    ...(overlap.null && !field.null && !isFilled ? [guardNull(rows, field)] : []),
    ...(isNarrower(overlap, field, state, dialect) ? guardLimits(rows, field, state) : []),
    ...(!overlap.unique && field.unique ? [guardUnique(rows, `${field.name}_unique`, [field.name])] : []),
    ...(getsKey && target ? [guardKey(rows, field, target.model, target.field.name)] : []),
  ]
}
