import { Refusal } from '../core/errors'
import type { Schema } from '../django/schema'
import type { UnsplitStep } from './unsplit'

/**
 * Throws `name-comes-back` where an operation makes a column or a table anew that an unsafe operation before it lets
 * go: the old one is still there, under the same name, until the later release.
 */
export function refuseNamesThatComeBack(steps: readonly UnsplitStep[]): void {
  const gone = new Set<string>()
  for (const { operation, before, after, isUnsafe } of steps) {
    const [was, is] = [namesIn(before.schema), namesIn(after.schema)]
    const isBack = (name: string): boolean =>
      isItself(name, operation.kind, steps[0]?.before.schema, after.schema)
    const back = [...is].find((name) => !was.has(name) && gone.has(name) && !isBack(name))
    if (back !== undefined) throw comesBack(operation.kind, back, operation.place)
    if (isUnsafe) for (const name of was) if (!is.has(name)) gone.add(name)
  }
}

/** A table that is renamed and gets its own name again: RenameModel, and a `db_table` that keeps the old one. */
function isItself(name: string, kind: string, start: Schema | undefined, after: Schema): boolean {
  const [was, is] = [start, after].map((schema) => schema?.tables.get(name.split('.')[0] ?? ''))
  const columns = (table: typeof was): string => [...(table?.columns.keys() ?? [])].join()
  return (kind === 'RenameModel' || kind === 'AlterModelTable') && columns(was) === columns(is)
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
