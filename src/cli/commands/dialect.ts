import type { Dialect } from '../../core/dialect'
import type { Project } from '../../django/project'
import type { Config } from '../config'
import type { Host } from '../host'

const USUAL: Dialect = 'postgresql'

/** The database to write for: asked for, else configured, else that of the settings, else PostgreSQL with a note. */
export function dialectFor(
  asked: Dialect | undefined,
  config: Config,
  project: Project,
  host: Host,
): Dialect {
  const found = asked ?? config.dialect ?? project.settings.dialect
  if (found !== undefined) return found
  host.note(`note: the database is not known from the settings; taking ${USUAL} (--dialect names another)`)
  return USUAL
}
