import { modelAt } from './find'
import { guardUnique, type Rows } from '../rows'
import type { Strategy } from '../site'
import { OperationWriter } from '../write-operation'
import { alteration } from './altered'

type Sets = readonly (readonly string[])[]

/** Sets that old code knows and new code does not go at once; those that only new code knows come later. */
export const alterUniqueTogether: Strategy<'AlterUniqueTogether'> = {
  id: 'alter-unique-together',
  kind: 'AlterUniqueTogether',
  matches: () => true,
  split(operation, site) {
    const model = modelAt(site, operation.model, operation)
    const rows: Rows = { site, model, write: new OperationWriter(site, operation.place) }
    const old = model.options.uniqueTogether
    const both = operation.sets.filter((set) => old.some((other) => sameSet(set, other)))
    const added = operation.sets.filter((set) => !both.includes(set))
    const alter = (sets: Sets) => rows.write.alterUniqueTogether(model.name.toLowerCase(), sets)
    const words = added.map((set) => `(${set.join(', ')})`).join(' and ')
    return {
      database: both.length < old.length ? [rows.write.step(alter(both))] : [],
      deferred: [
        alteration(rows, {
          known: [alter(both)],
          operations: [alter(operation.sets)],
          guards: added.map((set) => guardUnique(rows, set.join('_'), set)),
          fills: [],
        }),
      ],
      changes: [
        {
          slug: `alter_${model.name}_unique_together`.toLowerCase(),
          subject: `${model.name}.Meta.unique_together`,
          verb: 'has the new',
          why: site.why,
          overlap: `Old code may write rows with the same ${words}, so that the database does not ask for it yet.`,
          later: `makes ${words} of ${model.name} unique`,
          place: operation.place,
        },
      ],
      notes: [],
    }
  },
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.join() === other.join()
}
