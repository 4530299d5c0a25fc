/** How PostgreSQL turns values of one type into another: by itself in an assignment, or only where a cast says so. */
export type Cast = 'assignment' | 'explicit'

const NUMBERS: readonly string[] = ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision']

const TEXTS: readonly string[] = ['varchar', 'text', 'citext']

const OTHERS: readonly string[] = [
  ...['boolean', 'bytea', 'date', 'time', 'timestamp with time zone', 'interval', 'inet', 'jsonb', 'uuid'],
]

/** Of `pg_cast`, between the types that Django's fields have; `i` and `a` of its `castcontext`. */
const ASSIGNMENTS: Readonly<Record<string, readonly string[]>> = {
  date: ['timestamp with time zone'],
  'timestamp with time zone': ['date', 'time'],
  time: ['interval'],
  interval: ['time'],
}

/** As above; `e` of `castcontext`. */
const CASTS: Readonly<Record<string, readonly string[]>> = {
  integer: ['boolean'],
  boolean: ['integer'],
  jsonb: [...NUMBERS, 'boolean'],
}

/**
 * The cast from one type to another, both as Django's PostgreSQL backend writes them; undefined where there is none,
 * or one of the types is not Django's. To text anything goes by assignment, which fails where the text is too long
 * (an explicit cast cuts it); from text only what is asked for.
 * Source: https://www.postgresql.org/docs/current/sql-createcast.html, "automatic I/O conversion casts"
 */
export function castOf(from: string, to: string): Cast | undefined {
  const [one, other] = [baseType(from), baseType(to)]
  if (one === other) return 'assignment'
  if (one.endsWith('[]') && other.endsWith('[]')) return castOf(one.slice(0, -2), other.slice(0, -2))
  if (TEXTS.includes(other)) return 'assignment'
  if (NUMBERS.includes(one) && NUMBERS.includes(other)) return 'assignment'
  if (ASSIGNMENTS[one]?.includes(other) === true) return 'assignment'
  const isAsked = TEXTS.includes(one) ? isKnown(other) : CASTS[one]?.includes(other) === true
  return isAsked ? 'explicit' : undefined
}

/** `varchar(20)[5]` -> `varchar[]`. */
function baseType(type: string): string {
  return type
    .toLowerCase()
    .replace(/\[\d+\]/g, '[]')
    .replace(/\s*\([^)]*\)/, '')
}

function isKnown(type: string): boolean {
  const element = type.replace(/(\[\])+$/, '')
  return [...NUMBERS, ...TEXTS, ...OTHERS].includes(element)
}
