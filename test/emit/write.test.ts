import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { FileChange } from '../../src/emit/change'
import { nodeDisk } from '../../src/emit/disk'
import type { Disk } from '../../src/emit/disk'
import { JOURNAL, digestOf } from '../../src/emit/journal'
import { recoverFrom } from '../../src/emit/recover'
import { writeChanges } from '../../src/emit/write'
import { failure } from '../support/failure'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bgsplit-write-'))
  for (const [name, text] of Object.entries(OLD)) put(name, text)
})
afterEach(() => {
  chmodSync(join(root, 'shop'), 0o755)
  rmSync(root, { recursive: true })
})

const OLD = { 'shop/0001.py': 'first\n', 'shop/0002_auto.py': 'old\n', 'orders/0005.py': 'needs 0002_auto\n' }
const NEW = {
  'shop/0001.py': 'first\n',
  'shop/0002_state.py': 'state\n',
  'shop/0003_db.py': 'database\n',
  'orders/0005.py': 'needs 0002_state\n',
}

function put(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), text)
}

function changesIn(folder: string): readonly FileChange[] {
  const at = (name: string) => join(folder, name)
  return [
    {
      kind: 'rename',
      from: at('shop/0002_auto.py'),
      to: at('shop/0002_state.py'),
      before: 'old\n',
      text: 'state\n',
    },
    { kind: 'create', path: at('shop/0003_db.py'), text: 'database\n' },
    { kind: 'edit', path: at('orders/0005.py'), before: 'needs 0002_auto\n', text: 'needs 0002_state\n' },
  ]
}

/** Every file below the folder, hidden ones too, with its text. */
function tree(folder = root): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')]
    }),
  )
}

const recovered = () => recoverFrom(join(root, 'shop/0002_auto.py'), undefined).map((found) => found.outcome)

describe('all of it is written', () => {
  test('and nothing else is left behind', () => {
    writeChanges(changesIn(root), root)
    expect(tree()).toEqual(NEW)
    expect(recovered()).toEqual([])
  })

  test('with the permissions of the migration', () => {
    chmodSync(join(root, 'shop/0002_auto.py'), 0o640)
    chmodSync(join(root, 'orders/0005.py'), 0o755)
    writeChanges(changesIn(root), root)
    const modes = ['shop/0002_state.py', 'shop/0003_db.py', 'orders/0005.py'].map(
      (name) => statSync(join(root, name)).mode & 0o777,
    )
    expect(modes).toEqual([0o640, 0o640, 0o755])
  })

  test('to the byte', () => {
    put('shop/0002_auto.py', '\uFEFFold\r\n')
    const [rename] = changesIn(root)
    if (rename?.kind !== 'rename') throw new Error('no rename')
    writeChanges([{ ...rename, before: '\uFEFFold\r\n', text: '\uFEFFgröße 𝒳\r\n' }], root)
    expect(readFileSync(join(root, 'shop/0002_state.py'), 'utf8')).toBe('\uFEFFgröße 𝒳\r\n')
  })
})

describe('nothing is written, and nothing is left behind', () => {
  const cases: readonly (readonly [string, string, () => void])[] = [
    [
      'a read-only file',
      'the file is read-only',
      () => {
        chmodSync(join(root, 'shop/0002_auto.py'), 0o444)
      },
    ],
    [
      'a read-only file of another app',
      'the file is read-only',
      () => {
        chmodSync(join(root, 'orders/0005.py'), 0o444)
      },
    ],
    [
      'a read-only folder',
      'the folder is read-only',
      () => {
        chmodSync(join(root, 'shop'), 0o555)
      },
    ],
    [
      'a file that has changed',
      'has changed',
      () => {
        put('orders/0005.py', 'mine\n')
      },
    ],
    [
      'a file that has gone',
      'is gone',
      () => {
        rmSync(join(root, 'orders/0005.py'))
      },
    ],
    [
      'a target that has come',
      'has come into being',
      () => {
        put('shop/0003_db.py', 'mine\n')
      },
    ],
    [
      'a symbolic link',
      'not a regular file',
      () => {
        rmSync(join(root, 'orders/0005.py'))
        symlinkSync(join(root, 'shop/0001.py'), join(root, 'orders/0005.py'))
      },
    ],
  ]

  test.each(cases)('%s', (_, reason, prepare) => {
    prepare()
    const before = tree()
    const refusal = failure(() => {
      writeChanges(changesIn(root), root)
    })
    expect(refusal).toMatchObject({
      code: 'write-failed',
      reason: expect.stringContaining(reason) as unknown,
    })
    expect(tree()).toEqual(before)
  })

  test('another run is writing', () => {
    put(JOURNAL, '{}')
    const before = tree()
    expect(() => {
      writeChanges(changesIn(root), root)
    }).toThrow('another run')
    expect(tree()).toEqual(before)
  })
})

