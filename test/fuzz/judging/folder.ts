import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Entry, Input } from '../input'

/** In memory where the system has such a place: a disk is what most of the time would go to. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** Puts an input into a folder of its own, and takes it away again. */
export async function inFolder<T>(input: Input, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(PLACE, 'bgsplit-fuzz-')))
  const cwd = process.cwd()
  try {
    put(folder, input)
    process.chdir(folder)
    const isOther = input.isNobody === true && process.getuid?.() === 0
    return isOther ? await byNobody(folder, () => work(folder)) : await work(folder)
  } finally {
    process.chdir(cwd)
    for (const entry of input.entries ?? [])
      if (entry.kind === 'mode') chmodSync(join(folder, entry.path), 0o700)
    rmSync(folder, { recursive: true })
  }
}

function put(folder: string, { files, entries = [] }: Input): void {
  for (const [path, text] of Object.entries({ 'manage.py': '', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const entry of entries) putEntry(folder, entry)
}

const NOBODY = 65_534

/** Permissions are nothing to root. */
async function byNobody<T>(folder: string, work: () => Promise<T>): Promise<T> {
  chownSync(folder, NOBODY, NOBODY)
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    lchownSync(join(folder, name), NOBODY, NOBODY)
  process.seteuid?.(NOBODY)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

function putEntry(folder: string, entry: Entry): void {
  const path = join(folder, entry.path)
  mkdirSync(dirname(path), { recursive: true })
  if (entry.kind !== 'mode') rmSync(path, { recursive: true, force: true })
  switch (entry.kind) {
    case 'link':
      symlinkSync(entry.to, path)
      return
    case 'pipe':
      spawnSync('mkfifo', [path])
      return
    case 'folder':
      mkdirSync(path)
      return
    case 'mode':
      chmodSync(path, entry.mode)
  }
}

/** All files below a folder by their paths in it. Links are not followed, and count by their names. */
export function tree(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const walk = (path: string, prefix: string): void => {
    for (const entry of orNone(() => readdirSync(path, { withFileTypes: true })) ?? []) {
      const name = `${prefix}${entry.name}`
      const read = (): string => readFileSync(join(path, entry.name), 'utf8')
      if (entry.isDirectory()) walk(join(path, entry.name), `${name}/`)
      else found.set(name, (entry.isFile() ? orNone(read) : undefined) ?? '')
    }
  }
  walk(folder, '')
  return found
}

/** What may not be read is not looked at. */
function orNone<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

export function isSameTree(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([path, text]) => other.get(path) === text)
}
