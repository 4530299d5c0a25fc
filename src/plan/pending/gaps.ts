import { underNamesOf } from '../../compat/own-names'
import { hasKey } from '../../compat/rules/keys'
import { hasUnique, sameCheck } from '../../compat/rules/rules'
import { fits } from '../../compat/type-fit'
import { isTypeCheck } from '../../django/fields/column-type'
import { isOverlapKey, type Column, type ForeignKey, type Schema, type Table } from '../../django/schema'
import type { Snapshot } from '../../django/snapshot'
import type { Model } from '../../django/state'
import { idealTables, tableName } from '../../django/tables'

/**
 * What the database has otherwise than the models:
 * - held, though the models have let it go: `table`, `column`, `twin` (a column under its old name, kept equal to the
 *   new one), `view` (a table under its old name, seen by the new one), `overlap-key` (a key that lets go of rows),
 *   `default`, `rule` (a unique rule, check, exclusion, foreign key or NOT NULL)
 * - not there yet, though the models have it: `not-null`, `unique`, `check`, `exclusion`, `foreign-key`, `type` (the
 *   column has another type than the field: as a rule it takes more)
 */
export const GAP_KINDS = [
  ...(['table', 'column', 'twin', 'view', 'overlap-key', 'default', 'rule'] as const),
  ...(['not-null', 'unique', 'check', 'exclusion', 'foreign-key', 'type'] as const),
] as const

export type GapKind = (typeof GAP_KINDS)[number]

/** One thing that database and models do not have in common. */
export interface Gap {
  readonly kind: GapKind
  /** As the database calls it. */
  readonly table: string
  /** The column, where it is about one; of several, where a rule is over them, the first. */
  readonly column?: string
  /** The rule, key or view, by its name, where it has one. */
  readonly name?: string
  /** Of a rule: its name where the project has given it one, and else its columns: Django's names follow the table's. */
  readonly rule?: string
}

export type Gaps = ReadonlyMap<string, Gap>

/** What has been worked out already: a history has the same models and tables in many snapshots. */
export interface Memory {
  readonly tables: WeakMap<Model, readonly Table[]>
  readonly gaps: WeakMap<Table, { readonly actual: Table; readonly gaps: readonly Gap[] }>
}

export function newMemory(): Memory {
  return { tables: new WeakMap(), gaps: new WeakMap() }
}

/**
 * Everything in which a schema differs from what its models say, by keys that tell them apart across snapshots.
 * @param memory of other snapshots of the same history; what a key points at is as the first of them has it
 */
export function gapsOf(snapshot: Snapshot, memory: Memory = newMemory()): Gaps {
  const { schema } = snapshot
  const known = knownTables(snapshot, memory)
  const seen = underNamesOf(known, schema)
  const taken = takenTables(snapshot)
  const gaps = [...seen.tables.values()].flatMap((actual) => {
    const expected = known.get(actual.name)
    if (expected !== undefined) return remembered(expected, actual, schema, memory)
    return taken.has(actual.name) ? [] : strangeTable(actual)
  })
  return new Map([...gaps, ...viewGaps(known, schema)].map((gap) => [keyOf(gap), gap]))
}

/** Without views, the two tables say all. */
function remembered(expected: Table, actual: Table, schema: Schema, memory: Memory): readonly Gap[] {
  const known = memory.gaps.get(expected)
  if (known?.actual === actual && (schema.views?.size ?? 0) === 0) return known.gaps
  const gaps = tableGaps(expected, actual, schema)
  if ((schema.views?.size ?? 0) === 0) memory.gaps.set(expected, { actual, gaps })
  return gaps
}

/** What tells it from others, in the same snapshot and across snapshots. */
export function keyOf({ kind, table, column, name, rule }: Gap): string {
  return JSON.stringify([kind, table, column, kind === 'view' ? name : rule])
}

/** The tables of managed models and their many-to-many fields, as Django would have them. */
export function knownTables(
  { state, schema: { dialect } }: Snapshot,
  memory: Memory = newMemory(),
): ReadonlyMap<string, Table> {
  const tables = [...state.models.values()].flatMap((model) => {
    const found = memory.tables.get(model) ?? idealTables(model, state, dialect)
    memory.tables.set(model, found)
    return found
  })
  return new Map(tables.map((table) => [table.name, table]))
}

/** Tables that a model goes by, managed or not: none of those has been let go. */
function takenTables({ state, schema: { dialect } }: Snapshot): ReadonlySet<string> {
  return new Set([...state.models.values()].map((model) => tableName(model, dialect)))
}

function strangeTable(table: Table): readonly Gap[] {
  return [
    { kind: 'table', table: table.name },
    ...table.foreignKeys.filter(isOverlapKey).map(overlapKey(table.name)),
  ]
}

