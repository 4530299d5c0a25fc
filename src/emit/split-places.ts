import { Refusal } from '../core/errors'
import type { Span } from '../core/span'
import type { Operation } from '../django/operation'
import type { SplitOperation } from '../plan/plan'

/** One `SeparateDatabaseAndState` that is written: what it holds, and where. */
export interface SplitPlace {
  /** In the order in which they run. */
  readonly splits: readonly SplitOperation[]
  /** Where it goes: in place of this text, or after it. */
  readonly anchor: Span
  readonly replaces: boolean
  /** Operations, each with its comma, that have moved here from elsewhere in the file. */
  readonly removed: readonly Span[]
}

/**
 * Where the splits of a plan are written. Each stands in its own place, or where the plan moves it; neighbours with
 * nothing but a comma between them become one, but behind a rename. A comment of the user's keeps them apart.
 *
 * @throws Refusal `opaque-operations` where an operation that would move, or that is used twice, stands under a name.
 */
export function placesOf(splits: readonly SplitOperation[], text: string): readonly SplitPlace[] {
  const anchors = [...new Set(splits.map(anchorOf))].toSorted((a, b) => spanOf(a).start - spanOf(b).start)
  const places = anchors.map((anchor) => placeAt(anchor, splits, text))
  return joined(places, text)
}

function anchorOf(split: SplitOperation): Operation {
  return split.after ?? split.original
}

function spanOf(operation: Operation): Span {
  return operation.source.place.span
}

function placeAt(anchor: Operation, all: readonly SplitOperation[], text: string): SplitPlace {
  const splits = all.filter((split) => anchorOf(split) === anchor)
  const moved = splits.map((split) => split.original).filter((operation) => operation !== anchor)
  for (const operation of moved.length > 0 ? [...moved, anchor] : []) assertInPlace(operation)
  return {
    splits,
    anchor: spanOf(anchor),
    replaces: splits.some((split) => split.original === anchor),
    removed: moved.map((operation) => withComma(spanOf(operation), text)),
  }
}

/** With the comma and, where the line ends there, the line: the indentation before it then serves what follows. */
function withComma({ start, end }: Span, text: string): Span {
  const comma = /^\s*,[ \t]*(?:(?:\r\n|\n|\r)[ \t]*)?/.exec(text.slice(end))?.[0] ?? ''
  return { start, end: end + comma.length }
}

function joined(places: readonly SplitPlace[], text: string): readonly SplitPlace[] {
  const result: SplitPlace[] = []
  for (const place of places) {
    const last = result.at(-1)
    if (last !== undefined && place.anchor.start < last.anchor.end) throw usedTwice(place)
    if (last !== undefined && !last.splits.some(isRename) && areNeighbours(last, place, text))
      result[result.length - 1] = both(last, place)
    else result.push(place)
  }
  return result
}

/** What comes behind a rename has the new name: only a state of its own knows that from the start. */
function isRename({ original: { kind } }: SplitOperation): boolean {
  return kind === 'RenameField' || kind === 'RenameModel'
}

/** What has moved away from between them is no longer there. */
function areNeighbours(one: SplitPlace, other: SplitPlace, text: string): boolean {
  if (!one.replaces || !other.replaces) return false
  const removed = [...one.removed, ...other.removed]
  let between = ''
  for (let at = one.anchor.end; at < other.anchor.start; at++)
    if (!removed.some((span) => span.start <= at && at < span.end)) between += text.charAt(at)
  return /^\s*,\s*$/.test(between)
}

function both(one: SplitPlace, other: SplitPlace): SplitPlace {
  const anchor = { start: one.anchor.start, end: other.anchor.end }
  const removed = [...one.removed, ...other.removed]
  return {
    splits: [...one.splits, ...other.splits],
    anchor,
    replaces: true,
    removed: removed.filter((span) => span.end <= anchor.start || span.start >= anchor.end),
  }
}

function assertInPlace(operation: Operation): void {
  if (operation.source.via === undefined) return
  throw new Refusal({
    code: 'opaque-operations',
    reason: 'this operation would have to move, and it stands in the list under a name',
    wayOut: 'write it out in the list',
    place: operation.source.place,
  })
}

function usedTwice(place: SplitPlace): Refusal {
  return new Refusal({
    code: 'opaque-operations',
    reason: 'one operation stands in the list twice, under a name',
    wayOut: 'write it out in each place',
    place: place.splits[0]?.original.source.place,
  })
}
