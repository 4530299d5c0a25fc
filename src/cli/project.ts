import { loadProject } from '../django/project'
import type { Project } from '../django/project'
import { configFor } from './config'
import type { Config } from './config'
import type { Host } from './host'

export interface ConfiguredProject {
  readonly project: Project
  readonly config: Config
}

/**
 * The project around a path as `loadProject` finds it, and what `[tool.bgsplit]` says there: of its field classes too,
 * which are read with its migrations.
 * @throws Refusal where the path is not there or the configuration is wrong.
 */
export function projectFor(path: string, host: Pick<Host, 'cwd'>): ConfiguredProject {
  const config = configFor(path, host.cwd)
  const own = config.fields === undefined ? {} : { ownClasses: config.fields }
  return { project: loadProject(path, { cwd: host.cwd, ...own }), config }
}
