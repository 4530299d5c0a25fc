import type { Dialect } from '../../core/dialect'
import type { Project } from '../../django/project'
import type { Config } from '../config'
import type { Host } from '../host'

const USUAL: Dialect = 'postgresql'

/** The databases to write for, the one deployed to first. */
export interface Databases {
  readonly dialect: Dialect
  readonly others: readonly Dialect[]
}

/** Asked for, else configured, else that of the settings, else PostgreSQL with a note. */
export function databasesFor(
  asked: readonly Dialect[],
  config: Config,
  project: Project,
  host: Host,
): Databases {
  const [dialect = project.settings.dialect, ...others] = asked.length > 0 ? asked : (config.dialect ?? [])
  if (dialect !== undefined) return { dialect, others }
  host.note(`note: the database is not known from the settings; taking ${USUAL} (--dialect names another)`)
  return { dialect: USUAL, others }
}
