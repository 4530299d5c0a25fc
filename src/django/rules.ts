import type { Dialect } from '../core/dialect'
import type { Call, Expression } from '../python/nodes'
import { FEATURES } from './backends/features'
import { columnName } from './columns'
import { stringList } from '../python/arguments'
import { argument, calleeOf, positionalArguments, truthy } from './fields/call'
import { findField } from './local-fields'
import { keptName, namelessIndexName } from './names'
import { checkSql, indexSql, uniqueSql } from './rule-sql/render'
import { columnsOf, fieldNamesIn, referencedColumns } from './references'
import type { Check, Index, KeyPart, Opaque, Unique } from './schema'
import type { Model, NamedRule, ProjectState } from './state'

/** What a rule of Meta becomes in a database. */
export type TableRule =
  | { readonly kind: 'unique'; readonly unique: Unique }
  | { readonly kind: 'check'; readonly check: Check }
  | { readonly kind: 'exclusion'; readonly exclusion: Opaque }

const MODELS = 'django.db.models.'
const POSTGRES_INDEXES = 'django.contrib.postgres.indexes.'

/**
 * `Index.create_sql` (django/db/models/indexes.py); undefined where the backend makes none (an index on expressions,
 * where it has none). MySQL ignores condition and INCLUDE.
 */
export function indexFor(
  rule: NamedRule,
  model: Model,
  state: ProjectState,
  table: string,
  dialect: Dialect,
): Index | undefined {
  const call = callOf(rule)
  const expressions = call ? positionalArguments(call).map(({ value }) => value) : []
  if (expressions.length > 0 && !FEATURES[dialect].supportsExpressionIndexes) return undefined
  const parts = keyParts(call, model, state, dialect)
  const method = indexMethod(rule)
  const sql = indexSql(rule, { model, state, dialect })
  return {
    name: keptName(ruleName(rule, model, state, table), dialect),
    parts: parts ?? [],
    ...(method !== undefined && dialect === 'postgresql' && { method }),
    columns: parts && usedColumns(call, expressions, parts, model, state, dialect),
    ...(!isPlain(rule, call) && { source: rule.source, ...(sql && { sql }) }),
  }
}

/** Of an index in Meta without a name, the one that Django makes (`Index.set_name_with_model`). */
export function ruleName(rule: NamedRule, model: Model, state: ProjectState, table: string): string {
  if (rule.name !== '') return rule.name
  const parts = (fieldNames(callOf(rule)) ?? []).flatMap(({ name, descending }) => {
    const field = findField(model, state, name)?.field
    return field ? [{ column: columnName(field), descending }] : []
  })
  return namelessIndexName(table, parts, indexMethod(rule) ?? 'idx')
}

function callOf(rule: NamedRule): Call | undefined {
  return rule.source.kind === 'call' ? rule.source : undefined
}

/** `GinIndex` -> gin: `suffix` of the classes in django/contrib/postgres/indexes.py. */
function indexMethod(rule: NamedRule): string | undefined {
  const own = rule.className.startsWith(POSTGRES_INDEXES)
  return own
    ? rule.className
        .slice(POSTGRES_INDEXES.length)
        .replace(/Index$/, '')
        .toLowerCase()
    : undefined
}

/** An index that its columns alone tell how to write. */
function isPlain(rule: NamedRule, call: Call | undefined): boolean {
  if (rule.className !== `${MODELS}Index` || call === undefined) return false
  return call.args.every(({ name }) => name === 'fields' || name === 'name')
}

interface OrderedName {
  readonly name: string
  readonly descending: boolean
}

/** The fields of the key; none where any part of it is an expression. Undefined where they cannot be read. */
function fieldNames(call: Call | undefined): readonly OrderedName[] | undefined {
  const fields = call && argument(call, 'fields')
  if (call !== undefined && fields === undefined) return plainExpressions(call)
  return stringList(fields)?.map((name) => ({
    name: name.replace(/^-/, ''),
    descending: name.startsWith('-'),
  }))
}

