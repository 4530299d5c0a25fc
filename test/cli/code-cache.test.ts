import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheFor } from '../../src/cli/code-cache'
import type { CodeCache, System } from '../../src/cli/code-cache'

const DATA = Buffer.from('what V8 has made of the program'.repeat(100))
const STAMP = 'a'.repeat(64)

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bgsplit-home-'))
})
afterEach(() => {
  rmSync(home, { recursive: true, force: true })
})

const system = (env: NodeJS.ProcessEnv = {}, version = 'v20.0.0'): System => ({
  ...{ platform: 'linux', arch: 'x64', version, getuid: process.getuid?.bind(process) },
  env: { HOME: home, ...env },
})
const folder = (): string => join(home, '.cache/bgsplit')
const file = (): string => join(folder(), readdirSync(folder())[0] ?? '')

function cache(env: NodeJS.ProcessEnv = {}, argv = ['check', '.'], stamp = STAMP): CodeCache {
  const found = cacheFor(stamp, argv, system(env))
  if (found === undefined) throw new Error('no cache')
  return found
}

describe('what is kept', () => {
  test('is there for the next run of the same command of the same program on the same Node', () => {
    cache().write(DATA)
    expect(cache().read()).toEqual({ data: DATA, isOld: false })
    expect(cache({}, ['a.py', '--dry-run']).read()).toBeUndefined()
    expect(cache({}, ['check', '.'], 'b'.repeat(64)).read()).toBeUndefined()
    expect(cache({}, ['check', '.'], `${STAMP} 2`).read()).toBeUndefined()
    expect(cacheFor(STAMP, ['check', '.'], system({}, 'v22.0.0'))?.read()).toBeUndefined()
  })

  test('is made again after a day, and goes after a month', () => {
    cache().write(DATA)
    const old = file()
    utimesSync(old, 1, 1)
    expect(cache().read()).toEqual({ data: DATA, isOld: true })
    cache({}, ['pending']).write(DATA)
    expect(readdirSync(folder())).toEqual([expect.stringMatching(/^pending-/)])
  })

  test.each([0, 70, 600, 2000])(
    'is not taken with a sector spoiled or a byte missing at its end (%d)',
    (at) => {
      cache().write(DATA)
      const bytes = readFileSync(file())
      writeFileSync(file(), bytes.subarray(0, -1))
      expect(cache().read()).toBeUndefined()
      const changed = Buffer.from(bytes)
      changed.fill(0, at, at + 512)
      writeFileSync(file(), changed)
      expect(cache().read()).toBeUndefined()
    },
  )

  test('is in the folder that the system has for it', () => {
    cache({ XDG_CACHE_HOME: join(home, 'own') }).write(DATA)
    expect(readdirSync(join(home, 'own/bgsplit'))).toHaveLength(1)
    const mac = cacheFor(STAMP, ['.'], { ...system(), platform: 'darwin' })
    mac?.write(DATA)
    expect(readdirSync(join(home, 'Library/Caches/bgsplit'))).toHaveLength(1)
  })
})

describe('there is none', () => {
  test('where it is turned off, or there is no home', () => {
    expect(cacheFor(STAMP, [], system({ NODE_DISABLE_COMPILE_CACHE: '1' }))).toBeUndefined()
    expect(cacheFor(STAMP, [], system({ HOME: undefined }))).toBeUndefined()
    expect(cacheFor(STAMP, [], system({ HOME: 'relative' }))).toBeUndefined()
  })

  test.each(['.git', 'manage.py', 'pyproject.toml'])('where the home is a project, with %s', (name) => {
    mkdirSync(join(home, name))
    expect(cacheFor(STAMP, [], system())).toBeUndefined()
  })

  test('on a machine for one run, but what is there is read', () => {
    cache({ CI: 'true' }).write(DATA)
    expect(cache().read()).toBeUndefined()
    cache().write(DATA)
    expect(cache({ CI: 'true' }).read()).toBeDefined()
  })

  test('where the disk says no, and nothing is said of it', () => {
    writeFileSync(join(home, '.cache'), 'a file')
    cache().write(DATA)
    expect(cache().read()).toBeUndefined()
  })
})

describe('what others could have written is not taken', () => {
  test.each([
    [
      'the folder is open to all',
      (): void => {
        chmodSync(folder(), 0o777)
      },
    ],
    [
      'the folder is open to the group',
      (): void => {
        chmodSync(folder(), 0o770)
      },
    ],
    [
      'the file is open to all',
      (): void => {
        chmodSync(file(), 0o666)
      },
    ],
  ])('%s', (_what, open) => {
    cache().write(DATA)
    expect(cache().read()).toBeDefined()
    open()
    expect(cache().read()).toBeUndefined()
  })

  test('another user owns it', () => {
    cache().write(DATA)
    const other = cacheFor(STAMP, ['check', '.'], { ...system(), getuid: () => 4711 })
    expect(other?.read()).toBeUndefined()
    other?.write(Buffer.from('else'))
    expect(cache().read()).toEqual({ data: DATA, isOld: false })
  })

  test('a link stands where the folder should be', () => {
    const elsewhere = join(home, 'elsewhere')
    mkdirSync(elsewhere)
    mkdirSync(join(home, '.cache'))
    symlinkSync(elsewhere, folder())
    cache().write(DATA)
    expect(readdirSync(elsewhere)).toEqual([])
    expect(cache().read()).toBeUndefined()
  })
})
