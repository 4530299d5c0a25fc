/** How long others wait for it. */
export const LOCK_TIMES = {
  moment: 'for a moment',
  rows: 'the rows of one batch at a time',
  beside: 'while others go on',
  scan: 'while all its rows are read',
  index: 'while an index is built',
  copy: 'while the table is copied: reads go on, writes wait',
  rewrite: 'while the table is written anew, unless its values are stored alike',
  django: 'while Django alters it',
  migration: 'until the migration has run',
} as const

export type LockTime = keyof typeof LOCK_TIMES

/** A table by its name, or by the model whose table Django takes, or by an index on it; or all of the database. */
export interface Locked {
  readonly kind: 'table' | 'model' | 'index' | 'database'
  readonly name: string
}

export interface Lock {
  readonly on: Locked
  /** `ACCESS EXCLUSIVE`, as the manual of the database calls it. */
  readonly lock: string
  readonly while: LockTime
}

/** What a migration locks of tables that were there before. */
export interface Locks {
  readonly locks: readonly Lock[]
  /** It runs what is not told here: SQL that is not read, Python. */
  readonly isPart: boolean
}

export function table(name: string): Locked {
  return { kind: 'table', name }
}

/** What one statement or operation locks; undefined where that cannot be told. */
export type Found = readonly Lock[] | undefined
