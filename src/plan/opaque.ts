import { Refusal } from '../core/errors'
import { textOf } from '../core/span'
import type { Migration } from '../django/migration'
import type { Operation, OperationOf } from '../django/operation'
import type { NotAnalysed } from '../django/replay'
import type { Expression } from '../python/nodes'
import { readSql } from '../sql/read'
import type { Note } from './plan'

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

/**
 * Throws `opaque-operations` where an operation of the migration itself cannot be told: an element of the list that is
 * no call, or one of Django's operations whose arguments only Python knows.
 */
export function refuseUntold(operations: readonly Operation[]): void {
  for (const operation of withHalves(operations)) {
    if (operation.kind !== 'Opaque') continue
    const { source, what, place } = operation
    if (source.kind === 'call' && !isDjango(source.callee)) continue
    throw unreadable(`only Python could tell what this does (${what})`, place)
  }
}

/** What is left as it is written, and not looked into: notes for the user. */
export function notAnalysed(operations: readonly Operation[]): readonly Note[] {
  return withHalves(operations).flatMap((operation): readonly Note[] => {
    const { kind, place } = operation
    if (kind === 'Opaque')
      return [{ text: `not analysed, and left as it is written: ${operation.what}`, place }]
    if (kind !== 'RunPython' && !(kind === 'RunSQL' && isUnknownSql(operation))) return []
    return [{ text: `not analysed, and left as it is written: ${kind}`, place }]
  })
}

function isUnknownSql({ sql }: OperationOf<'RunSQL'>): boolean {
  if (sql === undefined) return true
  return sql.some((text) => readSql(text, 'postgresql').some((change) => change.kind === 'unknown'))
}

function withHalves(operations: readonly Operation[]): readonly Operation[] {
  return operations.flatMap((operation): readonly Operation[] => {
    if (operation.kind === 'RunSQL') return [operation, ...withHalves(operation.stateOperations)]
    if (operation.kind !== 'SeparateDatabaseAndState') return [operation]
    return [...withHalves(operation.stateOperations), ...withHalves(operation.databaseOperations)]
  })
}

/** One of Django's own, or a bare name that a star import may have brought. */
function isDjango(callee: Expression): boolean {
  if (callee.kind !== 'reference') return true
  return (
    callee.target.startsWith('django.db.') || (callee.origin === 'unknown' && !callee.target.includes('.'))
  )
}

function unreadable(reason: string, place: NotAnalysed['place']): Refusal {
  return new Refusal({ code: 'opaque-operations', reason, wayOut: WAY_OUT, place })
}

/**
 * Throws `opaque-operations` where something in the history that could not be read names what this operation is
 * about: then nobody can tell what there is to be split.
 */
export function refuseDependingOn(passed: readonly NotAnalysed[], operation: Operation): void {
  const subject = subjectOf(operation)
  if (subject === undefined) return
  const { name, model } = subject
  const found = passed.find(
    ({ what, place }) =>
      !HARMLESS.has(what) &&
      wordOf(name).test(withoutParameters(textOf(place))) &&
      // What is done to a field is done to it by its model, which may have a name in the file.
      wordOf(model).test(place.file.text),
  )
  if (!found) return
  throw new Refusal({
    code: 'opaque-operations',
    reason: `${found.what} in ${found.place.file.path} names ${name}, and only Python could tell what it does to it`,
    wayOut: 'write that operation with those of Django',
    place: operation.place,
  })
}

function wordOf(name: string): RegExp {
  return new RegExp(`\\b${name.replace(/[^\w]/g, '\\$&')}\\b`, 'i')
}

/**
 * Without the names that Django's own operations give to their arguments, and others after them: `Own(name="a")` says
 * nothing of a field `name`.
 */
function withoutParameters(text: string): string {
  return text.replace(
    /([(,]\s*)(?:name|model_name|field|fields|index|constraint|options|sql|code)=(?!=)/g,
    '$1',
  )
}

/** SQL and Python of the user's are left as they are, as data and views are none of this tool's business. */
const HARMLESS: ReadonlySet<string> = new Set(['RunSQL', 'RunPython'])

interface Subject {
  readonly name: string
  readonly model: string
}

function subjectOf(operation: Operation): Subject | undefined {
  switch (operation.kind) {
    case 'RemoveField':
      return { name: operation.name, model: operation.model }
    case 'AlterField':
      return { name: operation.field.name, model: operation.model }
    case 'DeleteModel':
      return { name: operation.model, model: operation.model }
    default:
      return undefined
  }
}
