import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configFor } from '../../src/cli/config'
import { FIXTURES } from './fixtures'
import { NOT_RUN } from './not-run'
import { PAGES, prose, textOf } from './page'
import type { Block } from './page'
import { tried, where } from './session'
import { commandsIn, releaseCommands } from './yaml'

/** Whoever adds a block to a page has to say how it is held to the truth. */

const PAGES_TRIED = PAGES.map((page) => ({ page, ...tried(page) }))
const OTHERS = PAGES_TRIED.flatMap(({ others }) => others)
const of = (language: string) => OTHERS.filter((block) => block.language === language)
/** With those that a session writes into a file. */
const allOf = (page: string) => [...textOf(page).matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```$/gm)]

const firstLine = ({ text }: Block): string => text.split('\n')[0] ?? ''
const isListed = (block: Block): boolean =>
  NOT_RUN.some(({ page, text }) => page === block.page && text === firstLine(block))

/** The files of a page whose split the page shows: test/drift makes a project of them. */
function isOfProject(block: Block): boolean {
  const isShown = /^<!-- generated: (state|database|original|summary) \S+ -->$/m.test(textOf(block.page))
  return isShown && block.language === 'python' && /^# \S+\.py\n/.test(block.text)
}

const PARSED = ['toml', 'yaml', 'procfile']

test('every block is run, written by the tool, read by who is to read it, or listed with a reason', () => {
  const unknown = OTHERS.filter(
    (block) => !PARSED.includes(block.language) && !isOfProject(block) && !isListed(block),
  )
  expect(unknown.map((block) => `${where(block)}: ${block.language}: ${firstLine(block)}`)).toEqual([])
})

test('every session begins with a fixture that there is, and does something', () => {
  const sessions = PAGES_TRIED.flatMap((page) => page.sessions)
  const wrong = sessions.filter(({ fixture, steps }) => !(fixture in FIXTURES) || steps.length === 0)
  expect(wrong.map(where)).toEqual([])
  const used = new Set(sessions.map(({ fixture }) => fixture))
  expect(Object.keys(FIXTURES).filter((name) => !used.has(name))).toEqual([])
})

test('what is listed as not run stands on its page', () => {
  const lost = NOT_RUN.filter(
    ({ page, text }) =>
      !textOf(page)
        .split('\n')
        .some((line) => line.includes(text)),
  )
  expect(lost).toEqual([])
})

test('no code is indented, where nobody would find it', () => {
  const lines = PAGES.flatMap((page) =>
    [...prose(textOf(page)).matchAll(/\n\n {4}(?! *[-*\d])(.*)/g)].map(
      ([, line]) => `${page}: ${line ?? ''}`,
    ),
  )
  expect(lines).toEqual([])
})

const TOML = PAGES.flatMap((page) =>
  allOf(page).flatMap(([, language, text = '']) => (language === 'toml' ? [[page, text] as const] : [])),
)

test.each(TOML)('%s: the configuration is accepted: %j', (_page, text) => {
  const folder = mkdtempSync(join(tmpdir(), 'bgsplit-docs-'))
  try {
    const isWhole = /^\[/m.test(text)
    writeFileSync(join(folder, 'pyproject.toml'), isWhole ? text : `[tool.bgsplit]\n${text}`)
    expect(Object.keys(configFor(folder))).not.toEqual([])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** What a session of the page runs, hidden or not. */
function runOn(page: string): readonly string[] {
  const sessions = PAGES_TRIED.find((each) => each.page === page)?.sessions ?? []
  const commands = sessions.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === 'run' ? [step.command] : [])),
  )
  const listed = NOT_RUN.filter((each) => each.page === page).map(({ text }) => text)
  return [...commands, ...listed]
}

test.each(of('yaml').map((block) => [where(block), block] as const))(
  '%s is YAML that its reader takes, and its commands are run by a session of the page',
  (_place, block) => {
    expect(commandsIn(block).filter((command) => !runOn(block.page).includes(command))).toEqual([])
  },
)

test.each(of('procfile').map((block) => [where(block), block] as const))(
  'the release command of %s is run by a session of the page',
  (_place, block) => {
    const commands = releaseCommands(block)
    expect(commands).not.toEqual([])
    expect(commands.filter((command) => !runOn(block.page).includes(command))).toEqual([])
  },
)

test('README leads to every page', () => {
  const readme = textOf('README.md')
  expect(PAGES.filter((page) => page !== 'README.md' && !readme.includes(`](${page})`))).toEqual([])
})
