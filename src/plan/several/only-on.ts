import type { Operation } from '../../django/operation'
import { builder } from '../../python/build'
import type { Call } from '../../python/nodes'
import type { Step } from '../plan'
import type { SplitItems } from '../split-items'
import type { OnVendor } from './on-vendor'

/**
 * The state migration where there are other databases: those get the operations that are split as they were written,
 * and nothing of what is done beside them.
 */
export function splitOnlyOn(split: SplitItems, on: OnVendor): SplitItems {
  const splits = split.splits.map((each) => ({ ...each, fills: onlyOn(each.fills, on) }))
  const fills = new Set(split.splits.flatMap((each) => each.fills.map((step) => step.operation)))
  const operations = split.operations.flatMap((operation): readonly Operation[] => {
    if (fills.has(operation)) return []
    if (operation.kind !== 'SeparateDatabaseAndState') return [operation]
    const own = splits.filter(({ original }) => operation.stateOperations.includes(original))
    if (own.length === 0) return [operation]
    const after = own.flatMap((each) => each.fills.map((step) => step.operation))
    return [{ ...operation, vendor: on.vendor }, ...after]
  })
  return { ...split, splits, operations }
}

/**
 * Steps that do nothing on any other database: those next to each other in one operation. Functions of Python stay
 * operations of their own, since `sqlmigrate` would run one that stands inside another; they ask for the vendor
 * themselves.
 */
export function onlyOn(steps: readonly Step[], on: OnVendor): readonly Step[] {
  return neighbours(steps)
    .map((group) => {
      const [first] = group
      return first === undefined || first.rowFunction !== undefined ? group : [wrapped(first, group, on)]
    })
    .flat()
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
  const source: Call = half?.source ?? {
    ...build.call('', [], { database_operations: build.list(group.map((step) => step.operation.source)) }),
  }
  const operation: Operation = {
    kind: 'SeparateDatabaseAndState',
    vendor: on.vendor,
    place,
    source: { ...source, callee: build.name(on.name) },
    stateOperations: [],
    databaseOperations: half?.operations ?? group.map((step) => step.operation),
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