/** `Index('name', F('year'), OrderBy(F('year'), descending=True))` has columns for its key, like any other. */
function plainExpressions(call: Call): readonly OrderedName[] {
  const names = positionalArguments(call).map(({ value }) => plainExpression(value))
  return names.every((name) => name !== undefined) ? names : []
}

function plainExpression(expression: Expression | undefined): OrderedName | undefined {
  if (expression?.kind === 'string') return { name: expression.value, descending: false }
  if (expression?.kind !== 'call') return undefined
  const [first] = positionalArguments(expression)
  switch (calleeOf(expression)) {
    case `${MODELS}F`:
      return plainExpression(first?.value)
    case `${MODELS}OrderBy`: {
      const inner = plainExpression(first?.value)
      return inner && { ...inner, descending: truthy(argument(expression, 'descending')) }
    }
    default:
      return undefined
  }
}

/** The fields that an index, a unique rule or a check names, as far as that can be told without running Python. */
export function fieldsOfRule(rule: NamedRule): readonly string[] {
  const call = callOf(rule)
  if (call === undefined) return []
  const asked = positionalArguments(call).map(({ value }) => value)
  const conditions = ['condition', 'check'].flatMap((name) => argument(call, name) ?? [])
  const key = (fieldNames(call) ?? []).map(({ name }) => name)
  return [...key, ...(fieldNamesIn([...asked, ...conditions]) ?? [])]
}

function keyParts(
  call: Call | undefined,
  model: Model,
  state: ProjectState,
  dialect: Dialect,
): readonly KeyPart[] | undefined {
  const opclasses = dialect === 'postgresql' && call ? stringList(argument(call, 'opclasses')) : undefined
  const parts = fieldNames(call)?.map(({ name, descending }, position): KeyPart | undefined => {
    const field = findField(model, state, name)?.field
    const opclass = opclasses?.[position]
    return (
      field && {
        column: columnName(field),
        ...(descending && FEATURES[dialect].supportsIndexColumnOrdering && { descending }),
        ...(opclass !== undefined && { opclass }),
      }
    )
  })
  return parts?.every((part) => part !== undefined) === true ? parts : undefined
}

/** Key columns, and those of expressions, condition and INCLUDE where the backend heeds them. */
function usedColumns(
  call: Call | undefined,
  expressions: readonly Expression[],
  parts: readonly KeyPart[],
  model: Model,
  state: ProjectState,
  dialect: Dialect,
): readonly string[] | undefined {
  const { supportsPartialIndexes, supportsCoveringIndexes } = FEATURES[dialect]
  const condition = supportsPartialIndexes && call && argument(call, 'condition')
  const include = supportsCoveringIndexes && call && argument(call, 'include')
  const referenced = referencedColumns([...expressions, ...(condition ? [condition] : [])], model, state)
  const included = include && truthy(include) ? stringList(include) : []
  const includedColumns = included && columnsOf(included, model, state)
  if (call === undefined || referenced === undefined || includedColumns === undefined) return undefined
  return [...new Set([...parts.map(({ column }) => column), ...referenced, ...includedColumns])]
}

/** `create_sql` of the constraint classes; undefined where the backend makes none. */
export function constraintFor(
  rule: NamedRule,
  model: Model,
  state: ProjectState,
  dialect: Dialect,
): TableRule | undefined {
  const kept = { ...rule, name: keptName(rule.name, dialect) }
  switch (rule.className) {
    case `${MODELS}UniqueConstraint`:
      return uniqueFor(kept, model, state, dialect)
    case `${MODELS}CheckConstraint`:
      return checkFor(kept, model, state, dialect)
    case 'django.contrib.postgres.constraints.ExclusionConstraint':
      return exclusionFor(kept, model, state, dialect)
    default:
      return {
        kind: 'check',
        check: { name: kept.name, sql: undefined, columns: undefined, source: rule.source },
      }
  }
}