/** A disk that fails at the nth call that changes something. */
function failingAt(count: number): Disk {
  let calls = 0
  const step = () => {
    calls += 1
    if (calls === count)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
        code: 'ENOSPC',
        syscall: 'write',
      })
  }
  return {
    ...nodeDisk,
    writeNew: (path, text, mode) => {
      if (calls + 1 === count) writeFileSync(path, text.slice(0, 3))
      step()
      nodeDisk.writeNew(path, text, mode)
    },
    rename: (from, to) => {
      step()
      nodeDisk.rename(from, to)
    },
    remove: (path) => {
      step()
      nodeDisk.remove(path)
    },
  }
}

describe('the disk is full', () => {
  const STEPS = 11

  test.each(Array.from({ length: STEPS }, (_, index) => index + 1))('at step %i', (count) => {
    const refusal = failure(() => {
      writeChanges(changesIn(root), root, failingAt(count))
    })
    expect(refusal).toMatchObject({ code: 'write-failed' })
    if (!Object.keys(tree()).includes(JOURNAL)) expect(tree()).toEqual(OLD)
    recovered()
    expect([OLD, NEW]).toContainEqual(tree())
  })

  test('not at all after the last step', () => {
    writeChanges(changesIn(root), root, failingAt(STEPS + 1))
    expect(tree()).toEqual(NEW)
  })
})

/** A process of its own that kills itself at a step, before it or with it half done. */
const KILLED = `
const [, , root, at] = process.argv
const { nodeDisk } = require('./emit/disk.js')
const { writeChanges } = require('./emit/write.js')
const { recoverFrom } = require('./emit/recover.js')
const fs = require('node:fs')
let calls = 0
const step = (half) => { if (++calls === Number(at)) { if (half) half(); process.kill(process.pid, 'SIGKILL'); for (;;); } }
const disk = {
  ...nodeDisk,
  writeNew: (path, text, mode) => { step(() => fs.writeFileSync(path, text.slice(0, 5))); nodeDisk.writeNew(path, text, mode) },
  rename: (from, to) => { step(); nodeDisk.rename(from, to) },
  remove: (path) => { step(); nodeDisk.remove(path) },
  syncFolder: (path) => { step(); nodeDisk.syncFolder(path) },
}
const changes = JSON.parse(fs.readFileSync(0, 'utf8'))
if (changes === null) recoverFrom(root, undefined, disk)
else writeChanges(changes, root, disk)
`

