import { Refusal } from '../../core/errors'
import { didYouMean } from '../../core/nearest'
import { listed } from '../../core/words'
import { buildGraph } from '../../django/build-graph'
import { ancestors, appOf, assertSound, nameOf } from '../../django/graph'
import type { MigrationKey } from '../../django/migration'
import type { App } from '../../django/project'
import { withReplaced } from './history'
import type { Given } from './paths'
import { migrationsIn, theApps, theMigrations } from './selection'
import type { Selection } from './selection'

/**
 * `--since shop.0007,blog.0003`: what is not the named migration of its app and does not have to run before one of
 * those that are named. A name is what `migrate` takes: a whole one, the beginning of one, or `zero`; the app can be
 * left out where only one of the given apps has it. Each of the given apps needs a name, unless all its migrations
 * have to run before those that are named: which of its migrations are new is nothing to guess.
 *
 * @throws Refusal for a name that fits none or several, an app without a name, and a history that cannot be followed.
 */
export function selectSince(since: string, given: Given): Selection {
  const named = since.split(',').map((item) => namedBy(item.trim(), given))
  const keys = named.flatMap(({ key }) => key ?? [])
  const history = historyOf(keys, given)
  const migrations = migrationsIn(given).filter(({ key }) => !history.has(key))
  const apps = new Set(named.map(({ app }) => app))
  const others = given.apps.filter(
    ({ label }) => !apps.has(label) && migrations.some(({ app }) => app === label),
  )
  if (others.length > 0) throw unnamed(others, since)
  const names = listed(named.map(({ key, app }) => key ?? `${app}.zero`))
  if (migrations.length > 0)
    return { migrations, notes: [`taking ${theMigrations(migrations)} after ${names}`] }
  return { migrations, notes: [`no migration of ${theApps(given.apps)} comes after ${names}`] }
}

interface Named {
  readonly app: string
  /** None is what comes before the first. */
  readonly key: MigrationKey | undefined
}

function historyOf(keys: readonly MigrationKey[], { project }: Given): ReadonlySet<MigrationKey> {
  const graph = buildGraph(project, keys)
  // With a gap in the history, what lies before it would look new.
  for (const key of keys) assertSound(graph, key)
  return withReplaced([...keys, ...keys.flatMap((key) => ancestors(graph, key))], project)
}

function namedBy(item: string, given: Given): Named {
  const dot = item.indexOf('.')
  const label = dot < 0 ? undefined : item.slice(0, dot)
  const apps = label === undefined ? given.apps : given.apps.filter((app) => app.label === label)
  const name = item.slice(dot + 1)
  if (name === '')
    throw notOne(`--since cannot be ${JSON.stringify(item)}`, 'give the name of a migration', given)
  if (apps.length === 0) {
    const wayOut = `the folders hold ${theApps(given.apps)}`
    throw notOne(`--since names ${item}, and the app is not among those given`, wayOut, given)
  }
  return name === 'zero' ? beforeAll(apps, given) : theOne(name, apps, given)
}

function beforeAll(apps: readonly App[], given: Given): Named {
  const [app, ...others] = apps
  if (app !== undefined && others.length === 0) return { app: app.label, key: undefined }
  throw severalApps(
    'zero',
    apps.map(({ label }) => label),
    given,
  )
}

function theOne(name: string, apps: readonly App[], given: Given): Named {
  const labels = apps.map(({ label }) => label)
  const keys = migrationsIn(given).flatMap(({ app, key }) => (labels.includes(app) ? [key] : []))
  const begun = keys.filter((key) => nameOf(key).startsWith(name))
  const exact = begun.filter((key) => nameOf(key) === name)
  const found = exact.length > 0 ? exact : begun
  const owners = [...new Set(found.map(appOf))]
  const [key, ...others] = found
  if (key === undefined) throw unknown(name, keys, given)
  if (owners.length > 1) throw severalApps(name, owners, given)
  if (others.length > 0) throw severalNames(name, found, given)
  return { app: appOf(key), key }
}

function unknown(name: string, keys: readonly MigrationKey[], given: Given): Refusal {
  const wayOut = didYouMean(name, keys.map(nameOf), 'check the name')
  return notOne(`there is no migration ${name} in ${theApps(given.apps)}`, wayOut, given, 'not-found')
}

function severalNames(name: string, found: readonly MigrationKey[], given: Given): Refusal {
  const reason = `several migrations start with ${name}: ${listed(found.map(nameOf))}`
  return notOne(reason, 'give the whole name', given, 'not-found')
}

function severalApps(name: string, labels: readonly string[], given: Given): Refusal {
  const reason = `${name} is in several of the apps: ${listed(labels)}`
  return notOne(reason, `name the app as well, as in --since ${labels[0] ?? 'shop'}.${name}`, given)
}

function notOne(
  reason: string,
  wayOut: string,
  { project }: Given,
  code: 'usage' | 'not-found' = 'usage',
): Refusal {
  return new Refusal({ code, reason, wayOut, path: project.root })
}

function unnamed(apps: readonly App[], since: string): Refusal {
  const [first] = apps
  return new Refusal({
    code: 'usage',
    reason: `--since does not say which migrations of ${theApps(apps)} are new`,
    wayOut: `name the last old one of each app (--since ${since},${first?.label ?? ''}.0001), or leave its folder out`,
    path: first?.path,
  })
}
