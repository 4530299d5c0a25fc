import { applyChanges } from '../../src/django/apply-change'
import type { Change } from '../../src/django/changes'
import { compile, type CompileOptions } from '../../src/sql/compile'
import { kinds, shop } from './kinds'
import { ASKED, CONSOLES, NAME, run, type Server } from './servers'
import { twinKinds, type TwinKind } from './twin-kinds'

/**
 * On real servers at 127.0.0.1, where they are named: `BGSPLIT_DATABASES=postgresql,mariadb npx jest test/sql/rerun`.
 * A migration that failed at any of its statements is run again from the first one, and ends where it would have ended.
 */

const COLUMNS = 'id, sku, note, digits, stock, price, code, size, owner_id'

const ROWS = [
  'INSERT INTO shop_owner (id) VALUES (1)',
  `INSERT INTO shop_product (${COLUMNS}) VALUES (1, 'a', '12', '5', 1, 1.5, 1, 1, 1), (2, 'b', NULL, '6', 2, 2, 2, 2, 1)`,
]

const CASES: readonly (readonly [Server, CompileOptions])[] = [
  ['postgresql', { rerunnable: true }],
  ['postgresql', { online: true, rerunnable: true }],
  ['mariadb', { rerunnable: true }],
]

const named = CASES.filter(([server]) => ASKED.includes(server))

const walked = named.length === 0 ? describe.skip : describe

walked.each(named.length === 0 ? CASES : named)('%s %o', (server, options) => {
  const console = CONSOLES[server]
  const schema = shop(server)
  const bare = Object.entries(kinds(server)).map(([title, changes]): [string, TwinKind] => [
    title,
    { changes },
  ])
  const all = [...bare, ...Object.entries(twinKinds(server))]
  const tables: readonly Change[] = [...schema.tables.values()].map((table) => ({
    kind: 'create-table',
    table,
  }))
  const start = [...console.fresh, ...(compile(tables, { ...schema, tables: new Map() }) ?? []), ...ROWS]

  afterAll(() => run(server, console.gone))

  test.each(all)(
    '%s',
    (_title, { before = [], rows = [], changes }) => {
      const there = applyChanges(schema, before)
      const begun = [...start, ...(compile(before, schema) ?? []), ...rows]
      const statements = compile(changes, there, options) ?? []
      const once = run(server, [...begun, ...(compile(changes, there) ?? []), ...console.show])
      expect(once).not.toBe('')
      for (let failed = 0; failed <= statements.length; failed++) {
        const twice = [...begun, ...statements.slice(0, failed), ...statements, ...console.show]
        expect({ failed, shown: run(server, twice) }).toEqual({ failed, shown: once })
      }
    },
    60_000,
  )
})

if (ASKED.includes('postgresql')) {
  test('what an interrupted CONCURRENTLY leaves is made again', () => {
    const schema = shop('postgresql')
    const { fresh, show } = CONSOLES.postgresql
    const tables: readonly Change[] = [...schema.tables.values()].map((table) => ({
      kind: 'create-table',
      table,
    }))
    const start = [...fresh, ...(compile(tables, { ...schema, tables: new Map() }) ?? []), ...ROWS]
    const unique = { name: 'u', columns: ['size'], uses: ['size'] }
    const change: Change = { kind: 'add-unique', table: 'shop_product', unique }
    const statements = compile([change], schema, { online: true, rerunnable: true }) ?? []
    const twins = ['UPDATE shop_product SET size = 1']
    const apart = ['UPDATE shop_product SET size = id']
    expect(() => run('postgresql', [...start, ...twins, ...statements])).toThrow(
      'could not create unique index',
    )
    const again = [`SET search_path = ${NAME}`, ...show]
    expect(run('postgresql', again)).toContain('(size)|f')
    const mended = run('postgresql', [`SET search_path = ${NAME}`, ...apart, ...statements, ...show])
    expect(mended).toBe(run('postgresql', [...start, ...(compile([change], schema) ?? []), ...show]))
    run('postgresql', CONSOLES.postgresql.gone)
  })
}
