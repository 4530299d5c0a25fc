import { allDefined } from '../../core/all-defined'
import type { Dialect } from '../../core/dialect'
import { canonicalTarget } from '../../python/canonical'
import type { Call, Expression } from '../../python/nodes'
import { isMysql } from '../backends/features'
import { calleeOf } from '../fields/call'
import type { FieldFamily } from '../fields/classes'
import { plainLiteral } from './literals'
import { ruleColumn, type RuleColumn, type RuleSite } from './site'

/** SQL of an expression, and what is needed of it around it. */
export interface RuleExpression {
  readonly sql: string
  /** Set where the expression is a column and nothing else (Django's `Col`). */
  readonly column?: RuleColumn
  /** Set where it is a `Value`. */
  readonly literal?: true
  /** Set where Django may not know its `output_field`, which a lookup asks of its left side. */
  readonly mixed?: true
  readonly family: FieldFamily
}

/** Call that only has positional arguments, by the documented name of what it calls. */
export interface PlainCall {
  readonly target: string
  readonly args: readonly Expression[]
}

/** Undefined where the call has keywords or unpacks anything. */
export function plainCall(expression: Expression): PlainCall | undefined {
  const target = documentedCallee(expression)
  if (expression.kind !== 'call' || target === undefined) return undefined
  const isPlain = expression.args.every(({ name, unpack }) => name === undefined && unpack === undefined)
  return isPlain ? { target, args: expression.args.map(({ value }) => value) } : undefined
}

/**
 * `compiler.compile` of an expression without joins, with its values put in. A string stands for a field, as Django's
 * functions take it.
 */
export function expressionSql(expression: Expression, site: RuleSite): RuleExpression | undefined {
  if (expression.kind === 'string') return columnExpression(expression.value, site)
  const call = plainCall(expression)
  if (call === undefined) return undefined
  const [first, ...others] = call.args
  const only = others.length === 0 ? first : undefined
  switch (call.target) {
    case 'django.db.models.F':
      return only?.kind === 'string' ? columnExpression(only.value, site) : undefined
    case 'django.db.models.Value':
      return only && valueExpression(only, site.dialect)
    case 'django.db.models.expressions.CombinedExpression':
      return combined(call.args, site)
    default:
      return functionSql(call, site)
  }
}

function columnExpression(name: string, site: RuleSite): RuleExpression | undefined {
  const column = ruleColumn(name, site)
  return column && { sql: column.sql, column, family: column.family }
}

function valueExpression(value: Expression, dialect: Dialect): RuleExpression | undefined {
  const sql = plainLiteral(value, dialect)
  return sql === undefined ? undefined : { sql, literal: true, family: familyOfLiteral(value) }
}

function familyOfLiteral(value: Expression): FieldFamily {
  if (value.kind === 'number') return value.type === 'int' ? 'integer' : 'float'
  if (value.kind === 'string') return 'text'
  return value.kind === 'boolean' ? 'boolean' : 'decimal'
}

const NUMBERS: ReadonlySet<FieldFamily> = new Set<FieldFamily>(['integer', 'float', 'decimal'])
const OPERATORS = new Set(['+', '-', '*', '/'])

/** Of numbers only: with dates and durations `CombinedExpression` becomes something else, by database. */
function combined(args: readonly Expression[], site: RuleSite): RuleExpression | undefined {
  const [left, operator, right, ...others] = args
  if (left === undefined || right === undefined || others.length > 0) return undefined
  if (operator?.kind !== 'string' || !OPERATORS.has(operator.value)) return undefined
  const sides = allDefined([left, right].map((side) => operand(side, site)))
  if (!sides?.every(({ family }) => NUMBERS.has(family))) return undefined
  const family = widest(sides)
  const sql = `(${sides.map((side) => side.sql).join(` ${operator.value} `)})`
  if (family === undefined || isCast(family, site.dialect)) return undefined
  return { sql, family, ...(sides.some(({ mixed }) => mixed) && { mixed: true }) }
}

/** A string is a field to a function, and a value to an operator, where nobody writes one. */
function operand(expression: Expression, site: RuleSite): RuleExpression | undefined {
  return expression.kind === 'string' ? undefined : expressionSql(expression, site)
}

/** `_connector_combinations`: an integer goes with any number, a float not with a decimal. */
function widest(sides: readonly RuleExpression[]): FieldFamily | undefined {
  const [family = 'integer', ...others] = new Set(
    sides.map((side) => side.family).filter((one) => one !== 'integer'),
  )
  return others.length === 0 ? family : undefined
}

/** `SQLiteNumericMixin` casts what it takes for a decimal, in brackets or without them by version. */
function isCast(family: FieldFamily, dialect: Dialect): boolean {
  return dialect === 'sqlite' && family === 'decimal'
}

/** A function of Django's that is written the same way in every version that is supported. */
interface RuleFunction {
  readonly name: string
  readonly onMysql?: string
  /** It differs there. */
  readonly notOnSqlite?: true
  readonly several?: true
  /** What it makes; else what its arguments are. */
  readonly family?: FieldFamily
}

const FUNCTIONS: ReadonlyMap<string, RuleFunction> = new Map<string, RuleFunction>([
  ['Abs', { name: 'ABS' }],
  ['Coalesce', { name: 'COALESCE', several: true }],
  ['Greatest', { name: 'GREATEST', several: true, notOnSqlite: true }],
  ['Least', { name: 'LEAST', several: true, notOnSqlite: true }],
  ['LTrim', { name: 'LTRIM' }],
  ['Length', { name: 'LENGTH', onMysql: 'CHAR_LENGTH', family: 'integer' }],
  ['Lower', { name: 'LOWER' }],
  ['RTrim', { name: 'RTRIM' }],
  ['Trim', { name: 'TRIM' }],
  ['Upper', { name: 'UPPER' }],
])
const MODULE = 'django.db.models.functions.'

function functionSql({ target, args }: PlainCall, site: RuleSite): RuleExpression | undefined {
  const facts = target.startsWith(MODULE) ? FUNCTIONS.get(target.slice(MODULE.length)) : undefined
  const isLite = site.dialect === 'sqlite'
  if (facts === undefined || (isLite && facts.notOnSqlite) || !takes(facts, args.length)) return undefined
  const inner = allDefined(args.map((arg) => expressionSql(arg, site)))
  const family = inner && commonFamily(inner)
  if (inner === undefined || family === undefined || isCast(family, site.dialect)) return undefined
  const name = (isMysql(site.dialect) ? facts.onMysql : undefined) ?? facts.name
  const mixed = facts.several === true || (facts.family === undefined && inner.some((one) => one.mixed))
  const sql = `${name}(${inner.map((one) => one.sql).join(', ')})`
  return { sql, family: facts.family ?? family, ...(mixed && { mixed }) }
}

/** That of all of them; of different kinds of numbers, which go together in SQL, the widest. */
function commonFamily(inner: readonly RuleExpression[]): FieldFamily | undefined {
  const families = new Set(inner.map(({ family }) => family))
  const [first] = families
  if (families.size === 1) return first
  return [...families].every((family) => NUMBERS.has(family)) ? widest(inner) : undefined
}

function takes({ several }: RuleFunction, count: number): boolean {
  return several === true ? count > 1 : count === 1
}

/** What a call calls, by its documented name. */
export function documentedCallee(expression: Expression): string | undefined {
  const callee = calleeOf(expression)
  return callee && canonicalTarget(callee)
}

export function isCallOf(expression: Expression, target: string): expression is Call {
  return documentedCallee(expression) === target
}
