import { weighted, type Random } from './random'
import { keyOf, py, type FieldSpec, type ModelSpec } from './spec'

type Options = Readonly<Record<string, string>>

interface FieldType {
  readonly weight: number
  readonly options?: (random: Random) => Options
  readonly defaults: readonly string[]
  /** Callables that makemigrations writes as such. */
  readonly callables?: readonly string[]
  readonly dbDefaults?: readonly string[]
  /** A column that MySQL can index whole. */
  readonly indexable: boolean
  /** Types that an AlterField is likely to go to. */
  readonly next: readonly string[]
}

const LENGTHS = ['1', '20', '50', '100', '255']
const longText = ({ pick }: Random): Options => ({ max_length: pick(LENGTHS) })
const INTEGERS = ['IntegerField', 'BigIntegerField', 'SmallIntegerField', 'PositiveIntegerField']

function integer(weight: number): FieldType {
  return { weight, defaults: ['0', '7'], dbDefaults: ['3', '0'], indexable: true, next: INTEGERS }
}

function words(weight: number, next: readonly string[], options?: FieldType['options']): FieldType {
  const values = ['""', '"x"', '"it\'s"', '"%s"']
  const made = ['shop.models.make_code']
  return {
    ...{ weight, defaults: values, callables: made, dbDefaults: ['"y"', '""'], indexable: true, next },
    ...(options ? { options } : {}),
  }
}

const TEXTS = ['CharField', 'TextField', 'SlugField']

export const FIELD_TYPES: Readonly<Record<string, FieldType>> = {
  CharField: words(16, TEXTS, longText),
  TextField: { ...words(6, TEXTS), indexable: false },
  SlugField: words(3, TEXTS),
  EmailField: words(2, TEXTS),
  URLField: words(2, TEXTS),
  FileField: words(2, ['ImageField', 'CharField'], () => ({ upload_to: '"files"' })),
  ImageField: words(1, ['FileField'], () => ({ upload_to: '"images"' })),
  IntegerField: integer(10),
  BigIntegerField: integer(3),
  SmallIntegerField: integer(3),
  PositiveIntegerField: integer(4),
  PositiveSmallIntegerField: integer(2),
  PositiveBigIntegerField: integer(1),
  BooleanField: {
    ...{ weight: 6, defaults: ['False', 'True'], dbDefaults: ['True', 'False'], indexable: true },
    next: ['IntegerField'],
  },
  FloatField: {
    weight: 3,
    defaults: ['0.0', '1.5'],
    dbDefaults: ['2.5'],
    indexable: true,
    next: ['DecimalField'],
  },
  DecimalField: {
    weight: 6,
    options: ({ pick }) => ({ max_digits: pick(['6', '8', '10']), decimal_places: pick(['0', '2', '4']) }),
    ...{ defaults: ['0', 'Decimal("1.50")'], dbDefaults: ['Decimal("2.50")'], indexable: true },
    next: ['FloatField'],
  },
  DateField: {
    ...{ weight: 4, defaults: ['datetime.date(2024, 1, 2)'], indexable: true, next: ['DateTimeField'] },
    callables: ['datetime.date.today'],
  },
  DateTimeField: {
    ...{ weight: 6, indexable: true, next: ['DateField'] },
    defaults: ['datetime.datetime(2024, 1, 2, 3, 4, tzinfo=datetime.timezone.utc)'],
    callables: ['django.utils.timezone.now'],
    dbDefaults: ['django.db.models.functions.datetime.Now()'],
  },
  TimeField: { weight: 2, defaults: ['datetime.time(8, 30)'], indexable: true, next: ['DurationField'] },
  DurationField: {
    ...{ weight: 3, indexable: true, next: ['BigIntegerField'] },
    defaults: ['datetime.timedelta(days=1)', 'datetime.timedelta(0)'],
    dbDefaults: ['datetime.timedelta(seconds=90)'],
  },
  UUIDField: {
    ...{ weight: 4, indexable: true, next: ['CharField'] },
    defaults: ['uuid.UUID("12345678-1234-5678-1234-567812345678")'],
    callables: ['uuid.uuid4'],
  },
  JSONField: {
    ...{ weight: 5, indexable: false, next: ['TextField'] },
    defaults: ['{}', '{"a": [1, "b"]}'],
    callables: ['dict', 'list'],
    dbDefaults: ['models.Value({}, models.JSONField())'],
  },
  BinaryField: { weight: 2, defaults: ['b""', 'b"ab"'], indexable: false, next: ['TextField'] },
  GenericIPAddressField: { weight: 2, defaults: ['"127.0.0.1"'], indexable: true, next: ['CharField'] },
}

