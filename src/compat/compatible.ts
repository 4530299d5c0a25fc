import type { Dialect } from '../core/dialect'
import { localFields } from '../django/local-fields'
import type { Schema, Table } from '../django/schema'
import { modelKey, type Model, type ProjectState } from '../django/state'
import { columnName, idealTables, tableName } from '../django/tables'
import { throughModels } from '../django/through'
import { physicalColumn, underNamesOf } from './own-names'
import type { Colour, InboundKey } from './rules/rule'
import { missingTable, siteRules } from './rules/site'
import type { Violation } from './violation'

export interface CompatibleOptions {
  readonly colour: Colour
  readonly strict: boolean
  /** The models of the other code: a key that it knows as well needs no constraint to keep its rows whole. */
  readonly other?: ProjectState | undefined
}

/**
 * What code of this project state cannot live with in this schema: the one question that detects, explains and
 * proves. Looks at every table of every managed model, its many-to-many tables included. Pure.
 */
export function compatible(
  state: ProjectState,
  schema: Schema,
  options: CompatibleOptions,
): readonly Violation[] {
  const tables = expectedTables(state, schema)
  const known = new Map(tables.map(({ table }) => [table.name, table]))
  const seen = underNamesOf(known, schema)
  const inbound = inboundKeys(seen)
  const shared = options.other === undefined ? NONE : relationColumns(options.other, schema)
  const isShared = (table: string, column: string): boolean =>
    shared.has(physicalColumn(schema, table, column))
  return tables.flatMap(({ model, table }) => {
    const key = modelKey(model.app, model.name)
    const actual = seen.tables.get(table.name)
    if (actual === undefined) {
      return [missingTable(key, table)]
    }
    const about = { model: key, expected: table, actual, schema, known, isShared }
    return siteRules({ ...options, ...about, inbound: inbound.get(actual.name) ?? [] })
  })
}

const NONE: ReadonlySet<string> = new Set()

/** `physicalColumn` of every foreign key that code knows, whether the database has a constraint or not. */
function relationColumns(state: ProjectState, schema: Schema): ReadonlySet<string> {
  const { dialect } = schema
  const models = [...state.models.values()].flatMap((model) => [
    model,
    ...throughModels(model, state, dialect).map(({ through }) => through),
  ])
  return new Set(
    models.flatMap((model) =>
      localFields(model, state)
        .filter(({ kind }) => kind === 'relation')
        .map((field) => physicalColumn(schema, tableName(model, dialect), columnName(field))),
    ),
  )
}

interface Expected {
  readonly model: Model
  readonly table: Table
}

/** One state is held against many schemas: old code meets what each operation leaves. */
const TABLES = new WeakMap<ProjectState, Map<Dialect, readonly Expected[]>>()

function expectedTables(state: ProjectState, { dialect }: Schema): readonly Expected[] {
  const known = TABLES.get(state) ?? new Map<Dialect, readonly Expected[]>()
  const tables =
    known.get(dialect) ??
    [...state.models.values()].flatMap((model) =>
      idealTables(model, state, dialect).map((table) => ({ model, table })),
    )
  TABLES.set(state, known.set(dialect, tables))
  return tables
}

function inboundKeys(schema: Schema): ReadonlyMap<string, readonly InboundKey[]> {
  const inbound = new Map<string, InboundKey[]>()
  for (const table of schema.tables.values()) {
    for (const key of table.foreignKeys) {
      const keys = inbound.get(key.toTable)
      if (keys) keys.push({ table, key })
      else inbound.set(key.toTable, [{ table, key }])
    }
  }
  return inbound
}
