import type { Dialect } from '../../src/core/dialect'

/** One project, and the migration in it that every command is given. */
export interface Input {
  /** What it is made by, and of what. */
  readonly name: string
  readonly files: Readonly<Record<string, string | Uint8Array>>
  readonly target: string
  readonly dialect: Dialect
  /** What stands there besides files. */
  readonly entries?: readonly Entry[]
  /** Options by their names, for those commands that take them. */
  readonly options?: Readonly<Record<string, string>>
  /** A file that is gone once the file system has been asked so many times. */
  readonly vanishing?: { readonly path: string; readonly after: number }
  /** Run by a user who may not do everything, where the one who runs this may. */
  readonly isNobody?: boolean
}

export type Entry =
  | { readonly kind: 'link'; readonly path: string; readonly to: string }
  | { readonly kind: 'pipe' | 'folder'; readonly path: string }
  /** A file or folder that is there already, and its permissions. */
  | { readonly kind: 'mode'; readonly path: string; readonly mode: number }
