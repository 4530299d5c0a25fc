import type { OperationOf } from '../../django/operation'
import type { Field, Model } from '../../django/state'
import { columnName, manyToManyTable, tableName } from '../../django/tables'
import type { Call } from '../../python/nodes'
import { createModel as createModelCall } from '../create-model'
import type { Deferred } from '../deferred'
import type { Rows } from '../rows'
import type { Strategy } from '../site'
import { databaseField, OperationWriter } from '../write-operation'
import { fieldAlteration } from './altered'
import { newKeys, type NewKeys } from './new-keys'
import { fateOfRow, withoutConstraint } from './replace-keys'

/**
 * A new model under `strict`: the keys out of its tables let go of a row when old code, which does not know them,
 * deletes what that points at.
 */
export const createModel: Strategy<'CreateModel'> = {
  id: 'create-model',
  kind: 'CreateModel',
  matches: () => true,
  split(operation, site) {
    const model = operation.definition
    const rows: Rows = { site, model, write: new OperationWriter(site, operation.place) }
    const fields = [...model.fields.values()]
    const bare = fields.map((field): readonly [string, Call] => [field.name, bareField(field, rows)])
    const create = rows.write.step(createModelCall(rows.write, model, bare))
    const table = tableName(model, site.options.dialect)
    const made = newKeys(rows, operation, [create], (key, of) => {
      const field = of === table ? fields.find((each) => columnName(each) === key.column) : undefined
      return field === undefined ? 'cascade' : fateOfRow(field)
    })
    return {
      database: [create, ...made.steps],
      deferred: fields.filter(hasKey).map((field) => rest(field, rows, operation, made)),
      changes: [
        {
          slug: `create_${model.name}`.toLowerCase(),
          subject: `the model ${model.name}`,
          verb: 'first knows',
          why: site.why,
          overlap: `Rows of ${table} are let go of when old code deletes what they point at.`,
          later: `gives ${table} the foreign keys of Django`,
          place: operation.place,
        },
      ],
      notes: [],
    }
  },
}

function hasKey(field: Field): boolean {
  return field.relation?.dbConstraint === true && field.relation.through === undefined
}

function bareField(field: Field, { write }: Rows): Call {
  return hasKey(field) ? withoutConstraint(field, write) : databaseField(field)
}

function rest(field: Field, rows: Rows, { definition }: OperationOf<'CreateModel'>, made: NewKeys): Deferred {
  const forms = { overlap: bareField(field, rows), end: databaseField(field) }
  const overlapKeys = made.keys.filter((key) => isOf(field, key, definition, rows))
  return fieldAlteration(rows, field, forms, { guards: [], fills: [], overlapKeys })
}

/** A key of the model's own table is over the field's column; one of another table is of a many-to-many field. */
function isOf(
  field: Field,
  { table, foreignKey }: NewKeys['keys'][number],
  model: Model,
  { site }: Rows,
): boolean {
  const isOwn = table === tableName(model, site.options.dialect)
  if (isOwn) return field.kind === 'relation' && foreignKey.column === columnName(field)
  const through = manyToManyTable(field, model, site.before.state, site.options.dialect)
  return through?.name === table
}
