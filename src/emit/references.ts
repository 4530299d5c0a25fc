import { textOf } from '../core/span'
import type { Place } from '../core/span'
import { nameOf } from '../django/graph'
import type { MigrationKey } from '../django/migration'
import { mentionsOf } from '../django/project'
import type { Project } from '../django/project'
import type { Behind } from '../plan/releases/release-plan'
import { databaseKey } from '../plan/releases/world'
import type { Called } from './database-file'
import type { TextEdit } from './edits'

/** What changes in the files of migrations that name others. */
export type References = ReadonlyMap<MigrationKey, readonly TextEdit[]>

/**
 * The names that follow: of migrations that get new ones, wherever the project names them, and of dependencies that
 * are to be on a database migration instead. Quotes stay as they are, and nothing else is touched.
 */
export function referenceEdits(
  project: Project,
  renamed: Iterable<MigrationKey>,
  behind: readonly Behind[],
  called: Called,
): References {
  const edits = new Map<MigrationKey, readonly TextEdit[]>()
  const add = (key: MigrationKey, place: Place, to: MigrationKey): void => {
    const edit = { span: place.span, text: requoted(place, nameOf(called(to))) }
    edits.set(key, [...(edits.get(key) ?? []), edit])
  }
  for (const { migration, place, original } of behind) add(migration, place, databaseKey(original))
  for (const key of renamed) {
    for (const { from, place } of mentionsOf(project, key)) {
      if (
        !behind.some((each) => each.place.file === place.file && each.place.span.start === place.span.start)
      )
        add(from.key, place, key)
    }
  }
  return edits
}

function requoted(place: Place, name: string): string {
  const quotes = /^([A-Za-z]*)('''|"""|'|")[^]*\2$/.exec(textOf(place))
  const [, prefix = '', quote = '"'] = quotes ?? []
  return `${prefix}${quote}${name}${quote}`
}
