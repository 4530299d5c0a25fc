import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArguments } from '../src/cli/args'
import { split } from '../src/cli/commands/split'
import { KEYS, configFor } from '../src/cli/config'
import type { SplitFlags } from '../src/cli/flags'
import { flagsOf } from '../src/cli/flags-of'
import { COMMANDS, optionOf } from '../src/cli/options'
import type { Option } from '../src/cli/options'
import { RULES } from '../src/compat/violation'
import { DIALECTS } from '../src/core/dialect'
import type { Dialect } from '../src/core/dialect'
import { REFUSAL_CODES } from '../src/core/errors'
import { FINDING_RULES } from '../src/plan/findings/rules'
import { RENAME_PAGES } from '../src/plan/renames/groups'
import { STRATEGIES } from '../src/plan/strategies'

/**
 * Holds README and docs/ to the code. What stands between `<!-- generated: … -->` and `<!-- end -->` is printed by
 * the tool: `UPDATE=1 npx jest test/drift` writes it anew. The words in the marker are looked up in GENERATORS.
 */
const UPDATE = process.env['UPDATE'] === '1'

const ROOT = resolve(__dirname, '..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const markdownIn = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(folder, path))
    .sort()

const DOCS = markdownIn('docs')
const PAGES = ['README.md', ...DOCS]
const LINKED = [...PAGES, 'CHANGELOG.md', 'CONTRIBUTING.md', 'test/rollout/README.md']

type Files = Readonly<Record<string, string>>

/** What the tool makes of a project: its files afterwards, and what it says. */
interface Outcome {
  readonly files: Files
  readonly original: string
  readonly state: string
  readonly database: string
  readonly summary: string
}

const outcomes = new Map<string, Promise<Outcome>>()

/** Splits the last migration of a project of these files. */
function outcomeOf(files: Files, flags: Partial<SplitFlags>): Promise<Outcome> {
  const key = JSON.stringify([files, flags])
  const known = outcomes.get(key) ?? splitLast(files, flags)
  outcomes.set(key, known)
  return known
}

async function splitLast(files: Files, flags: Partial<SplitFlags>): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'bgsplit-docs-'))
  try {
    writeAll(folder, { 'manage.py': '', ...files })
    const original = Object.keys(files).filter(isMigration).sort().at(-1) ?? ''
    const summary: string[] = []
    const host = {
      ...{ cwd: process.cwd(), user: undefined, colours: false },
      out: (text: string) => void summary.push(text),
      note: (line: string) => void summary.push(`${line}\n`),
    }
    await split([join(folder, original)], { ...flagsOf.split({}), ...flags }, host)
    const after = textsIn(folder)
    const [state = '', database = ''] = Object.keys(after)
      .filter((path) => isMigration(path) && !(path in files))
      .sort()
    return { files: after, original, state, database, summary: summary.join('').replaceAll(`${folder}/`, '') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function isMigration(path: string): boolean {
  return /\/migrations\/\d\w*\.py$/.test(path)
}

function writeAll(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** With the configuration, which says how a case is split. */
function textsIn(folder: string): Files {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.py') || path === 'pyproject.toml',
  )
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

/** The files that a page shows: every block of Python, outside of what is generated, that starts with its path. */
function filesOf(page: string): Files {
  const own = page.replace(GENERATED, '')
  const blocks = [...own.matchAll(/^```python\n# (\S+\.py)\n\n?([\s\S]*?)^```$/gm)]
  return Object.fromEntries(blocks.map(([, path = '', text = '']) => [path, text]))
}

const GENERATED = /(<!-- generated: (.*?) -->\n)([\s\S]*?)(<!-- end -->)/g

/** One generated part: the words of its marker, the text it holds now, and the page around it. */
interface Part {
  readonly words: readonly string[]
  readonly text: string
  readonly page: string
}

type Half = 'original' | 'state' | 'database'

const GENERATORS: Readonly<Record<string, (part: Part) => Promise<string> | string>> = {
  /**
   * `original|state|database <dialect> [<example> [<start>]]`: a file before or after, of the page; or of an example,
   * such as `test/cases/add-field/uuid/before`, from the line on that starts so.
   */
  original: (part) => shown(part, 'original'),
  state: (part) => shown(part, 'state'),
  database: (part) => shown(part, 'database'),
  /** `summary <dialect> [<example>]`: what the command says once it has written. */
  summary: async (part) => fenced('text', (await outcome(part)).summary),
  /** `help [<command>]` */
  help: ({ words }) => fenced('text', `$ bgsplit ${[...words, '--help'].join(' ')}\n${help(words)}`),
  /** Every key of the configuration. */
  settings,
  /** `relaxed <dialect>`: a table; what stands in its first column, as a field, stays. */
  relaxed,
  /** `findings`: a table of all that `check` may report. */
  findings: () =>
    table(
      ['rule', 'usually', 'what it says'],
      FINDING_RULES.map(({ id, severity, words }) => [`\`${id}\``, severity, words]),
    ),
}

async function shown(part: Part, half: Half): Promise<string> {
  const found = await outcome(part)
  const path = found[half]
  const text = half === 'original' ? (filesFor(part)[path] ?? '') : (found.files[path] ?? '')
  const body = dedented(text.slice(Math.max(text.search(new RegExp(`^ *${part.words[2] ?? '^'}`, 'm')), 0)))
  return fenced('python', `# ${path}\n\n${body.trim()}\n`)
}

function dedented(text: string): string {
  const indent = /^ */.exec(text)?.[0] ?? ''
  return text.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
}

function outcome(part: Part): Promise<Outcome> {
  const [dialect, ...others] = dialectsOf(part)
  return outcomeOf(filesFor(part), { dialect, others })
}

/** One, or several by comma: the first is deployed to. */
function dialectsOf({ words }: Part): readonly Dialect[] {
  const names = words[0]?.split(',') ?? []
  return names.flatMap((name) => DIALECTS.find((dialect) => dialect === name) ?? [])
}

function filesFor(part: Part): Files {
  const example = exampleOf(part)
  return example === undefined ? filesOf(part.page) : textsIn(join(ROOT, example))
}

function exampleOf({ words }: Part): string | undefined {
  return words[1]
}

function help(words: readonly string[]): string {
  const invocation = parseArguments([...words, '--help'], 80)
  return invocation.kind === 'text' ? invocation.text : ''
}

/** What the table of settings says of the keys. */
function settings(): string {
  const rows = KEYS.map((name) => {
    const option = optionOf(name)
    const commands = option.commands.map((command) => `\`${command}\``).join(', ')
    return [`[\`${name}\`](#${name})`, kindOf(option), commands === '' ? 'none' : commands]
  })
  return table(['key', 'value', 'also an option of'], rows)
}

function kindOf(option: Option): string {
  if (option.kind === 'choice') return option.choices.map((each) => `\`${each}\``).join(', ')
  return KINDS[option.kind]
}

const KINDS: Readonly<Record<Exclude<Option['kind'], 'choice'>, string>> = {
  flag: '`true` or `false`',
  duration: 'a time',
  version: 'a version',
  dialects: `${DIALECTS.map((each) => `\`${each}\``).join(', ')}, or several`,
  text: 'a text',
  ref: 'a ref of git',
  path: 'a path',
  rules: 'a table of rules',
  fields: 'a table of field classes',
}

function fenced(language: string, text: string): string {
  return `\n\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n\n`
}

/** How columns of these fields are made able to be left out. */
async function relaxed(part: Part): Promise<string> {
  const fields = [...part.text.matchAll(/^\| `(.*?)` +\|/gm)].map((match) => match[1] ?? '')
  const files = removalOf(fields)
  const [dialect] = dialectsOf(part)
  const usual = alteredIn((await outcomeOf(files, { dialect })).files)
  const nulls = alteredIn((await outcomeOf(files, { dialect, fill: 'null' })).files)
  const rows = fields.map((field, index) => [field, usual.get(`f${index}`), nulls.get(`f${index}`)])
  return table(
    ['the field', 'in the overlap', 'with `--fill null`'],
    rows.map((row) => row.map((cell) => (cell === undefined ? 'as it is' : `\`${cell}\``))),
  )
}

