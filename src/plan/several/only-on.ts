import type { Operation } from '../../django/operation'
import { builder } from '../../python/build'
import type { Call } from '../../python/nodes'
import type { SplitOperation, Step } from '../plan'
import type { SplitItems } from '../split-items'
import type { OnVendor } from './on-vendor'

/**
 * The state migration where there are other databases: those get the operations that are split as they were written,
 * and nothing of what is done beside them.
 */
export function splitOnlyOn(split: SplitItems, on: OnVendor): SplitItems {
  const splits = split.splits.map((each) => ({ ...each, fills: onlyOn(each.fills, on) }))
  const fills = new Set(split.splits.flatMap((each) => operationsOf(each.fills)))
  const kept = split.operations.filter((operation) => !fills.has(operation))
  return { ...split, splits, operations: kept.flatMap((operation) => withFills(operation, splits, on)) }
}

/** What is split with what comes after it; anything else as it is. */
function withFills(
  operation: Operation,
  splits: readonly SplitOperation[],
  { vendor }: OnVendor,
): readonly Operation[] {
  if (operation.kind !== 'SeparateDatabaseAndState') return [operation]
  const own = splits.filter(({ original }) => operation.stateOperations.includes(original))
  if (own.length === 0) return [operation]
  return [{ ...operation, vendor }, ...own.flatMap(({ fills }) => operationsOf(fills))]
}

function operationsOf(steps: readonly Step[]): readonly Operation[] {
  return steps.map((step) => step.operation)
}

/**
 * Steps that do nothing on any other database: those next to each other in one operation. Functions of Python stay
 * operations of their own, since `sqlmigrate` would run one that stands inside another; they ask for the vendor
 * themselves.
 */
export function onlyOn(steps: readonly Step[], on: OnVendor): readonly Step[] {
  return neighbours(steps).flatMap((group) => {
    const [first] = group
    return first === undefined || first.rowFunction !== undefined ? group : [wrapped(first, group, on)]
  })
}

/** In groups: each function by itself. */
function neighbours(steps: readonly Step[]): readonly (readonly Step[])[] {
  return steps.reduce<readonly (readonly Step[])[]>((groups, step) => {
    const last = groups.at(-1)
    const isApart = step.rowFunction !== undefined || last?.[0]?.rowFunction !== undefined
    return last === undefined || isApart ? [...groups, [step]] : [...groups.slice(0, -1), [...last, step]]
  }, [])
}

function wrapped(first: Step, group: readonly Step[], on: OnVendor): Step {
  const { place } = first.operation
  const build = builder(place)
  const half = group.length === 1 ? databaseHalf(first.operation) : undefined
  const list = build.list(group.map((step) => step.operation.source))
  const operation: Operation = {
    kind: 'SeparateDatabaseAndState',
    vendor: on.vendor,
    place,
    source: {
      ...(half?.source ?? build.call('', [], { database_operations: list })),
      callee: build.name(on.name),
    },
    stateOperations: [],
    databaseOperations: half?.operations ?? operationsOf(group),
  }
  return half === undefined ? { operation, comment: [], inside: group } : { ...first, operation }
}

/** A `SeparateDatabaseAndState` without a state half need not stand inside another. */
function databaseHalf(
  operation: Operation,
): { readonly source: Call; readonly operations: readonly Operation[] } | undefined {
  if (operation.kind !== 'SeparateDatabaseAndState' || operation.stateOperations.length > 0) return undefined
  const { source, databaseOperations: operations } = operation
  return source.kind === 'call' ? { source, operations } : undefined
}
