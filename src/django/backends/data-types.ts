import type { Dialect } from '../../core/dialect'
import type { InternalType } from '../fields/classes'

/** A type with the options of its field to be filled in: `varchar(%(max_length)s)`. */
export type DataTypes = Readonly<Record<InternalType, string>>

/** `data_types` of django/db/backends/postgresql/base.py. */
const POSTGRESQL: DataTypes = {
  AutoField: 'integer',
  BigAutoField: 'bigint',
  BigIntegerField: 'bigint',
  BinaryField: 'bytea',
  BooleanField: 'boolean',
  CharField: 'varchar(%(max_length)s)',
  DateField: 'date',
  DateTimeField: 'timestamp with time zone',
  DecimalField: 'numeric(%(max_digits)s, %(decimal_places)s)',
  DurationField: 'interval',
  FileField: 'varchar(%(max_length)s)',
  FilePathField: 'varchar(%(max_length)s)',
  FloatField: 'double precision',
  GenericIPAddressField: 'inet',
  IPAddressField: 'inet',
  IntegerField: 'integer',
  JSONField: 'jsonb',
  PositiveBigIntegerField: 'bigint',
  PositiveIntegerField: 'integer',
  PositiveSmallIntegerField: 'smallint',
  SlugField: 'varchar(%(max_length)s)',
  SmallAutoField: 'smallint',
  SmallIntegerField: 'smallint',
  TextField: 'text',
  TimeField: 'time',
  UUIDField: 'uuid',
}

/** `_data_types` of django/db/backends/mysql/base.py. */
const MYSQL: DataTypes = {
  AutoField: 'integer AUTO_INCREMENT',
  BigAutoField: 'bigint AUTO_INCREMENT',
  BigIntegerField: 'bigint',
  BinaryField: 'longblob',
  BooleanField: 'bool',
  CharField: 'varchar(%(max_length)s)',
  DateField: 'date',
  DateTimeField: 'datetime(6)',
  DecimalField: 'numeric(%(max_digits)s, %(decimal_places)s)',
  DurationField: 'bigint',
  FileField: 'varchar(%(max_length)s)',
  FilePathField: 'varchar(%(max_length)s)',
  FloatField: 'double precision',
  GenericIPAddressField: 'char(39)',
  IPAddressField: 'char(15)',
  IntegerField: 'integer',
  JSONField: 'json',
  PositiveBigIntegerField: 'bigint UNSIGNED',
  PositiveIntegerField: 'integer UNSIGNED',
  PositiveSmallIntegerField: 'smallint UNSIGNED',
  SlugField: 'varchar(%(max_length)s)',
  SmallAutoField: 'smallint AUTO_INCREMENT',
  SmallIntegerField: 'smallint',
  TextField: 'longtext',
  TimeField: 'time(6)',
  UUIDField: 'char(32)',
}

/** `data_types` of django/db/backends/sqlite3/base.py. */
const SQLITE: DataTypes = {
  AutoField: 'integer',
  BigAutoField: 'integer',
  BigIntegerField: 'bigint',
  BinaryField: 'BLOB',
  BooleanField: 'bool',
  CharField: 'varchar(%(max_length)s)',
  DateField: 'date',
  DateTimeField: 'datetime',
  DecimalField: 'decimal',
  DurationField: 'bigint',
  FileField: 'varchar(%(max_length)s)',
  FilePathField: 'varchar(%(max_length)s)',
  FloatField: 'real',
  GenericIPAddressField: 'char(39)',
  IPAddressField: 'char(15)',
  IntegerField: 'integer',
  JSONField: 'text',
  PositiveBigIntegerField: 'bigint unsigned',
  PositiveIntegerField: 'integer unsigned',
  PositiveSmallIntegerField: 'smallint unsigned',
  SlugField: 'varchar(%(max_length)s)',
  SmallAutoField: 'integer',
  SmallIntegerField: 'smallint',
  TextField: 'text',
  TimeField: 'time',
  UUIDField: 'char(32)',
}

export const DATA_TYPES: Readonly<Record<Dialect, DataTypes>> = {
  postgresql: POSTGRESQL,
  mysql: MYSQL,
  /** Django 5 uses MariaDB's own uuid from 10.7 on (`has_native_uuid_field`); columns made before keep char(32). */
  mariadb: { ...MYSQL, UUIDField: 'uuid' },
  sqlite: SQLITE,
}

/** The field whose type a key to an automatic or positive number has: `rel_db_type` (django/db/models/fields). */
export const RELATED_TYPE: Readonly<Partial<Record<InternalType, InternalType>>> = {
  AutoField: 'IntegerField',
  BigAutoField: 'BigIntegerField',
  SmallAutoField: 'SmallIntegerField',
}

/** As above, except on MySQL, where a key must be as unsigned as its target (`related_fields_match_type`). */
export const RELATED_POSITIVE_TYPE: Readonly<Partial<Record<InternalType, InternalType>>> = {
  PositiveBigIntegerField: 'BigIntegerField',
  PositiveIntegerField: 'IntegerField',
  PositiveSmallIntegerField: 'SmallIntegerField',
}

type Checks = Readonly<Partial<Record<InternalType, string>>>

const POSITIVE: Checks = {
  PositiveBigIntegerField: '"%(column)s" >= 0',
  PositiveIntegerField: '"%(column)s" >= 0',
  PositiveSmallIntegerField: '"%(column)s" >= 0',
}
const POSITIVE_IN_BACKTICKS: Checks = {
  PositiveBigIntegerField: '`%(column)s` >= 0',
  PositiveIntegerField: '`%(column)s` >= 0',
  PositiveSmallIntegerField: '`%(column)s` >= 0',
}

/** `data_type_check_constraints` of each backend. */
export const TYPE_CHECKS: Readonly<Record<Dialect, Checks>> = {
  postgresql: POSITIVE,
  mysql: POSITIVE_IN_BACKTICKS,
  mariadb: POSITIVE_IN_BACKTICKS,
  sqlite: { ...POSITIVE, JSONField: '(JSON_VALID("%(column)s") OR "%(column)s" IS NULL)' },
}

/** MariaDB's `json` is longtext with this check, which it adds itself and calls by the column's name. */
export const MARIADB_JSON_CHECK = 'json_valid(`%(column)s`)'

/** Types of which MySQL and MariaDB index no more than a prefix: `_limited_data_types` of the backend. */
const LIMITED_TYPES: ReadonlySet<string> = new Set([
  'tinyblob',
  'blob',
  'mediumblob',
  'longblob',
  'tinytext',
  'text',
  'mediumtext',
  'longtext',
  'json',
])

/** `_is_limited_data_type` of django/db/backends/mysql/schema.py. */
export function isLimitedType(sql: string): boolean {
  return LIMITED_TYPES.has(sql.toLowerCase())
}