describe('the process is killed', () => {
  let dist: string
  beforeAll(() => {
    dist = mkdtempSync(join(tmpdir(), 'bgsplit-dist-'))
    const tsc = resolve('node_modules/typescript/bin/tsc')
    const flags = [
      '--target',
      'es2022',
      '--module',
      'node16',
      '--moduleResolution',
      'node16',
      '--skipLibCheck',
      '--types',
      'node',
    ]
    execFileSync(process.execPath, [tsc, ...flags, '--rootDir', 'src', '--outDir', dist, 'src/emit/write.ts'])
    writeFileSync(join(dist, 'killed.js'), KILLED)
  }, 60_000)
  afterAll(() => {
    rmSync(dist, { recursive: true })
  })

  function run(at: number, changes: readonly FileChange[] | null): string | null {
    const input = JSON.stringify(changes)
    return spawnSync(process.execPath, [join(dist, 'killed.js'), root, String(at)], { input }).signal
  }

  test('at any step: the next run finds all of it or none', () => {
    const outcomes: string[] = []
    for (let at = 1; run(at, changesIn(root)) === 'SIGKILL'; at++) {
      recovered()
      const after = tree()
      expect([OLD, NEW]).toContainEqual(after)
      outcomes.push(after['shop/0003_db.py'] === undefined ? 'old' : 'new')
      reset()
    }
    expect(outcomes.length).toBeGreaterThan(10)
    expect(outcomes.join(' ')).toMatch(/^(old )+(new ?)+$/)
    expect(tree()).toEqual(NEW)
  }, 60_000)

  test('while it recovers, at any step: the run after that ends it', () => {
    for (let at = 1; ; at++) {
      reset()
      expect(run(11, changesIn(root))).toBe('SIGKILL')
      const killed = run(at, null) === 'SIGKILL'
      recovered()
      expect(tree()).toEqual(NEW)
      if (!killed) break
    }
  }, 60_000)

  function reset(): void {
    rmSync(root, { recursive: true })
    for (const [name, text] of Object.entries(OLD)) put(name, text)
  }
})

describe('a journal that is found', () => {
  /** Stops after the journal says `commit` and before anything has its name. */
  function stopBeforeNames(): void {
    const disk: Disk = {
      ...nodeDisk,
      rename: (from, to) => {
        if (from.endsWith('.tmp')) throw new TypeError('stop')
        nodeDisk.rename(from, to)
      },
      remove: () => {
        throw new TypeError('stop')
      },
    }
    expect(() => {
      writeChanges(changesIn(root), root, disk)
    }).toThrow()
  }

  test('is finished from any folder of the project', () => {
    stopBeforeNames()
    expect(recoverFrom(join(root, 'orders'), undefined)).toEqual([
      { journal: join(root, JOURNAL), outcome: 'finished' },
    ])
    expect(tree()).toEqual(NEW)
  })

  test('is undone when somebody has worked on the files since, and their work is kept', () => {
    stopBeforeNames()
    put('shop/0002_auto.py', 'mine\n')
    expect(recovered()).toEqual(['undone'])
    expect(tree()).toEqual({ ...OLD, 'shop/0002_auto.py': 'mine\n' })
  })

  test('is refused when that was after half of it', () => {
    stopBeforeNames()
    nodeDisk.rename(join(root, 'shop/.bgsplit-1.tmp'), join(root, 'shop/0002_state.py'))
    put('shop/0002_auto.py', 'mine\n')
    const before = tree()
    expect(recovered).toThrow('its files have been changed since')
    expect(tree()).toEqual(before)
  })

  test('that was cut short is removed', () => {
    put(JOURNAL, '{"version": 1, "pha')
    expect(recovered()).toEqual(['undone'])
    expect(tree()).toEqual(OLD)
  })

  test.each([
    ['outside', '.bgsplit-1.tmp', '../evil.py'],
    ['an absolute path', '.bgsplit-1.tmp', join(tmpdir(), 'evil.py')],
    ['a file that is none of ours', 'shop/0001.py', 'evil.py'],
  ])('that names %s does nothing', (_, temp, to) => {
    put('.bgsplit-1.tmp', 'evil\n')
    const digest = digestOf(temp.endsWith('.tmp') ? 'evil\n' : 'first\n')
    const moves = [{ temp, to, digest, replaces: null }]
    put(JOURNAL, JSON.stringify({ version: 1, phase: 'commit', moves, removals: [] }))
    recovered()
    expect(tree()).toEqual({ ...OLD, '.bgsplit-1.tmp': 'evil\n' })
    expect(existsSync(join(tmpdir(), 'evil.py'))).toBe(false)
  })

  test('of another user is left alone', () => {
    stopBeforeNames()
    const before = tree()
    const owner = statSync(join(root, JOURNAL)).uid
    expect(recoverFrom(root, owner + 1)).toEqual([])
    expect(tree()).toEqual(before)
  })
})
