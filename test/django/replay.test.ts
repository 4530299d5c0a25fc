import { textOf } from '../../src/core/span'
import type { Change } from '../../src/django/changes'
import type { Operation } from '../../src/django/operation'
import { applyOperation, unapplyAll, unapplyOperation } from '../../src/django/replay'
import type { NotAnalysed, ReplayEnvironment } from '../../src/django/replay'
import { emptySnapshot } from '../../src/django/empty-snapshot'
import { latestSnapshot, snapshotBefore } from '../../src/django/snapshot-before'
import type { Snapshot } from '../../src/django/snapshot'
import type { MigrationKey } from '../../src/django/migration'
import type { Project } from '../../src/django/project'
import { SETTINGS, operationFrom, operationsFrom } from '../support/operations'
import { migration, projectFrom } from '../support/project'
import { refusalOf } from '../support/refusal'

/** Knows `DROP TABLE name` and nothing else. */
function readSql(sql: string): readonly Change[] {
  const table = /^DROP TABLE (\w+)$/.exec(sql)?.[1]
  return [table === undefined ? { kind: 'unknown', sql } : { kind: 'drop-table', table }]
}

function replaying(): { environment: ReplayEnvironment; passed: NotAnalysed[] } {
  const passed: NotAnalysed[] = []
  return {
    environment: { app: 'shop', dialect: 'postgresql', readSql, record: (each) => passed.push(each) },
    passed,
  }
}

const applyAll = (
  operations: readonly Operation[],
  start: Snapshot,
  environment: ReplayEnvironment,
): Snapshot =>
  operations.reduce((snapshot, operation) => applyOperation(operation, snapshot, environment), start)

const START = applyAll(
  operationsFrom([
    'migrations.CreateModel("Owner", [("id", models.AutoField(primary_key=True))])',
    `migrations.CreateModel("Product", [
            ("id", models.AutoField(primary_key=True)),
            ("name", models.CharField(max_length=20)),
            ("owner", models.ForeignKey(to="shop.owner", on_delete=models.CASCADE)),
            ("fans", models.ManyToManyField(to="shop.owner", related_name="+")),
        ])`,
  ]),
  emptySnapshot(SETTINGS, 'postgresql'),
  replaying().environment,
)

const columnsOf = ({ schema }: Snapshot, table = 'shop_product'): string[] => [
  ...(schema.tables.get(table)?.columns.keys() ?? []),
]
const fieldsOf = ({ state }: Snapshot, key: MigrationKey = 'shop.product'): string[] => [
  ...(state.models.get(key)?.fields.keys() ?? []),
]
const names = (...parts: string[]): string[] => parts

function forwards(...operations: string[]): Snapshot {
  return applyAll(operationsFrom(operations), START, replaying().environment)
}

test('the start', () => {
  expect([...START.schema.tables.keys()]).toEqual(['shop_owner', 'shop_product', 'shop_product_fans'])
  expect(columnsOf(START)).toEqual(['id', 'name', 'owner_id'])
})

