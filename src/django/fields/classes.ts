import type { Dialect } from '../../core/dialect'
import type { FieldKind } from '../state'
import type { OwnClasses } from './own-classes'

/**
 * `get_internal_type()` of the fields that Django's backends have a type for: the keys of `data_types` in
 * django/db/backends/<backend>/base.py.
 */
export type InternalType =
  | 'AutoField'
  | 'BigAutoField'
  | 'BigIntegerField'
  | 'BinaryField'
  | 'BooleanField'
  | 'CharField'
  | 'DateField'
  | 'DateTimeField'
  | 'DecimalField'
  | 'DurationField'
  | 'FileField'
  | 'FilePathField'
  | 'FloatField'
  | 'GenericIPAddressField'
  | 'IPAddressField'
  | 'IntegerField'
  | 'JSONField'
  | 'PositiveBigIntegerField'
  | 'PositiveIntegerField'
  | 'PositiveSmallIntegerField'
  | 'SlugField'
  | 'SmallAutoField'
  | 'SmallIntegerField'
  | 'TextField'
  | 'TimeField'
  | 'UUIDField'

export const FIELD_FAMILIES = [
  'integer',
  'float',
  'decimal',
  'boolean',
  'text',
  'date',
  'datetime',
  'time',
  'duration',
  'binary',
  'json',
  'uuid',
  'ip',
  'file',
  'array',
  'range',
  'hstore',
  'search-vector',
  'relation',
  'unknown',
] as const

/** What values a field holds, whatever the database calls its type. */
export type FieldFamily = (typeof FIELD_FAMILIES)[number]

/** What a class of fields is to a database. */
export interface FieldClass {
  readonly kind: FieldKind
  readonly family: FieldFamily
  readonly internalType?: InternalType
  /** A type that only PostgreSQL has, from `db_type()` of the class. */
  readonly postgresType?: string
  /** The types that the configuration gives a class of the project. */
  readonly types?: Readonly<Partial<Record<Dialect, string>>>
  /** The class of Django that the configuration says it behaves like, or that it extends. */
  readonly like?: string
  /** The class, where it has its own way of writing values into the column: another one may not read them. */
  readonly ownValues?: string
  readonly maxLength?: number
  /** True where the class does so by itself. */
  readonly nullImplied?: true
  readonly uniqueImplied?: true
  readonly indexedUnlessTold?: true
  /** Names of positional arguments, where migrations are known to use them. */
  readonly positions: readonly string[]
}

const FIELD = [
  'verbose_name',
  'name',
  'primary_key',
  'max_length',
  'unique',
  'blank',
  'null',
  'db_index',
  'rel',
  'default',
]
const DATE = ['verbose_name', 'name', 'auto_now', 'auto_now_add']
const FILE = ['verbose_name', 'name', 'upload_to', 'storage']

function column(internalType: InternalType, family: FieldFamily, more: Partial<FieldClass> = {}): FieldClass {
  return { kind: 'column', family, internalType, positions: FIELD, ...more }
}

function postgresColumn(postgresType: string, family: FieldFamily): FieldClass {
  return { kind: 'column', family, postgresType, positions: FIELD }
}

const TO_AND_ON_DELETE = ['to', 'on_delete', 'related_name', 'related_query_name', 'limit_choices_to']
const FOREIGN_KEY: FieldClass = {
  kind: 'relation',
  family: 'relation',
  indexedUnlessTold: true,
  positions: TO_AND_ON_DELETE,
}
const ONE_TO_ONE: FieldClass = {
  kind: 'relation',
  family: 'relation',
  indexedUnlessTold: true,
  uniqueImplied: true,
  positions: ['to', 'on_delete', 'to_field'],
}
const MANY_TO_MANY: FieldClass = { kind: 'many-to-many', family: 'relation', positions: ['to'] }
const NOTHING: FieldClass = { kind: 'none', family: 'unknown', positions: [] }

export const UNKNOWN_CLASS: FieldClass = { kind: 'unknown', family: 'unknown', positions: [] }

