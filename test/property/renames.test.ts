import { compatible } from '../../src/compat/compatible'
import type { Dialect } from '../../src/core/dialect'
import { loadFormatter } from '../../src/emit/format'
import { OPTIONS } from '../plan/support'
import { renameCaseOf } from './generate'
import type { Tools } from './run'
import { messagesOf, runAll, shareOf, summaryOf, type Cases, type Run } from './tally'

/**
 * The property of property.test.ts where something is renamed, and the same model changes before and after it.
 *
 * `BGSPLIT_PROPERTY_CASES` and `BGSPLIT_PROPERTY_SEED` as there.
 */
const CASES = Number(process.env['BGSPLIT_PROPERTY_CASES'] ?? 80)
const SEED = Number(process.env['BGSPLIT_PROPERTY_SEED'] ?? 1)

/** Those that have an overlap: SQLite has none. */
const DIALECTS: readonly Dialect[] = ['postgresql', 'mariadb']

/** Of the plans of a migration with such an operation, this many of a hundred have to be splits. */
const SPLIT: Readonly<Record<string, number>> = { RenameField: 40, RenameModel: 30, AlterModelTable: 50 }

/** What is not split yet, and not refused with a fair reason either: to be mended, and then to be taken off. */
const KNOWN: readonly RegExp[] = [
  // A many-to-many field to the model itself, whose unique rule is over two twins.
  /already has a unique rule|the unique rule # of #, which new code may rely on, is gone/,
  // A many-to-many field that is added or removed behind the rename of its model's table.
  /^not-applicable: there is no table #|new code uses the table #, which is gone/,
  // AlterField that changes `db_column`.
  /^not-applicable: the table # has no column #/,
  // What is put off of a model that is renamed behind it, and whose table is not.
  /^unknown-model/,
  // Names of indexes: behind an AlterModelTable, with Django's operations; of a key that is let go, on MariaDB.
  /^proof-failed: .*the database migration does not (?:undo itself|end in the same schema) \(#: index/,
  // MariaDB: the comment of a column that is filled by a callable.
  /^proof-failed: .*does not end in the same schema \(#: column .*"comment"/,
]

const ALL: Cases = {
  seeds: Array.from({ length: CASES }, (_, index) => SEED + index),
  caseOf: renameCaseOf,
  dialectsOf: () => DIALECTS,
}

describe('random models, something renamed', () => {
  let tools: Tools
  let run: Run

  beforeAll(
    async () => {
      tools = { compatible, formatter: await loadFormatter(), defaults: OPTIONS }
      run = runAll(ALL, tools)
      process.stdout.write(summaryOf(ALL, run.tally))
    },
    60_000 + CASES * 2000,
  )

  test('split, replayed: the property holds', () => {
    const fresh = run.failures.filter(({ failure }) => !KNOWN.some((known) => known.test(failure.signature)))
    expect(messagesOf(fresh, tools).join('\n\n')).toBe('')
  }, 600_000)

  test.each(Object.entries(SPLIT))('%s is split in at least %d of a hundred', (kind, least) => {
    expect(shareOf(kind, run.tally)).toBeGreaterThanOrEqual(least)
  })

  test('the same seed gives the same case', () => {
    expect(renameCaseOf(SEED)).toEqual(renameCaseOf(SEED))
  })
})
