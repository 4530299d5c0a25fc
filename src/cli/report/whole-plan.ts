import type { Dialect } from '../../core/dialect'
import type { Project } from '../../django/project'
import type { ReleaseFiles } from '../../emit/files'
import type { ReleasePlan } from '../../plan/releases/release-plan'

/** All that a run of `split` or `finish` has planned: what its reports are made from. */
export interface WholePlan {
  readonly command: 'split' | 'finish'
  /** The database that is deployed to. */
  readonly dialect: Dialect
  /** As it was read. */
  readonly project: Project
  readonly released: Pick<ReleasePlan, 'releases'>
  readonly files: ReleaseFiles
  /** False for `--dry-run`. */
  readonly isWritten: boolean
}

/** Where paths in a report start, and what its text looks like. */
export interface PlanContext {
  /** Absolute. */
  readonly cwd: string
  readonly colours: boolean
  /** Of the terminal; left out where there is none. */
  readonly columns?: number | undefined
}
