import type { Migration } from '../../django/migration'
import type { ConfiguredProject } from '../project'

/** What a command is to work on. */
export interface Chosen extends ConfiguredProject {
  /** In the order of `migrate`. */
  readonly migrations: readonly Migration[]
  /** How the choice was made, for standard error. */
  readonly notes: readonly string[]
  /** Whether a folder was among the paths: else the files were named one by one. */
  readonly folders: boolean
}
