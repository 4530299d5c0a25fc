import type { Dialect } from '../../src/core/dialect'

/** One project, and the migration in it that every command is given. */
export interface Input {
  /** What it is made by, and of what. */
  readonly name: string
  readonly files: Readonly<Record<string, string | Uint8Array>>
  readonly target: string
  readonly dialect: Dialect
}
