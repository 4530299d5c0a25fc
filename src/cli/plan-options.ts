import type { Project } from '../django/project'
import type { PlanOptions } from '../plan/site'
import { databasesFor } from './commands/dialect'
import type { Config } from './config'
import type { PlanFlags } from './flags'
import type { Host } from './host'

/** How to plan: what the command line says, else the configuration, else the settings of the project. */
export function planOptions(project: Project, config: Config, flags: PlanFlags, host: Host): PlanOptions {
  const asked = flags.dialect === undefined ? [] : [flags.dialect, ...(flags.others ?? [])]
  const lockTimeout = flags.lockTimeout ?? config.lockTimeout
  return {
    ...databasesFor(asked, config, project, host),
    databaseOperations: flags.databaseOperations ?? config.databaseOperations ?? 'sql',
    fill: flags.fill ?? config.fill ?? 'auto',
    strict: config.strict ?? false,
    djangoKnowsDbDefault: config.django === undefined || Number.parseInt(config.django, 10) >= 5,
    ...(lockTimeout !== undefined && { lockTimeout }),
  }
}
