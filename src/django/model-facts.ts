import type { Dialect } from '../core/dialect'
import type { PersistentMap } from '../core/persistent-map'
import { columnName } from './columns'
import { keyTargetOf } from './key-target'
import { localFields } from './local-fields'
import { modelIndex, type Lists } from './model-index'
import type { Table } from './schema'
import type { Model, ModelKey, ProjectState } from './state'
import { idealTables } from './tables'
import { tableName } from './table-name'
import { throughModels } from './through'

/** The columns of a model's relations in a table, its own or that of a many-to-many field. */
export interface RelationColumns {
  readonly table: string
  readonly columns: readonly string[]
}

/** What the models of a state point at, and with what. */
export interface Relations {
  readonly facts: PersistentMap<ModelKey, RelationFacts>
  /** The models that have relations in a table of that name. */
  readonly relating: Lists
  /** The models that point to a concrete model, or whose many-to-many tables do. */
  readonly pointing: Lists
}

export interface RelationFacts {
  readonly relations: readonly RelationColumns[]
  readonly targets: readonly ModelKey[]
}

const relationIndex = modelIndex(relationFacts, {
  relating: ({ relations }) => relations.map(({ table }) => table),
  pointing: ({ targets }) => targets,
})

/** The relations of a state; of one that differs little from one asked for before only what differs is worked out. */
export function relationsIn(state: ProjectState, dialect: Dialect): Relations {
  const { facts, lists } = relationIndex(state, dialect)
  return { facts, ...lists }
}

function relationFacts(model: Model, state: ProjectState, dialect: Dialect): RelationFacts {
  const owners = [model, ...throughModels(model, state, dialect).map(({ through }) => through)]
  return {
    relations: owners.map((owner) => relationColumns(owner, state, dialect)),
    targets: [...new Set(owners.flatMap((owner) => targetsOf(owner, state)))],
  }
}

function relationColumns(model: Model, state: ProjectState, dialect: Dialect): RelationColumns {
  const relations = localFields(model, state).filter(({ kind }) => kind === 'relation')
  return { table: tableName(model, dialect), columns: relations.map(columnName) }
}

function targetsOf(model: Model, state: ProjectState): readonly ModelKey[] {
  return localFields(model, state).flatMap((field) => keyTargetOf(field, state)?.concrete ?? [])
}

/** The tables of a state's models. */
export interface Tables {
  readonly facts: PersistentMap<ModelKey, TableFacts>
  /** The models that have a table of that name. */
  readonly owners: Lists
}

export interface TableFacts {
  readonly tables: readonly Table[]
}

const tableIndex = modelIndex(
  (model: Model, state: ProjectState, dialect: Dialect): TableFacts => ({
    tables: idealTables(model, state, dialect),
  }),
  { owners: ({ tables }) => tables.map(({ name }) => name) },
)

/** The tables that the models of a state have, as `relationsIn`. */
export function tablesIn(state: ProjectState, dialect: Dialect): Tables {
  const { facts, lists } = tableIndex(state, dialect)
  return { facts, ...lists }
}
