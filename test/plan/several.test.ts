import type { Dialect } from '../../src/core/dialect'
import type { Operation } from '../../src/django/operation'
import type { Plan, Step } from '../../src/plan/plan'
import { onlyOn } from '../../src/plan/several/only-on'
import { onVendorFor } from '../../src/plan/several/on-vendor'
import { proveOnOthers } from '../../src/plan/several/others'
import { snapshotBefore } from '../../src/django/snapshot-before'
import { applyOperation } from '../../src/django/replay'
import { readSql } from '../../src/sql/read'
import { operationFrom } from '../support/operations'
import { migration, projectFrom } from '../support/project'
import { refusalOf } from '../support/refusal'
import { OPTIONS, model, planOf, remove, type History } from './support'

const SHOP = [
  model('Product', {
    a: 'models.IntegerField(unique=True)',
    b: 'models.IntegerField()',
    c: 'models.IntegerField(null=True)',
  }),
]
const ALTER = 'migrations.AlterField("product", "c", models.IntegerField())'

const both = (history: History, others: readonly Dialect[] = ['sqlite']): Plan => planOf(history, { others })

const shapeOf = (operation: Operation): unknown =>
  operation.kind === 'SeparateDatabaseAndState'
    ? { vendor: operation.vendor, database: operation.databaseOperations.map((each) => each.kind) }
    : operation.kind

describe('the database migration', () => {
  test('is for one database', () => {
    const { later, onVendor } = both({ before: SHOP, operations: [remove('product', 'b')] })
    expect(onVendor).toMatchObject({ name: 'OnPostgreSQL', vendor: 'postgresql', others: ['sqlite'] })
    expect(later.map(({ operation }) => shapeOf(operation))).toEqual([
      { vendor: 'postgresql', database: ['RunSQL'] },
    ])
  })

  test('keeps its functions apart', () => {
    const { later } = both({ before: SHOP, operations: [ALTER] })
    expect(later.map(({ operation }) => shapeOf(operation))).toEqual([
      'RunPython',
      { vendor: 'postgresql', database: ['RunSQL'] },
    ])
  })

  test('is as it was where there is one database', () => {
    const { later, onVendor } = planOf({ before: SHOP, operations: [remove('product', 'b')] })
    expect(onVendor).toBeUndefined()
    expect(later.map(({ operation }) => operation.kind)).toEqual(['RunSQL'])
  })

  test('nothing is there where nothing is split', () => {
    const plan = both({
      before: SHOP,
      operations: ['migrations.AddIndex("product", models.Index("b", name="b"))'],
    })
    expect(plan).toMatchObject({ splits: [], later: [] })
    expect(plan.onVendor).toBeUndefined()
  })
})

describe('steps next to each other', () => {
  const on = { name: 'OnSQLite', vendor: 'sqlite', others: ['postgresql'], isThere: false } as const
  const step = (text: string): Step => ({ operation: operationFrom(text), comment: [] })
  const sql = step('migrations.RunSQL(["SELECT 1"], [])')
  const separate = step(
    'migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("a", "b")])',
  )
  const run: Step = {
    ...step('migrations.RunPython(print)'),
    rowFunction: {
      kind: 'guard',
      name: 'check',
      app: 'shop',
      model: 'A',
      table: 'a',
      query: [],
      problem: '',
      remedy: '',
    },
  }
  const wrapped = (...steps: readonly Step[]): readonly unknown[] =>
    onlyOn(steps, on).map(({ operation }) => shapeOf(operation))

  test('come into one operation', () => {
    expect(wrapped(sql, sql, run, sql)).toEqual([
      { vendor: 'sqlite', database: ['RunSQL', 'RunSQL'] },
      'RunPython',
      { vendor: 'sqlite', database: ['RunSQL'] },
    ])
  })

  test('what is a database half already is not put into another', () => {
    expect(wrapped(separate)).toEqual([{ vendor: 'sqlite', database: ['RemoveField'] }])
    expect(wrapped(sql, separate)).toEqual([
      { vendor: 'sqlite', database: ['RunSQL', 'SeparateDatabaseAndState'] },
    ])
  })

  test('of none there is none', () => {
    expect(wrapped()).toEqual([])
  })
})

