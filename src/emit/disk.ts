import {
  closeSync,
  constants,
  accessSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import type { Stats } from 'node:fs'
import { isMissing, isSystemError } from './system-error'

/** What is known of a path without following a symbolic link. */
export interface Entry {
  readonly kind: 'file' | 'folder' | 'other'
  /** Permission bits. */
  readonly mode: number
  readonly owner: number
}

/** The few things that writing needs of a file system: what is done in its order can be counted and cut short. */
export interface Disk {
  readonly entry: (path: string) => Entry | undefined
  readonly read: (path: string) => Buffer | undefined
  readonly canWrite: (path: string) => boolean
  /** Makes a file that must not be there yet, and comes back when it is on the disk. */
  readonly writeNew: (path: string, text: string, mode: number) => void
  readonly rename: (from: string, to: string) => void
  readonly remove: (path: string) => void
  /** Comes back when the names in a folder are on the disk. */
  readonly syncFolder: (path: string) => void
}

export const nodeDisk: Disk = {
  entry: (path) => ifReached(() => entryOf(lstatSync(path))),
  read: (path) => ifThere(() => readFileSync(path)),
  canWrite: (path) =>
    succeeds(() => {
      accessSync(path, constants.W_OK)
    }),
  writeNew,
  rename: renameSync,
  remove: unlinkSync,
  syncFolder,
}

function entryOf(stats: Stats): Entry {
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other'
  return { kind, mode: stats.mode & 0o7777, owner: stats.uid }
}

function writeNew(path: string, text: string, mode: number): void {
  const file = openSync(path, 'wx', mode)
  try {
    writeFileSync(file, text)
    fchmodSync(file, mode)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Some file systems cannot sync a folder; the names are then as safe as that file system makes them. */
function syncFolder(path: string): void {
  succeeds(() => {
    const folder = openSync(path, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  })
}

/** What is behind a folder that may not be searched, or a circle of links, is not there for whoever asks. */
function ifReached<T>(get: () => T): T | undefined {
  try {
    return ifThere(get)
  } catch (error) {
    if (isSystemError(error) && OUT_OF_REACH.has(error.code)) return undefined
    throw error
  }
}

const OUT_OF_REACH: ReadonlySet<string> = new Set(['EACCES', 'ELOOP', 'ENAMETOOLONG'])

function ifThere<T>(get: () => T): T | undefined {
  try {
    return get()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function succeeds(action: () => void): boolean {
  try {
    action()
    return true
  } catch {
    return false
  }
}