describe('forwards', () => {
  test.each<[string, string[], string[]]>([
    ['migrations.RemoveField("product", "name")', ['id', 'owner', 'fans'], ['id', 'owner_id']],
    [
      'migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("product", "name")])',
      ['id', 'owner', 'fans'],
      ['id', 'name', 'owner_id'],
    ],
    [
      'migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("product", "name")])',
      ['id', 'name', 'owner', 'fans'],
      ['id', 'owner_id'],
    ],
    // Both halves start from the state before the operation.
    [
      `migrations.SeparateDatabaseAndState(
            [migrations.RemoveField("product", "name")], [migrations.RemoveField("product", "name")]
        )`,
      ['id', 'owner', 'fans'],
      ['id', 'owner_id'],
    ],
  ])('%s', (operation, fields, columns) => {
    const snapshot = forwards(operation)
    expect([fieldsOf(snapshot), columnsOf(snapshot)]).toEqual([fields, columns])
  })

  test('a bare RemoveField in a database half, once the state has let the field go', () => {
    const gone =
      'migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("product", "name")])'
    const bare =
      'migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("product", "name")])'
    const refusal = refusalOf(() => forwards(gone, bare))
    expect(refusal.code).toBe('unknown-field')
    expect(refusal.place && textOf(refusal.place)).toBe('migrations.RemoveField("product", "name")')
  })

  // The recipe of a database migration without SQL: the state of the database half is its own.
  test('a database half that brings the field back for its own use', () => {
    const gone =
      'migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("product", "name")])'
    const snapshot = forwards(
      gone,
      `migrations.SeparateDatabaseAndState(database_operations=[
            migrations.SeparateDatabaseAndState(state_operations=[
                migrations.AddField("product", "name", models.CharField(max_length=20)),
            ]),
            migrations.RemoveField("product", "name"),
        ])`,
    )
    expect([fieldsOf(snapshot), columnsOf(snapshot)]).toEqual([
      names('id', 'owner', 'fans'),
      names('id', 'owner_id'),
    ])
  })

  test('what the database would refuse is told with its place', () => {
    const refusal = refusalOf(() => forwards('migrations.CreateModel("Product", [])'))
    expect(refusal.code).toBe('not-applicable')
    expect(refusal.place && textOf(refusal.place)).toBe('migrations.CreateModel("Product", [])')
  })

  test('RunSQL changes the tables that its SQL names, and the state by its state operations', () => {
    const snapshot = forwards(
      'migrations.RunSQL(["DROP TABLE shop_product_fans", "ANALYZE"], state_operations=[migrations.RemoveField("product", "fans")])',
    )
    expect(snapshot.schema.tables.has('shop_product_fans')).toBe(false)
    expect(fieldsOf(snapshot)).toEqual(['id', 'name', 'owner'])
  })

  test.each([
    ['migrations.RunPython(make)', 'RunPython'],
    ['migrations.RunSQL("ANALYZE")', 'RunSQL'],
    ['migrations.RunSQL(make())', 'RunSQL'],
    ['OwnOperation("product")', 'shop.operations.OwnOperation'],
    [
      'migrations.SeparateDatabaseAndState(database_operations=[OwnOperation("product")])',
      'shop.operations.OwnOperation',
    ],
  ])('%s is passed over and recorded', (source, what) => {
    const { environment, passed } = replaying()
    const snapshot = applyOperation(operationFrom(source), START, environment)
    expect(snapshot.schema).toEqual(START.schema)
    expect(passed.map((each) => each.what)).toEqual([what])
  })

  test('RunSQL.noop and known SQL are not recorded', () => {
    const { environment, passed } = replaying()
    applyOperation(operationFrom('migrations.RunSQL(migrations.RunSQL.noop)'), START, environment)
    applyOperation(operationFrom('migrations.RunSQL("DROP TABLE shop_product_fans")'), START, environment)
    expect(passed).toEqual([])
  })
})

