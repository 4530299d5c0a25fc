import { allDefined } from '../../core/all-defined'
import type { Dialect } from '../../core/dialect'
import type { Expression } from '../../python/nodes'
import { isMysql } from '../backends/features'
import type { FieldFamily } from '../fields/classes'
import { expressionSql, type RuleExpression } from './expressions'
import { fieldLiteral, stringLiteral } from './literals'
import { ruleColumn, type RuleColumn, type RuleSite } from './site'

/** What `build_lookup` makes of `price__gt=0`. */
export interface RuleLookup {
  readonly sql: string
  readonly column: RuleColumn
  /** The lookup was, or became, `isnull`. */
  readonly isNull: boolean
  /** The column that it is compared with, where that is all. */
  readonly otherColumn?: RuleColumn
}

const COMPARISONS: ReadonlyMap<string, string> = new Map([
  ['exact', '='],
  ['gt', '>'],
  ['gte', '>='],
  ['lt', '<'],
  ['lte', '<='],
])

/**
 * One condition of a `Q`: its lookup (`price__gt`) and value. Undefined where a part of it is not known to be written
 * alike by every version of Django.
 * Source: django/db/models/lookups.py and `operators` of each backend
 */
export function lookupSql(lookup: string, value: Expression, site: RuleSite): RuleLookup | undefined {
  const [name = '', kind = 'exact', ...others] = lookup.split('__')
  const column = ruleColumn(name, site)
  if (column === undefined || others.length > 0) return undefined
  if (kind === 'isnull' && value.kind === 'boolean') return nullLookup(column, value.value, site.dialect)
  if (kind === 'exact' && value.kind === 'none') return nullLookup(column, true, site.dialect)
  const operator = COMPARISONS.get(kind)
  if (operator !== undefined) return comparison(column, operator, value, site)
  const sql = otherLookup(column, kind, value, site.dialect)
  return sql === undefined ? undefined : { sql, column, isNull: false }
}

/** MariaDB's JSON is compared unquoted. */
function nullLookup(column: RuleColumn, isTrue: boolean, dialect: Dialect): RuleLookup | undefined {
  if (column.family === 'json' && dialect !== 'postgresql') return undefined
  return { sql: `${column.sql} IS ${isTrue ? '' : 'NOT '}NULL`, column, isNull: true }
}

/** Families whose columns are compared as they are. */
const COMPARED: ReadonlySet<FieldFamily> = new Set<FieldFamily>([
  ...(['integer', 'float', 'decimal', 'text', 'file', 'date', 'datetime', 'time', 'boolean'] as const),
])

function comparison(
  column: RuleColumn,
  operator: string,
  value: Expression,
  site: RuleSite,
): RuleLookup | undefined {
  if (!COMPARED.has(column.family)) return undefined
  const lookup = { column, isNull: false }
  if (column.family === 'boolean' && operator !== '=') return undefined
  const isFlag = column.family === 'boolean' && value.kind === 'boolean'
  if (isFlag && !isMysql(site.dialect)) {
    return { ...lookup, sql: value.value ? column.sql : `NOT ${column.sql}` }
  }
  const literal = fieldLiteral(column, value, site.dialect)
  if (literal !== undefined) return { ...lookup, sql: `${column.sql} ${operator} ${literal}` }
  const other = value.kind === 'string' ? undefined : expressionSql(value, site)
  if (other === undefined) return undefined
  const sql = `${column.sql} ${operator} ${rightSide(other)}`
  return { ...lookup, sql, ...(other.column && { otherColumn: other.column }) }
}

/** `Lookup.process_rhs`: in brackets, but a `Value` (which Django 4.2 put in brackets too, to no effect). */
export function rightSide({ sql, literal }: RuleExpression): string {
  return literal === true || sql.startsWith('(') ? sql : `(${sql})`
}

function otherLookup(
  column: RuleColumn,
  kind: string,
  value: Expression,
  dialect: Dialect,
): string | undefined {
  if (kind === 'in') return inSql(column, value, dialect)
  // A relation has no more lookups (django/db/models/fields/related_lookups.py).
  if (column.field.kind === 'relation') return undefined
  if (kind === 'range') return rangeSql(column, value, dialect)
  // The case-insensitive types of django.contrib.postgres are cast otherwise.
  const isText = column.family === 'text' && column.valueField.className.startsWith('django.db.models.')
  if (!isText || value.kind !== 'string') return undefined
  const text = stringLiteral(value.value, dialect)
  return text === undefined ? undefined : TEXT_LOOKUPS.get(kind)?.[dialect]?.(column.sql, text)
}

function inSql(column: RuleColumn, value: Expression, dialect: Dialect): string | undefined {
  if (!('items' in value) || (value.kind === 'set' && value.items.length > 1)) return undefined
  const given = value.items.filter((item) => item.kind !== 'none')
  const literals = allDefined(given.map((item) => fieldLiteral(column, item, dialect)))
  const distinct = [...new Set(literals)]
  // Numbers that are equal and look different are one to Python: `Decimal('1.0')` and 1.
  const isNumber = column.family === 'decimal'
  if (isNumber && new Set(distinct.map((text) => Number(text.replaceAll("'", '')))).size < distinct.length) {
    return undefined
  }
  return literals === undefined || distinct.length === 0
    ? undefined
    : `${column.sql} IN (${distinct.join(', ')})`
}

function rangeSql(column: RuleColumn, value: Expression, dialect: Dialect): string | undefined {
  if (value.kind !== 'list' && value.kind !== 'tuple') return undefined
  const ends = allDefined(value.items.map((item) => fieldLiteral(column, item, dialect)))
  const isOrdered = column.family !== 'boolean' && ends?.length === 2
  return isOrdered ? `${column.sql} BETWEEN ${ends.join(' AND ')}` : undefined
}

type TextLookup = Readonly<Partial<Record<Dialect, (column: string, text: string) => string>>>

/** `contains` and its like are missing: their patterns hold a `%`, see `stringLiteral`. */
const TEXT_LOOKUPS: ReadonlyMap<string, TextLookup> = new Map<string, TextLookup>([
  ['iexact', { postgresql: (column, text) => `UPPER(${column}::text) = UPPER(${text})` }],
  [
    'regex',
    {
      postgresql: (column, text) => `${column}::text ~ ${text}`,
      mariadb: (column, text) => `${column} REGEXP BINARY ${text}`,
      mysql: (column, text) => `REGEXP_LIKE(${column}, ${text}, 'c')`,
    },
  ],
  [
    'iregex',
    {
      postgresql: (column, text) => `${column}::text ~* ${text}`,
      mariadb: (column, text) => `${column} REGEXP ${text}`,
      mysql: (column, text) => `REGEXP_LIKE(${column}, ${text}, 'i')`,
    },
  ],
])
