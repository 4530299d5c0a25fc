import { createHash } from 'node:crypto'
import { relative } from 'node:path'
import type { Dialect } from '../../../src/core/dialect'
import { Refusal } from '../../../src/core/errors'
import type { Migration } from '../../../src/django/migration'
import { loadProject } from '../../../src/django/project'
import type { Project } from '../../../src/django/project'
import { findingsOf } from '../../../src/plan/findings/findings'
import { planReleases } from '../../../src/plan/releases/plan-releases'
import type { PlanOptions } from '../../../src/plan/site'
import { asNewest } from '../newest'

/** What run.js asks for: so many migrations that are split, of the apps that stand in these folders. */
interface Wanted {
  readonly dialect: Dialect
  readonly count: number
  readonly folders: readonly string[]
}

/** A migration, and the files that have to go for it to be the newest; paths are relative to the project. */
interface Chosen {
  readonly key: string
  readonly path: string
  readonly removed: readonly string[]
}

/** The same ones each time, and of all apps: in the order of a digest of their names. */
function choose(folder: string, { dialect, count, folders }: Wanted): readonly Chosen[] {
  const project = loadProject(folder)
  const options: PlanOptions = { dialect, databaseOperations: 'sql', fill: 'auto', strict: false }
  const all = [...project.migrations.values()]
  const errors = findingsOf(project, all, options).filter(({ severity }) => severity === 'error')
  const unsafe = new Set(errors.map(({ migration }) => migration))
  const inOrder = all
    .filter((each) => unsafe.has(each.key) && isWanted(each, folder, folders))
    .toSorted((one, other) => (digest(one.key) < digest(other.key) ? -1 : 1))
  const found: Chosen[] = []
  for (const migration of inOrder) {
    if (found.length === count) break
    const world = asNewest(project, migration)
    if (isSplit(world, migration, options)) found.push(chosen(project, world, migration, folder))
  }
  return found
}

function isWanted({ file }: Migration, folder: string, folders: readonly string[]): boolean {
  const [top = ''] = relative(folder, file.path).split('/')
  return folders.length === 0 || folders.includes(top)
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

function isSplit(world: Project, migration: Migration, options: PlanOptions): boolean {
  try {
    const { plans } = planReleases(world, [migration], options)
    return plans.some(({ splits }) => splits.length > 0)
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

function chosen(project: Project, world: Project, { key, file }: Migration, folder: string): Chosen {
  const gone = [...project.migrations.values()].filter((each) => !world.migrations.has(each.key))
  const removed = gone.map((each) => relative(folder, each.file.path))
  return { key, path: relative(folder, file.path), removed }
}

const [, , folder = '.', wanted = '{}'] = process.argv
// Holds: run.js writes it.
process.stdout.write(JSON.stringify(choose(folder, JSON.parse(wanted) as Wanted)))
