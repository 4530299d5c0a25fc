import { dirname, join } from 'node:path'
import { textOf } from '../core/span'
import type { MigrationKey } from '../django/migration'
import type { Mention } from '../django/load-migration'
import { mentionsOf } from '../django/project'
import type { Project } from '../django/project'
import type { Plan } from '../plan/plan'
import type { FileChange } from './change'
import { checkDatabaseFile, checkStateFile } from './check'
import { databaseFileText } from './database-file'
import { applyEdits } from './edits'
import type { Formatter } from './format'
import { splitNames } from './names'
import type { SplitNames } from './names'
import { stateFileText } from './state-file'
import { styleFor } from './style'

/** The files of one split. `changes` is empty where nothing has to be split. */
export interface SplitFiles {
  readonly names: SplitNames
  readonly changes: readonly FileChange[]
}

/**
 * Everything that a plan writes: the state migration in place of the original, the database migration, and every
 * other migration of the project that names the original, with its new name.
 *
 * @throws Error when what was rendered does not read back as what was planned: a bug, and nothing is written.
 */
export function filesFor(plan: Plan, project: Project, formatter: Formatter): SplitFiles {
  const { migration } = plan
  const names = splitNames(migration.name, plan.changes, namesOf(project, migration.app))
  if (plan.splits.length === 0) return { names, changes: [] }
  const folder = dirname(migration.file.path)
  const paths = { state: join(folder, `${names.state}.py`), database: join(folder, `${names.database}.py`) }
  const style = styleFor(migration.file)
  const state = stateFileText(plan, names.database, style, formatter)
  const database = databaseFileText(plan, names, paths.database, style, formatter)
  checkStateFile(plan, { path: paths.state, text: state }, project)
  checkDatabaseFile(plan, names, { path: paths.database, text: database }, project)
  const { path, text } = migration.file
  return {
    names,
    changes: [
      { kind: 'rename', from: path, to: paths.state, before: text, text: state },
      { kind: 'create', path: paths.database, text: database },
      ...references(project, migration.key, names.state),
    ],
  }
}

function namesOf(project: Project, app: string): readonly string[] {
  return [...project.migrations.values()].filter((each) => each.app === app).map((each) => each.name)
}

/** The migrations that name the original, each with its own quotes kept. */
function references(project: Project, key: MigrationKey, name: string): readonly FileChange[] {
  const mentions = mentionsOf(project, key)
  return [...new Set(mentions.map((mention) => mention.from))].map((migration) => {
    const { path, text } = migration.file
    const found = mentions.filter((mention) => mention.from === migration)
    const edits = found.map((mention) => ({ span: mention.place.span, text: renamed(mention, name) }))
    return { kind: 'edit', path, before: text, text: applyEdits(text, edits) }
  })
}

function renamed(mention: Mention, name: string): string {
  const literal = textOf(mention.place)
  const quotes = /^([A-Za-z]*)('''|"""|'|")[^]*\2$/.exec(literal)
  const [, prefix = '', quote = '"'] = quotes ?? []
  return `${prefix}${quote}${name}${quote}`
}
