import type { Dialect } from '../../core/dialect'
import { modelKey, type Field, type Model } from '../../django/state'
import { columnName, tableName } from '../../django/tables'
import type { Call, Expression } from '../../python/nodes'
import type { Alteration, Deferred } from '../deferred'
import type { Step } from '../plan'
import type { Rows } from '../rows'
import { targetsOf } from './find'

interface Rest {
  readonly known: readonly Expression[]
  readonly operations: readonly Expression[]
  readonly guards: readonly Step[]
  readonly fills: readonly Step[]
  readonly overlapKeys?: Alteration['overlapKeys']
  readonly fields?: readonly Field[]
}

/** What is left of a change to a table that stays. */
export function alteration(
  { site, model }: Rows,
  { overlapKeys = [], fields = [], ...rest }: Rest,
): Deferred {
  const table = tableName(model, site.options.dialect)
  return {
    what: { kind: 'alteration', table, overlapKeys },
    key: modelKey(model.app, model.name),
    model: model.name.toLowerCase(),
    pointsAt: targetsOf(fields),
    ...rest,
  }
}

/** What is left of a change to a field: from the form that the overlap has to the one that the models say. */
export function fieldAlteration(
  rows: Rows,
  field: Field,
  forms: { readonly overlap: Call; readonly end: Call },
  rest: Pick<Rest, 'guards' | 'fills' | 'overlapKeys'>,
): Deferred {
  const { write, model } = rows
  const alter = (form: Call): Expression => write.alterField(model.name.toLowerCase(), field.name, form)
  return alteration(rows, {
    known: [alter(forms.overlap)],
    operations: [alter(forms.end)],
    fields: [field],
    ...rest,
  })
}

/** What is left to do to the column of a field, in words: "sets NOT NULL on shop_product.sku". */
export function restWords(model: Model, overlap: Field, end: Field, dialect: Dialect): string {
  const column = `${tableName(model, dialect)}.${columnName(end)}`
  const words = [
    ...(columnType(overlap) === columnType(end) ? [] : [`gives ${column} its new type`]),
    ...(overlap.null && !end.null ? [`sets ${column} NOT NULL`] : []),
    ...(overlap.dbDefault !== undefined && end.dbDefault === undefined
      ? [`drops the default of ${column}`]
      : []),
    ...(!overlap.unique && end.unique ? [`makes ${column} unique`] : []),
    ...(overlap.relation?.dbConstraint === false && end.relation?.dbConstraint === true
      ? [`adds the foreign key of ${column}`]
      : []),
  ]
  return words.length === 0 ? `does the rest to ${column}` : listed(words)
}

/** The class and the arguments that make the type of a column. */
function columnType({ source, className, relation }: Field): string {
  if (relation !== undefined) return 'key'
  const of = source.args.filter(({ name }) => TYPE_ARGUMENTS.has(name ?? ''))
  return [
    className,
    ...of.map(({ name, value }) => `${name ?? ''}=${JSON.stringify({ ...value, place: 0 })}`),
  ].join()
}

const TYPE_ARGUMENTS: ReadonlySet<string> = new Set(['max_length', 'max_digits', 'decimal_places'])

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