function removalOf(fields: readonly string[]): Files {
  const imports =
    'import datetime\nimport uuid\nfrom django.db import migrations, models\nfrom django.utils import timezone\n'
  const file = (dependencies: string, operations: readonly string[]): string =>
    `${imports}\n\nclass Migration(migrations.Migration):\n    dependencies = [${dependencies}]\n    operations = [${operations.join(', ')}]\n`
  const columns = fields.map((field, index) => `('f${index}', ${field})`)
  const removals = fields.map((_, index) => `migrations.RemoveField('item', 'f${index}')`)
  const id = "('id', models.BigAutoField(primary_key=True))"
  return {
    'shop/migrations/0001_initial.py': file('', [
      `migrations.CreateModel('Item', [${[id, ...columns].join(', ')}])`,
    ]),
    'shop/migrations/0002_remove.py': file("('shop', '0001_initial')", removals),
    // Every operation on a line of its own.
    'pyproject.toml': '[tool.ruff]\nline-length = 320\n',
  }
}

function alteredIn(files: Files): ReadonlyMap<string, string> {
  const operations = Object.values(files).flatMap((text) => [
    ...text.matchAll(/AlterField\(\s*model_name="item",\s*name="(\w+)",\s*field=(.*?),\n\s*\),\n/gs),
  ])
  return new Map(operations.map(([, name = '', field = '']) => [name, field.replaceAll(/\s+/g, ' ')]))
}

