import { dirname, join, relative, resolve } from 'node:path'
import { Refusal } from '../core/errors'
import { targetOf } from './change'
import type { FileChange } from './change'
import { nodeDisk } from './disk'
import type { Disk } from './disk'
import { JOURNAL, NEXT_JOURNAL, digestOf, writeJournal } from './journal'
import type { Journal, Move, Removal } from './journal'
import { finish } from './recover'
import { isSystemError, isTaken, reasonOf } from './system-error'

/**
 * Writes all changes or none, also when the process is killed or the disk is full: new texts go into temporary
 * files beside their targets; a journal in `folder` (which all of them are below) says what is to become of them;
 * only then names change. `recoverFrom` finds the journal that a killed process has left.
 *
 * @throws Refusal `write-failed`, with everything as it was before, when a file or folder cannot be written or a
 *   file has changed since it was read.
 */
export function writeChanges(changes: readonly FileChange[], folder: string, disk: Disk = nodeDisk): void {
  for (const change of changes) check(change, disk)
  const journal = journalFor(changes, folder)
  const texts = new Map(journal.moves.map((move, index) => [move.temp, changes[index]?.text ?? '']))
  const mode = modeFor(changes, disk)
  begin(journal, folder, disk)
  try {
    for (const [index, move] of journal.moves.entries())
      disk.writeNew(join(folder, move.temp), texts.get(move.temp) ?? '', mode(changes[index]))
    for (const used of foldersOf(journal, folder)) disk.syncFolder(used)
    writeJournal(folder, { ...journal, phase: 'commit' }, disk)
  } catch (error) {
    forget(journal, folder, disk)
    throw writeFailed(error, folder)
  }
  commit(journal, folder, disk)
}

/** A journal that is there already belongs to a run that is writing at this moment: it is left alone. */
function begin(journal: Journal, folder: string, disk: Disk): void {
  refuseTaken(journal, folder, disk)
  try {
    writeJournal(folder, journal, disk)
  } catch (error) {
    // It has come into being since: what another run has just begun is not ours to remove.
    if (isTaken(error)) throw busy(folder)
    forget({ ...journal, moves: [] }, folder, disk)
    throw writeFailed(error, folder)
  }
}

/** What has one of our own names and is not ours may be anything: it is neither used nor removed. */
function refuseTaken({ moves }: Journal, folder: string, disk: Disk): void {
  if (disk.entry(join(folder, JOURNAL))?.kind === 'file') throw busy(folder)
  const names = [JOURNAL, NEXT_JOURNAL, ...moves.map(({ temp }) => temp)]
  const taken = names.map((name) => join(folder, name)).find((path) => disk.entry(path) !== undefined)
  if (taken !== undefined)
    throw refusal(
      taken,
      'bgsplit needs this name for a file while it writes',
      'move it away and run bgsplit again',
    )
}

function busy(folder: string): Refusal {
  return refusal(
    join(folder, JOURNAL),
    'another run of bgsplit is writing',
    'wait for it and run bgsplit again',
  )
}

/** Every folder in which a journal gives names to files. */
export function foldersOf(journal: Journal, folder: string): readonly string[] {
  const paths = [...journal.moves.map((move) => move.to), ...journal.removals.map((removal) => removal.path)]
  return [...new Set(paths.map((path) => dirname(join(folder, path))))]
}

function commit(journal: Journal, folder: string, disk: Disk): void {
  try {
    finish({ ...journal, phase: 'commit' }, folder, disk)
  } catch (error) {
    if (journal.moves.every((move) => disk.entry(join(folder, move.temp)) !== undefined)) {
      forget(journal, folder, disk)
      throw writeFailed(error, folder)
    }
    throw new Refusal({
      code: 'write-failed',
      reason: `writing stopped half way (${reasonOf(error)})`,
      wayOut: 'run bgsplit once more: it finishes what the journal says before anything else',
      path: join(folder, JOURNAL),
    })
  }
}

function journalFor(changes: readonly FileChange[], folder: string): Journal {
  const moves = changes.map((change, index): Move => {
    const to = relativeTo(folder, targetOf(change))
    return {
      temp: join(dirname(to), `.bgsplit-${index + 1}.tmp`),
      to,
      digest: digestOf(change.text),
      replaces: change.kind === 'edit' ? digestOf(change.before) : null,
    }
  })
  const removals = changes.flatMap((change): Removal[] =>
    change.kind === 'rename'
      ? [{ path: relativeTo(folder, change.from), digest: digestOf(change.before) }]
      : [],
  )
  return { version: 1, phase: 'prepare', moves, removals }
}

function relativeTo(folder: string, path: string): string {
  const result = relative(resolve(folder), resolve(path))
  if (result.startsWith('..')) throw new Error(`${path} is not below ${folder}, where the journal goes`)
  return result
}

/** New files get the permissions of the migration they come from. */
function modeFor(changes: readonly FileChange[], disk: Disk): (change: FileChange | undefined) => number {
  const modes = new Map(changes.map((change) => [change, sourceMode(change, disk)]))
  const usual = [...modes.values()].find((mode) => mode !== undefined) ?? 0o644
  return (change) => (change === undefined ? undefined : modes.get(change)) ?? usual
}

function sourceMode(change: FileChange, disk: Disk): number | undefined {
  const source = sourceOf(change)
  return source === undefined ? undefined : disk.entry(source)?.mode
}

function sourceOf(change: FileChange): string | undefined {
  if (change.kind === 'create') return undefined
  return change.kind === 'rename' ? change.from : change.path
}

/** The bits are looked at as well: root may write everywhere, and whoever made a file read-only meant it. */
function check(change: FileChange, disk: Disk): void {
  const target = targetOf(change)
  if (change.kind !== 'edit' && disk.entry(target) !== undefined)
    throw refusal(target, 'a file of this name has come into being', 'run bgsplit again')
  checkWritable(dirname(target), 'folder', disk)
  const source = sourceOf(change)
  if (source === undefined || change.kind === 'create') return
  checkWritable(dirname(source), 'folder', disk)
  checkWritable(source, 'file', disk)
  if (disk.read(source)?.equals(Buffer.from(change.before)) !== true)
    throw refusal(source, 'the file has changed since it was read', 'run bgsplit again')
}

function checkWritable(path: string, kind: 'file' | 'folder', disk: Disk): void {
  const entry = disk.entry(path)
  if (entry === undefined) throw refusal(path, `the ${kind} is gone`, 'run bgsplit again')
  if (kind === 'file' && entry.kind !== 'file')
    throw refusal(path, 'not a regular file (a symbolic link?)', 'give the file itself')
  if ((entry.mode & 0o222) === 0 || !disk.canWrite(path))
    throw refusal(path, `the ${kind} is read-only`, 'make it writable')
}

/** Undoes what `prepare` may have done. What cannot be removed is left for the next start, with its journal. */
function forget(journal: Journal, folder: string, disk: Disk): void {
  const paths = [NEXT_JOURNAL, ...journal.moves.map((move) => move.temp), JOURNAL]
  try {
    for (const path of paths)
      if (disk.entry(join(folder, path)) !== undefined) disk.remove(join(folder, path))
  } catch {
    // The failure that led here is the one to report.
  }
}

function refusal(path: string, reason: string, wayOut: string): Refusal {
  return new Refusal({ code: 'write-failed', reason, wayOut, path })
}

function writeFailed(error: unknown, folder: string): unknown {
  if (error instanceof Refusal || !isSystemError(error)) return error
  return refusal(
    error.path ?? folder,
    `cannot write (${reasonOf(error)})`,
    'nothing was changed; make room or access',
  )
}
