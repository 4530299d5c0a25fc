import { Refusal } from '../../core/errors'
import type { Operation, OperationKind, OperationOf } from '../../django/operation'
import type { Part, Site, Strategy } from '../site'
import { addConstraint } from './add-constraint'
import { addField } from './add-field'
import { addManyToMany } from './add-many-to-many'
import { alterField } from './alter-field'
import { alterOrderWithRespectTo } from './alter-order'
import { alterUniqueTogether } from './alter-unique-together'
import { createModel } from './create-model'
import { deleteModel } from './delete-model'
import { removeField } from './remove-field'
import { removeForeignKey } from './remove-foreign-key'
import { removeManyToMany } from './remove-many-to-many'

/** Every strategy, by the operation it splits. A kind without one is left as written, or refused where it is unsafe. */
export const STRATEGIES: { readonly [K in OperationKind]?: readonly Strategy<K>[] } = {
  RemoveField: [removeManyToMany, removeForeignKey, removeField],
  DeleteModel: [deleteModel],
  AddField: [addManyToMany, addField],
  CreateModel: [createModel],
  AlterField: [alterField],
  AddConstraint: [addConstraint],
  AlterUniqueTogether: [alterUniqueTogether],
  AlterOrderWithRespectTo: [alterOrderWithRespectTo],
}

/** Splits an unsafe operation. Throws a Refusal where no strategy is meant for it. */
export function splitOperation<K extends OperationKind>(
  operation: OperationOf<K> & Operation,
  site: Site,
): Part {
  // The table is keyed by kind: what stands under an operation's own kind takes that operation.
  const strategies = STRATEGIES[operation.kind] ?? []
  const strategy = strategies.find((candidate) => candidate.matches(operation, site))
  if (strategy) return strategy.split(operation, site)
  throw new Refusal({
    code: 'no-strategy',
    reason: `${operation.kind} cannot be split: ${site.why}`,
    wayOut: 'put it in a migration of its own and ship that while no old code runs',
    place: operation.place,
  })
}