/** As prettier writes it. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, index) =>
    Math.max(...[head, ...rows.map((row) => row[index] ?? '')].map((each) => each.length)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |\n`
  return `\n${line(heads)}${line(widths.map((width) => '-'.repeat(width)))}${rows.map(line).join('')}\n`
}

async function regenerated(page: string): Promise<string> {
  const pieces: string[] = []
  let done = 0
  for (const match of page.matchAll(GENERATED)) {
    const [whole, start = '', marker = '', text = '', end = ''] = match
    const [name = '', ...words] = marker.split(' ')
    const generate = GENERATORS[name]
    if (generate === undefined) throw new Error(`nothing generates "${marker}"`)
    pieces.push(page.slice(done, match.index), start, await generate({ words, text, page }), end)
    done = match.index + whole.length
  }
  return [...pieces, page.slice(done)].join('')
}

describe.each(PAGES)('%s', (path) => {
  test('shows what the tool prints', async () => {
    const page = read(path)
    const fresh = await regenerated(page)
    if (UPDATE) writeFileSync(join(ROOT, path), fresh)
    else expect(page).toBe(fresh)
  })
})

describe.each(LINKED)('the links of %s', (path) => {
  const text = read(path).replaceAll(/^```[\s\S]*?^```$/gm, '')
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '')
  const local = targets.filter((target) => !/^[a-z]+:/.test(target))

  test('lead to what is there', () => {
    expect(local.filter((target) => !leadsSomewhere(path, target))).toEqual([])
  })
})

function leadsSomewhere(from: string, target: string): boolean {
  const [file = '', anchor] = target.split('#')
  const path = file === '' ? from : join(dirname(from), file)
  if (!existsSync(join(ROOT, path))) return false
  return anchor === undefined || headings(read(path)).map(anchorOf).includes(anchor)
}

function headings(text: string, level = '#{1,6}'): readonly string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '')
  return [...prose.matchAll(new RegExp(`^${level} (.*)$`, 'gm'))].map((match) => match[1] ?? '')
}

/** As GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
    .replaceAll(' ', '-')
}

/** What a page has a heading `## \`x\`` for. */
function named(path: string): readonly string[] {
  return headings(read(path), '##').flatMap((heading) => /^`(.*)`$/.exec(heading)?.[1] ?? [])
}

/** Of the command line, the configuration, git, templates and the disk. */
const NO_FINDINGS: readonly string[] = [
  'usage',
  'config',
  'baseline',
  'not-found',
  'write-failed',
  'no-history',
  'git',
  'showmigrations',
  'template',
  'not-finished',
  'not-live',
]

