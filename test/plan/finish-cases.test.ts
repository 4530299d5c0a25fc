import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DIALECTS } from '../../src/core/dialect'
import type { Dialect } from '../../src/core/dialect'
import { loadProject } from '../../src/django/project'
import type { Project } from '../../src/django/project'
import { finishFilesFor } from '../../src/emit/finish-files'
import { loadFormatter } from '../../src/emit/format'
import { configFor } from '../../src/cli/config'
import { planFinishes } from '../../src/plan/pending/finish'
import { firstHalves } from '../../src/plan/pending/first-halves'
import { pendingOf } from '../../src/plan/pending/pending'
import type { PlanOptions } from '../../src/plan/site'
import { readSql } from '../../src/sql/read'
import { tree } from '../cli/run'
import { folderWith } from '../support/project'

/**
 * Every golden in which a migration is split: the state half alone, as `--phase state` leaves it, and then `finish`,
 * which must write the same database half as the split has written in one go, to the byte.
 */
const ROOT = join(__dirname, '..', 'cases')

const GOLDENS = foldersIn(ROOT).flatMap((strategy) =>
  foldersIn(join(ROOT, strategy)).flatMap((name) => goldensOf(join(strategy, name))),
)

/** The file has another first half in it by hand, which the split leaves alone, and is finished as well. */
const ALSO_BY_HAND = ['several-databases/class-is-there']
/** The user has a function of the name that bgsplit would give to its own: in a file of its own that is free. */
const OTHER_NAMES = ['add-field/helper-named-alike']

test.each(GOLDENS)('%s on %s', async (name, dialects) => {
  const [before, expected] = ['before', `expected.${dialects}`].map((each) => tree(join(ROOT, name, each)))
  const files = migrationsIn(expected ?? {})
  const database = files.find((path) => expected?.[path]?.includes('# Step 2 of 2') === true) ?? ''
  const first = files.find((path) => expected?.[path]?.includes('# Step 1 of 2') === true) ?? ''
  const original = migrationsIn(before ?? {}).find((path) => path.startsWith('shop/migrations/0002_')) ?? ''
  const state = Object.entries({ ...before, ...expected }).filter(
    ([path]) => path !== database && path !== original && path !== 'notes.txt',
  )
  const folder = folderWith({ 'manage.py': '', ...Object.fromEntries(state) })
  const written = await finished(loadProject(join(folder, first)), dialects.split(',').flatMap(dialectOf))
  if (ALSO_BY_HAND.includes(name)) return
  const texts = OTHER_NAMES.includes(name) ? written.map(withoutNames) : written
  const same = [join(folder, database), expected?.[database] ?? ''] as const
  expect(texts).toEqual([OTHER_NAMES.includes(name) ? withoutNames(same) : same])
})

test('there are goldens', () => {
  expect(GOLDENS.length).toBeGreaterThan(400)
})

function withoutNames([path, text]: readonly [string, string]): readonly [string, string] {
  return [path, text.replaceAll('fill_product_token_rows', 'fill_product_token')]
}

async function finished(project: Project, [dialect = 'postgresql', ...others]: readonly Dialect[]) {
  const pending = pendingOf(project, { dialect, readSql })
  const config = configFor(project.absoluteRoot)
  const options: PlanOptions = {
    ...{ dialect, others },
    databaseOperations: config.databaseOperations ?? 'sql',
    fill: config.fill ?? 'auto',
    strict: config.strict ?? false,
    djangoKnowsDbDefault: config.django === undefined || Number.parseInt(config.django, 10) >= 5,
    ...(config.lockTimeout !== undefined && { lockTimeout: config.lockTimeout }),
  }
  const plans = planFinishes(project, firstHalves(pending), options)
  const { files } = finishFilesFor(plans, project, { formatter: await loadFormatter() })
  return files.map(({ change }) => [change.path, change.text] as const)
}

function foldersIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

function goldensOf(name: string): readonly (readonly [string, string])[] {
  const file = join(ROOT, name, 'dialects')
  const lists = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : DIALECTS
  return lists
    .filter((dialects) => isSplit(join(ROOT, name, `expected.${dialects}`)))
    .map((dialects) => [name, dialects] as const)
}

function isSplit(folder: string): boolean {
  return existsSync(folder) && Object.values(tree(folder)).some((text) => text.includes('# Step 2 of 2'))
}

function migrationsIn(files: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(files)
    .filter((path) => path.endsWith('.py'))
    .sort()
}

function dialectOf(name: string): readonly Dialect[] {
  return DIALECTS.filter((each) => each === name)
}
