import type { Argument, Call, Expression } from '../../python/nodes'
import { childrenOfQ, optionsOfQ, qOf } from '../combined-q'
import { expressionSql, plainCall, type RuleExpression } from './expressions'
import { lookupSql, rightSide } from './lookups'
import { plainLiteral } from './literals'
import type { RuleSite } from './site'

const LOOKUPS = 'django.db.models.lookups.'

/** `WhereNode` of django/db/models/sql/where.py. */
interface Where {
  readonly connector: 'AND' | 'OR'
  readonly negated: boolean
  readonly children: readonly (string | Where)[]
}

/**
 * A condition of a constraint or an index as `CheckConstraint._get_check_sql` and `_get_condition_sql` write it:
 * `Query.build_where` and `WhereNode.as_sql`, values put in. Undefined where static reading cannot tell.
 */
export function conditionSql(condition: Expression, site: RuleSite): string | undefined {
  const where = whereOf(condition, false, site)
  return where === undefined || where.children.length === 0 ? undefined : written(where)
}

/** `Query.build_filter` of a `Q` or of an expression that is true or false. */
function whereOf(condition: Expression, negated: boolean, site: RuleSite): Where | undefined {
  const q = qOf(condition)
  if (q !== undefined) return groupOf(q, negated, site)
  const sql = comparisonSql(condition, site)
  return sql === undefined ? undefined : { connector: 'AND', negated: false, children: [sql] }
}

/** `Query._add_q`; `outside` is whether an odd number of negations is around it. */
function groupOf(q: Call, outside: boolean, site: RuleSite): Where | undefined {
  const options = optionsOfQ(q)
  if (options === undefined) return undefined
  let where: Where | undefined = { ...options, children: [] }
  for (const child of childrenOfQ(q)) {
    const made = childWhere(child, outside !== options.negated, site)
    if (made === undefined) return undefined
    if (made.children.length > 0) where = added(where, made)
  }
  return where
}

function childWhere({ name, value }: Argument, negated: boolean, site: RuleSite): Where | undefined {
  if (name !== undefined) return filterWhere(name, value, negated, site)
  if (value.kind !== 'tuple') return whereOf(value, negated, site)
  const [lookup, right, ...others] = value.items
  if (lookup?.kind !== 'string' || right === undefined || others.length > 0) return undefined
  return filterWhere(lookup.value, right, negated, site)
}

/** `Query.build_filter`: under a negation what may be NULL is said not to be. */
function filterWhere(lookup: string, value: Expression, negated: boolean, site: RuleSite): Where | undefined {
  const made = lookupSql(lookup, value, site)
  if (made === undefined) return undefined
  const columns = negated && !made.isNull ? [made.column, made.otherColumn] : []
  const nullable = columns.flatMap((column) => (column?.field.null === true ? [column] : []))
  const children = [made.sql, ...nullable.map(({ sql }) => `${sql} IS NOT NULL`)]
  return { connector: 'AND', negated: false, children }
}

/** `Node.add` of django/utils/tree.py: what says the same in fewer brackets. */
function added(where: Where, child: Where): Where {
  const isSame = child.connector === where.connector || child.children.length === 1
  const more = !child.negated && isSame ? child.children : [child]
  return { ...where, children: [...where.children, ...more] }
}

/** `WhereNode.as_sql`. */
function written({ connector, negated, children }: Where): string {
  const parts = children.map((child) => (typeof child === 'string' ? child : written(child)))
  const sql = parts.join(` ${connector} `)
  if (negated) return `NOT (${sql})`
  return parts.length > 1 ? `(${sql})` : sql
}

const COMPARISONS: ReadonlyMap<string, string> = new Map([
  [`${LOOKUPS}Exact`, '='],
  [`${LOOKUPS}GreaterThan`, '>'],
  [`${LOOKUPS}GreaterThanOrEqual`, '>='],
  [`${LOOKUPS}LessThan`, '<'],
  [`${LOOKUPS}LessThanOrEqual`, '<='],
])

/** A lookup that is called by its class: `GreaterThan(Length('name'), 3)`. */
function comparisonSql(condition: Expression, site: RuleSite): string | undefined {
  const call = plainCall(condition)
  const [left, right, ...others] = call?.args ?? []
  const operator = COMPARISONS.get(call?.target ?? '')
  if (left === undefined || right === undefined || others.length > 0) return undefined
  const lhs = left.kind === 'call' ? expressionSql(left, site) : undefined
  if (lhs === undefined || lhs.literal === true || lhs.mixed === true) return undefined
  if (operator !== undefined) return comparedSql(lhs, operator, right, site)
  if (call?.target !== `${LOOKUPS}IsNull` || right.kind !== 'boolean' || lhs.family === 'json')
    return undefined
  return `${lhs.sql} IS ${right.value ? '' : 'NOT '}NULL`
}

function comparedSql(
  lhs: RuleExpression,
  operator: string,
  right: Expression,
  site: RuleSite,
): string | undefined {
  const value = takesAsIs(lhs, right) ? plainLiteral(right, site.dialect) : undefined
  if (value !== undefined) return `${lhs.sql} ${operator} ${value}`
  const other = right.kind === 'call' ? expressionSql(right, site) : undefined
  return other && `${lhs.sql} ${operator} ${rightSide(other)}`
}

/** Neither the field of the left side (a number of 3 is 3) nor a `Value` changes it. */
function takesAsIs({ family }: RuleExpression, value: Expression): boolean {
  if (value.kind === 'string') return family === 'text'
  return value.kind === 'number' && value.type === 'int' && (family === 'integer' || family === 'decimal')
}
