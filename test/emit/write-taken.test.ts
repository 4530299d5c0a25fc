import { execFileSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileChange } from '../../src/emit/change'
import { nodeDisk, type Disk } from '../../src/emit/disk'
import { JOURNAL, NEXT_JOURNAL } from '../../src/emit/journal'
import { writeChanges } from '../../src/emit/write'
import { failure } from '../support/failure'

/** Something that is not of this run has a name that it needs while it writes: it is neither used nor removed. */

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bgsplit-taken-'))
  mkdirSync(join(root, 'shop'))
  writeFileSync(join(root, 'shop/0002_auto.py'), 'old\n')
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

function changes(): readonly FileChange[] {
  const [from, to] = [join(root, 'shop/0002_auto.py'), join(root, 'shop/0002_state.py')]
  return [
    { kind: 'rename', from, to, before: 'old\n', text: 'state\n' },
    { kind: 'create', path: join(root, 'shop/0003_db.py'), text: 'database\n' },
  ]
}

const refused = (disk?: Disk): unknown =>
  failure(() => {
    writeChanges(changes(), root, disk)
  })
const names = (): readonly string[] => readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
const REASON = 'bgsplit needs this name for a file while it writes'

const KINDS: readonly (readonly [string, (path: string) => unknown])[] = [
  ['a folder', mkdirSync],
  [
    'a link',
    (path) => {
      symlinkSync('nowhere', path)
    },
  ],
  ['a pipe', (path) => execFileSync('mkfifo', [path])],
]
const NAMES = [JOURNAL, NEXT_JOURNAL, 'shop/.bgsplit-1.tmp', 'shop/.bgsplit-2.tmp']

test.each(NAMES.flatMap((name) => KINDS.map(([kind, make]) => [kind, name, make] as const)))(
  '%s for %s',
  (_, name, make) => {
    make(join(root, name))
    expect(refused()).toMatchObject({ code: 'write-failed', path: join(root, name), reason: REASON })
    expect(names()).toEqual(['shop', 'shop/0002_auto.py', name].sort())
    expect(lstatSync(join(root, name)).isFile()).toBe(false)
  },
)

test('a file', () => {
  writeFileSync(join(root, 'shop/.bgsplit-2.tmp'), 'mine\n')
  expect(refused()).toMatchObject({ code: 'write-failed', reason: REASON })
  expect(names()).toEqual(['shop', 'shop/.bgsplit-2.tmp', 'shop/0002_auto.py'])
  expect(readFileSync(join(root, 'shop/.bgsplit-2.tmp'), 'utf8')).toBe('mine\n')
})

test('a journal that another run makes at the same moment', () => {
  const disk: Disk = {
    ...nodeDisk,
    writeNew: (path, text, mode) => {
      writeFileSync(join(root, JOURNAL), '{}')
      nodeDisk.writeNew(path, text, mode)
    },
  }
  expect(refused(disk)).toMatchObject({ reason: 'another run of bgsplit is writing' })
  expect(names()).toEqual([JOURNAL, 'shop', 'shop/0002_auto.py'])
})
