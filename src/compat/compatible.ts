import type { Schema, Table } from '../django/schema'
import { modelKey, type Model, type ProjectState } from '../django/state'
import { idealTables } from '../django/tables'
import { columnRules } from './rules/columns'
import { keyRules } from './rules/keys'
import type { Colour, InboundKey, Site } from './rules/rule'
import { enforcedRules } from './rules/rules'
import type { Violation } from './violation'

export interface CompatibleOptions {
  readonly colour: Colour
  readonly strict: boolean
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
  const inbound = inboundKeys(schema)
  return tables.flatMap(({ model, table }) => {
    const key = modelKey(model.app, model.name)
    const actual = schema.tables.get(table.name)
    if (actual === undefined) {
      return [
        { rule: 'missing-table', severity: 'error', model: key, table: table.name, subject: table.name },
      ]
    }
    return siteRules({ ...options, model: key, expected: table, actual, schema, known, inbound })
  })
}

function siteRules(site: Site): readonly Violation[] {
  return [...columnRules(site), ...enforcedRules(site), ...keyRules(site)]
}

interface Expected {
  readonly model: Model
  readonly table: Table
}

function expectedTables(state: ProjectState, schema: Schema): readonly Expected[] {
  return [...state.models.values()].flatMap((model) =>
    idealTables(model, state, schema.dialect).map((table) => ({ model, table })),
  )
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
