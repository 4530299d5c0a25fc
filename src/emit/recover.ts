import { dirname, join } from 'node:path'
import { Refusal } from '../core/errors'
import { nodeDisk } from './disk'
import type { Disk } from './disk'
import { JOURNAL, NEXT_JOURNAL, digestOf, readJournal } from './journal'
import type { Journal, Move, Removal } from './journal'
import { isSystemError, reasonOf } from './system-error'
import type { SystemError } from './system-error'
import { foldersUp } from './toml'

/** What was done about a run that had been cut short. */
export interface Recovery {
  readonly journal: string
  readonly outcome: 'finished' | 'undone'
}

/**
 * Looks for the journal of a run that was cut short, in the folder of `path` and every folder above it, and
 * finishes or undoes that run. Done before anything is read, since what is there may be half of it.
 *
 * @throws Refusal `write-failed` when files have been changed since, so that neither way is safe, and where the system
 *   does not let it.
 */
export function recoverFrom(
  path: string,
  user: number | undefined,
  disk: Disk = nodeDisk,
): readonly Recovery[] {
  return foldersUp(join(path, 'x')).flatMap((folder) => {
    try {
      return recoverIn(folder, user, disk) ?? []
    } catch (error) {
      throw isSystemError(error) ? notLet(join(folder, JOURNAL), error) : error
    }
  })
}

/** Gives every file its new name, then removes the old ones, then the journal. Can be called again after a kill. */
export function finish(journal: Journal, folder: string, disk: Disk): void {
  for (const move of byHarm(journal.moves)) {
    const temp = join(folder, move.temp)
    if (disk.entry(temp) !== undefined) disk.rename(temp, join(folder, move.to))
  }
  for (const removal of journal.removals) {
    const path = join(folder, removal.path)
    if (disk.entry(path) !== undefined) disk.remove(path)
  }
  const paths = [...journal.moves.map((move) => move.to), ...journal.removals.map((removal) => removal.path)]
  for (const used of new Set(paths.map((path) => dirname(join(folder, path))))) disk.syncFolder(used)
  close(folder, disk)
}

/** New files first, then those that are written over: what fails early has done no harm. */
function byHarm(moves: readonly Move[]): readonly Move[] {
  return [
    ...moves.filter((move) => move.replaces === null),
    ...moves.filter((move) => move.replaces !== null),
  ]
}

function close(folder: string, disk: Disk): void {
  disk.remove(join(folder, JOURNAL))
  disk.syncFolder(folder)
}

function recoverIn(folder: string, user: number | undefined, disk: Disk): Recovery | undefined {
  const path = join(folder, JOURNAL)
  const entry = disk.entry(path)
  if (entry?.kind !== 'file' || !isOurs(entry.owner, folder, user, disk)) return undefined
  const journal = readJournal(folder, disk)
  if (journal === 'none') return undefined
  removeIfThere(join(folder, NEXT_JOURNAL), disk)
  const outcome = journal === 'broken' ? 'undo' : wayOutOf(journal, folder, disk)
  if (outcome === 'stuck') throw stuck(path)
  if (outcome === 'finish' && journal !== 'broken') finish(journal, folder, disk)
  else undo(journal, folder, disk)
  return { journal: path, outcome: outcome === 'finish' ? 'finished' : 'undone' }
}

/** As git does with repositories of other users: what a journal says is only done for the user who wrote it. */
function isOurs(owner: number, folder: string, user: number | undefined, disk: Disk): boolean {
  if (user === undefined || owner === user) return true
  return user === 0 && owner === disk.entry(folder)?.owner
}

function undo(journal: Journal | 'broken', folder: string, disk: Disk): void {
  const temps = journal === 'broken' ? [] : journal.moves.map((move) => move.temp)
  for (const temp of temps) removeIfThere(join(folder, temp), disk)
  close(folder, disk)
}

function removeIfThere(path: string, disk: Disk): void {
  if (disk.entry(path) !== undefined) disk.remove(path)
}

/** Somebody may have cleaned up by hand, or by `git checkout`, before this start: nothing of theirs is lost. */
function wayOutOf(journal: Journal, folder: string, disk: Disk): 'finish' | 'undo' | 'stuck' {
  if (journal.phase === 'prepare') return 'undo'
  const moves = journal.moves.map((move) => moveState(move, folder, disk))
  const removals = journal.removals.map((removal) => removalState(removal, folder, disk))
  const foreign = [...moves, ...removals].includes('foreign')
  if (!foreign) return 'finish'
  const begun = moves.includes('done') || removals.includes('done')
  return begun ? 'stuck' : 'undo'
}

type Progress = 'open' | 'done' | 'foreign'

function moveState(move: Move, folder: string, disk: Disk): Progress {
  const temp = contentDigest(join(folder, move.temp), disk)
  const target = contentDigest(join(folder, move.to), disk)
  if (temp === null) return target === move.digest ? 'done' : 'foreign'
  return temp === move.digest && target === move.replaces ? 'open' : 'foreign'
}

function removalState(removal: Removal, folder: string, disk: Disk): Progress {
  const content = contentDigest(join(folder, removal.path), disk)
  if (content === null) return 'done'
  return content === removal.digest ? 'open' : 'foreign'
}

function contentDigest(path: string, disk: Disk): string | null {
  const content = disk.entry(path)?.kind === 'file' ? disk.read(path) : undefined
  return content === undefined ? null : digestOf(content)
}

function notLet(path: string, error: SystemError): Refusal {
  return new Refusal({
    code: 'write-failed',
    reason: `an earlier run was cut short, and what it left is out of reach (${reasonOf(error)})`,
    wayOut: 'give access to the files that this journal names, or remove it and the .bgsplit-*.tmp files',
    path,
  })
}

function stuck(path: string): Refusal {
  return new Refusal({
    code: 'write-failed',
    reason: 'an earlier run was cut short and its files have been changed since',
    wayOut: 'compare the files that this journal names, then remove it and the .bgsplit-*.tmp files',
    path,
  })
}
