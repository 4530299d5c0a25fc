import { isAbsolute, join, normalize } from 'node:path'
import { digest } from '../core/digest'
import type { Disk } from './disk'

/**
 * What is being written, kept on the disk while it is. `prepare`: the temporary files may be there, in part or
 * whole, and nothing else has been touched, so the way is back. `commit`: all temporary files are whole, so the
 * way is forward. Paths are relative to the folder of the journal and stay inside it.
 */
export interface Journal {
  readonly version: 1
  readonly phase: 'prepare' | 'commit'
  readonly moves: readonly Move[]
  readonly removals: readonly Removal[]
}

/** A temporary file that takes the place of `to`. */
export interface Move {
  readonly temp: string
  readonly to: string
  /** Digest of the text in `temp`. */
  readonly digest: string
  /** Digest of what `to` holds before; null: nothing may be there. */
  readonly replaces: string | null
}

/** A file whose text has moved to another name. */
export interface Removal {
  readonly path: string
  readonly digest: string
}

export const JOURNAL = '.bgsplit-journal.json'
/** The journal of the next phase, before it takes the place of the one before. */
export const NEXT_JOURNAL = '.bgsplit-journal.next.json'

export function digestOf(content: string | Buffer): string {
  return digest('sha256', content)
}

export function writeJournal(folder: string, journal: Journal, disk: Disk): void {
  const path = join(folder, journal.phase === 'prepare' ? JOURNAL : NEXT_JOURNAL)
  disk.writeNew(path, `${JSON.stringify(journal, undefined, 2)}\n`, 0o600)
  if (journal.phase === 'commit') disk.rename(path, join(folder, JOURNAL))
  disk.syncFolder(folder)
}

/**
 * The journal in a folder: `none`, or `broken` when it was cut short: it is written before anything else, so that
 * nothing else has been done then.
 */
export function readJournal(folder: string, disk: Disk): Journal | 'none' | 'broken' {
  const content = disk.read(join(folder, JOURNAL))
  if (content === undefined) return 'none'
  try {
    const value: unknown = JSON.parse(content.toString('utf8'))
    return isJournal(value) ? value : 'broken'
  } catch {
    return 'broken'
  }
}

function isJournal(value: unknown): value is Journal {
  if (!isRecord(value) || value['version'] !== 1) return false
  const { phase, moves, removals } = value
  return (
    (phase === 'prepare' || phase === 'commit') &&
    Array.isArray(moves) &&
    moves.every(isMove) &&
    Array.isArray(removals) &&
    removals.every(isRemoval)
  )
}

function isMove(value: unknown): value is Move {
  if (!isRecord(value)) return false
  const { temp, to, digest, replaces } = value
  return (
    isInside(temp) &&
    /(^|[\\/])\.bgsplit-[^\\/]*\.tmp$/.test(temp) &&
    isInside(to) &&
    typeof digest === 'string' &&
    (replaces === null || typeof replaces === 'string')
  )
}

function isRemoval(value: unknown): value is Removal {
  return isRecord(value) && isInside(value['path']) && typeof value['digest'] === 'string'
}

/** A journal only ever speaks of files below it: one that somebody else has put there cannot reach further. */
function isInside(path: unknown): path is string {
  return typeof path === 'string' && !isAbsolute(path) && !normalize(path).startsWith('..')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