function viewGaps(known: ReadonlyMap<string, Table>, { views }: Schema): readonly Gap[] {
  return [...(views?.values() ?? [])]
    .filter(({ name, table }) => known.has(name) && !known.has(table))
    .map(({ name, table }) => ({ kind: 'view', table, name }))
}

function tableGaps(expected: Table, actual: Table, schema: Schema): readonly Gap[] {
  const there = physicalName(expected.name, schema)
  const twins = (schema.tables.get(there)?.twins ?? []).filter(
    ({ column, twin }) => expected.columns.has(twin) && !expected.columns.has(column),
  )
  const names = new Set(twins.flatMap(({ column, twin }) => [column, twin]))
  const columns = [...actual.columns.values()].filter(({ name }) => !names.has(name))
  const gaps: readonly Gap[] = [
    ...twins.map(({ column, twin }): Gap => ({ kind: 'twin', table: there, column, name: twin })),
    ...columns.flatMap((column) => columnGaps(expected.columns.get(column.name), column, there)),
    ...actual.foreignKeys.filter(isOverlapKey).map(overlapKey(there)),
    ...missingRules(expected, actual, there),
    ...heldRules(expected, actual, there),
  ]
  return gaps
}

function physicalName(name: string, { views }: Schema): string {
  return views?.get(name)?.table ?? name
}

function columnGaps(expected: Column | undefined, actual: Column, table: string): readonly Gap[] {
  const at = { table, column: actual.name }
  if (expected === undefined) return [{ kind: 'column', ...at }]
  return [
    ...(isOther(expected, actual) ? [{ kind: 'type', ...at } as const] : []),
    ...(actual.nullable && !expected.nullable ? [{ kind: 'not-null', ...at } as const] : []),
    ...(expected.nullable && !actual.nullable
      ? [{ kind: 'rule', ...at, name: 'NOT NULL', rule: 'NOT NULL' } as const]
      : []),
    ...(actual.default !== undefined && expected.default === undefined
      ? [{ kind: 'default', ...at } as const]
      : []),
  ]
}

/** The column does not take just what the field does: as a rule it takes more. */
function isOther({ type: wanted }: Column, { type: there }: Column): boolean {
  if (wanted.kind === 'known' && there.kind === 'known' && wanted.sql === there.sql) return false
  return fits(wanted, there) !== 'fits' || fits(there, wanted) !== 'fits'
}

function overlapKey(table: string): (key: ForeignKey) => Gap {
  return ({ column, name }) => ({ kind: 'overlap-key', table, column, ...(name !== undefined && { name }) })
}

interface Named {
  readonly name: string | undefined
  readonly columns: readonly string[] | undefined
  readonly source?: unknown
}

function ruleGap(kind: GapKind, table: string, { name, columns, source }: Named): Gap {
  const [column] = columns ?? []
  const rule = source === undefined ? (columns ?? []).join() : (name ?? '')
  return { kind, table, ...(column !== undefined && { column }), ...(name !== undefined && { name }), rule }
}

function missingRules(expected: Table, actual: Table, table: string): readonly Gap[] {
  const gap = (kind: GapKind) => (rule: Named) => ruleGap(kind, table, rule)
  const keys = expected.foreignKeys.filter((key) => !hasKey(actual, key))
  return [
    ...expected.uniques.filter((each) => !hasUnique(actual, each)).map(gap('unique')),
    ...expected.checks
      .filter((each) => !actual.checks.some((other) => sameCheck(other, each)))
      .map(gap('check')),
    ...expected.exclusions.filter((each) => !hasName(actual.exclusions, each)).map(gap('exclusion')),
    ...keys.map(({ name, column }) => ruleGap('foreign-key', table, { name, columns: [column] })),
  ]
}

/** Rules over columns that the models know: any other goes with its column. */
function heldRules(expected: Table, actual: Table, table: string): readonly Gap[] {
  const isKnown = ({ columns }: Named): boolean =>
    columns?.every((name) => expected.columns.has(name)) === true
  const checks = actual.checks.filter(
    (each) => !isTypeCheck(each) && !expected.checks.some((other) => sameCheck(other, each)),
  )
  const keys = actual.foreignKeys.filter((key) => !isOverlapKey(key) && !hasKey(expected, key))
  const rules: readonly Named[] = [
    ...actual.uniques.filter((each) => !hasUnique(expected, each)),
    ...checks,
    ...actual.exclusions.filter((each) => !hasName(expected.exclusions, each)),
    ...keys.map(({ name, column }) => ({ name, columns: [column] })),
  ]
  return rules.filter(isKnown).map((rule) => ruleGap('rule', table, rule))
}

function hasName(rules: readonly Named[], { name }: Named): boolean {
  return rules.some((other) => other.name === name)
}
