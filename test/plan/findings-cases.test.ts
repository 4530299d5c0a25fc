import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Dialect } from '../../src/core/dialect'
import { configFor } from '../../src/cli/config'
import { loadProject } from '../../src/django/project'
import { findingsOf } from '../../src/plan/findings/findings'
import { tree } from '../cli/run'
import { folderWith, type Files } from '../support/project'
import { told } from './findings-support'

/**
 * The goldens of the split, checked: what is split or refused has an error, what is left alone has none, and what
 * is written has none either, each half by itself; in one release the two are told.
 */
const ROOT = join(__dirname, '../cases')
/** One with all that can be written, and the one that makes tables again from the state. */
const SOME: readonly Dialect[] = ['postgresql', 'sqlite']

/** Operations that stay as they are written have their notes as before. */
const isAboutTheSplit = (line: string): boolean =>
  line.startsWith('error') || /RunPython|RunSQL|SeparateDatabaseAndState/.test(line)

const foldersIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((each) => (each.isDirectory() ? [each.name] : []))
const dialectsOf = (name: string): readonly Dialect[] =>
  SOME.filter((dialect) => existsSync(join(ROOT, name, `expected.${dialect}`)))
const CASES = foldersIn(ROOT)
  .flatMap((strategy) => foldersIn(join(ROOT, strategy)).map((name) => join(strategy, name)))
  .filter((name) => dialectsOf(name).length > 0)

function checked(files: Files, names: readonly string[], dialect: Dialect): readonly string[] {
  const folder = folderWith({ 'manage.py': '', ...files })
  const project = loadProject('.', { cwd: folder })
  const config = configFor(join(folder, 'x'))
  const options = {
    dialect,
    databaseOperations: config.databaseOperations ?? 'sql',
    fill: config.fill ?? 'auto',
    strict: config.strict ?? false,
    djangoKnowsDbDefault: config.django === undefined || Number.parseInt(config.django, 10) >= 5,
  } as const
  const chosen = [...project.migrations.values()].filter(({ file }) =>
    names.some((name) => file.path.endsWith(name)),
  )
  return told(findingsOf(project, chosen, options))
}

describe.each(CASES)('%s', (name) => {
  const before = tree(join(ROOT, name, 'before'))
  const target =
    Object.keys(before)
      .filter((path) => /^shop\/migrations\/0002_.*\.py$/.test(path))
      .sort()[0] ?? ''

  test.each(dialectsOf(name))('%s', (dialect) => {
    const expected = tree(join(ROOT, name, `expected.${dialect}`))
    const found = checked(before, [target], dialect)
    const isError = found.some((each) => each.startsWith('error'))
    expect(isError).toBe(!('unchanged' in expected))
    const written = Object.keys(expected).filter((path) => path.endsWith('.py'))
    if (written.length === 0) return
    const after = Object.fromEntries(
      Object.entries({ ...before, ...expected }).filter(([path]) => path !== target),
    )
    const halves = written.filter((each) => !(each in before))
    for (const path of halves)
      expect([path, checked(after, [path], dialect).filter(isAboutTheSplit)]).toEqual([path, []])
    const together = checked(after, halves, dialect).filter((line) => line.startsWith('error'))
    expect(together.length).toBeGreaterThan(0)
    expect(together.filter((line) => !line.startsWith('error halves-together '))).toEqual([])
  })
})
