import { Refusal } from '../../core/errors'
import { readField } from '../../django/fields/read-field'
import type { OperationOf } from '../../django/operation'
import type { Field } from '../../django/state'
import { withArguments } from '../../python/build'
import type { Call } from '../../python/nodes'
import { databaseDefault, isWritable } from '../database-default'
import { defaultFill, emptyText, type RowValue } from '../fill-value'
import { plural } from '../looser'
import type { Step } from '../plan'
import { fill, guardUnique, type Rows } from '../rows'
import type { Site, Strategy } from '../site'
import { databaseField, OperationWriter } from '../write-operation'
import { fieldAlteration, restWords } from './altered'
import { modelAt } from './find'
import { newKeys, type NewKeys } from './new-keys'

/**
 * A field that must have a value: old code inserts rows without it, so that the database fills it in, or it may be
 * left NULL until no old code runs.
 */
export const addField: Strategy<'AddField'> = {
  id: 'add-field',
  kind: 'AddField',
  matches: ({ field }) => !field.primaryKey && field.kind !== 'many-to-many',
  split(operation, site) {
    const model = modelAt(site, operation.model, operation)
    const rows: Rows = { site, model, write: new OperationWriter(site, operation.place) }
    const { field } = operation
    const form = withKey(overlapForm(operation, rows), operation, rows)
    const end = databaseField(field)
    const guards = field.unique ? [guardUnique(rows, `${field.name}_unique`, [field.name])] : []
    const overlap = readField(field.name, form.field, {
      ...site.migration,
      model: model.name,
      ...site.before.state,
    })
    return {
      database: form.steps,
      fills: form.fills,
      deferred: [
        fieldAlteration(
          rows,
          field,
          { overlap: form.field, end },
          { guards, fills: form.restFills, overlapKeys: form.keys },
        ),
      ],
      changes: [
        {
          slug: `${model.name}_${field.name}`.toLowerCase(),
          subject: `${model.name}.${field.name}`,
          verb: 'first knows',
          why: 'old code inserts rows without it, and it must have a value',
          overlap: form.words,
          later: restWords(model, overlap, field, site.options.dialect),
          place: operation.place,
        },
      ],
      notes: [],
    }
  },
}

/** SQLite cannot add a key to a table. */
function hasNewKey({ relation }: Field, { site: { options } }: Rows): boolean {
  return options.strict && options.dialect !== 'sqlite' && relation?.dbConstraint === true
}

/** Under `strict`: a key that lets go of the row when old code deletes what that points at. */
function withKey(
  form: OverlapForm,
  operation: OperationOf<'AddField'>,
  rows: Rows,
): OverlapForm & Omit<NewKeys, 'steps'> {
  if (!hasNewKey(operation.field, rows)) return { ...form, keys: [] }
  const { keys, steps } = newKeys(rows, operation, form.steps, () => 'set-null')
  const words = `${form.words} Deleting what it points at empties it, until step 2.`
  return { ...form, steps: [...form.steps, ...steps], keys, words }
}

interface OverlapForm {
  readonly field: Call
  readonly steps: readonly Step[]
  /** For rows that are there. */
  readonly fills: readonly Step[]
  /** For rows that old code writes after that. */
  readonly restFills: readonly Step[]
  readonly words: string
}

function overlapForm(operation: OperationOf<'AddField'>, rows: Rows): OverlapForm {
  const { field } = operation
  const isPlain = field.relation === undefined && !field.unique && canDefault(rows.site)
  const value = isPlain ? (databaseDefault(field, rows.site.options) ?? emptyText(field)) : undefined
  if (value === undefined || !isWritable(value, field, rows.site.options)) return nullForm(operation, rows)
  const relaxed = withArguments(databaseField(field), { db_default: value })
  return {
    field: relaxed,
    steps: [rows.write.step(rows.write.addField(operation.model, field.name, relaxed))],
    ...NO_FILLS,
    words: 'Old code does not know the column: the database fills in the default.',
  }
}

/** SQLite takes a default through Django alone, which can say so from 5.0 on. */
function canDefault({ options }: Site): boolean {
  return options.djangoKnowsDbDefault !== false || options.dialect !== 'sqlite'
}

/**
 * The column is added without a value, which takes no longer for a large table; then rows get theirs. The database's
 * own default comes after that, so that it is not worked out for every row under a lock.
 */
function nullForm(operation: OperationOf<'AddField'>, rows: Rows): OverlapForm {
  const { write, site } = rows
  const { field, model } = operation
  const bare = withArguments(plural(databaseField(field)), {
    null: write.build.boolean(true),
    ...(field.unique ? { unique: undefined } : {}),
    ...(hasNewKey(field, rows) ? { db_constraint: write.build.boolean(false) } : {}),
  })
  const steps = [write.step(write.addField(model, field.name, bare))]
  if (field.null) return { field: bare, steps, ...NO_FILLS, words: 'Old code does not know the column.' }
  const value = valueOf(operation, rows)
  const fills = [fill(rows, field, value)]
  const random = canDefault(site) ? value.databaseDefault : undefined
  if (random === undefined) return { field: bare, steps, fills, restFills: fills, words: nullWords(value) }
  const relaxed = withArguments(bare, { db_default: random })
  return {
    field: relaxed,
    steps: [...steps, write.step(write.alterField(model, field.name, relaxed))],
    fills,
    restFills: [],
    words: 'Old code does not know the column: the database makes a value for each of its rows.',
  }
}

const NO_FILLS = { fills: [], restFills: [] } as const

function nullWords({ perRow }: RowValue): string {
  const filled = perRow ? 'one of its own' : 'the default'
  return `Old code leaves the column NULL; each row that is there now gets ${filled}, the others get theirs in step 2.`
}

/** Throws `no-default` where rows that are there have no value to get, or all the same where it is to be unique. */
function valueOf({ field, model, place }: OperationOf<'AddField'>, { site }: Rows): RowValue {
  const value = defaultFill(field, site.options)
  if (value !== undefined && !(field.unique && !value.perRow && !value.isRandom)) return value
  throw new Refusal({
    code: 'no-default',
    reason:
      value === undefined
        ? `${model}.${field.name} must have a value, and there is none for the rows of old code`
        : `${model}.${field.name} is to be unique, and its default is the same for every row`,
    wayOut:
      value === undefined
        ? 'give it a default (with preserve_default=False it is for these rows only), or null=True'
        : 'give it a callable as its default, which makes another value for each row, or null=True',
    place,
  })
}
