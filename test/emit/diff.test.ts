import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FileChange } from '../../src/emit/change'
import { diffOf } from '../../src/emit/diff'

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'bgsplit-diff-')))
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

const lines = (...texts: readonly string[]) => texts.map((text) => `${text}\n`).join('')
const BEFORE = lines('a', 'b', 'c', 'd', 'e', 'f', 'g')
const AFTER = lines('a', 'b', 'c', 'D', 'e', 'f', 'g')

function put(name: string, text: string): string {
  const path = join(root, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

function git(...args: readonly string[]): string {
  return execFileSync('git', ['-c', 'core.autocrlf=false', ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: 'pipe',
  })
}

/** Writes what is there before, applies the patch with git, and gives what is there afterwards. */
function applied(changes: readonly FileChange[], inGit: boolean): readonly (string | undefined)[] {
  if (inGit) git('init', '-q')
  for (const change of changes) {
    if (change.kind === 'rename') put(change.from.slice(root.length), change.before)
    if (change.kind === 'edit') put(change.path.slice(root.length), change.before)
  }
  const patch = put('the.patch', diffOf(changes, root))
  git('apply', '--check', patch)
  git('apply', patch)
  return changes.flatMap((change) => {
    if (change.kind !== 'rename') return [read(change.path)]
    return [read(change.from), read(change.to)]
  })
}

function read(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function renamed(from: string, to: string, before: string, text: string): FileChange {
  return { kind: 'rename', from: join(root, from), to: join(root, to), before, text }
}

describe.each([true, false])('git apply takes it (in a repository: %s)', (inGit) => {
  test.each<[string, string, string]>([
    ['a change', BEFORE, AFTER],
    ['CRLF', BEFORE.replaceAll('\n', '\r\n'), AFTER.replaceAll('\n', '\r\n')],
    ['no newline at the end', `${BEFORE}h`, `${AFTER}h`],
    ['a newline at the end lost', `${BEFORE}h\n`, `${AFTER}h`],
    ['a byte order mark', `\uFEFF${BEFORE}`, `\uFEFF${AFTER}`],
    ['a lone carriage return', BEFORE.replace('b\n', 'b\r'), AFTER.replace('b\n', 'b\r')],
    ['other scripts', `${BEFORE}größe 𝒳\n`, `${AFTER}größe 𝒳\n`],
    [
      'lines that look like a patch',
      `--- a/x\n+++ b/x\n${BEFORE}`,
      `--- a/x\n+++ b/x\n${AFTER}@@ -1 +1 @@\n`,
    ],
  ])('rename with %s', (_, before, after) => {
    expect(applied([renamed('m/0002_a.py', 'm/0002_b.py', before, after)], inGit)).toEqual([undefined, after])
  })

  test.each(['with space/0002 a.py', 'größe/0002.py', 'qu"ote/b\\ack\ttab.py', "it's/a.py"])(
    'rename to %j',
    (name) => {
      expect(applied([renamed(`x ${name}`, name, BEFORE, AFTER)], inGit)).toEqual([undefined, AFTER])
    },
  )

  test('a rename, a new file and an edit in one patch', () => {
    const changes: readonly FileChange[] = [
      renamed('shop/0002.py', 'shop/0002_state.py', BEFORE, AFTER),
      { kind: 'create', path: join(root, 'shop/0003_db.py'), text: AFTER },
      { kind: 'edit', path: join(root, 'orders/0005.py'), before: BEFORE, text: AFTER },
    ]
    expect(applied(changes, inGit)).toEqual([undefined, AFTER, AFTER, AFTER])
  })
})

test("the form is git's own", () => {
  git('init', '-q')
  const changes: readonly FileChange[] = [
    renamed('shop/0002.py', 'shop/0002_state.py', BEFORE, AFTER),
    { kind: 'create', path: join(root, 'shop/0003_db.py'), text: 'x\n' },
  ]
  expect(diffOf(changes, '/')).toBe(
    lines(
      'diff --git a/shop/0002.py b/shop/0002_state.py',
      'rename from shop/0002.py',
      'rename to shop/0002_state.py',
      '--- a/shop/0002.py',
      '+++ b/shop/0002_state.py',
      '@@ -1,7 +1,7 @@',
      ...[' a', ' b', ' c', '-d', '+D', ' e', ' f', ' g'],
      'diff --git a/shop/0003_db.py b/shop/0003_db.py',
      'new file mode 100644',
      '--- /dev/null',
      '+++ b/shop/0003_db.py',
      '@@ -0,0 +1,1 @@',
      '+x',
    ),
  )
})

test('names are relative to the repository also where the path goes through a link', () => {
  git('init', '-q')
  const path = put('real/a.py', BEFORE)
  symlinkSync(dirname(path), join(root, 'link'))
  const change: FileChange = { kind: 'edit', path: join(root, 'link/a.py'), before: BEFORE, text: AFTER }
  expect(diffOf([change], '/')).toContain('--- a/real/a.py\n')
})

test('names are relative to the working folder where there is no repository', () => {
  const change: FileChange = { kind: 'create', path: join(root, 'shop/a.py'), text: 'x\n' }
  expect(diffOf([change], join(root, 'shop'))).toContain('+++ b/a.py\n')
})

test('nothing to change, nothing in the patch', () => {
  expect(diffOf([], root)).toBe('')
})
