import { Refusal } from '../core/errors'
import { textOf } from '../core/span'
import type { Migration } from '../django/migration'
import type { Operation } from '../django/operation'
import type { NotAnalysed } from '../django/replay'

const WAY_OUT = 'write its operations as a plain list'

/**
 * Throws `not-a-migration` or `opaque-operations` where a migration does not say, to someone who does not run it,
 * what it does.
 */
export function refuseUnreadable(migration: Migration): void {
  const read = migration.module.migration
  if (read === undefined) {
    throw new Refusal({
      code: 'not-a-migration',
      reason: 'there is no class Migration in it',
      wayOut: 'name a migration file, as makemigrations writes it',
      path: migration.file.path,
    })
  }
  const opaque = read.opaqueOperations
  if (opaque)
    throw unreadable(`its operations are ${opaque.what}, which only Python could tell`, opaque.place)
  const [override] = read.overrides
  if (override) throw unreadable(`${override.what} may change what the migration does`, override.place)
}

function unreadable(reason: string, place: NotAnalysed['place']): Refusal {
  return new Refusal({ code: 'opaque-operations', reason, wayOut: WAY_OUT, place })
}

/**
 * Throws `opaque-operations` where something in the history that could not be read names what this operation is
 * about: then nobody can tell what there is to be split.
 */
export function refuseDependingOn(passed: readonly NotAnalysed[], operation: Operation): void {
  const name = subjectOf(operation)
  if (name === undefined) return
  const pattern = new RegExp(`\\b${name.replace(/[^\w]/g, '\\$&')}\\b`, 'i')
  const found = passed.find(({ what, place }) => !HARMLESS.has(what) && pattern.test(textOf(place)))
  if (!found) return
  throw new Refusal({
    code: 'opaque-operations',
    reason: `${found.what} in ${found.place.file.path} names ${name}, and only Python could tell what it does to it`,
    wayOut: 'write that operation with those of Django',
    place: operation.place,
  })
}

/** SQL and Python of the user's are left as they are, as data and views are none of this tool's business. */
const HARMLESS: ReadonlySet<string> = new Set(['RunSQL', 'RunPython'])

function subjectOf(operation: Operation): string | undefined {
  switch (operation.kind) {
    case 'RemoveField':
      return operation.name
    case 'DeleteModel':
      return operation.model
    default:
      return undefined
  }
}
