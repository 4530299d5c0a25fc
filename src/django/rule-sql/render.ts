import { allDefined } from '../../core/all-defined'
import { textOf } from '../../core/span'
import { intValue, stringList } from '../../python/arguments'
import type { Call, Expression } from '../../python/nodes'
import { FEATURES } from '../backends/features'
import { argument, positionalArguments } from '../fields/call'
import { findField } from '../local-fields'
import type { IndexSql, UniqueSql } from '../schema'
import type { NamedRule } from '../state'
import { conditionSql } from './conditions'
import { expressionPart, fieldParts, keyColumn } from './keys'
import type { RuleSite } from './site'

/**
 * The SQL that Django's schema editor writes for rules of Meta whose text is not told by their columns alone. Each gives
 * undefined where static reading cannot tell it for sure, or where supported versions of Django differ; held against
 * Django itself by test/django/rules-sql.
 */

/** What stands between the brackets of `CHECK (…)`. */
export function checkSql(call: Call, site: RuleSite): string | undefined {
  if (!knows(call, ['name', 'check', 'condition', ...MESSAGES])) return undefined
  const condition = argument(call, 'condition') ?? argument(call, 'check')
  return condition && conditionSql(condition, site)
}

/** `Index.create_sql`, and that of the classes of django/contrib/postgres/indexes.py, on PostgreSQL. */
export function indexSql({ className, source }: NamedRule, site: RuleSite): IndexSql | undefined {
  const storage = STORAGE.get(className)
  if (source.kind !== 'call' || storage === undefined || !isOffered(className, site)) return undefined
  const known = ['name', 'fields', 'opclasses', 'include', 'condition', ...storage]
  const sql = knows(source, known) && !hasTablespace(source, site) ? keySql(source, site) : undefined
  const parameters = sql && allDefined(storage.map((name) => parameter(source, name)))
  const written = parameters?.filter((text) => text !== '').join(', ')
  if (sql === undefined || written === undefined) return undefined
  return { ...sql, ...(written !== '' && { with: written }) }
}

/** `UniqueConstraint.create_sql`, as a constraint or as an index. */
export function uniqueSql(call: Call, site: RuleSite): UniqueSql | undefined {
  const known = ['name', 'fields', 'opclasses', 'include', 'condition', 'deferrable', 'nulls_distinct']
  const sql = knows(call, [...known, ...MESSAGES]) ? keySql(call, site) : undefined
  const deferrable = deferrableOf(argument(call, 'deferrable'))
  const nullsDistinct = argument(call, 'nulls_distinct')
  if (sql === undefined || deferrable === undefined) return undefined
  if (nullsDistinct !== undefined && !['none', 'boolean'].includes(nullsDistinct.kind)) return undefined
  return {
    ...sql,
    ...(nullsDistinct?.kind === 'boolean' && { nullsDistinct: nullsDistinct.value }),
    ...(deferrable !== 'no' && { deferrable }),
  }
}

const MESSAGES = ['violation_error_code', 'violation_error_message']

function knows(call: Call, names: readonly string[]): boolean {
  return call.args.every(
    ({ name, unpack }) => unpack === undefined && (name === undefined || names.includes(name)),
  )
}

/** Key parts, INCLUDE and WHERE, as far as the database has them. */
function keySql(call: Call, site: RuleSite): IndexSql | undefined {
  const { supportsCoveringIndexes, supportsPartialIndexes } = FEATURES[site.dialect]
  const parts = partsOf(call, site)
  const include = supportsCoveringIndexes ? includeOf(argument(call, 'include'), site) : []
  const condition = supportsPartialIndexes ? argument(call, 'condition') : undefined
  const isPartial = condition !== undefined && condition.kind !== 'none'
  const where = isPartial ? conditionSql(condition, site) : undefined
  if (parts === undefined || include === undefined || (isPartial && where === undefined)) return undefined
  return { parts, ...(include.length > 0 && { include }), ...(where !== undefined && { where }) }
}

function partsOf(call: Call, site: RuleSite): readonly string[] | undefined {
  const expressions = positionalArguments(call).map(({ value }) => value)
  if (expressions.length === 0) return fieldParts(call, site)
  if (argument(call, 'fields') !== undefined || argument(call, 'opclasses') !== undefined) return undefined
  return allDefined(expressions.map((expression) => expressionPart(expression, site)))
}

function includeOf(include: Expression | undefined, site: RuleSite): readonly string[] | undefined {
  if (include === undefined || include.kind === 'none') return []
  return allDefined(stringList(include)?.map((name) => keyColumn(name, site)) ?? [undefined])
}

/** `Deferrable.DEFERRED`, and as makemigrations writes it: `Deferrable['DEFERRED']`. */
function deferrableOf(value: Expression | undefined): 'deferred' | 'immediate' | 'no' | undefined {
  if (value === undefined || value.kind === 'none') return 'no'
  const text = value.kind === 'reference' ? value.target : value.kind === 'opaque' ? textOf(value.place) : ''
  const member = /\bDeferrable(?:\.|\[['"])(DEFERRED|IMMEDIATE)(?:['"]\])?$/.exec(text)?.[1]
  if (member === undefined) return undefined
  return member === 'DEFERRED' ? 'deferred' : 'immediate'
}

/** `_get_index_tablespace_sql`: an index of one field goes where the field wants it. */
function hasTablespace(call: Call, { model, state }: RuleSite): boolean {
  const [name, ...others] = stringList(argument(call, 'fields')) ?? []
  if (name === undefined || others.length > 0) return false
  return findField(model, state, name.replace(/^-/, ''))?.field.dbTablespace !== undefined
}

/** Indexes and their storage parameters, in the order of `get_with_params`. */
const STORAGE: ReadonlyMap<string, readonly string[]> = new Map([
  ['django.db.models.Index', []],
  ['django.contrib.postgres.indexes.BTreeIndex', ['fillfactor', 'deduplicate_items']],
  ['django.contrib.postgres.indexes.BloomIndex', []],
  ['django.contrib.postgres.indexes.BrinIndex', ['autosummarize', 'pages_per_range']],
  ['django.contrib.postgres.indexes.GinIndex', ['gin_pending_list_limit', 'fastupdate']],
  ['django.contrib.postgres.indexes.GistIndex', ['buffering', 'fillfactor']],
  ['django.contrib.postgres.indexes.HashIndex', ['fillfactor']],
  ['django.contrib.postgres.indexes.SpGistIndex', ['fillfactor']],
])

function isOffered(className: string, { dialect }: RuleSite): boolean {
  return className === 'django.db.models.Index' || dialect === 'postgresql'
}

/** `fillfactor = 70`, `fastupdate = off`; empty where it is not given. */
function parameter(call: Call, name: string): string | undefined {
  const value = argument(call, name)
  if (value === undefined || value.kind === 'none') return ''
  const number = intValue(value)
  const text = value.kind === 'boolean' ? (value.value ? 'on' : 'off') : number?.toString()
  return text === undefined ? undefined : `${name} = ${text}`
}
