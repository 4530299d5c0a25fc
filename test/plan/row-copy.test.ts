import { emptySnapshot } from '../../src/django/empty-snapshot'
import { loadMigration } from '../../src/django/load-migration'
import type { ProjectSettings } from '../../src/django/state'
import { renameContentType } from '../../src/plan/content-type'
import { functionName } from '../../src/plan/function-name'
import type { Step } from '../../src/plan/plan'
import { copyRows, type ColumnCopy } from '../../src/plan/row-copy'
import { OperationWriter } from '../../src/plan/write-operation'
import { printExpression } from '../../src/python/print'
import { scopeOfNewFile } from '../../src/python/print-scope'
import { SETTINGS } from '../support/operations'
import { migration } from '../support/project'
import { refusalOf } from '../support/refusal'

const COPY: ColumnCopy = {
  dialect: 'postgresql',
  table: 'shop_product',
  key: ['id'],
  model: 'Product',
  from: 'price',
  to: 'cost',
  twin: {},
}

function writer(settings: Partial<ProjectSettings> = {}, above = ''): OperationWriter {
  const text = above + migration()
  const read = () => ({ path: 'shop/migrations/0002_auto.py', text })
  const loaded = loadMigration({ app: 'shop', name: '0002_auto', settings: SETTINGS, read })
  const before = emptySnapshot({ ...SETTINGS, ...settings }, 'postgresql')
  return new OperationWriter({ migration: loaded, before }, { file: loaded.file, span: { start: 0, end: 0 } })
}

function printed({ operation }: Step): string {
  return printExpression(operation.source, scopeOfNewFile('shop/migrations/0003.py'))
}

test('runs on the way there', () => {
  const step = copyRows(writer(), COPY)
  expect(printed(step)).toBe(
    'migrations.RunPython(copy_shop_product_price_to_cost, migrations.RunPython.noop)',
  )
  expect(step.rowFunction).toMatchObject({ kind: 'copy', key: 'id', from: 'price', comparesBytes: false })
})

test('runs on the way back', () => {
  const back = {
    ...COPY,
    from: 'cost',
    to: 'price',
    direction: 'reverse',
    twin: { comparesBytes: true },
  } as const
  const step = copyRows(writer(), back)
  expect(printed(step)).toBe(
    'migrations.RunPython(migrations.RunPython.noop, copy_shop_product_cost_to_price)',
  )
  expect(step.rowFunction).toMatchObject({ from: 'cost', to: 'price', comparesBytes: true })
})

test('tells database routers whose table it is', () => {
  expect(printed(copyRows(writer({ hasDatabaseRouters: true }), COPY))).toBe(
    'migrations.RunPython(copy_shop_product_price_to_cost, migrations.RunPython.noop, hints={"model_name": "product"})',
  )
})

test.each([
  [['tenant_id', 'id'], 'shop_product has a primary key of 2 columns'],
  [[], 'shop_product has no primary key'],
])('rows are told apart by one column: %j is refused', (key, reason) => {
  const refusal = refusalOf(() => copyRows(writer(), { ...COPY, key }))
  expect(refusal.code).toBe('primary-key')
  expect(refusal.reason).toContain(reason)
  expect(refusal.wayOut).toContain('db_column="price"')
})

test('content types are renamed both ways, and no router is given a hint', () => {
  const step = renameContentType(writer({ hasDatabaseRouters: true }), 'shop', 'Product', 'OrderLine')
  const names = 'rename_content_type_product_to_orderline, rename_content_type_orderline_to_product'
  expect(printed(step)).toBe(`migrations.RunPython(${names})`)
  expect(step.rowFunction).toMatchObject({ app: 'shop', from: 'Product', to: 'OrderLine' })
})

test('a name that the file uses is left to it', () => {
  const above = 'def copy_shop_product_price_to_cost(): ...\n\n\n'
  expect(copyRows(writer({}, above), COPY).rowFunction?.name).toBe('copy_shop_product_price_to_cost_rows')
})

describe('names of functions', () => {
  const none = new Set<string>()

  test.each(['copy_größe', 'copy_価格', 'Copy_unitPrice'])('%s stays', (name) => {
    expect(functionName(name, none)).toBe(name)
  })

  test.each([
    ['copy_"hr"."staff"', 'copy__hr___staff_'],
    ['copy_a b', 'copy_a_b'],
    ['copy_a\nb', 'copy_a_b'],
    ['copy_x²', 'copy_x2'],
    ['copy_ﬁ', 'copy_fi'],
    ['copy_Ⓐ', 'copy_A'],
  ])('%j is made safe and told from others by a digest', (words, safe) => {
    const name = functionName(words, none)
    expect(name.slice(0, -9)).toBe(safe)
    expect(name).toMatch(/^[\p{XID_Continue}]+_[0-9a-f]{8}$/u)
  })

  test('what looks alike has different names', () => {
    const names = ['a-b', 'a b', 'a_b'].map((words) => functionName(words, none))
    expect(new Set(names).size).toBe(3)
  })

  test('names that are taken are gone past', () => {
    expect(functionName('a', new Set(['a', 'a_rows']))).toBe('a_rows_rows')
  })
})
