import type { SourceFile } from '../core/span'
import type { Expression } from './nodes'
import type { Cursor } from './parse'
import type { Binding, Scope } from './scope'

/** What reading an expression needs to know. */
export interface Reader {
  readonly file: SourceFile
  /** Innermost first; the last is the module. */
  readonly scopes: readonly Scope[]
  /** Expressions open around what is being read. */
  depth: number
  /** Names being followed at the moment. */
  following: number
  /** What the followed names were found to be. */
  readonly followed: Map<Binding, Expression>
  /** Reads the expression at a cursor: what following a name needs. */
  readonly read: (cursor: Cursor, reader: Reader) => Expression
}
