import type { Model } from '../django/state'
import type { Call, Expression } from '../python/nodes'
import type { OperationWriter } from './write-operation'

/** `migrations.CreateModel(…)` of a model as its table is: what Python alone needs (managers, choices) is left out. */
export function createModel(
  write: OperationWriter,
  model: Model,
  fields: readonly (readonly [name: string, field: Call])[],
): Expression {
  const { build } = write
  const options = databaseOptions(write, model)
  return write.operation('CreateModel', {
    name: build.string(model.name),
    fields: build.list(fields.map(([name, field]) => build.tuple([build.string(name), field]))),
    ...(options.length === 0 ? {} : { options: build.dict(options) }),
    ...(model.bases.length === 0
      ? {}
      : { bases: build.tuple(model.bases.map((base) => build.string(base))) }),
  })
}

type Entry = readonly [Expression, Expression]

function databaseOptions(write: OperationWriter, model: Model): readonly Entry[] {
  const { build } = write
  const { options } = model
  const entry = (name: string, value: Expression): Entry => [build.string(name), value]
  const sources = (rules: typeof options.indexes): Expression => build.list(rules.map((rule) => rule.source))
  const sets = (groups: readonly (readonly string[])[]): Expression => ({
    ...build.list(groups.map((group) => build.tuple(group.map((name) => build.string(name))))),
    kind: 'set',
  })
  return [
    ...(options.dbTable === undefined ? [] : [entry('db_table', build.string(options.dbTable))]),
    ...(options.dbTableComment === undefined
      ? []
      : [entry('db_table_comment', build.string(options.dbTableComment))]),
    ...(options.uniqueTogether.length === 0 ? [] : [entry('unique_together', sets(options.uniqueTogether))]),
    ...(options.indexes.length === 0 ? [] : [entry('indexes', sources(options.indexes))]),
    ...(options.constraints.length === 0 ? [] : [entry('constraints', sources(options.constraints))]),
    ...(options.orderWithRespectTo === undefined
      ? []
      : [entry('order_with_respect_to', build.string(options.orderWithRespectTo))]),
  ]
}
