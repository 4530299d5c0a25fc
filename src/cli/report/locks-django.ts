import type { Dialect } from '../../core/dialect'
import type { Operation } from '../../django/operation'
import type { Field } from '../../django/state'
import type { Found, Lock, LockTime } from './lock'

const TIMES: Readonly<Partial<Record<Operation['kind'], LockTime>>> = {
  AddField: 'django',
  AlterField: 'django',
  DeleteModel: 'moment',
  AddConstraint: 'django',
  RemoveConstraint: 'moment',
  AlterUniqueTogether: 'django',
}

/**
 * What an operation of Django's locks: ALTER TABLE and DROP TABLE of its model's table. Undefined where that depends on
 * what is not said here: the table of a many-to-many field, and a field that may be one.
 */
export function djangoLocks(operation: Operation, app: string, dialect: Dialect): Found {
  const time = TIMES[operation.kind]
  if (time === undefined || !('model' in operation)) return undefined
  const field = 'field' in operation && typeof operation.field === 'object' ? operation.field : undefined
  if (field?.kind === 'many-to-many') return undefined
  const own = lockOn(`${app}.${operation.model}`, dialect, time)
  return [own, ...targets(field, operation, dialect)]
}

/** Where a foreign key goes, PostgreSQL locks what it points at as strongly. */
function targets(field: Field | undefined, { kind }: Operation, dialect: Dialect): readonly Lock[] {
  const to = field?.relation?.to
  if (to === undefined || kind !== 'AlterField' || dialect !== 'postgresql') return []
  return [lockOn(to, dialect, 'moment')]
}

function lockOn(model: string, dialect: Dialect, time: LockTime): Lock {
  const lock = dialect === 'postgresql' ? 'ACCESS EXCLUSIVE' : 'metadata lock'
  return { on: { kind: 'model', name: model }, lock, while: time }
}
