import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../../property/random'
import type { Input } from '../input'
import type { Seed } from './corpus'
import { hostile } from './hostile'
import { mutated } from './mutate'

type Made = Pick<Input, 'files'> & Partial<Pick<Input, 'options' | 'target'>>

/** A sound migration, with something broken beside it that the commands read as well. */
export function beside(
  seed: Seed,
  target: string,
  { seeds, random, root }: { seeds: readonly Seed[]; random: Random; root: string },
): Made & { readonly what: string } {
  const broken = (text: string): string =>
    random.chance(25) ? text : mutated(text, random, seeds).slice(0, 20_000)
  const [what, make] = random.pick(Object.entries(WAYS))
  const folder = target.slice(0, target.lastIndexOf('/'))
  const made = make({ seed, target, folder, broken, random, root })
  return { what, ...made, files: { ...seed.files, ...made.files } }
}

interface Site {
  readonly seed: Seed
  readonly target: string
  readonly folder: string
  readonly broken: (text: string) => string
  readonly random: Random
  readonly root: string
}

const WAYS: Readonly<Record<string, (site: Site) => Made>> = {
  configuration: ({ broken, random }) => ({ files: { 'pyproject.toml': broken(configuration(random)) } }),
  ruff: ({ broken, random }) => ({
    files: {
      'ruff.toml': broken(`line-length = ${random.pick(['88', '1', '0', '-3', '9'.repeat(30), 'true'])}\n`),
    },
  }),
  baseline: ({ broken, random, target }) => ({
    files: { 'base.json': broken(baseline(random, target)) },
    options: { baseline: 'base.json' },
  }),
  showmigrations: ({ broken, random, seed }) => ({
    files: { 'shown.txt': broken(shown(seed, random)) },
    options: { showmigrations: 'shown.txt' },
    target: '.',
  }),
  templates: ({ broken, random, root }) => {
    const name = random.pick(readdirSync(join(root, 'templates')))
    const text = readFileSync(join(root, 'templates', name), 'utf8')
    const called = random.chance(90)
      ? name
      : hostile(random)
          .replace(/[/\0]|\p{Cs}/gu, '')
          .slice(0, 40) || 'x'
    return { files: { [`mine/${called}`]: broken(text) }, options: { templates: 'mine' } }
  },
  comments: ({ seed, target, random }) => ({
    files: { [target]: commented(seed.files[target] ?? '', random) },
  }),
  'max_migration.txt': ({ folder, target, broken, random }) => {
    const name = target.slice(folder.length + 1, -'.py'.length)
    const text = `${random.pick(['', ' ', '\ufeff', '\n'])}${name}${random.pick(['\n', '', '\r\n', `\n${name}\n`])}`
    return { files: { [`${folder}/max_migration.txt`]: random.chance(50) ? text : broken(text) } }
  },
  'another file': ({ seed, broken, random }) => {
    const name = random.pick(Object.keys(seed.files))
    return { files: { [name]: broken(seed.files[name] ?? '') } }
  },
  options: ({ random }) => ({ files: {}, options: oddOptions(random) }),
}

function configuration(random: Random): string {
  const value = (): string =>
    random.pick([
      ...['true', '"x"', '""', '[]', '["postgresql", "sqlite"]', '{}', '1', 'nan', '1979-05-27', '"../.."'],
      JSON.stringify(hostile(random).replace(/\p{Cs}/gu, '')),
    ])
  const names = random.some([...KEYS, 'unknown', '"it\'s"', '__proto__', 'constructor'], 4)
  const lines = names.map((name) => `${name} = ${random.chance(40) ? value() : (SOUND[name] ?? value())}`)
  return `[tool.bgsplit]\n${lines.join('\n')}\n\n[tool.bgsplit.rules]\n${random.pick(['new-key', 'x', '"\\u0000"'])} = ${value()}\n\n[tool.bgsplit.fields]\n"shop.fields.MoneyField" = ${value()}\n`
}

const SOUND: Readonly<Record<string, string>> = {
  dialect: '["postgresql", "sqlite"]',
  phase: '"state"',
  'database-operations': '"django"',
  fill: '"null"',
  'lock-timeout': '"5s"',
  stage: '"safemigrate"',
  'state-name': '"{slug}_expand"',
  'database-name': '"{slug}_contract"',
  templates: '"templates"',
  baseline: '"base.json"',
  strict: 'true',
  django: '"4.2"',
}
const KEYS = Object.keys(SOUND)

function baseline(random: Random, target: string): string {
  const [app = '', , file = ''] = target.split('/')
  const entry = (): object => ({
    migration: random.chance(70) ? `${app}.${file.slice(0, -3)}` : hostile(random),
    path: random.chance(70) ? target : hostile(random),
    rule: random.pick(['missing-column', 'unanalysed', 'new-key', 'x', '__proto__']),
    ...(random.chance(50) && { operation: hostile(random) }),
    count: random.pick([1, 2, 0, -1, 1e300, 1.5]),
  })
  return JSON.stringify({ version: random.pick([1, 1, 1, 2]), findings: [entry(), entry()] }, undefined, 2)
}

function shown(seed: Seed, random: Random): string {
  const isPlan = random.chance(50)
  const lines = seed.targets.map((target) => {
    const [app = '', , file = ''] = target.split('/')
    const mark = random.chance(70) ? 'X' : ' '
    const name = file.slice(0, -'.py'.length)
    return isPlan ? `[${mark}]  ${app}.${name}` : `${app}\n [${mark}] ${name}`
  })
  return `${lines.join('\n')}\n`
}

/** Comments like those that silence rules, on lines anywhere. */
function commented(text: string, random: Random): string {
  const lines = text.split('\n')
  for (let left = 1 + random.int(4); left > 0; left--) {
    const rule = random.pick(['missing-column', 'x', '', ' , ,', 'a]b', '[', hostile(random)])
    const said = `# bgsplit: ignore${random.pick(['', `[${rule}]`, `[${rule}`])} ${random.pick(['', 'since', hostile(random)])}`
    const comment = said.replace(/[\r\n\0]|\p{Cs}/gu, ' ')
    const at = random.int(lines.length)
    if (random.chance(50)) lines[at] = `${lines[at] ?? ''}  ${comment}`
    else lines.splice(at, 0, `${' '.repeat(4 * random.int(4))}${comment}`)
  }
  return lines.join('\n')
}

function oddOptions(random: Random): Readonly<Record<string, string>> {
  const text = hostile(random).replace(/\p{Cs}/gu, '')
  return random.pick([
    { 'state-name': `{slug}${text}` },
    { 'database-name': text },
    { 'state-name': 'x', 'database-name': 'x' },
    { 'state-name': `${'x'.repeat(300)}{slug}` },
    { 'lock-timeout': random.pick(['5s', '500ms', '0s', '-1s', '1e9s', text]) },
    { stage: random.pick(['none', 'safemigrate', 'syzygy']) },
    { 'database-operations': 'django' },
    { fill: 'null' },
    { at: text },
    { templates: text },
    { baseline: text },
    { dialect: `postgresql,${random.pick(['sqlite', 'mysql', 'mariadb', text])}` },
  ])
}
