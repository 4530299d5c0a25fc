import type { Vendor } from '../../core/dialect'
import type { Place } from '../../core/span'
import type { Call, Expression } from '../../python/nodes'
import type { Operation } from '../operation'
import type { ProjectSettings } from '../state'

/** What an operation is read in: the app of its migration, and the settings. */
export interface ReadContext {
  readonly app: string
  readonly settings: ProjectSettings
  /** Classes of the file that are a `SeparateDatabaseAndState` on one vendor alone, by their names. */
  readonly onVendor?: ReadonlyMap<string, Vendor>
}

/** A call of one of Django's operations, its arguments by their names in `__init__`. */
export interface OperationCall {
  readonly place: Place
  readonly source: Call
  readonly context: ReadContext
  readonly argument: (name: string) => Expression | undefined
  /** Reads the operations inside it. */
  readonly readNested: (expression: Expression) => Operation
}

/** How one operation is read: its parameters in Django's order, and what it makes of them. */
export interface OperationReader {
  readonly parameters: readonly string[]
  /** Undefined where an argument that matters cannot be read: the operation is opaque then. */
  readonly read: (call: OperationCall) => Operation | undefined
}

/** `place` and `source`: what every operation has. */
export function baseOf(call: OperationCall): { readonly place: Place; readonly source: Call } {
  return { place: call.place, source: call.source }
}
