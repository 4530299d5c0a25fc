import { allDefined } from '../../core/all-defined'
import type { Dialect } from '../../core/dialect'
import { quoteColumn } from '../../core/quote'
import { bindArguments, stringList, stringValue } from '../../python/arguments'
import type { Call, Expression } from '../../python/nodes'
import { isMysql } from '../backends/features'
import { columnName, hasColumn } from '../columns'
import { argument } from '../fields/call'
import { concreteModel, findField } from '../local-fields'
import { documentedCallee, expressionSql } from './expressions'
import type { RuleSite } from './site'

/** A column by its field's name (`_meta.get_field`, which knows no `pk`), quoted. */
export function keyColumn(name: string, { model, state, dialect }: RuleSite): string | undefined {
  const found = name === 'pk' ? undefined : findField(model, state, name)
  const isOwn = found?.model === concreteModel(model, state) && hasColumn(found.field)
  const column = isOwn ? columnName(found.field) : undefined
  return column === undefined || /["`%]/.test(column) ? undefined : quoteColumn(column, dialect)
}

/** `fields=['name', '-price'], opclasses=[…]` as `IndexColumns` writes them; only PostgreSQL has opclasses. */
export function fieldParts(call: Call, site: RuleSite): readonly string[] | undefined {
  const names = stringList(argument(call, 'fields'))
  const given = argument(call, 'opclasses')
  const opclasses = given === undefined ? [] : stringList(given)
  if (names === undefined || names.length === 0 || opclasses === undefined) return undefined
  if (opclasses.length > 0 && opclasses.length !== names.length) return undefined
  const parts = names.map((name, place) => {
    const column = keyColumn(name.replace(/^-/, ''), site)
    const opclass = site.dialect === 'postgresql' ? opclasses[place] : undefined
    return column && [column, opclass, name.startsWith('-') ? 'DESC' : undefined].filter(Boolean).join(' ')
  })
  return allDefined(parts)
}

/** What stands behind a key, from the inside out. */
type Wrapper = 'collation' | 'opclass' | 'order'
type Wrapped = Readonly<Partial<Record<Wrapper, string>>>

/**
 * A key that is an expression, as `IndexExpression` of django/db/models/indexes.py writes it: its wrappers outside, and
 * brackets around what is no column.
 */
export function expressionPart(
  expression: Expression,
  site: RuleSite,
  wrapped: Wrapped = {},
): string | undefined {
  const kind = wrapperKind(expression)
  if (kind !== undefined) {
    const outer = wrapped[kind] === undefined ? wrapperOf(kind, expression, site) : undefined
    return outer && expressionPart(outer.inner, site, { ...wrapped, [kind]: outer.sql })
  }
  const made = expressionSql(expression, site)
  if (made === undefined || made.literal === true) return undefined
  const sql = made.column === undefined ? `(${made.sql})` : made.sql
  return [sql, wrapped.collation, wrapped.opclass, wrapped.order]
    .filter((part) => part !== undefined)
    .join(' ')
}

const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['django.db.models.OrderBy', 'order'],
  ['django.db.models.functions.Collate', 'collation'],
  ['django.contrib.postgres.indexes.OpClass', 'opclass'],
])

function wrapperKind(expression: Expression): Wrapper | undefined {
  return WRAPPERS.get(documentedCallee(expression) ?? '')
}

interface Outer {
  readonly inner: Expression
  readonly sql: string
}

function wrapperOf(kind: Wrapper, call: Expression, { dialect }: RuleSite): Outer | undefined {
  if (call.kind !== 'call' || call.args.some(({ unpack }) => unpack !== undefined)) return undefined
  const inner = argument(call, 'expression', ['expression'])
  // `OrderBy` takes no name of a field.
  if (inner === undefined || (kind === 'order' && inner.kind === 'string')) return undefined
  if (kind !== 'order' && dialect !== 'postgresql') return undefined
  const sql = kind === 'order' ? orderSql(call, dialect) : nameSql(kind, call)
  return sql === undefined ? undefined : { inner, sql }
}

const NAMES = { collation: 'collation', opclass: 'name' } as const

function nameSql(kind: 'collation' | 'opclass', call: Call): string | undefined {
  const name = stringValue(argument(call, NAMES[kind], ['expression', NAMES[kind]]))
  if (name === undefined || call.args.length !== 2 || !/^[\w-]+$/.test(name)) return undefined
  return kind === 'collation' ? `COLLATE "${name}"` : name
}

const ORDER = ['expression', 'descending', 'nulls_first', 'nulls_last']

/** `OrderBy.as_sql`; MySQL has no NULLS LAST and is given something else. */
function orderSql(call: Call, dialect: Dialect): string | undefined {
  const { values, extra } = bindArguments(call, ORDER)
  const [descending, first, last] = ORDER.slice(1).map((name) => values.get(name)?.value)
  const isKnown = [...values.keys()].every((name) => ORDER.includes(name)) && extra.length === 0
  if (!isKnown || (descending !== undefined && descending.kind !== 'boolean')) return undefined
  const direction = descending?.value === true ? 'DESC' : 'ASC'
  if (isNothing(first) && isNothing(last)) return direction
  if (isMysql(dialect) || (!isNothing(first) && !isNothing(last))) return undefined
  if (!isTrue(first) && !isTrue(last)) return undefined
  return `${direction} NULLS ${isTrue(first) ? 'FIRST' : 'LAST'}`
}

function isNothing(value: Expression | undefined): boolean {
  return value === undefined || value.kind === 'none'
}

function isTrue(value: Expression | undefined): boolean {
  return value?.kind === 'boolean' && value.value
}
