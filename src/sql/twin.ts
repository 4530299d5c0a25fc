import type { Dialect } from '../core/dialect'
import type { ColumnType } from '../django/schema'
import { isMysql } from '../django/backends/features'
import { MAX_NAME_LENGTH, namesDigest, splitIdentifier } from '../django/names'

/** What the name of each twin ends in: by this a DROP TRIGGER is known to be of one. */
export const TWIN_SUFFIX = '_twin'

/** MySQL has a trigger for each event, with a name of its own. */
function roomFor(dialect: Dialect): number {
  const whole = MAX_NAME_LENGTH[dialect] ?? 64
  return isMysql(dialect) ? whole - '_insert'.length : whole
}

/**
 * PostgreSQL runs triggers in the order of their names, MySQL in that in which they were made: what another one writes
 * to one of the columns has to be seen.
 */
const LAST: Readonly<Record<Dialect, string>> = { postgresql: 'zz_', mysql: '', mariadb: '', sqlite: '' }

/**
 * The name of the triggers that keep two columns equal: `shop_product_price_cost_twin`. Cut and hashed where that is
 * too long, and where it has a quote, which nobody doubles in names.
 */
export function twinName(table: string, column: string, twin: string, dialect: Dialect): string {
  const [, bare] = splitIdentifier(table)
  const room = roomFor(dialect)
  const base = `${LAST[dialect]}${bare}_${column}_${twin}`
  const isFit = Buffer.byteLength(base + TWIN_SUFFIX) <= room && !/["'`]/.test(base)
  if (isFit) return base + TWIN_SUFFIX
  const tail = `_${namesDigest([bare, column, twin], 8)}${TWIN_SUFFIX}`
  const characters = [...base.replaceAll(/["'`]/g, '')]
  while (Buffer.byteLength(characters.join('')) > room - tail.length) characters.pop()
  return characters.join('') + tail
}

/**
 * What a NOT NULL column of MySQL has for a default while triggers fill it: the server asks for a value before they run.
 * By the types that Django writes; undefined for another one, and where no column is without a value.
 */
export function placeholderDefault(type: ColumnType, dialect: Dialect): string | undefined {
  if (type.kind === 'unknown' || (dialect !== 'mysql' && dialect !== 'mariadb')) return undefined
  const name = type.sql.toLowerCase()
  const found = PLACEHOLDERS.find(([pattern]) => pattern.test(name))?.[1]
  return found?.[dialect]
}

type Placeholder = Readonly<Record<'mysql' | 'mariadb', string | undefined>>

function both(sql: string): Placeholder {
  return { mysql: sql, mariadb: sql }
}

/** MySQL takes the default of a TEXT, BLOB or JSON column as an expression only. */
const PLACEHOLDERS: readonly (readonly [RegExp, Placeholder])[] = [
  [/^(bool|boolean|((tiny|small|medium|big)?int|integer)(\(\d+\))?( unsigned)?)$/, both('0')],
  [/^(numeric|decimal|double|float|real)( precision)?(\([\d, ]+\))?$/, both('0')],
  [/^(var)?char\(\d+\)$/, both("''")],
  [/^(tiny|medium|long)?(text|blob)$/, { mysql: "('')", mariadb: "''" }],
  [/^json$/, { mysql: "('null')", mariadb: "'null'" }],
  [/^date$/, both("'1970-01-01'")],
  [/^datetime(\(\d\))?$/, both("'1970-01-01 00:00:00'")],
  [/^time(\(\d\))?$/, both("'00:00:00'")],
  // As Django wrote it to char(32), which a column of an older server still is.
  [/^uuid$/, { mysql: undefined, mariadb: "'00000000000000000000000000000000'" }],
  [/^inet6$/, { mysql: undefined, mariadb: "'::'" }],
  [/^inet4$/, { mysql: undefined, mariadb: "'0.0.0.0'" }],
]
