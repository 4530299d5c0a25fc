import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { ensureVenv } from '../support/venv'
import { PAGES } from './page'
import type { Block } from './page'
import { problemsOf } from './run'
import { tried, where } from './session'
import { MINUTES, sessionsThat } from './tried-sessions'

/** Of `npm run test:packages`: what needs pip and a network. */

/** What npm and pip say where there is no way to a registry, and we where there is no Python. */
const NO_NETWORK =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT)\b|No matching distribution|NewConnectionError|cannot start/

/** Says so loudly; fails where it is no matter of the network, and on CI. */
function skipped(reason: string): void {
  if (process.env['CI'] !== undefined || !NO_NETWORK.test(reason)) throw new Error(reason)
  process.stderr.write(`\nSKIPPED: not tried: ${reason}\n\n`)
}

test.each(sessionsThat('packages'))(
  'the commands of %s',
  (_place, session) => {
    const [problem] = problemsOf(session, undefined)
    if (problem !== undefined) skipped(problem)
  },
  15 * MINUTES,
)

const SCHEMAS = ['kubernetes-validate==1.37.0', 'check-jsonschema==0.39.0', 'pre-commit==4.7.0']

/** The programs that know the schemas; undefined where they cannot be had. */
function validators(): string | undefined {
  try {
    return dirname(ensureVenv({ also: SCHEMAS }).python)
  } catch (error) {
    skipped(String(error))
    return undefined
  }
}

const YAML = PAGES.flatMap((page) => tried(page).others).filter(({ language }) => language === 'yaml')

/** A workflow around steps that a page shows alone. */
const AROUND = `on: pull_request
jobs:
  bgsplit:
    runs-on: ubuntu-latest
    steps:
`

/** The file that a block is a part of, and the program that knows its schema. */
function checkOf({ text }: Block): readonly [file: string, text: string, ...command: readonly string[]] {
  const name = basename(/^# (\S+\.ya?ml)\n/.exec(text)?.[1] ?? '')
  if (name === '.pre-commit-config.yaml') return [name, text, 'python', '-m', 'pre_commit', 'validate-config']
  if (name.endsWith('.yaml')) return [name, text, 'kubernetes-validate', '--strict', '-k', '1.31']
  const whole = name === '' ? AROUND + text.replaceAll(/^/gm, '      ') : text
  return ['workflow.yml', whole, 'check-jsonschema', '--builtin-schema', 'vendor.github-workflows']
}

describe('YAML', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bgsplit-docs-'))
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  test.each(YAML.map((block) => [where(block), block] as const))(
    '%s is what its schema says',
    (_place, block) => {
      const bin = validators()
      if (bin === undefined) return
      const [file, text, program = '', ...args] = checkOf(block)
      writeFileSync(join(folder, file), text)
      const result = spawnSync(join(bin, program), [...args, file], { cwd: folder, encoding: 'utf8' })
      expect(result).toMatchObject({ status: 0 })
    },
    5 * MINUTES,
  )
})
