import type { Change, Guards } from '../django/changes'
import type { Reader } from './reader'

/** `IF EXISTS`, as what it says of a change. */
export function readIfExists(reader: Reader): Pick<Guards, 'ifExists'> {
  return reader.words('IF', 'EXISTS') ? { ifExists: true } : {}
}

/** `IF NOT EXISTS`, as what it says of a change. */
export function readIfNotExists(reader: Reader): Pick<Guards, 'ifNotExists'> {
  return reader.words('IF', 'NOT', 'EXISTS') ? { ifNotExists: true } : {}
}

export function guarded(
  changes: readonly Change[] | undefined,
  guard: Guards,
): readonly Change[] | undefined {
  return changes?.map((change) => ({ ...change, ...guard }))
}