describe('backwards', () => {
  test.each([
    'migrations.RemoveField("product", "name")',
    'migrations.AddField("product", "size", models.IntegerField(default=0))',
    'migrations.AlterField("product", "name", models.TextField(null=True))',
    'migrations.RenameField("product", "name", "title")',
    'migrations.RenameModel("Product", "Item")',
    'migrations.AlterModelTable("product", "goods")',
    'migrations.DeleteModel("Product")',
    'migrations.CreateModel("Tag", [("id", models.AutoField(primary_key=True))])',
    'migrations.AlterUniqueTogether("product", {("name", "owner")})',
    'migrations.AddIndex("product", models.Index(fields=["name"], name="i"))',
    'migrations.AddConstraint("product", models.UniqueConstraint(fields=["name"], name="u"))',
    'migrations.AlterOrderWithRespectTo("product", "owner")',
    'migrations.SeparateDatabaseAndState([migrations.RemoveField("product", "name")], [migrations.RemoveField("product", "owner")])',
    'migrations.SeparateDatabaseAndState([migrations.RemoveField("product", "name")], [migrations.RemoveField("product", "name")])',
    'migrations.SeparateDatabaseAndState([migrations.RenameField("product", "name", "a"), migrations.RenameField("product", "a", "b")])',
    'migrations.RunPython(make, migrations.RunPython.noop)',
    'migrations.RunSQL(migrations.RunSQL.noop, migrations.RunSQL.noop)',
  ])('%s, there and back', (source) => {
    const { environment } = replaying()
    const operation = operationFrom(source)
    const there = applyOperation(operation, START, environment)
    const back = unapplyOperation(operation, START.state, there, environment)
    expect(back.state).toBe(START.state)
    expect(shapeOf(back)).toEqual(shapeOf(START))
  })

  test('several, last first, each between its own states', () => {
    const { environment } = replaying()
    const operations = operationsFrom([
      'migrations.RenameField("product", "name", "title")',
      'migrations.AddField("product", "name", models.IntegerField(null=True))',
      'migrations.RemoveField("product", "title")',
    ])
    const there = applyAll(operations, START, environment)
    expect(new Set(columnsOf(there))).toEqual(new Set(['id', 'owner_id', 'name']))
    expect(shapeOf(unapplyAll(operations, START.state, there, environment))).toEqual(shapeOf(START))
  })

  test('reverse_sql', () => {
    const { environment } = replaying()
    const operation = operationFrom(
      'migrations.RunSQL(migrations.RunSQL.noop, "DROP TABLE shop_product_fans")',
    )
    const back = unapplyOperation(operation, START.state, START, environment)
    expect(back.schema.tables.has('shop_product_fans')).toBe(false)
  })

  test.each([
    [
      'migrations.RunSQL("ANALYZE")',
      'give it reverse_sql=migrations.RunSQL.noop where there is nothing to undo',
    ],
    [
      'migrations.RunPython(make)',
      'give it reverse_code=migrations.RunPython.noop where there is nothing to undo',
    ],
    [
      'migrations.SeparateDatabaseAndState([migrations.RunSQL("ANALYZE")])',
      'give it reverse_sql=migrations.RunSQL.noop where there is nothing to undo',
    ],
  ])('%s cannot be taken back', (source, wayOut) => {
    const { environment } = replaying()
    const refusal = refusalOf(() => unapplyOperation(operationFrom(source), START.state, START, environment))
    expect(refusal).toMatchObject({ code: 'not-applicable', wayOut })
  })

  test('an irreversible operation in a state half does not matter, as in Django', () => {
    const { environment } = replaying()
    const operation = operationFrom(
      'migrations.SeparateDatabaseAndState(state_operations=[migrations.RunSQL("A")])',
    )
    expect(unapplyOperation(operation, START.state, START, environment).schema).toEqual(START.schema)
  })
})

/** Tables and columns without regard to the order of columns: a column that comes back comes last. */
function shapeOf({ schema }: Snapshot): unknown {
  return [...schema.tables.values()]
    .map(({ columns, indexes, uniques, checks, foreignKeys, ...table }) => ({
      ...table,
      columns: [...columns.values()].sort((a, b) => a.name.localeCompare(b.name)),
      indexes: sorted(indexes),
      uniques: sorted(uniques),
      checks: sorted(checks),
      foreignKeys: sorted(foreignKeys),
    }))
    .sort((a, b) => a.name.localeCompare(b.name))
}

function sorted(rules: readonly { readonly name: string | undefined }[]): unknown {
  return [...rules].sort((a, b) => (a.name ?? '').localeCompare(b.name ?? ''))
}