/** `_unique_supported` and `_create_unique_sql` of django/db/backends/base/schema.py. */
function uniqueFor(
  rule: NamedRule,
  model: Model,
  state: ProjectState,
  dialect: Dialect,
): TableRule | undefined {
  const call = callOf(rule)
  if (call === undefined || !isUniqueSupported(call, dialect)) return undefined
  const expressions = positionalArguments(call).map(({ value }) => value)
  const parts = keyParts(call, model, state, dialect)
  const uses = parts && usedColumns(call, expressions, parts, model, state, dialect)
  const sql = uniqueSql(call, { model, state, dialect })
  const source = isPlainUnique(call) ? {} : { source: rule.source, ...(sql && { sql }) }
  const columns = parts?.map(({ column }) => column) ?? []
  const index = isUniqueIndex(call) ? ({ index: true } as const) : {}
  return { kind: 'unique', unique: { name: rule.name, columns, uses, ...index, ...source } }
}

function isUniqueSupported(call: Call, dialect: Dialect): boolean {
  const features = FEATURES[dialect]
  const has = (name: string): boolean => isGiven(call, name)
  const nullsDistinct = argument(call, 'nulls_distinct')
  return (
    (!has('condition') || features.supportsPartialIndexes) &&
    (!has('deferrable') || features.supportsDeferrableUniqueConstraints) &&
    (!has('include') || features.supportsCoveringIndexes) &&
    (positionalArguments(call).length === 0 || features.supportsExpressionIndexes) &&
    (nullsDistinct === undefined ||
      nullsDistinct.kind === 'none' ||
      features.supportsNullsDistinctUniqueConstraints)
  )
}

/** What is no literal is something: `Deferrable['DEFERRED']`, `Q(…) & Q(…)`. */
function isGiven(call: Call, name: string): boolean {
  return truthy(argument(call, name), true)
}

const PLAIN_UNIQUE = new Set(['fields', 'name', 'violation_error_code', 'violation_error_message'])

function isPlainUnique(call: Call): boolean {
  return call.args.every(
    ({ name, unpack }) => unpack === undefined && name !== undefined && PLAIN_UNIQUE.has(name),
  )
}

/** Kept as a unique index and not as a constraint (`_create_unique_sql`). */
function isUniqueIndex(call: Call): boolean {
  const has = (name: string): boolean => isGiven(call, name)
  return has('condition') || has('include') || has('opclasses') || positionalArguments(call).length > 0
}

function checkFor(rule: NamedRule, model: Model, state: ProjectState, dialect: Dialect): TableRule {
  const call = callOf(rule)
  const condition = call && (argument(call, 'condition') ?? argument(call, 'check'))
  const columns = condition && referencedColumns([condition], model, state)
  const sql = call && checkSql(call, { model, state, dialect })
  return { kind: 'check', check: { name: rule.name, sql, columns, source: rule.source } }
}

function exclusionFor(
  rule: NamedRule,
  model: Model,
  state: ProjectState,
  dialect: Dialect,
): TableRule | undefined {
  if (!FEATURES[dialect].supportsExclusionConstraints) return undefined
  const columns = exclusionColumns(callOf(rule), model, state)
  return { kind: 'exclusion', exclusion: { name: rule.name, columns, source: rule.source } }
}

/** `expressions=[('room', '&&'), (F('cancelled'), '=')]`, condition and INCLUDE. */
function exclusionColumns(
  call: Call | undefined,
  model: Model,
  state: ProjectState,
): readonly string[] | undefined {
  const pairs = call && argument(call, 'expressions')
  if (call === undefined || (pairs?.kind !== 'list' && pairs?.kind !== 'tuple')) return undefined
  const expressions = pairs.items.map((pair) =>
    pair.kind === 'tuple' || pair.kind === 'list' ? pair.items[0] : undefined,
  )
  if (!expressions.every((expression) => expression !== undefined)) return undefined
  return usedColumns(call, expressions, [], model, state, 'postgresql')
}
