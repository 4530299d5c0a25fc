import { affixesOf } from '../emit/name-template'
import { openTemplates } from '../emit/templates'
import type { Writing } from '../emit/writing'
import type { Config } from './config'
import type { WriteFlags } from './flags'

/**
 * How files are written: what the command line says, else the configuration. Looked at even where nothing has to be
 * written, so that a mistake is told before it matters.
 *
 * @throws Refusal `usage`, `template`
 */
export async function writingOf(flags: WriteFlags, config: Config): Promise<Writing> {
  const names = {
    state: flags.stateName ?? config.stateName,
    database: flags.databaseName ?? config.databaseName,
  }
  if (names.state !== undefined) affixesOf('--state-name', names.state)
  if (names.database !== undefined) affixesOf('--database-name', names.database)
  const folder = flags.templates ?? config.templates
  const templates = folder === undefined ? undefined : await openTemplates(folder)
  return { stage: flags.stage ?? config.stage, names, templates }
}
