import { Refusal } from '../core/errors'
import type { Schema } from '../django/schema'
import { NO_NAMES, withNamesOf, type Names } from './renames/names'
import type { UnsplitStep } from './unsplit'

/**
 * Throws `name-comes-back` where an operation makes a column or a table anew that an unsafe operation before it lets
 * go: the old one is still there, under the same name, until the later release.
 */
export function refuseNamesThatComeBack(steps: readonly UnsplitStep[], app: string): void {
  let names = NO_NAMES
  const gone = new Set<string>()
  for (const { operation, before, after, isUnsafe } of steps) {
    const [was, is] = [namesIn(before.schema), namesIn(after.schema)]
    if (RENAMES.has(operation.kind)) names = withNamesOf(names, operation, before, after.state, app)
    const isFree = (name: string): boolean => was.has(name) || isItself(name, names, operation.kind)
    const back = [...is].find((name) => gone.has(name) && !isFree(name))
    if (back !== undefined) throw comesBack(operation.kind, back, operation.place)
    if (isUnsafe) for (const name of was) if (!is.has(name)) gone.add(name)
  }
}

/** A table that is renamed and gets its own name again: RenameModel, and a `db_table` that keeps the old one. */
function isItself(name: string, { tables }: Names, kind: string): boolean {
  const [table = ''] = name.split('.')
  return (kind === 'RenameModel' || kind === 'AlterModelTable') && tables.every(({ to }) => to !== table)
}

const RENAMES: ReadonlySet<string> = new Set(['RenameField', 'RenameModel', 'AlterModelTable'])

function comesBack(kind: string, name: string, place: UnsplitStep['operation']['place']): Refusal {
  if (RENAMES.has(kind)) return taken(kind, name, place)
  return new Refusal({
    code: 'name-comes-back',
    reason: `${kind} makes ${name} anew, while the one that this migration removes has to stay until the later release`,
    wayOut:
      'give the new one another db_column or db_table, or put it in a migration for a release after the drop',
    place,
  })
}

/** Two that swap their names, or one that takes the name of another. */
function taken(kind: string, name: string, place: UnsplitStep['operation']['place']): Refusal {
  return new Refusal({
    code: 'name-comes-back',
    reason: `${kind} gives the name ${name} to something else, while old code still goes by it`,
    wayOut:
      'keep both names in the database and swap them in Python alone, with db_column or db_table, ' +
      'or rename to a name that is new, and back in a later release',
    place,
  })
}

function namesIn({ tables }: Schema): ReadonlySet<string> {
  const names = new Set<string>()
  for (const [name, table] of tables) {
    names.add(name)
    for (const column of table.columns.keys()) names.add(`${name}.${column}`)
  }
  return names
}
