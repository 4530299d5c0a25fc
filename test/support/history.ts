import type { Dialect } from '../../src/core/dialect'
import { latestSnapshot } from '../../src/django/snapshot-before'
import type { Snapshot } from '../../src/django/snapshot'
import { readSql } from '../../src/sql/read'
import { migration, projectFrom } from './project'

/** State and schema after one migration of the app `shop` with these operations. */
export function historyOf(operations: readonly string[], dialect: Dialect = 'postgresql'): Snapshot {
  const project = projectFrom({ 'shop/migrations/0001_initial.py': migration({ operations }) })
  return latestSnapshot(project, { dialect, readSql })
}