describe('the name of the class', () => {
  const nameFor = (above: string): string | undefined => {
    const text = migration({}).replace('class Migration', `${above}\n\n\nclass Migration`)
    const target = projectFrom({ 'shop/migrations/0001_initial.py': text }).migrations.get(
      'shop.0001_initial',
    )
    if (target === undefined) throw new Error('it is not there')
    return onVendorFor(target, { ...OPTIONS, dialect: 'mariadb', others: ['sqlite'] })?.name
  }

  test('is one that the file has not used', () => {
    expect(nameFor('')).toBe('OnMySQL')
    expect(nameFor('OnMySQL = 1')).toBe('OnMySQL2')
    expect(nameFor('OnMySQL = 1\nfrom shop import OnMySQL2')).toBe('OnMySQL3')
  })
})

describe('is refused with the name of the database', () => {
  const UNIQUE_GOES = `migrations.RunSQL(
    ['ALTER TABLE "shop_product" DROP COLUMN "a"'], state_operations=[migrations.RemoveField("product", "a")])`

  const POST_GOES = `migrations.RunSQL(['ALTER TABLE "blog_post" DROP COLUMN "a"'], [])`

  test('what cannot run there', () => {
    const history = { before: SHOP, operations: [UNIQUE_GOES, remove('product', 'b')] }
    const refusal = refusalOf(() => both(history))
    expect(refusal.code).toBe('other-database')
    expect(refusal.reason).toMatch(/^this cannot run on sqlite: the column shop_product\.a cannot be dropped/)
    expect(refusal.wayOut).toBe('give --dialect postgresql alone, and test on postgresql as well')
    expect(refusal.place).toBeDefined()
  })

  test('a history that cannot', () => {
    const history = { before: [...SHOP, UNIQUE_GOES], operations: [remove('product', 'b')] }
    const refusal = refusalOf(() => both(history))
    expect(refusal.code).toBe('other-database')
    expect(refusal.reason).toMatch(/^the migrations cannot be followed on sqlite: the column shop_product\.a/)
    expect(refusal.place?.file.path).toContain('0001_initial.py')
    expect(() => planOf(history)).not.toThrow()
  })

  test('but not one that it does not need', () => {
    const files = {
      'blog/migrations/0001_initial.py': migration({
        dependencies: ['shop.0001_initial'],
        operations: [model('Post', { a: 'models.IntegerField(unique=True)' }), POST_GOES],
      }),
    }
    expect(() => both({ before: SHOP, operations: [remove('product', 'b')], files })).not.toThrow()
  })

  test('what is not followed on the first either is no reason', () => {
    const unknown = ['migrations.RemoveField("product", "zzz")', 'migrations.RunSQL("VACUUM")', 'Own()']
    expect(() => both({ before: [...SHOP, ...unknown], operations: [remove('product', 'b')] })).not.toThrow()
  })

  test('what would do something else there', () => {
    const project = projectFrom({
      'shop/migrations/0001_initial.py': migration({ operations: SHOP }),
      'shop/migrations/0002_auto.py': migration({ dependencies: ['shop.0001_initial'] }),
    })
    const target = project.migrations.get('shop.0002_auto')
    if (target === undefined) throw new Error('it is not there')
    const environment = { app: 'shop', dialect: 'sqlite', readSql } as const
    const start = snapshotBefore(project, target, 'sqlite', readSql)
    const removal = operationFrom(remove('product', 'b'))
    const end = applyOperation(removal, start, environment)
    const other = { environment, start, end, back: start }
    const options = { ...OPTIONS, others: ['sqlite'] } as const
    const prove = (state: readonly Operation[], database: readonly Operation[] = []): void => {
      proveOnOthers([other], { state, database }, options, removal.place)
    }
    const reason = (state: readonly Operation[], database: readonly Operation[] = []): string =>
      refusalOf(() => {
        prove(state, database)
      }).reason
    const sql = '[\'ALTER TABLE "shop_product" DROP COLUMN "c"\']'
    const there = 'what would be written does not do the same on sqlite'
    expect(() => {
      prove([removal])
    }).not.toThrow()
    expect(reason([])).toMatch(`${there}: shop_product: column {`)
    expect(reason([removal, removal])).toContain('has no field "b"')
    expect(reason([removal], [operationFrom(`migrations.RunSQL(${sql}, "")`)])).toContain('"name":"c"')
    expect(reason([removal], [operationFrom(`migrations.RunSQL("", ${sql})`)])).toContain('"name":"c"')
  })
})
