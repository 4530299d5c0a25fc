import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { refusalLine } from '../../src/cli/report/failures'
import { write } from '../support/git'
import { pairOf } from '../support/project'
import { refusalOf } from '../support/refusal'
import { filesOf, projectFolder, take } from './choose-support'

const SAMPLES = join(__dirname, 'choose-samples')
const squash = (...keys: string[]): string[] => [`replaces = [${keys.map(pairOf).join(', ')}]`]

/** The project that the samples are of. */
const PROJECT = {
  'shop.0001_initial': [],
  'shop.0002_auto': ['shop.0001_initial'],
  'shop.0001_squashed_0002_auto': { body: squash('shop.0001_initial', 'shop.0002_auto') },
  'shop.0003_z': ['shop.0001_squashed_0002_auto'],
  'blog.0001_initial': ['shop.0001_initial'],
  'blog.0002_x': ['blog.0001_initial', 'shop.0002_auto'],
  'blog.0003_sq': { body: squash('blog.0001_initial', 'blog.0002_x') },
}
const SHOP = { 'shop.0001_initial': [], 'shop.0002_auto': ['shop.0001_initial'] }

function sample(name: string): string {
  return readFileSync(join(SAMPLES, `${name}.txt`), 'utf8')
}

function takeBy(
  shown: string | Uint8Array,
  sketch: Parameters<typeof filesOf>[0] = SHOP,
  ...paths: string[]
) {
  const folder = projectFolder(filesOf(sketch))
  write(folder, { 'shown.txt': shown })
  return take(folder, paths.length === 0 ? ['.'] : paths, { showmigrations: 'shown.txt' })
}

/** As the user reads it. */
function lineOf(
  shown: string | Uint8Array,
  sketch?: Parameters<typeof filesOf>[0],
  ...paths: string[]
): string {
  return refusalLine(
    refusalOf(() => takeBy(shown, sketch, ...paths)),
    '/',
  )
}

describe('what Django prints', () => {
  test.each(['list', 'list-v2', 'list-colour', 'plan', 'plan-v2'])('%s', (name) => {
    const { keys, notes } = takeBy(sample(name), PROJECT)
    expect(keys).toEqual(['blog.0002_x', 'blog.0003_sq', 'shop.0003_z'])
    expect(notes).toEqual(['taking the 3 migrations not yet applied'])
    expect(takeBy(sample(name), PROJECT, 'blog').keys).toEqual(['blog.0002_x', 'blog.0003_sq'])
  })

  test('with the ends of lines of Windows, and as PowerShell writes it', () => {
    const text = sample('list').replaceAll('\n', '\r\n')
    const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le')
    for (const shown of [text, `\uFEFF${text}`, utf16]) expect(takeBy(shown, PROJECT).keys).toHaveLength(3)
  })

  test('of several apps, one after the other; an app without migrations', () => {
    const shown = `${sample('empty')}shop\n [X] 0001_initial\n${sample('empty')}\nshop\n [ ] 0002_auto\n`
    expect(takeBy(shown).keys).toEqual(['shop.0002_auto'])
  })

  test('older words, and a date, behind a squashed one', () => {
    const title = "0001_initial (2 squashed migrations) run 'manage.py migrate' to finish recording."
    const shown = `shop\n [-] ${title} (applied at 2024-01-02 03:04:05)\n [ ] 0002_auto\n`
    expect(takeBy(shown).keys).toEqual(['shop.0002_auto'])
    expect(takeBy('shop\n [ ] 0001_initial (2 squashed migrations)\n [ ] 0002_auto\n').keys).toHaveLength(2)
  })

  test('all applied: nothing is taken, and that is said', () => {
    expect(takeBy('shop\n [X] 0001_initial\n [X] 0002_auto\n')).toEqual({
      keys: [],
      notes: ['all migrations of the app shop have been applied'],
      folders: true,
    })
  })

  test('names that other files have, and labels and names in other scripts', () => {
    const sketch = { 'лавка.0001_início': [], 'лавка.0002-a b': ['лавка.0001_início'] }
    const list = 'лавка\n [X] 0001_início\n [ ] 0002-a b\nother\n [X] 0001_gone\n [ ] 0002_gone\n'
    expect(takeBy(list, sketch).keys).toEqual(['лавка.0002-a b'])
  })
})

describe('squashed migrations', () => {
  const SQUASHED = { ...SHOP, 'shop.0001_squashed': { body: squash('shop.0001_initial', 'shop.0002_auto') } }

  test.each<[string, string, readonly string[]]>([
    ['recorded', ' [X] 0001_squashed', []],
    ['to be recorded', ' [-] 0001_squashed (2 squashed migrations)', []],
    ['not applied', ' [ ] 0001_squashed', ['shop.0001_initial', 'shop.0002_auto', 'shop.0001_squashed']],
    ['in parts', ' [X] 0001_initial\n [ ] 0002_auto', ['shop.0002_auto', 'shop.0001_squashed']],
    ['in its parts only', ' [X] 0001_initial\n [X] 0002_auto', []],
  ])('%s', (_, lines, keys) => {
    expect(takeBy(`shop\n${lines}\n`, SQUASHED).keys).toEqual(keys)
  })

  test('those that it replaces may have gone', () => {
    const sketch = { 'shop.0001_squashed': { body: squash('shop.0001_initial', 'shop.0002_auto') } }
    expect(takeBy('shop\n [X] 0001_initial\n [X] 0002_auto\n', sketch).keys).toEqual([])
  })

  test('two that replace each other are not followed for ever', () => {
    const sketch = {
      'shop.0001_a': { body: squash('shop.0002_b') },
      'shop.0002_b': { body: squash('shop.0001_a') },
    }
    expect(lineOf('blog\n [X] 0001\n', sketch)).toContain('showmigrations does not name shop.0001_a')
  })
})