const WEIGHTS = Object.fromEntries(Object.entries(FIELD_TYPES).map(([name, { weight }]) => [name, weight]))

export function typeOf({ className }: FieldSpec): FieldType | undefined {
  return FIELD_TYPES[className]
}

export function isRelation({ className }: FieldSpec): boolean {
  return className === 'ForeignKey' || className === 'OneToOneField'
}

export function isManyToMany({ className }: FieldSpec): boolean {
  return className === 'ManyToManyField'
}

/** A column that a unique rule or an index can be over, on each of the databases. */
export function isIndexable(field: FieldSpec): boolean {
  if (isRelation(field)) return true
  return typeOf(field)?.indexable === true
}

/** Where fields are made: what they can point at, and what a file of that Django may say. */
export interface FieldSite {
  readonly random: Random
  readonly version: '5.2' | '4.2'
  readonly targets: readonly ModelSpec[]
  /** A number that no other name has. */
  readonly fresh: () => number
}

export function randomField(site: FieldSite): FieldSpec {
  const { random, targets } = site
  if (targets.length > 0 && random.chance(28)) return relation(site)
  return plainField(site, weighted(random, WEIGHTS))
}

/** A field of a class with random options. */
export function plainField(site: FieldSite, className: string): FieldSpec {
  const { random } = site
  const type = FIELD_TYPES[className]
  if (type === undefined) throw new Error(`no such type: ${className}`)
  const isSlug = className === 'SlugField'
  const unique = type.indexable && random.chance(15)
  const options: Options = {
    ...type.options?.(random),
    ...(random.chance(35) ? { null: 'True', blank: 'True' } : {}),
    ...valueOptions(site, type, className),
    ...(unique ? { unique: 'True' } : {}),
    ...(!unique && !isSlug && random.chance(12) ? { db_index: 'True' } : {}),
    ...(!unique && isSlug && random.chance(20) ? { db_index: 'False' } : {}),
    ...remarks(site, className),
    ...columnOption(site),
  }
  return { className, options }
}

const AUTO = new Set(['DateField', 'DateTimeField', 'TimeField'])

function valueOptions({ random, version }: FieldSite, type: FieldType, className: string): Options {
  if (AUTO.has(className) && random.chance(25)) return { [random.pick(['auto_now', 'auto_now_add'])]: 'True' }
  const { defaults, callables = [], dbDefaults = [] } = type
  const own = random.chance(45)
  const made = callables.length > 0 && random.chance(40)
  return {
    ...(own ? { default: random.pick(made ? callables : immutable(defaults)) } : {}),
    ...(version === '5.2' && dbDefaults.length > 0 && random.chance(20)
      ? { db_default: random.pick(dbDefaults) }
      : {}),
  }
}

/** A mutable default is an error to Django's checks only: a one-off default may well be `{}`. */
function immutable(defaults: readonly string[]): readonly string[] {
  return defaults.map((each) => (each.startsWith('{') ? 'dict' : each))
}

