import type { Dialect } from '../core/dialect'
import { Refusal } from '../core/errors'
import { lazy } from '../core/lazy'
import { stringValue, truthy } from '../python/arguments'
import type { Expression } from '../python/nodes'
import { CONTRIB_LABELS } from './contrib'
import { dialectOf } from './database-setting'
import type { OwnClasses } from './fields/own-classes'
import type { Migration } from './migration'
import { readSettingsFiles } from './settings-files'
import type { SettingsFiles } from './settings-files'
import type { ModelKey, ProjectSettings } from './state'

/** What is read of a project's settings; nothing is run. */
export interface Settings {
  readonly project: ProjectSettings
  /** Of `DATABASES["default"]`; undefined where it cannot be told. MariaDB looks like MySQL here. */
  readonly dialect: Dialect | undefined
  /** INSTALLED_APPS as far as it can be read. */
  readonly installedApps: readonly string[]
  /** The labels of Django's own apps among them. */
  readonly installedContrib: readonly string[]
  /** MIGRATION_MODULES: module names by app label. */
  readonly migrationModules: ReadonlyMap<string, string>
  /** The settings file that was read; undefined where none was found. */
  readonly file: string | undefined
}

const DEFAULT_USER: ModelKey = 'auth.user'

/**
 * Reads the settings of a project: the module that `manage.py` names, else one near its root. `migrations` gives the
 * project's migrations, which tell the user model where the settings do not; `ownClasses` are the field classes that the
 * configuration of bgsplit tells of.
 */
export function readSettings(
  root: string,
  migrations: () => Iterable<Migration>,
  ownClasses?: OwnClasses,
): Settings {
  const files = readSettingsFiles(root)
  const installedApps = stringsIn(files.value('INSTALLED_APPS'))
  return {
    project: projectSettings(files, migrations, ownClasses),
    dialect: dialectOf(files.value('DATABASES'), files.texts),
    installedApps,
    installedContrib: CONTRIB_LABELS.filter((label) => installedApps.some((app) => isContrib(app, label))),
    migrationModules: stringEntries(files.value('MIGRATION_MODULES')),
    file: files.path,
  }
}

function isContrib(app: string, label: string): boolean {
  const name = `django.contrib.${label}`
  return app === name || app.startsWith(`${name}.apps.`)
}

function projectSettings(
  files: SettingsFiles,
  migrations: () => Iterable<Migration>,
  ownClasses: OwnClasses | undefined,
): ProjectSettings {
  const written = modelOf(files.value('AUTH_USER_MODEL'))
  // Asked for only when the project's migrations are known.
  const userModel = lazy(() => written ?? swappedUser(migrations()) ?? DEFAULT_USER)
  const routers = files.value('DATABASE_ROUTERS')
  const defaultAutoField = stringValue(files.value('DEFAULT_AUTO_FIELD'))
  return {
    get userModel() {
      return userModel()
    },
    swappable: swappableModels(files),
    hasDatabaseRouters: routers !== undefined && truthy(routers) !== false,
    ...(defaultAutoField === undefined ? {} : { defaultAutoField }),
    ...(ownClasses !== undefined && { ownClasses }),
  }
}

/** Settings like OAUTH2_PROVIDER_APPLICATION_MODEL that name a model. */
function swappableModels(files: SettingsFiles): ReadonlyMap<string, ModelKey> {
  const models = files.names
    .filter((name) => name.endsWith('_MODEL'))
    .map((name) => [name, modelOf(files.value(name))] as const)
  return new Map(models.flatMap(([name, model]) => (model === undefined ? [] : [[name, model]])))
}

function modelOf(expression: Expression | undefined): ModelKey | undefined {
  const match = /^(\w+)\.(\w+)$/.exec(stringValue(expression) ?? '')
  return match === null ? undefined : `${match[1] ?? ''}.${(match[2] ?? '').toLowerCase()}`
}

/** The one model of the project that says it stands in for the user model. */
function swappedUser(migrations: Iterable<Migration>): ModelKey | undefined {
  const found = new Set<ModelKey>()
  for (const migration of migrations) {
    for (const name of swappedIn(migration)) found.add(`${migration.app}.${name.toLowerCase()}`)
  }
  return found.size === 1 ? [...found][0] : undefined
}

/** Read from the text: the operations themselves need to know the user model. */
function swappedIn(migration: Migration): readonly string[] {
  const text = readable(migration)
  if (!/["']swappable["']:\s*["']AUTH_USER_MODEL["']/.test(text)) return []
  return text.split(/\bCreateModel\(/).flatMap((part) => {
    const isSwapped = /["']swappable["']:\s*["']AUTH_USER_MODEL["']/.test(part)
    const name = /^\s*(?:name\s*=\s*)?["'](\w+)["']/.exec(part)?.[1]
    return isSwapped && name !== undefined ? [name] : []
  })
}

/** The text of a file; empty where it cannot be read, which is told when that migration is needed. */
function readable(migration: Migration): string {
  try {
    return migration.file.text
  } catch (error) {
    if (error instanceof Refusal) return ''
    throw error
  }
}

/** The strings of a list; what is no string is passed over. */
function stringsIn(expression: Expression | undefined): readonly string[] {
  if (expression === undefined || !('items' in expression)) return []
  return expression.items.flatMap((item) => stringValue(item) ?? [])
}

function stringEntries(expression: Expression | undefined): ReadonlyMap<string, string> {
  const entries = expression?.kind === 'dict' ? expression.entries : []
  return new Map(
    entries.flatMap(([key, value]) => {
      const [name, text] = [stringValue(key), stringValue(value)]
      return name === undefined || text === undefined ? [] : [[name, text] as const]
    }),
  )
}
