import { manyToManyTable } from '../../django/tables'
import type { Rows } from '../rows'
import type { Strategy } from '../site'
import { databaseField, OperationWriter } from '../write-operation'
import { fieldAlteration } from './altered'
import { modelAt } from './find'
import { newKeys } from './new-keys'
import { withoutConstraint } from './replace-keys'

/**
 * A new many-to-many table under `strict`: its keys take a row along when old code, which does not know it, deletes
 * what that points at.
 */
export const addManyToMany: Strategy<'AddField'> = {
  id: 'add-many-to-many',
  kind: 'AddField',
  matches: ({ field }) => field.kind === 'many-to-many',
  split(operation, site) {
    const { field } = operation
    const model = modelAt(site, operation.model, operation)
    const rows: Rows = { site, model, write: new OperationWriter(site, operation.place) }
    const bare = withoutConstraint(field, rows.write)
    const add = rows.write.step(rows.write.addField(operation.model, field.name, bare))
    const { keys, steps } = newKeys(rows, operation, [add], () => 'cascade')
    const table = manyToManyTable(field, model, site.before.state, site.options.dialect)?.name ?? field.name
    const forms = { overlap: bare, end: databaseField(field) }
    return {
      database: [add, ...steps],
      deferred: [fieldAlteration(rows, field, forms, { guards: [], fills: [], overlapKeys: keys })],
      changes: [
        {
          slug: `${model.name}_${field.name}`.toLowerCase(),
          subject: `${model.name}.${field.name}`,
          verb: 'first knows',
          why: site.why,
          overlap: `Rows of ${table} go along when old code deletes what they point at.`,
          later: `gives ${table} the foreign keys of Django`,
          place: operation.place,
        },
      ],
      notes: [],
    }
  },
}
