import {
  closeSync,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import type { Stats } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'

/**
 * What V8 has made of the program, kept for its next run: Node's own compile cache lies in the temporary folder that
 * all users of a machine share (and came with Node 22.8), and who can write to it can have anything run. This one is
 * in the user's own folder for caches. It is left alone where anybody else could have written to it, or where that
 * folder is part of a project. `NODE_DISABLE_COMPILE_CACHE=1` turns it off, as it does Node's.
 */
export interface CodeCache {
  /** Undefined where there is none that is whole and of this very program. */
  readonly read: () => Cached | undefined
  /** Whatever goes wrong is not told: the next run is as slow as this one. */
  readonly write: (data: Buffer) => void
}

export interface Cached {
  readonly data: Buffer
  /** It may lack what has been used since. */
  readonly isOld: boolean
}

/** What of a process counts. */
export type System = Pick<NodeJS.Process, 'env' | 'platform' | 'arch' | 'version'> & {
  readonly getuid?: (() => number) | undefined
}

/**
 * The cache of one program file and one command; undefined where there is to be none.
 * @param stamp what tells this program from any other: no two that differ have the same
 */
export function cacheFor(stamp: string, argv: readonly string[], system: System): CodeCache | undefined {
  const isOff = system.env['NODE_DISABLE_COMPILE_CACHE'] === '1'
  const base = isOff ? undefined : userCaches(system)
  if (base === undefined || !isAbsolute(base) || isInProject(base)) return undefined
  const folder = join(base, 'bgsplit')
  const { version, arch } = system
  const path = join(folder, `${commandIn(argv)}-${stamp.slice(0, 16)}-${version}-${arch}.bin`)
  const header = headerFor(`${stamp} ${version} ${arch}`)
  return {
    read: () => attempt(() => read(path, header, system)),
    write: (data) => {
      // Nothing of a machine for one run comes back.
      if (isSet(system.env['CI'])) return
      attempt(() => {
        write(path, header, data, system)
      })
    },
  }
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}

function isSet(value = ''): boolean {
  return value !== ''
}

function userCaches({ env, platform }: System): string | undefined {
  if (platform === 'win32') return env['LOCALAPPDATA']
  const home = env['HOME']
  const own = home && join(home, ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']))
  return env['XDG_CACHE_HOME'] ?? own
}

const PROJECT_FILES = ['.git', 'manage.py', 'pyproject.toml']

/** Whether the folder comes with the files of a project, as where that is somebody's home: then others write it. */
function isInProject(folder: string): boolean {
  if (PROJECT_FILES.some((name) => existsSync(join(folder, name)))) return true
  const parent = dirname(folder)
  return parent !== folder && isInProject(parent)
}

const COMMANDS = ['check', 'pending', 'finish', 'state', 'completion']

/** Each uses a part of the program. */
function commandIn(argv: readonly string[]): string {
  return COMMANDS.find((command) => argv.includes(command)) ?? 'split'
}

const DAY = 24 * 60 * 60 * 1000
const OTHERS_MAY_WRITE = 0o022

function read(path: string, header: Buffer, system: System): Cached | undefined {
  if (!isOwnFolder(dirname(path), system)) return undefined
  const handle = openSync(path, 'r')
  try {
    const stats = fstatSync(handle)
    if (!stats.isFile() || !isOwn(stats, system)) return undefined
    const bytes = readFileSync(handle)
    const data = bytes.subarray(header.length + SUM)
    const isWhole =
      bytes.subarray(0, header.length).equals(header) && bytes.readUInt32LE(header.length) === sumOf(data)
    return isWhole ? { data, isOld: stats.mtimeMs < Date.now() - DAY } : undefined
  } finally {
    closeSync(handle)
  }
}

/** A link may lead to where others write. */
function isOwnFolder(path: string, system: System): boolean {
  const stats = lstatSync(path)
  return stats.isDirectory() && isOwn(stats, system)
}

/** Whether nobody but the user can have written it. Windows keeps the folder from others itself. */
function isOwn({ uid, mode }: Stats, { getuid }: System): boolean {
  return getuid === undefined || (uid === getuid() && (mode & OTHERS_MAY_WRITE) === 0)
}

function write(path: string, header: Buffer, data: Buffer, system: System): void {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!isOwnFolder(folder, system)) return
  const sum = Buffer.alloc(SUM)
  sum.writeUInt32LE(sumOf(data))
  const half = `${path}.${process.pid}`
  writeFileSync(half, Buffer.concat([header, sum, data]), { flag: 'wx', mode: 0o600 })
  renameSync(half, path)
  removeOld(folder)
}

const MONTH = 30 * DAY

/** Those of programs that are gone. */
function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (lstatSync(path).mtimeMs < Date.now() - MONTH) rmSync(path)
  }
}

/** As long as V8 wants what follows it to be aligned. */
function headerFor(text: string): Buffer {
  return Buffer.from(text.padEnd(Math.ceil((text.length + SUM) / 16) * 16 - SUM))
}

const SUM = 4

/** Bytes, less than any disk reads or loses at a time. */
const STEP = 512

/**
 * For what a disk has spoiled: V8 takes it as it is, and stops the process. FNV-1a, of some words only: to go through
 * all of it, or to load what Node has for that, would take as long as it saves.
 */
function sumOf(data: Buffer): number {
  let sum = 0x811c9dc5 ^ data.length
  for (let at = 0; at + 4 <= data.length; at += STEP) sum = Math.imul(sum ^ data.readInt32LE(at), 0x01000193)
  return sum >>> 0
}
