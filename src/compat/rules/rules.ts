import { isTypeCheck } from '../../django/fields/column-type'
import type { Check, Column, Table, Unique } from '../../django/schema'
import { canonicalText } from '../../django/fields/same-expression'
import { physicalTable } from '../own-names'
import type { Violation } from '../violation'
import { breaks, note, unknownColumns, type Site } from './rule'

/**
 * Rules 3 and 5: nothing that the database enforces and the code does not know may stop the code's rows. A unique
 * rule over unknown columns is harmless only while the database fills one of them differently for each row.
 */
export function enforcedRules(site: Site): readonly Violation[] {
  return [...uniqueRules(site), ...checkRules(site), ...exclusionRules(site)]
}

function uniqueRules(site: Site): readonly Violation[] {
  const { expected, actual } = site
  const stricter = actual.uniques.filter((unique) => !hasUnique(expected, unique))
  const missing = expected.uniques.filter((unique) => !hasUnique(actual, unique))
  return [
    ...stricter.flatMap((unique) => strangeUnique(site, unique)),
    ...missing.map((unique) => note(site, 'missing-unique', ruleName(unique, unique.columns))),
    ...unnamedUniques(site).map((unique) => breaks(site, 'missing-unique', ruleName(unique, unique.columns))),
  ]
}

/**
 * PostgreSQL finds the rule of an upsert by the columns that the statement names (`ON CONFLICT`): one over those that
 * they are kept equal to holds the rows apart all the same, and the statement fails.
 */
function unnamedUniques({ expected, actual, schema }: Site): readonly Unique[] {
  const there = physicalTable(schema, expected.name)
  if (there?.twins === undefined || schema.dialect !== 'postgresql') return []
  return expected.uniques.filter(
    (unique) => !isSpecial(unique) && hasUnique(actual, unique) && !hasUnique(there, unique),
  )
}

function strangeUnique(site: Site, unique: Unique): readonly Violation[] {
  const unknown = unknownColumns(site)
  const strange = unique.columns.filter((column) => unknown.includes(column))
  const subject = ruleName(unique, unique.columns)
  if (strange.length === 0) return [breaks(site, 'stricter-rule', subject)]
  const nullsDiffer = unique.sql?.nullsDistinct !== false
  const differs = strange.some((column) => differsByRow(site.actual.columns.get(column), nullsDiffer))
  return differs ? [] : [breaks(site, 'insert-twice', subject)]
}

/** NULLs are distinct, unless the rule says otherwise, and so are random values; a constant is not. */
function differsByRow(column: Column | undefined, nullsDiffer: boolean): boolean {
  if (column === undefined) return false
  const value = column.default
  if (value === undefined) return (column.nullable && nullsDiffer) || column.identity
  if (value.kind === 'sql') return /gen_random_uuid|uuid_generate_v4|nextval/i.test(value.sql)
  const { expression } = value
  return (
    expression.kind === 'call' &&
    expression.callee.kind === 'reference' &&
    expression.callee.target.endsWith('.RandomUUID')
  )
}

/** Whether a table has a unique rule, under whatever name, or a primary key that says the same. */
export function hasUnique(table: Table, unique: Unique): boolean {
  return table.uniques.some((other) => sameUnique(other, unique)) || isPrimaryKey(table, unique)
}

function sameUnique(one: Unique, other: Unique): boolean {
  if (isSpecial(one) || isSpecial(other)) return one.name === other.name && saysSame(one, other)
  return sameColumns(one.columns, other.columns)
}

/** Whether two rules of one name say the same, as far as that is known. */
function saysSame<T extends Pick<Check | Unique, 'sql' | 'source'>>(one: T, other: T): boolean {
  if (one.sql !== undefined && other.sql !== undefined)
    return JSON.stringify(one.sql) === JSON.stringify(other.sql)
  if (one.source === undefined || other.source === undefined) return true
  return canonicalText(one.source) === canonicalText(other.source)
}

/** Its columns do not say all. */
function isSpecial({ source, sql }: Unique): boolean {
  return source !== undefined || sql !== undefined
}

function isPrimaryKey(table: Table, unique: Unique): boolean {
  return !isSpecial(unique) && sameColumns(table.primaryKey, unique.columns)
}

function sameColumns(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((column) => other.includes(column))
}

function checkRules(site: Site): readonly Violation[] {
  const unknown = new Set(unknownColumns(site))
  return site.actual.checks
    .filter((check) => !site.expected.checks.some((other) => sameCheck(other, check)))
    .filter((check) => !comesWithUnknown(check, unknown))
    .map((check) => breaks(site, 'stricter-rule', ruleName(check, check.columns)))
}

/** Whether two checks say the same: by name, or, of a field's type, which ALTER TABLE and CREATE TABLE call differently, by what it says. */
export function sameCheck(one: Check, other: Check): boolean {
  if (one.name !== undefined && one.name === other.name) return saysSame(one, other)
  if (isTypeCheck(one) && one.sql !== undefined && one.sql === other.sql) return true
  if (one.name !== undefined || other.name !== undefined) return false
  return one.columns !== undefined && other.columns !== undefined && sameColumns(one.columns, other.columns)
}

/** The check of a field type over a column that the database fills by itself: the default passes. */
function comesWithUnknown(check: Check, unknown: ReadonlySet<string>): boolean {
  return isTypeCheck(check) && check.columns?.every((column) => unknown.has(column)) === true
}

function exclusionRules(site: Site): readonly Violation[] {
  return site.actual.exclusions
    .filter((rule) => !site.expected.exclusions.some((other) => other.name === rule.name))
    .map((rule) => breaks(site, 'stricter-rule', ruleName(rule, rule.columns)))
}

function ruleName(
  rule: { readonly name: string | undefined },
  columns: readonly string[] | undefined,
): string {
  return rule.name ?? (columns ?? []).join(', ')
}
