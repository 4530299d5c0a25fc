import { Refusal } from '../core/errors'
import { placesLacking, textOfPlace, type PlaceName } from '../django/differing'
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
    if (RENAMES.has(operation.kind)) names = withNamesOf(names, operation, before, after.state, app)
    const isFree = (place: PlaceName): boolean => isItself(place, names, operation.kind)
    const come = placesLacking(after.schema, before.schema)
    const back = come.find((place) => gone.has(textOfPlace(place)) && !isFree(place))
    if (back !== undefined) throw comesBack(operation.kind, textOfPlace(back), operation.place)
    if (isUnsafe) for (const place of placesLacking(before.schema, after.schema)) gone.add(textOfPlace(place))
  }
}

/** A table that is renamed and gets its own name again: RenameModel, and a `db_table` that keeps the old one. */
function isItself({ table }: PlaceName, { tables }: Names, kind: string): boolean {
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
