import type { Dialect } from '../../core/dialect'
import { differingKeys, inOrderOf } from '../../core/persistent-map'
import type { MigrationKey } from '../../django/migration'
import type { Schema } from '../../django/schema'
import type { Field, Model, ModelKey, ProjectState } from '../../django/state'
import { columnName, manyToManyTable, tableName } from '../../django/tables'

/** A field or model that the state no longer has, and what the database kept for it. */
export interface LetGo {
  readonly by: MigrationKey
  readonly key: ModelKey
  readonly model: string
  /** Undefined where the whole model is gone. */
  readonly field?: string
  readonly table: string
  /** Undefined where it is a table. */
  readonly column?: string
}

/** What a migration takes out of the state. Fields of a model that goes are not told one by one. */
export function letGoBetween(
  before: ProjectState,
  after: ProjectState,
  by: MigrationKey,
  dialect: Dialect,
): readonly LetGo[] {
  if (before === after) return []
  const keys = inOrderOf(differingKeys(before.models, after.models), before.models)
  return keys.flatMap((key): readonly LetGo[] => {
    const [model, now] = [before.models.get(key), after.models.get(key)]
    if (model === undefined) return []
    const about = { by, key, model: model.name }
    if (now === undefined) return [{ ...about, table: tableName(model, dialect) }]
    const gone = [...model.fields.values()].filter(({ name }) => !now.fields.has(name))
    return gone.map((field) => ({
      ...about,
      field: field.name,
      ...placeOf(field, model, before, dialect),
    }))
  })
}

function placeOf(
  field: Field,
  model: Model,
  state: ProjectState,
  dialect: Dialect,
): Pick<LetGo, 'table' | 'column'> {
  const own = manyToManyTable(field, model, state, dialect)
  return own === undefined
    ? { table: tableName(model, dialect), column: columnName(field) }
    : { table: own.name }
}

/** `shop_product.rating`, or the name of a table. */
export function nameOfLetGo({ table, column }: LetGo): string {
  return column === undefined ? table : `${table}.${column}`
}

/** `Product.rating`, or `the model Tag`. */
export function subjectOfLetGo({ model, field }: LetGo): string {
  return field === undefined ? `the model ${model}` : `${model}.${field}`
}

/** Whether the database still has it. */
export function isPending({ table, column }: LetGo, { tables }: Schema): boolean {
  const there = tables.get(table)
  return there !== undefined && (column === undefined || there.columns.has(column))
}

/** Every table, and every column as `table.column`, of a schema. */
export function namesIn({ tables }: Pick<Schema, 'tables'>): ReadonlySet<string> {
  const names = new Set<string>()
  for (const [name, table] of tables) {
    names.add(name)
    for (const column of table.columns.keys()) names.add(`${name}.${column}`)
  }
  return names
}
