import type { Change } from '../django/changes'
import type { Schema } from '../django/schema'
import { compile, type CompileOptions } from '../sql/compile'

/** Something that is put off, worked out against the schema as what comes before it leaves that. */
export interface Worked {
  /** The changes there and back; undefined where the database would refuse them, so that Django has to do it. */
  readonly ways: Ways | undefined
  /** Keys of the overlap on it, which Django's own operations do not make again. */
  readonly keys: readonly Change[]
  readonly after: Schema
}

export interface Ways {
  readonly forward: readonly Change[]
  readonly reverse: readonly Change[]
  readonly before: Schema
  readonly after: Schema
}

export interface Sql {
  readonly forward: readonly string[]
  readonly reverse: readonly string[]
}

export function bothWays(
  forward: readonly Change[],
  reverse: readonly Change[],
  before: Schema,
  after: Schema,
): Ways {
  return { forward, reverse, before, after }
}

/** The SQL of both ways, or nothing where one cannot be written. */
export function sqlOf(ways: Ways | undefined, options: CompileOptions): Sql | undefined {
  if (ways === undefined) return undefined
  const forward = compile(ways.forward, ways.before, options)
  const reverse = compile(ways.reverse, ways.after, options)
  return forward && reverse && { forward, reverse }
}
