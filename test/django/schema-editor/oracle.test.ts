import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Dialect, DIALECTS } from '../../../src/core/dialect'
import { emptySnapshot } from '../../../src/django/empty-snapshot'
import { loadMigration } from '../../../src/django/load-migration'
import { replayMigration, unreplayMigration, type ReplayEnvironment } from '../../../src/django/replay'
import type { Snapshot } from '../../../src/django/snapshot'
import type { ProjectSettings } from '../../../src/django/state'
import { asExpected, describeTables, type ExpectedTable } from './normal-form'

/**
 * The replay against what Django itself left in databases: `expected/*.json`, written by `test/django/oracle.py`.
 * Each file holds a history, and the tables after each migration, forwards and backwards.
 */
const FOLDER = process.env['ORACLE_FOLDER'] ?? join(__dirname, 'oracle', 'expected')

type Tables = Readonly<Record<string, ExpectedTable | null>>

interface Recording {
  readonly migrations: readonly string[]
  readonly expected: Readonly<
    Partial<Record<Dialect, { readonly forwards: readonly Tables[]; readonly backwards: readonly Tables[] }>>
  >
}

const settings: ProjectSettings = {
  userModel: 'auth.user',
  swappable: new Map(),
  hasDatabaseRouters: false,
  defaultAutoField: 'django.db.models.BigAutoField',
}

describe.each(readdirSync(FOLDER).map((file) => file.replace(/\.json$/, '')))('%s', (name) => {
  // Holds: the files are written by oracle.py, in this form.
  const recording = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Recording
  const dialects = DIALECTS.filter((dialect) => recording.expected[dialect] !== undefined)

  test.each(dialects)('%s', (dialect) => {
    const expected = recording.expected[dialect]
    const environment: ReplayEnvironment = { app: 'shop', dialect, readSql: () => [] }
    const migrations = recording.migrations.map((text, index) => loadText(text, index + 1))
    const snapshots: Snapshot[] = [emptySnapshot(settings, dialect)]
    let tables: Record<string, ExpectedTable | null> = {}
    migrations.forEach((migration, index) => {
      const next = replayMigration(migration, lastOf(snapshots), environment)
      snapshots.push(next)
      tables = { ...tables, ...expected?.forwards[index] }
      expect({ after: migration.name, tables: describeTables(next.schema) }).toEqual({
        after: migration.name,
        tables: asExpected(tables),
      })
    })
    tables = {}
    let current = lastOf(snapshots)
    expected?.backwards.forEach((changed, index) => {
      const position = migrations.length - 1 - index
      const migration = migrations[position]
      const before = snapshots[position]
      if (migration === undefined || before === undefined) throw new Error('recorded too much')
      current = unreplayMigration(migration, before.state, current, environment)
      tables = { ...tables, ...changed }
      expect({ before: migration.name, tables: describeTables(current.schema) }).toEqual({
        before: migration.name,
        tables: asExpected(tables),
      })
    })
  })
})

function lastOf(snapshots: readonly Snapshot[]): Snapshot {
  const last = snapshots.at(-1)
  if (last === undefined) throw new Error('there is always the empty one')
  return last
}

function loadText(text: string, number: number): ReturnType<typeof loadMigration> {
  const name = String(number).padStart(4, '0')
  return loadMigration({
    app: 'shop',
    name,
    settings,
    read: () => ({ path: `shop/migrations/${name}.py`, text }),
  })
}
