import { tableName } from '../../django/tables'
import { modelKey } from '../../django/state'
import type { Call, Expression } from '../../python/nodes'
import { modelAt } from './find'
import type { Rows } from '../rows'
import type { Part, Strategy } from '../site'
import { OperationWriter } from '../write-operation'
import { alteration } from './altered'

/**
 * `order_with_respect_to`: a column `_order` that no migration spells out, added with 0 or removed. Until it is gone,
 * or old code is, the database fills in 0.
 * Source: `AlterOrderWithRespectTo` in django/db/migrations/operations/models.py
 */
export const alterOrderWithRespectTo: Strategy<'AlterOrderWithRespectTo'> = {
  id: 'alter-order-with-respect-to',
  kind: 'AlterOrderWithRespectTo',
  matches: () => true,
  split(operation, site) {
    const model = modelAt(site, operation.model, operation)
    const rows: Rows = { site, model, write: new OperationWriter(site, operation.place) }
    const isAdded = operation.field !== undefined
    const part = isAdded ? added(rows) : removed(rows)
    return {
      ...part,
      changes: [
        {
          slug: isAdded ? `order_${model.name}`.toLowerCase() : `remove_${model.name}_order`.toLowerCase(),
          subject: `the order of ${model.name}`,
          verb: isAdded ? 'first knows' : 'no longer knows',
          why: site.why,
          overlap: `${isAdded ? 'Old' : 'New'} code does not know the column _order: the database fills in 0.`,
          later: `drops the ${isAdded ? 'default of the ' : ''}column ${tableName(model, site.options.dialect)}._order`,
          place: operation.place,
        },
      ],
      notes: [],
    }
  },
}

function added(rows: Rows): Pick<Part, 'database' | 'deferred'> {
  const { write } = rows
  return {
    database: [write.step(write.addField(nameOf(rows), '_order', integer(rows, true)))],
    deferred: [
      alteration(rows, {
        known: [unordered(rows), write.addField(nameOf(rows), '_order', integer(rows, true))],
        operations: [write.alterField(nameOf(rows), '_order', integer(rows, false))],
        guards: [],
        fills: [],
      }),
    ],
  }
}

/** Django is told of `_order` as a field like any other, which it can then alter and remove. */
function removed(rows: Rows): Pick<Part, 'database' | 'deferred'> {
  const { write, model, site } = rows
  const told = [unordered(rows), write.addField(nameOf(rows), '_order', integer(rows, false))]
  const table = tableName(model, site.options.dialect)
  return {
    database: [
      write.step(write.separate({ state: told }), [
        'Django is told of the column as a field like any other.',
      ]),
      write.step(write.alterField(nameOf(rows), '_order', integer(rows, true))),
    ],
    deferred: [
      {
        what: { kind: 'column', table, column: '_order', field: '_order', generated: false },
        key: modelKey(model.app, model.name),
        model: nameOf(rows),
        pointsAt: [],
        known: [write.addField(nameOf(rows), '_order', integer(rows, true))],
        operations: [write.removeField(nameOf(rows), '_order')],
        guards: [],
        fills: [],
      },
    ],
  }
}

function nameOf({ model }: Rows): string {
  return model.name.toLowerCase()
}

function integer({ write }: Rows, hasDefault: boolean): Call {
  const zero = hasDefault ? { db_default: write.build.int(0) } : {}
  return write.build.call('django.db.models.IntegerField', [], zero)
}

function unordered(rows: Rows): Expression {
  const { write } = rows
  return write.operation('AlterOrderWithRespectTo', {
    name: write.build.string(nameOf(rows)),
    order_with_respect_to: write.build.none(),
  })
}
