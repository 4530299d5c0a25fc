import type { Dialect } from '../core/dialect'

/** Which migrations of a folder are meant: all of these are left out where files are given. */
export interface Choice {
  /** Those after this one: `0007` or `shop.0007_name`. */
  readonly since: string | undefined
  /** Files that are new since the merge base with this ref, untracked ones too. */
  readonly gitBase: string | undefined
  /** The output of `showmigrations`, with or without `--plan`: a file, or `-` for standard input. */
  readonly showmigrations: string | undefined
  readonly all: boolean
}

/** How it is planned. Undefined is what the configuration says, and else the default. */
export interface PlanFlags {
  /** The one deployed to. */
  readonly dialect: Dialect | undefined
  /** Further ones that the files have to run on. */
  readonly others?: readonly Dialect[]
  readonly databaseOperations: 'sql' | 'django' | undefined
  readonly fill: 'auto' | 'null' | undefined
  /** Milliseconds. */
  readonly lockTimeout: number | undefined
}

/** How it is written. */
export interface WriteFlags {
  readonly dryRun: boolean
  /** The runner that holds the second half back, and is told so by a class attribute. */
  readonly stage: Stage | undefined
  /** How the halves are named: `{slug}_expand`, `{slug}_contract`. */
  readonly stateName: string | undefined
  readonly databaseName: string | undefined
  /** A folder with templates of one's own. */
  readonly templates: string | undefined
}

export type Stage = 'none' | 'safemigrate' | 'syzygy'

export interface SplitFlags extends PlanFlags, WriteFlags, Choice {
  /** `state`: the first half only; `bgsplit finish` writes the other. */
  readonly phase: 'all' | 'state' | undefined
  readonly format: 'text' | 'json' | 'markdown' | undefined
}

export type CheckFormat = 'text' | 'json' | 'github' | 'sarif' | 'markdown'

export interface CheckFlags extends PlanFlags, Choice {
  readonly format: CheckFormat | undefined
  /** Findings that are known. */
  readonly baseline: string | undefined
  /** Writes the findings of this run there. */
  readonly writeBaseline: string | undefined
}

export interface PendingFlags {
  readonly dialect: Dialect | undefined
  readonly format: 'text' | 'json' | undefined
}

export interface FinishFlags extends PlanFlags, WriteFlags {
  /** A git ref of what is deployed. */
  readonly live: string | undefined
  readonly format: 'text' | 'json' | 'markdown' | undefined
}

export interface StateFlags {
  readonly dialect: Dialect | undefined
  readonly at: string | undefined
  readonly format: 'text' | 'json'
}