describe('a page for each', () => {
  test('strategy', () => {
    const strategies = Object.values(STRATEGIES).flatMap((some) => some.map(({ id }) => id))
    const pages = [...strategies, ...RENAME_PAGES].map((id) => `docs/strategies/${id}.md`)
    expect(markdownIn('docs/strategies')).toEqual(pages.sort())
  })

  test('refusal, by its code', () => {
    expect(named('docs/codes.md')).toEqual(REFUSAL_CODES)
  })

  test('rule of compatibility', () => {
    expect(named('docs/rules.md')).toEqual(RULES)
  })

  test('refusal that a migration may have is a rule of check, in words of its own', () => {
    const ids = FINDING_RULES.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const others = REFUSAL_CODES.filter((code) => !ids.includes(code))
    expect(others).toEqual(NO_FINDINGS)
    expect(FINDING_RULES.filter(({ words }) => words.includes('docs/'))).toEqual([])
  })

  test('key of the configuration', () => {
    expect(named('docs/configuration.md')).toEqual(KEYS)
  })

  test('command', () => {
    const helps = [...read('docs/cli.md').matchAll(/^<!-- generated: help(?: (\w+))? -->$/gm)]
    expect(helps.map((match) => match[1] ?? 'split')).toEqual(COMMANDS)
  })
})

describe('the command lines that docs show', () => {
  const lines = PAGES.flatMap((path) =>
    [...read(path).matchAll(/^```(?:sh|console|yaml|text)\n([\s\S]*?)^```$/gm)]
      .flatMap((match) => (match[1] ?? '').split('\n'))
      .flatMap((line) => /(?:^|\$ |\| |run: |npx )bgsplit (?!\S+ <)(?!.*--help)(.*)$/.exec(line)?.[1] ?? [])
      .map((line) => [path, line.replace(/ +(#|\||>|<).*$/, '')] as const),
  )

  test.each(lines)('%s: %s', (_path, line) => {
    const words = line.split(/ +/).map((word) => word.replace(/^"(.*)"$/, '$1'))
    expect(parseArguments(words, 80).kind).not.toBe('text')
  })

  test('are many', () => {
    expect(lines.length).toBeGreaterThan(8)
  })
})

describe('the configuration that docs show', () => {
  const blocks = DOCS.flatMap((path) =>
    [...read(path).matchAll(/^```toml\n([\s\S]*?)^```$/gm)].map((match) => [path, match[1] ?? ''] as const),
  )

  test.each(blocks)('%s: %j', (_path, text) => {
    const folder = mkdtempSync(join(tmpdir(), 'bgsplit-docs-'))
    writeAll(folder, { 'pyproject.toml': /^\[/m.test(text) ? text : `[tool.bgsplit]\n${text}` })
    try {
      expect(Object.keys(configFor(folder))).not.toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('says each key', () => {
    const said = KEYS.filter((key) => blocks.some(([, text]) => text.includes(key)))
    expect(said).toEqual(KEYS)
  })
})

test('messages that docs/codes.md quotes are those of the code', () => {
  const source = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => read(join('src', path)))
    .join('\n')
  const quoted = [...read('docs/codes.md').matchAll(/^> (.*?)(?:<br>)?$/gm)].map((match) => match[1] ?? '')
  const parts = quoted.flatMap((message) => message.split('…')).map((part) => part.replaceAll('\\`', '`'))
  expect(parts.filter((part) => !source.includes(part))).toEqual([])
  expect(quoted.length).toBeGreaterThan(REFUSAL_CODES.length)
})

describe('the commands of the README', () => {
  const [main = '', tests = ''] = [...read('README.md').matchAll(/^npm ci && (.*)$/gm)].map(
    (match) => match[1] ?? '',
  )

  test('are two, and the second runs the tests', () => {
    expect(tests).toBe('npm test')
    expect(read('README.md').match(/^npm ci/gm)).toHaveLength(2)
  })

  test('print the split of an example', () => {
    const [program = '', ...args] = main.split(' ')
    expect(program).toBe('node')
    const { stdout, status } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
    expect(status).toBe(0)
    expect(stdout).toMatch(/^diff --git /)
  })
})
