import { join } from 'node:path'
import { Refusal } from '../../core/errors'
import { listed } from '../../core/words'
import type { Migration } from '../../django/migration'
import type { App } from '../../django/project'
import { filesAt, folderOf, knownFiles, locate } from '../git'
import type { Repository } from '../git'
import { baseFor, defaultBase } from './base'
import type { Base } from './base'
import { hasChanged, movedSince } from './moved'
import type { Tracked } from './moved'
import type { Given } from './paths'
import { migrationsIn, theApps, theMigrations } from './selection'
import type { Selection } from './selection'

/**
 * `--git-base REF`: files that are not in the commit where HEAD left the ref, and that git has, has in its index, or
 * would take up: an ignored file is none. A file that was there is history, whatever has become of it; so is one of
 * an app's folder that has been moved. A file with a new name is new, as it is to Django.
 *
 * @throws Refusal `git` where git cannot tell.
 */
export function selectByGit(ref: string, given: Given): Selection {
  const { added, notes } = newIn(given, {
    baseOf: (repository) => baseFor(ref, repository),
    outside: ({ path }) =>
      new Refusal({ code: 'git', reason: OUTSIDE, wayOut: `choose with ${OTHERS}`, path }),
  })
  const since = `since HEAD left ${ref}`
  if (added.length === 0)
    return { migrations: [], notes: [`no migration of ${theApps(given.apps)} is new ${since}`, ...notes] }
  return { migrations: added, notes: [`taking ${theMigrations(added)} new ${since}`, ...notes] }
}

/**
 * Where nothing else was asked for: the files that git does not have on the default branch, from where HEAD left it.
 * @throws Refusal `usage` where there is no git, or no such branch: then a choice has to be made.
 */
export function selectByDefault(given: Given): Selection {
  const bases = new Set<string>()
  const { added, notes } = newIn(given, {
    baseOf: (repository, app) => {
      const base = defaultBase(repository)
      if (base === undefined) throw choiceNeeded('git has no branch here that is usually the default', app)
      bases.add(base.ref)
      return base
    },
    outside: (app) => choiceNeeded(OUTSIDE, app),
  })
  const where = `on ${listed([...bases])} (${CHOICES} choose otherwise)`
  if (added.length === 0)
    return { migrations: [], notes: [`git has all migrations of ${theApps(given.apps)} ${where}`, ...notes] }
  return {
    migrations: added,
    notes: [`taking ${theMigrations(added)} that git does not have ${where}`, ...notes],
  }
}

const OUTSIDE = 'git has no repository here'
const OTHERS = '--since, --showmigrations or --all'
const CHOICES = '--since, --git-base, --showmigrations or --all'

function choiceNeeded(why: string, { path }: App): Refusal {
  const reason = `which migrations are new? ${why}`
  return new Refusal({ code: 'usage', reason, wayOut: `choose with ${CHOICES}`, path })
}

interface Found {
  readonly added: readonly Migration[]
  readonly notes: readonly string[]
}

interface Question {
  readonly baseOf: (repository: Repository, app: App) => Base
  /** Where an app is in no repository. */
  readonly outside: (app: App) => Refusal
}

function newIn(given: Given, { baseOf, outside }: Question): Found {
  const found = groupsOf(given, outside).map(({ repository, apps }) =>
    newInOne(repository, baseOf(repository, apps[0].app), apps, given),
  )
  return { added: found.flatMap(({ added }) => added), notes: found.flatMap(({ notes }) => notes) }
}

interface Located {
  readonly app: App
  /** From the top of the repository, with a slash at its end. */
  readonly folder: string
}

interface Group {
  readonly repository: Repository
  readonly apps: readonly [Located, ...Located[]]
}

/** The apps of each repository: a submodule is one of its own. */
function groupsOf({ apps }: Given, outside: Question['outside']): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const app of apps) {
    const found = locate(join(app.absolutePath, 'x'))
    if (found === undefined) throw outside(app)
    const { repository, path } = found
    const located = { app, folder: folderOf(path) }
    const others = groups.get(repository.top)?.apps
    groups.set(repository.top, { repository, apps: others === undefined ? [located] : [...others, located] })
  }
  return [...groups.values()]
}

function newInOne(
  repository: Repository,
  { ref, commit }: Base,
  apps: readonly Located[],
  given: Given,
): Found {
  const folders = apps.map(({ folder }) => folder)
  const old = filesAt(repository, commit, folders)
  const known = knownFiles(repository, folders)
  const tracked = apps.flatMap((located) => trackedIn(located, given))
  const absent = tracked.filter(({ path }) => !old.has(path))
  const ignored = absent.filter(({ path }) => !known.has(path))
  const oldFolders = new Set([...old.keys()].map(folderOf))
  const candidates = absent.filter((each) => !ignored.includes(each) && !oldFolders.has(folderOf(each.path)))
  const moved = movedSince(commit, candidates, repository)
  const added = absent.filter((each) => !moved.includes(each) && !ignored.includes(each))
  const changed = tracked.filter(({ migration, path }) => hasChanged(migration, old.get(path), repository))
  return {
    added: added.map(({ migration }) => migration),
    notes: [...ignoredNotes(ignored), ...movedNotes(moved, ref), ...changedNotes(changed, ref)],
  }
}

function trackedIn({ app, folder }: Located, given: Given): readonly Tracked[] {
  const own = migrationsIn({ ...given, apps: [app] })
  return own.map((migration) => ({ migration, path: `${folder}${migration.name}.py` }))
}

function ignoredNotes(ignored: readonly Tracked[]): readonly string[] {
  if (ignored.length === 0) return []
  return [`git ignores ${named(ignored)}, which ${ignored.length === 1 ? 'is' : 'are'} not taken`]
}

function movedNotes(moved: readonly Tracked[], ref: string): readonly string[] {
  if (moved.length === 0) return []
  const what = moved.length === 1 ? 'has been moved' : 'have been moved'
  return [`${named(moved)} ${what} from another folder since HEAD left ${ref}, and count as history`]
}

function changedNotes(changed: readonly Tracked[], ref: string): readonly string[] {
  return changed.map(
    ({ migration }) =>
      `${migration.key} was there when HEAD left ${ref}, and is not taken, though its operations have changed`,
  )
}

/** By their names while they are few. */
function named(some: readonly Tracked[]): string {
  return some.length > FEW ? `${some.length} migrations` : listed(some.map(({ migration }) => migration.key))
}

const FEW = 3