/** The fields of django.db.models (django/db/models/fields/*.py of Django 5.2, and those that older ones had). */
const MODELS: Readonly<Record<string, FieldClass>> = {
  AutoField: column('AutoField', 'integer'),
  BigAutoField: column('BigAutoField', 'integer'),
  BigIntegerField: column('BigIntegerField', 'integer'),
  BinaryField: column('BinaryField', 'binary'),
  BooleanField: column('BooleanField', 'boolean'),
  CharField: column('CharField', 'text'),
  CommaSeparatedIntegerField: column('CharField', 'text'),
  DateField: column('DateField', 'date', { positions: DATE }),
  DateTimeField: column('DateTimeField', 'datetime', { positions: DATE }),
  DecimalField: column('DecimalField', 'decimal', {
    positions: ['verbose_name', 'name', 'max_digits', 'decimal_places'],
  }),
  DurationField: column('DurationField', 'duration'),
  EmailField: column('CharField', 'text', { maxLength: 254 }),
  FileField: column('FileField', 'file', { maxLength: 100, positions: FILE }),
  FilePathField: column('FilePathField', 'text', { maxLength: 100 }),
  FloatField: column('FloatField', 'float'),
  ForeignKey: FOREIGN_KEY,
  GeneratedField: { kind: 'generated', family: 'unknown', positions: [] },
  GenericIPAddressField: column('GenericIPAddressField', 'ip'),
  IPAddressField: column('IPAddressField', 'ip'),
  ImageField: column('FileField', 'file', { maxLength: 100, positions: ['verbose_name', 'name'] }),
  IntegerField: column('IntegerField', 'integer'),
  JSONField: column('JSONField', 'json'),
  ManyToManyField: MANY_TO_MANY,
  NullBooleanField: column('BooleanField', 'boolean', { nullImplied: true }),
  OneToOneField: ONE_TO_ONE,
  OrderWrt: column('IntegerField', 'integer'),
  PositiveBigIntegerField: column('PositiveBigIntegerField', 'integer'),
  PositiveIntegerField: column('PositiveIntegerField', 'integer'),
  PositiveSmallIntegerField: column('PositiveSmallIntegerField', 'integer'),
  SlugField: column('SlugField', 'text', { maxLength: 50, indexedUnlessTold: true }),
  SmallAutoField: column('SmallAutoField', 'integer'),
  SmallIntegerField: column('SmallIntegerField', 'integer'),
  TextField: column('TextField', 'text'),
  TimeField: column('TimeField', 'time', { positions: DATE }),
  URLField: column('CharField', 'text', { maxLength: 200 }),
  UUIDField: column('UUIDField', 'uuid'),
  CompositePrimaryKey: NOTHING,
}

/** django/contrib/postgres/fields/*.py, and the fields of django/contrib/postgres/search.py. */
const POSTGRES: Readonly<Record<string, FieldClass>> = {
  ArrayField: { kind: 'column', family: 'array', positions: ['base_field', 'size'] },
  BigIntegerRangeField: postgresColumn('int8range', 'range'),
  CICharField: column('CharField', 'text'),
  CIEmailField: column('CharField', 'text', { maxLength: 254 }),
  CITextField: column('TextField', 'text'),
  DateRangeField: postgresColumn('daterange', 'range'),
  DateTimeRangeField: postgresColumn('tstzrange', 'range'),
  DecimalRangeField: postgresColumn('numrange', 'range'),
  FloatRangeField: postgresColumn('numrange', 'range'),
  HStoreField: postgresColumn('hstore', 'hstore'),
  IntegerRangeField: postgresColumn('int4range', 'range'),
  JSONField: column('JSONField', 'json'),
}

const OTHERS: ReadonlyMap<string, FieldClass> = byName('', {
  'django.contrib.postgres.search.SearchVectorField': postgresColumn('tsvector', 'search-vector'),
  'django.contrib.postgres.search.SearchQueryField': postgresColumn('tsquery', 'search-vector'),
  'django.contrib.contenttypes.fields.GenericForeignKey': NOTHING,
  'django.contrib.contenttypes.fields.GenericRelation': NOTHING,
  'taggit.managers.TaggableManager': NOTHING,
  'modelcluster.contrib.taggit.ClusterTaggableManager': NOTHING,
  'modelcluster.fields.ParentalKey': FOREIGN_KEY,
  'modelcluster.fields.ParentalManyToManyField': MANY_TO_MANY,
  'django_countries.fields.CountryField': column('CharField', 'text', { maxLength: 2 }),
  // What it holds is JSON where it has been translated.
  'i18nfield.fields.I18nCharField': column('TextField', 'unknown'),
  'i18nfield.fields.I18nTextField': column('TextField', 'unknown'),
  'model_utils.fields.AutoCreatedField': column('DateTimeField', 'datetime'),
  'model_utils.fields.AutoLastModifiedField': column('DateTimeField', 'datetime'),
  'mptt.fields.TreeForeignKey': FOREIGN_KEY,
  'mptt.fields.TreeManyToManyField': MANY_TO_MANY,
  'mptt.fields.TreeOneToOneField': ONE_TO_ONE,
  'phonenumber_field.modelfields.PhoneNumberField': column('CharField', 'text', { maxLength: 128 }),
  'timezone_field.fields.TimeZoneField': column('CharField', 'text', { maxLength: 63 }),
})

const DJANGO: ReadonlyMap<string, FieldClass> = new Map([
  ...byName('django.db.models.', MODELS),
  ...byName('django.contrib.postgres.fields.', POSTGRES),
])

function byName(module: string, classes: Readonly<Record<string, FieldClass>>): Map<string, FieldClass> {
  return new Map(Object.entries(classes).map(([name, facts]) => [`${module}${name}`, facts]))
}

/** The short names of Django's fields, for suggestions. */
export const DJANGO_FIELDS: readonly string[] = Object.keys(MODELS)

/**
 * What a class is, by its documented name; `UNKNOWN_CLASS` where bgsplit has never heard of it. `own` are those of the
 * configuration, which have the last word on classes that are not Django's.
 */
export function fieldClass(className: string, own?: OwnClasses): FieldClass {
  const found = DJANGO.get(className) ?? own?.get(className) ?? OTHERS.get(className)
  return found ?? own?.inSource?.(className) ?? UNKNOWN_CLASS
}

/** The class of Django that a database type is called after. */
export function classOfType(type: string): FieldClass | undefined {
  const found = fieldClass(`django.db.models.${type}`)
  return found.internalType === type ? found : undefined
}
