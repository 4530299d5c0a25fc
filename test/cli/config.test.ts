import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configFor } from '../../src/cli/config'
import type { Config } from '../../src/cli/config'
import { refusalLine } from '../../src/cli/report/failures'
import { Refusal } from '../../src/core/errors'

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'bgsplit-config-')))
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

function put(text: string): void {
  writeFileSync(join(root, 'pyproject.toml'), text)
}

function read(...lines: readonly string[]): Config {
  put(lines.map((line) => `${line}\n`).join(''))
  return configFor(root)
}

function refused(...lines: readonly string[]): string {
  try {
    return JSON.stringify(read(...lines))
  } catch (error) {
    if (error instanceof Refusal) return `${error.code} ${refusalLine(error, root)}`
    throw error
  }
}

test('every kind of setting is read', () => {
  const config = read(
    '[tool.bgsplit]',
    'dialect = ["postgresql", "sqlite"]',
    'git-base = "origin/main"',
    'phase = "state"',
    'live = "deployed"',
    'lock-timeout = "5s"',
    'stage = "safemigrate"',
    'state-name = "{slug}_expand"',
    'templates = "tools/templates"',
    'baseline = "known.json"',
    'strict = true',
    'django = "4.2"',
    '[tool.bgsplit.rules]',
    'missing-column = "note"',
    '[tool.bgsplit.fields]',
    '"shop.fields.MoneyField" = "numeric(12, 2)"',
  )
  expect(config).toMatchObject({
    dialect: ['postgresql', 'sqlite'],
    gitBase: 'origin/main',
    phase: 'state',
    live: 'deployed',
    lockTimeout: 5000,
    stage: 'safemigrate',
    stateName: '{slug}_expand',
    templates: join(root, 'tools/templates'),
    baseline: join(root, 'known.json'),
    strict: true,
    django: '4.2',
    rules: new Map([['missing-column', 'note']]),
  })
  expect(config.fill).toBeUndefined()
  expect(config.fields?.get('shop.fields.MoneyField')?.types).toMatchObject({ mysql: 'numeric(12, 2)' })
})

test('is that of the nearest file that has the section, for a file and for a folder', () => {
  read('[tool.bgsplit]', 'fill = "null"')
  mkdirSync(join(root, 'shop/migrations'), { recursive: true })
  writeFileSync(join(root, 'shop/pyproject.toml'), '[tool.black]\n')
  expect(configFor('shop/migrations/0001_initial.py', root).fill).toBe('null')
  expect(configFor('shop', root).fill).toBe('null')
  writeFileSync(join(root, 'shop/pyproject.toml'), '[tool.bgsplit]\nfill = "auto"\n')
  expect(configFor('shop', root).fill).toBe('auto')
  expect(configFor('.', root).fill).toBe('null')
})

test('is nothing where there is no section', () => {
  expect(read('[project]', 'name = "x"')).toEqual({})
})

describe('what is wrong is told by line and column', () => {
  const SECTION = '[tool.bgsplit]'
  test.each<[string, readonly string[], RegExp]>([
    ['an unknown key', [SECTION, 'fil = "null"'], /toml:2:1: unknown key fil in .*; did you mean "fill"\?$/],
    [
      'a choice',
      [SECTION, '', ' stage = "x"'],
      /toml:3:2: stage cannot be "x"; give one of none, safemigrate/,
    ],
    ['a text', [SECTION, 'live = 3'], /toml:2:1: live cannot be 3; give a text$/],
    ['a time', [SECTION, 'lock-timeout = 5'], /toml:2:1: lock-timeout cannot be 5; give a time/],
    ['a version', [SECTION, 'django = 5.2'], /toml:2:1: django cannot be 5.2; give a version such as 4.2$/],
    [
      'a setting of one run',
      [SECTION, 'since = "1"'],
      /toml:2:1: since says something of one run; give --since/,
    ],
    ['a quoted key', [SECTION, '"dry-run" = true'], /toml:2:1: dry-run says something of one run/],
    [
      'a rule that there is not',
      [SECTION, 'fill = "auto"', '[tool.bgsplit.rules]', 'misssing-column = "off"'],
      /toml:4:1: there is no rule misssing-column; did you mean "missing-column"\?$/,
    ],
    [
      'a rule that there is not, inline',
      [SECTION, 'rules = { insert = "off", reads-nul = "off" }'],
      /toml:2:27: there is no rule reads-nul; did you mean "reads-null"\?$/,
    ],
    [
      'a rule that there is not, dotted',
      [SECTION, 'rules.insert = "off"', 'rules.twice = "off"'],
      /toml:\d:\d+: there is no rule twice; docs\/rules.md has them all$/,
    ],
    [
      'how much a rule matters',
      ['[tool.bgsplit.rules]', 'insert = "warn"'],
      /toml:2:1: insert cannot be "warn"; give one of error, note, off$/,
    ],
    [
      'rules that are no table',
      [SECTION, 'rules = ["insert"]'],
      /toml:2:1: rules cannot be \["insert"\]; give a table/,
    ],
    [
      'a class without its module',
      ['[tool.bgsplit.fields]', 'MoneyField = "numeric"'],
      /toml:2:1: MoneyField is not the name of a class with its module; give/,
    ],
    [
      'a class whose name is not in quotes',
      ['[tool.bgsplit.fields]', 'shop.fields.MoneyField = "numeric"'],
      /toml:2:1: shop is not the name of a class with its module; give one of your own in quotes/,
    ],
    [
      "a class of Django's own",
      ['[tool.bgsplit.fields]', '"django.db.models.CharField" = "text"'],
      /toml:2:1: django.db.models.CharField is a class of Django; give/,
    ],
    [
      'a class to behave like that there is not',
      ['[tool.bgsplit.fields]', '"a.B" = "DecimalFeld"', '"a.C" = "DecimlField"'],
      /toml:2:1: a.B: |toml:3:1: a.C: there is no field class DecimlField; did you mean "DecimalField"\?$/,
    ],
    [
      'a type with more than a type in it',
      ['[tool.bgsplit.fields]', '"a.B" = "int; DROP TABLE x"'],
      /toml:2:1: a.B: "int; DROP TABLE x" is no type of a column; give one such as/,
    ],
    [
      'a type with a rule in it',
      ['[tool.bgsplit.fields]', '"a.B" = "int NOT NULL"'],
      /toml:2:1: a.B: "int NOT NULL" is no type of a column/,
    ],
    [
      'a database that there is not',
      ['[tool.bgsplit.fields]', '"a.B" = { postgres = "int" }'],
      /toml:2:1: a.B: postgres is no database; did you mean "postgresql"\?$/,
    ],
  ])('%s', (_, lines, message) => {
    const found = refused(...lines)
    expect(found).toMatch(/^config pyproject/)
    expect(found).toMatch(message)
  })
})
