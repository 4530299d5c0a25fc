import { DIALECTS, type Dialect } from '../../src/core/dialect'
import { applyChanges } from '../../src/django/apply-change'
import { differences } from '../../src/plan/differences'
import { compile, type CompileOptions } from '../../src/sql/compile'
import { CAPABILITIES } from '../../src/sql/dialect'
import { readSql } from '../../src/sql/read'
import { kinds, shop } from './kinds'

const OPTIONS: readonly CompileOptions[] = [
  {},
  { online: true },
  { rerunnable: true },
  { online: true, rerunnable: true },
]

/** Django's own operations have to do these, with whatever options. */
const LEFT_TO_DJANGO: Readonly<Record<Dialect, readonly string[]>> = {
  postgresql: [],
  mysql: [],
  mariadb: [],
  sqlite: Object.keys(kinds('sqlite')).filter((title) =>
    /^(alter|set|rename-index|create)|constraint|key|check/.test(title),
  ),
}

describe.each(DIALECTS)('%s', (dialect) => {
  const schema = shop(dialect)
  const all = kinds(dialect)

  test.each(OPTIONS)('what is written is read back as what was meant: %o', (options) => {
    const found: Record<string, unknown> = {}
    const left: string[] = []
    for (const [title, changes] of Object.entries(all)) {
      const statements = compile(changes, schema, options)
      if (statements === undefined) left.push(title)
      else found[title] = readBack(statements, title)
    }
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((title) => [title, []])))
    expect(left).toEqual(LEFT_TO_DJANGO[dialect])
  })

  const reruns = OPTIONS.filter(({ rerunnable }) => rerunnable === true)
  const rerun = CAPABILITIES[dialect].reruns === undefined ? test.skip : test

  rerun.each(reruns)('what failed half way is followed when it is run again: %o', (options) => {
    for (const [title, changes] of Object.entries(all)) {
      const statements = compile(changes, schema, options) ?? []
      for (let failed = 0; failed <= statements.length; failed++) {
        const again = readBack([...statements.slice(0, failed), ...statements], title)
        expect({ title, failed, again }).toEqual({ title, failed, again: [] })
      }
    }
  })

  function readBack(statements: readonly string[], title: string): readonly string[] {
    const read = statements.flatMap((statement) => readSql(statement, dialect))
    return differences(applyChanges(schema, read), applyChanges(schema, all[title] ?? []))
  }
})