/** What no database ever sees. */
function remarks({ random }: FieldSite, className: string): Options {
  return {
    ...(random.chance(6) ? { verbose_name: '"a \\"name\\""' } : {}),
    ...(random.chance(5) ? { help_text: '"50 % off"' } : {}),
    ...(random.chance(5) ? { db_comment: '"it\'s a comment"' } : {}),
    ...(className === 'CharField' && random.chance(10) ? { choices: '[("a", "A"), ("b", "B")]' } : {}),
    ...(className === 'IntegerField' && random.chance(10)
      ? { validators: '[django.core.validators.MinValueValidator(1)]' }
      : {}),
  }
}

function columnOption({ random, fresh }: FieldSite): Options {
  return random.chance(7) ? { db_column: py(`col_${fresh()}`) } : {}
}

function relation(site: FieldSite): FieldSpec {
  const kind = weighted(site.random, { ForeignKey: 55, OneToOneField: 15, ManyToManyField: 30 })
  return kind === 'ManyToManyField' ? manyToMany(site) : foreignKey(site, kind)
}

export function foreignKey(site: FieldSite, className: 'ForeignKey' | 'OneToOneField'): FieldSpec {
  const { random } = site
  const isNull = random.chance(40)
  const target = random.pick(site.targets)
  const actions = ['CASCADE', 'PROTECT', 'DO_NOTHING', ...(isNull ? ['SET_NULL'] : [])]
  const options: Options = {
    ...targetOptions(site, target),
    on_delete: `django.db.models.deletion.${random.pick(actions)}`,
    related_name: '"+"',
    ...(isNull ? { null: 'True' } : {}),
    ...(random.chance(7) ? { db_constraint: 'False' } : {}),
    ...(className === 'ForeignKey' && random.chance(7) ? { db_index: 'False' } : {}),
    ...(className === 'ForeignKey' && random.chance(4) ? { unique: 'True' } : {}),
    ...columnOption(site),
  }
  return { className, options }
}

function targetOptions({ random, version }: FieldSite, target: ModelSpec): Options {
  if (version === '5.2' && random.chance(5)) return { to: 'settings.AUTH_USER_MODEL' }
  const unique = Object.entries(target.fields).filter(([, field]) => canBePointedAt(field))
  const [name] = unique[0] ?? []
  const toField = name !== undefined && random.chance(40) ? { to_field: py(name) } : {}
  return { to: py(keyOf(target)), ...toField }
}

function canBePointedAt(field: FieldSpec): boolean {
  return field.options['unique'] === 'True' && !isRelation(field) && field.options['null'] === undefined
}

function manyToMany({ random, targets, fresh }: FieldSite): FieldSpec {
  const options = {
    to: py(keyOf(random.pick(targets))),
    related_name: '"+"',
    ...(random.chance(30) ? { blank: 'True' } : {}),
    ...(random.chance(15) ? { db_table: py(`pairs_${fresh()}`) } : {}),
    ...(random.chance(5) ? { db_constraint: 'False' } : {}),
  }
  return { className: 'ManyToManyField', options }
}

/** What a field that was added in the past was filled with, where it had to be: the first that comes to mind. */
export function firstDefault(field: FieldSpec): string | undefined {
  return needsValue(field) ? oneOffValues(field)[0] : undefined
}

/** What to fill a column with once, as makemigrations asks for; undefined where nothing is needed. */
export function oneOffDefault(field: FieldSpec, random: Random): string | undefined {
  const values = needsValue(field) ? oneOffValues(field) : []
  return values.length === 0 ? undefined : random.pick(values)
}

function needsValue(field: FieldSpec): boolean {
  const { null: isNull, default: own, db_default: dbDefault } = field.options
  return isNull === undefined && own === undefined && dbDefault === undefined && !isManyToMany(field)
}

function oneOffValues(field: FieldSpec): readonly string[] {
  if (isRelation(field)) return ['1']
  if (field.options['auto_now'] || field.options['auto_now_add']) return ['django.utils.timezone.now']
  const type = typeOf(field)
  return [...(type?.defaults ?? []), ...(type?.callables ?? [])]
}
