import type { Dialect } from '../core/dialect'

/** What is said before the statements of a migration, and after them. */
export interface LockTimeout {
  readonly set: readonly string[]
  readonly reset: readonly string[]
}

const NOTHING: LockTimeout = { set: [], reset: [] }

/**
 * How long a statement may wait for its locks, from here on. `atomic`: all is in one transaction, at the end of which
 * PostgreSQL forgets what was set LOCAL; MySQL's transactions know nothing of the kind. SQLite has no such setting.
 *
 * Throws RangeError where the time is not a positive number: a timeout of nothing means to wait for ever.
 */
export function lockTimeoutSql(dialect: Dialect, milliseconds: number, atomic: boolean): LockTimeout {
  if (!(milliseconds > 0)) throw new RangeError(`a lock timeout of ${milliseconds} ms`)
  return TIMEOUTS[dialect](milliseconds, atomic)
}

type Timeout = (milliseconds: number, atomic: boolean) => LockTimeout

const TIMEOUTS: Readonly<Record<Dialect, Timeout>> = {
  postgresql: postgresql,
  mysql: mysql,
  mariadb: mysql,
  sqlite: () => NOTHING,
}

function postgresql(milliseconds: number, atomic: boolean): LockTimeout {
  const whole = Math.ceil(milliseconds)
  const time = whole % 1000 === 0 ? `'${whole / 1000}s'` : `'${whole}ms'`
  return atomic
    ? { set: [`SET LOCAL lock_timeout = ${time}`], reset: [] }
    : { set: [`SET lock_timeout = ${time}`], reset: ['RESET lock_timeout'] }
}

/** Tables are locked by the server, rows by InnoDB, and both count in whole seconds. */
function mysql(milliseconds: number): LockTimeout {
  const seconds = Math.ceil(milliseconds / 1000)
  const settings = ['lock_wait_timeout', 'innodb_lock_wait_timeout']
  return {
    set: settings.map((name) => `SET SESSION ${name} = ${seconds}`),
    reset: settings.map((name) => `SET SESSION ${name} = DEFAULT`),
  }
}
