import { lockTimeoutSql } from '../sql/lock-timeout'
import type { SplitOperation, Step } from './plan'
import type { PlanOptions } from './site'
import type { OperationWriter } from './write-operation'

interface Ends {
  readonly first: readonly Step[]
  readonly last: readonly Step[]
}

/**
 * What goes before and after the operations of a migration, so that none of its statements waits longer than that for
 * a lock, on the way there or, last operation first, on the way back.
 */
function ends(
  { lockTimeout, dialect }: PlanOptions,
  atomic: boolean,
  model: string,
  write: OperationWriter,
): Ends {
  if (lockTimeout === undefined || dialect === 'sqlite') return { first: [], last: [] }
  const { set, reset } = lockTimeoutSql(dialect, lockTimeout, atomic)
  return {
    first: [write.step(write.runSql(set, reset, model), ['No statement waits longer for a lock than this.'])],
    last: [write.step(write.runSql(reset, set, model), ['The same on the way back.'])],
  }
}

/** The operations of a database migration under a lock timeout, where the user asks for one. */
export function stepsInTime(
  steps: readonly Step[],
  options: PlanOptions,
  atomic: boolean,
  model: string,
  write: OperationWriter,
): readonly Step[] {
  const { first, last } = ends(options, atomic, model, write)
  return [...first, ...steps, ...last]
}

/** The splits of a state migration under a lock timeout: from the first of them to the last. */
export function splitsInTime(
  splits: readonly SplitOperation[],
  options: PlanOptions,
  atomic: boolean,
  model: string,
  write: OperationWriter,
): readonly SplitOperation[] {
  const { first, last } = ends(options, atomic, model, write)
  const touching = splits.filter(({ database }) => database.length > 0)
  return splits.map((split) => ({
    ...split,
    database: [
      ...(split === touching[0] ? first : []),
      ...split.database,
      ...(split === touching.at(-1) ? last : []),
    ],
  }))
}
