import { choose } from '../../src/cli/choose/choose'
import type { Choice } from '../../src/cli/flags'
import type { Host } from '../../src/cli/host'
import { commitAll, git } from '../support/git'
import { folderWith, migration } from '../support/project'
import type { Files, MigrationParts } from '../support/project'

export const NO_CHOICE: Choice = {
  since: undefined,
  gitBase: undefined,
  showmigrations: undefined,
  all: false,
}

export interface Taken {
  readonly keys: readonly string[]
  readonly notes: readonly string[]
  readonly folders: boolean
}

/** What is chosen in a folder. */
export function take(cwd: string, paths: readonly string[], choice: Partial<Choice> = {}): Taken {
  const chosen = choose(paths, { ...NO_CHOICE, ...choice }, hostAt(cwd))
  return { keys: chosen.migrations.map(({ key }) => key), notes: chosen.notes, folders: chosen.folders }
}

export function hostAt(cwd: string): Host {
  return { cwd, user: undefined, colours: false, out: () => undefined, note: () => undefined }
}

/** Files of migrations by their keys: each with its dependencies, or its parts. */
export function filesOf(sketch: Readonly<Record<string, readonly string[] | MigrationParts>>): Files {
  const files = Object.entries(sketch).map(([key, value]) => {
    const [app = '', name = ''] = key.split('.')
    const parts: MigrationParts = 'map' in value ? { dependencies: value } : value
    return [`${app}/migrations/${name}.py`, migration(parts)] as const
  })
  return Object.fromEntries(files)
}

/** A project with a manage.py. */
export function projectFolder(files: Files): string {
  return folderWith({ 'manage.py': '', ...files })
}

/** The same in a repository, all of it committed on `main`. */
export function repositoryWith(files: Files): string {
  const folder = projectFolder(files)
  git(folder, 'init', '--quiet', '--initial-branch=main')
  commitAll(folder)
  return folder
}
