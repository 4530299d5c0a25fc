import { loadMigration } from '../load-migration'
import type { Migration } from '../migration'
import type { ProjectSettings } from '../state'
import { CONTRIB_SOURCES } from './sources'

/** The labels of Django's own apps that have tables. */
export const CONTRIB_LABELS: readonly string[] = Object.keys(CONTRIB_SOURCES)

/** Django's own apps by label, each as the one migration that stands for all that it has. */
export function contribMigrations(settings: ProjectSettings): ReadonlyMap<string, Migration> {
  return new Map(
    Object.entries(CONTRIB_SOURCES).map(([label, text]) => {
      const path = `django/contrib/${label}/migrations/0001_initial.py`
      const read = (): { path: string; text: string } => ({ path, text })
      return [label, loadMigration({ app: label, name: '0001_initial', settings, read })]
    }),
  )
}
