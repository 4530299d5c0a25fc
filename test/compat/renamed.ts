import { compatible } from '../../src/compat/compatible'
import type { Dialect } from '../../src/core/dialect'
import type { Column, Schema, Table, Twin, View } from '../../src/django/schema'
import type { Snapshot } from '../../src/django/snapshot'
import { withColumn } from '../../src/django/table-changes'
import { readSql } from '../../src/sql/read'
import { applyChanges } from '../../src/django/apply-change'
import { historyOf } from '../support/history'

/** A schema that has second names, by hand: what a state migration leaves of a rename. */
export interface Renamed {
  readonly dialect: Dialect
  /** The models of old code, and those of new code, which calls things otherwise. */
  readonly old: Snapshot
  readonly fresh: Snapshot
  readonly schema: Schema
}

/** What both colours cannot live with, as `colour severity rule table subject`. */
export function found({ old, fresh, schema }: Renamed): readonly string[] {
  const look = (colour: 'old' | 'new', home: Snapshot, other: Snapshot): readonly string[] =>
    compatible(home.state, schema, { colour, strict: false, other: other.state }).map(
      ({ severity, rule, table, subject }) => `${colour} ${severity} ${rule} ${table} ${subject}`,
    )
  return [...look('old', old, fresh), ...look('new', fresh, old)]
}

/** Old code's schema, with the operations that make new code of old. */
export function renamed(
  operations: readonly string[],
  change: readonly string[],
  dialect: Dialect = 'postgresql',
): Renamed {
  const old = historyOf(operations, dialect)
  return { dialect, old, fresh: historyOf([...operations, ...change], dialect), schema: old.schema }
}

export interface TwinOptions {
  /** What is different about the twin column. */
  readonly twin?: Partial<Column>
  /** What is different about the column itself while it has a twin. */
  readonly column?: Partial<Column>
  readonly rule?: Partial<Twin>
}

/** A table with a column that is kept equal to another one, as the overlap has it where nothing else is said. */
export function withTwin(
  world: Renamed,
  name: string,
  [from, to]: readonly [column: string, twin: string],
  { twin, column, rule }: TwinOptions = {},
): Renamed {
  const table = tableOf(world.schema, name)
  const there = { ...columnOf(table, from), ...column }
  const copy = { ...there, nullable: world.dialect === 'postgresql' || there.nullable, identity: false }
  const pair: Twin = { name: 'keep_equal', column: from, twin: to, ...rule }
  const both = withColumn(withColumn(table, there), { ...copy, name: to, ...twin })
  return withTable(world, { ...both, twins: [...(table.twins ?? []), pair] })
}

export function withView(world: Renamed, view: View): Renamed {
  const { schema } = world
  return { ...world, schema: { ...schema, views: new Map(schema.views).set(view.name, view) } }
}

/** After this SQL has run. */
export function withSql(world: Renamed, sql: string): Renamed {
  const changes = readSql(sql, world.dialect)
  expect(changes.filter((change) => change.kind === 'unknown')).toEqual([])
  return { ...world, schema: applyChanges(world.schema, changes) }
}

export function withTable(world: Renamed, table: Table): Renamed {
  const tables = new Map(world.schema.tables).set(table.name, table)
  return { ...world, schema: { ...world.schema, tables } }
}

export function tableOf({ tables }: Schema, name: string): Table {
  const table = tables.get(name)
  if (table === undefined) throw new Error(`there is no table ${name}`)
  return table
}

export function columnOf({ columns }: Table, name: string): Column {
  const column = columns.get(name)
  if (column === undefined) throw new Error(`there is no column ${name}`)
  return column
}
