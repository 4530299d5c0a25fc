import type { Place, SourceFile } from '../core/span'
import type { Module } from '../python/nodes'
import type { Operation } from './operation'

/** `shop.0002_auto`: an app label and a file name without `.py`. */
export type MigrationKey = `${string}.${string}`

export interface Migration {
  readonly key: MigrationKey
  readonly app: string
  readonly name: string
  readonly file: SourceFile
  readonly module: Module
  readonly dependencies: readonly Dependency[]
  /** Where its file names what it depends on in a way that only Python could tell. */
  readonly untoldDependencies: readonly Place[]
  readonly runBefore: readonly MigrationKey[]
  readonly replaces: readonly MigrationKey[]
  readonly initial: boolean
  readonly atomic: boolean
  /** Read when first asked for: most files of a project are only needed for their dependencies. */
  readonly operations: readonly Operation[]
}

/** `on` is as written (`__first__`, `__latest__` or a name); `place` is where the reference stands, for rewriting. */
export interface Dependency {
  readonly app: string
  readonly on: string
  readonly place: Place
  /** Set where only Python could put the list together: it need not be in it. */
  readonly isPart?: true
}
