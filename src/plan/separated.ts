import type { Operation } from '../django/operation'
import type { SplitOperation } from './plan'

/**
 * The `SeparateDatabaseAndState` that operations split together become: as the proof replays it, and as it is written.
 * Throws a TypeError where there are none.
 */
export function separated(splits: readonly SplitOperation[]): Operation {
  const [first] = splits
  if (first === undefined) throw new TypeError('nothing is split')
  return {
    kind: 'SeparateDatabaseAndState',
    place: first.original.place,
    source: first.original.source,
    stateOperations: splits.map((split) => split.original),
    databaseOperations: splits.flatMap((split) => split.database.map((step) => step.operation)),
  }
}