describe('is refused', () => {
  const REST = 'give what "python manage.py showmigrations" prints, and nothing else'

  test.each<[string, string, string]>([
    [
      'shop\n [X] 0001_initial\nOops: something\n',
      ':3:1',
      'this is no line of showmigrations: "Oops: something"',
    ],
    ['shop\n[Y] 0001_initial\n', ':2:1', 'this is no line of showmigrations: "[Y] 0001_initial"'],
    [' [X] 0001_initial\n', ':1:1', 'this is no line of showmigrations: "[X] 0001_initial"'],
    ['shop\n [X] ../0001\n', ':2:1', 'this is no line of showmigrations: "[X] ../0001"'],
    [
      'shop\n [X] 0001_initial (what)\n',
      ':2:1',
      'this is no line of showmigrations: "[X] 0001_initial (what)"',
    ],
    ['shop\n[ ] 0001\n[X]  shop.0001\n', ':3:1', 'shop.0001 is both applied and not'],
    ['', ':1:1', 'it names no migration'],
    ['shop\n (no migrations)\n', ':1:1', 'it names no migration'],
  ])('%j', (shown, at, reason) => {
    expect(lineOf(shown)).toMatch(`shown.txt${at}: ${reason}; ${REST}`)
  })

  test('a migration that it does not name', () => {
    const line = lineOf('shop\n [X] 0001_initial\n')
    expect(line).toContain('0002_auto.py: showmigrations does not name shop.0002_auto: it was run before')
    expect(line).toMatch(/; run showmigrations with this code on the database it is for$/)
    const other = lineOf('shop\n [X] 0001_initial\n [X] 0002_auto\n', { ...SHOP, 'blog.0001_initial': [] })
    expect(other).toMatch(/, or leave out the folder of blog if it is not installed$/)
    const rest = 'shop\n [ ] 0001_initial\n [ ] 0002_auto\n'
    expect(takeBy(rest, { ...SHOP, 'blog.0001_initial': [] }, 'shop').keys).toHaveLength(2)
  })

  test('an applied one that is not here; one that is not applied is fine', () => {
    const line = lineOf('shop\n [X] 0001_initial\n [ ] 0002_auto\n [X] 0003_gone\n')
    expect(line).toMatch(/shown\.txt:4:1: shop\.0003_gone has been applied and is not among the files here; /)
    expect(takeBy('shop\n [X] 0001_initial\n [ ] 0002_auto\n [ ] 0003_gone\n').keys).toEqual([
      'shop.0002_auto',
    ])
  })

  test('what is no text', () => {
    for (const bytes of [
      Buffer.from([0xff, 0x00, 0x80]),
      Buffer.from('shop\0'),
      Buffer.from([0xff, 0xfe, 0x41]),
    ]) {
      expect(refusalOf(() => takeBy(bytes)).code).toBe('not-utf8')
    }
  })

  test('what is too large, at once, and what ought to be slow', () => {
    expect(refusalOf(() => takeBy(Buffer.alloc(20 << 20, '[X] run run ('))).reason).toContain(
      'larger than 16 MB',
    )
    const nasty = [
      '[X] x (applied at 1 (applied at 1',
      "run 'manage.py migrate' ",
      '[X] x (1111',
      '\u001b[1;1;1',
      'a.b ... (',
    ]
    for (const part of nasty) {
      const started = Date.now()
      const text = `shop\n [X] ${part.repeat(Math.ceil((1 << 20) / part.length))}`
      expect(refusalOf(() => takeBy(text)).code).toBe('showmigrations')
      const lines = `shop\n${` [X] ${part.repeat(Math.ceil(19_000 / part.length))}\n`.repeat(40)}`
      expect(refusalOf(() => takeBy(lines)).code).toBe('showmigrations')
      expect(Date.now() - started).toBeLessThan(2000)
    }
  })

  test('what is not there, and a folder', () => {
    const folder = projectFolder(filesOf(SHOP))
    expect(refusalOf(() => take(folder, ['.'], { showmigrations: 'nowhere' })).code).toBe('unreadable')
    expect(refusalOf(() => take(folder, ['.'], { showmigrations: 'shop' })).code).toBe('unreadable')
  })
})

test('`-` is standard input, which may come late', async () => {
  const folder = projectFolder(filesOf(SHOP))
  const bin = resolve(__dirname, '../../bin/bgsplit.js')
  const child = spawn(process.execPath, [bin, 'check', '--showmigrations', '-', '.'], { cwd: folder })
  let said = ''
  child.stderr.on('data', (part: Buffer) => (said += part.toString()))
  child.stdin.write('shop\n [X] 0001_initial\n')
  await new Promise((done) => setTimeout(done, 400))
  child.stdin.end(' [ ] 0002_auto\nso what\n')
  const [status] = (await once(child, 'close')) as [number]
  expect(said).toContain('<stdin>:4:1: this is no line of showmigrations: "so what"')
  expect(status).toBe(2)
})

test('a pipe by its name, as a shell makes it', () => {
  const folder = projectFolder(filesOf(SHOP))
  const bin = resolve(__dirname, '../../bin/bgsplit.js')
  const command = `${process.execPath} ${bin} check . --showmigrations <(printf 'shop\\n [X] 0001_initial\\n [ ] 0002_auto\\n')`
  const { stderr } = spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' })
  expect(stderr).toContain('note: taking the migration not yet applied')
})