describe('history', () => {
  const history = (): Project =>
    projectFrom({
      'shop/migrations/0001.py': migration({
        operations: ['migrations.CreateModel("A", [("id", models.AutoField(primary_key=True))])'],
      }),
      'shop/migrations/0002.py': migration({
        dependencies: ['shop.0001'],
        operations: ['migrations.AddField("a", "x", models.IntegerField(null=True))'],
      }),
      'shop/migrations/0003.py': migration({
        dependencies: ['shop.0002'],
        operations: ['migrations.AddField("a", "y", models.IntegerField(null=True))'],
      }),
      'blog/migrations/0001.py': migration({
        dependencies: ['shop.0002'],
        operations: ['migrations.CreateModel("B", [("a", models.ForeignKey("shop.A", models.CASCADE))])'],
      }),
      'news/migrations/0001.py': migration({
        dependencies: ['shop.0001'],
        operations: ['migrations.CreateModel("N", [("id", models.AutoField(primary_key=True))])'],
      }),
    })

  function before(project: Project, key: MigrationKey, passed: NotAnalysed[] = []): Snapshot {
    const target = project.migrations.get(key)
    if (target === undefined) throw new Error(key)
    return snapshotBefore(project, target, 'postgresql', readSql, (each) => passed.push(each))
  }

  test('before a migration is all but it and what comes after it', () => {
    const snapshot = before(history(), 'shop.0002')
    expect([...snapshot.state.models.keys()].sort()).toEqual(names('news.n', 'shop.a'))
    expect(fieldsOf(snapshot, 'shop.a')).toEqual(['id'])
    expect([...snapshot.schema.tables.keys()].sort()).toEqual(names('news_n', 'shop_a'))
  })

  test('before the first', () => {
    expect(before(history(), 'shop.0001').state.models.size).toBe(0)
  })

  test('the latest', () => {
    const snapshot = latestSnapshot(history(), { dialect: 'mysql', readSql })
    expect(fieldsOf(snapshot, 'shop.a')).toEqual(['id', 'x', 'y'])
    expect(snapshot.schema.dialect).toBe('mysql')
    expect(snapshot.schema.tables.size).toBe(3)
  })

  test('what cannot be followed in history is recorded, and the rest goes on', () => {
    const project = projectFrom({
      'shop/migrations/0001.py': migration({
        operations: [
          'make("Hidden")',
          'migrations.AddField("hidden", "x", models.IntegerField())',
          'migrations.CreateModel("A", [("id", models.AutoField(primary_key=True))])',
        ],
      }),
      'shop/migrations/0002.py': migration({ dependencies: ['shop.0001'] }),
      'blog/migrations/0001_helper.py': 'x = 1\n',
    })
    const passed: NotAnalysed[] = []
    const snapshot = before(project, 'shop.0002', passed)
    expect([...snapshot.state.models.keys()]).toEqual(['shop.a'])
    expect(passed.map((each) => each.what)).toEqual([
      'the file has no class Migration',
      'make',
      'there is no model shop.hidden at this point of the history',
    ])
  })

  test('of an operation that the database cannot follow the state goes on', () => {
    const project = projectFrom({
      'shop/migrations/0001.py': migration({
        operations: [
          'migrations.CreateModel("A", [("id", models.AutoField(primary_key=True)), ("x", models.IntegerField())])',
          'migrations.RunSQL("DROP TABLE shop_a")',
          'migrations.RemoveField("a", "x")',
        ],
      }),
      'shop/migrations/0002.py': migration({ dependencies: ['shop.0001'] }),
    })
    const passed: NotAnalysed[] = []
    expect(fieldsOf(before(project, 'shop.0002', passed), 'shop.a')).toEqual(['id'])
    expect(passed).toHaveLength(1)
  })

  test('a missing dependency of the target is refused', () => {
    const project = projectFrom({ 'shop/migrations/0002.py': migration({ dependencies: ['shop.0001'] }) })
    expect(refusalOf(() => before(project, 'shop.0002')).code).toBe('missing-dependency')
  })

  test('several leaves in another app are not', () => {
    const project = projectFrom({
      'shop/migrations/0001.py': migration(),
      'blog/migrations/0001.py': migration(),
      'blog/migrations/0002.py': migration(),
    })
    expect(before(project, 'shop.0001').state.models.size).toBe(0)
  })
})
