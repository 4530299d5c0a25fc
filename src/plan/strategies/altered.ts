import { listed } from '../../core/words'
import type { Dialect } from '../../core/dialect'
import { modelKey, type Field, type Model } from '../../django/state'
import { columnName, tableName } from '../../django/tables'
import { typeCheck } from '../../django/fields/column-type'
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
  /** Only Django's own operation says it right. */
  readonly isDjangos?: boolean
  readonly fields?: readonly Field[]
}

/** What is left of a change to a table that stays. */
export function alteration(
  { site, model }: Rows,
  { overlapKeys = [], fields = [], isDjangos = false, ...rest }: Rest,
): Deferred {
  const table = tableName(model, site.options.dialect)
  return {
    what: { kind: 'alteration', table, overlapKeys, isDjangos },
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

/** What is left to do to a field's column, in words: "sets NOT NULL on shop_product.sku and drops its default". */
export function restWords(model: Model, overlap: Field, end: Field, dialect: Dialect): string {
  const column = `${tableName(model, dialect)}.${columnName(end)}`
  const words = REST.filter(({ isLeft }) => isLeft(overlap, end, dialect)).map(({ first, then }) => ({
    first,
    then,
  }))
  if (words.length === 0) return `does the rest to ${column}`
  return listed(words.map(({ first, then }, index) => (index === 0 ? first.replace('%', column) : then)))
}

interface RestWord {
  readonly isLeft: (overlap: Field, end: Field, dialect: Dialect) => boolean
  /** With the column, and where that has been named. */
  readonly first: string
  readonly then: string
}

const REST: readonly RestWord[] = [
  {
    isLeft: (overlap, end) => columnType(overlap) !== columnType(end),
    first: 'gives % its new type',
    then: 'gives it its new type',
  },
  {
    isLeft: (overlap, end) => overlap.null && !end.null,
    first: 'sets NOT NULL on %',
    then: 'sets NOT NULL on it',
  },
  {
    isLeft: (overlap, end) => overlap.dbDefault !== undefined && end.dbDefault === undefined,
    first: 'drops the default of %',
    then: 'drops its default',
  },
  {
    isLeft: (overlap, end) => !overlap.unique && end.unique,
    first: 'makes % unique',
    then: 'makes it unique',
  },
  {
    isLeft: (overlap, end, dialect) => checkOf(overlap, dialect) !== checkOf(end, dialect),
    first: 'adds the check of %',
    then: 'adds its check',
  },
  {
    isLeft: ({ relation: overlap }, { relation: end }) =>
      overlap?.dbConstraint === false && end?.dbConstraint === true,
    first: 'adds the foreign key of %',
    then: 'adds its foreign key',
  },
]

function checkOf(field: Field, dialect: Dialect): string | undefined {
  return typeCheck(field, columnName(field), dialect)
}

/** The class and the arguments that make the type of a column. */
function columnType({ source, className, relation }: Field): string {
  if (relation !== undefined) return 'key'
  const name = className.replace(/\.Positive(?=\w*IntegerField$)/, '.')
  const of = source.args.filter(({ name }) => TYPE_ARGUMENTS.has(name ?? ''))
  return [
    name,
    ...of.map(({ name, value }) => `${name ?? ''}=${JSON.stringify({ ...value, place: 0 })}`),
  ].join()
}

const TYPE_ARGUMENTS: ReadonlySet<string> = new Set(['max_length', 'max_digits', 'decimal_places'])
