import { textOf } from '../../src/core/span'
import type { Operation, OperationKind } from '../../src/django/operation'
import { operationFrom, operationsFrom } from '../support/operations'

type Facts = Readonly<Record<string, unknown>>

const INDEX = 'models.Index(fields=["name"], name="shop_name_idx")'
const CHECK = 'models.CheckConstraint(condition=models.Q(size__gt=0), name="size_positive")'

describe("Django's operations", () => {
  test.each<[string, OperationKind, Facts]>([
    ['migrations.DeleteModel("Product")', 'DeleteModel', { model: 'Product' }],
    ['migrations.DeleteModel(name="Product")', 'DeleteModel', { model: 'Product' }],
    ['migrations.RenameModel("Product", "Item")', 'RenameModel', { from: 'Product', to: 'Item' }],
    [
      'migrations.RenameModel(new_name="Item", old_name="Product")',
      'RenameModel',
      { from: 'Product', to: 'Item' },
    ],
    [
      'migrations.AlterModelTable("product", "goods")',
      'AlterModelTable',
      { model: 'product', table: 'goods' },
    ],
    ['migrations.AlterModelTable(name="product", table=None)', 'AlterModelTable', { table: undefined }],
    [
      'migrations.AlterModelTableComment("product", table_comment="What we sell")',
      'AlterModelTableComment',
      { comment: 'What we sell' },
    ],
    [
      'migrations.AlterUniqueTogether("product", {("a", "b"), ("c",)})',
      'AlterUniqueTogether',
      { sets: [['a', 'b'], ['c']] },
    ],
    [
      'migrations.AlterUniqueTogether(name="product", unique_together=set([("a", "b")]))',
      'AlterUniqueTogether',
      { sets: [['a', 'b']] },
    ],
    ['migrations.AlterUniqueTogether("product", ("a", "b"))', 'AlterUniqueTogether', { sets: [['a', 'b']] }],
    ['migrations.AlterUniqueTogether("product", None)', 'AlterUniqueTogether', { sets: [] }],
    ['migrations.AlterUniqueTogether("product", {})', 'AlterUniqueTogether', { sets: [] }],
    ['migrations.AlterUniqueTogether("product", set())', 'AlterUniqueTogether', { sets: [] }],
    [
      'migrations.AlterIndexTogether(name="product", index_together={("a", "b")})',
      'AlterIndexTogether',
      { sets: [['a', 'b']] },
    ],
    [
      'migrations.AlterOrderWithRespectTo("line", "order")',
      'AlterOrderWithRespectTo',
      { model: 'line', field: 'order' },
    ],
    [
      'migrations.AlterOrderWithRespectTo(name="line", order_with_respect_to=None)',
      'AlterOrderWithRespectTo',
      { field: undefined },
    ],
    [
      'migrations.AlterModelOptions("product", {"ordering": ["-id"], "managed": False})',
      'AlterModelOptions',
      { options: { managed: false } },
    ],
    [
      'migrations.AlterModelOptions(name="product", options={"verbose_name": make()})',
      'AlterModelOptions',
      { options: {} },
    ],
    [
      'migrations.AlterModelManagers("product", [("objects", make())])',
      'AlterModelManagers',
      { model: 'product' },
    ],
    [
      'migrations.AddField("product", "size", models.IntegerField(default=1), False)',
      'AddField',
      { model: 'product', preserveDefault: false },
    ],
    [
      'migrations.AddField(model_name="product", name="size", field=models.IntegerField(null=True))',
      'AddField',
      { preserveDefault: true },
    ],
    [
      'migrations.AlterField("product", "size", models.IntegerField(), preserve_default="True")',
      'AlterField',
      { preserveDefault: true },
    ],
    ['migrations.RemoveField("product", "size")', 'RemoveField', { model: 'product', name: 'size' }],
    ['migrations.RenameField("product", "size", "width")', 'RenameField', { from: 'size', to: 'width' }],
    [
      'migrations.RenameField(model_name="product", old_name="size", new_name="width")',
      'RenameField',
      { model: 'product', from: 'size', to: 'width' },
    ],
    [
      `migrations.AddIndex("product", ${INDEX})`,
      'AddIndex',
      { index: expect.objectContaining({ name: 'shop_name_idx' }), concurrently: false },
    ],
    [
      'migrations.RemoveIndex("product", "shop_name_idx")',
      'RemoveIndex',
      { name: 'shop_name_idx', concurrently: false },
    ],
    [
      'migrations.RenameIndex("product", new_name="new", old_name="old")',
      'RenameIndex',
      { newName: 'new', oldName: 'old', oldFields: undefined },
    ],
    [
      'migrations.RenameIndex("product", "new", old_fields=("a", "b"))',
      'RenameIndex',
      { newName: 'new', oldName: undefined, oldFields: ['a', 'b'] },
    ],
    [
      `migrations.AddConstraint("product", ${CHECK})`,
      'AddConstraint',
      {
        constraint: expect.objectContaining({
          name: 'size_positive',
          className: 'django.db.models.CheckConstraint',
        }),
        notValid: false,
      },
    ],
    [
      'migrations.RemoveConstraint("product", "size_positive")',
      'RemoveConstraint',
      { name: 'size_positive' },
    ],
    [
      `migrations.AlterConstraint("product", "size_positive", ${CHECK})`,
      'AlterConstraint',
      { name: 'size_positive', constraint: expect.objectContaining({ name: 'size_positive' }) },
    ],
    ['migrations.RunPython(make)', 'RunPython', { reversible: false }],
    ['migrations.RunPython(make, None)', 'RunPython', { reversible: false }],
    ['migrations.RunPython(make, migrations.RunPython.noop)', 'RunPython', { reversible: true }],
    ['migrations.RunPython(code=make, reverse_code=make, elidable=True)', 'RunPython', { reversible: true }],
    [
      'migrations.SeparateDatabaseAndState()',
      'SeparateDatabaseAndState',
      { stateOperations: [], databaseOperations: [] },
    ],
    [`pg.AddIndexConcurrently("product", ${INDEX})`, 'AddIndex', { concurrently: true }],
    ['pg.RemoveIndexConcurrently("product", "x")', 'RemoveIndex', { name: 'x', concurrently: true }],
    [`pg.AddConstraintNotValid("product", ${CHECK})`, 'AddConstraint', { notValid: true }],
    ['pg.ValidateConstraint(model_name="product", name="x")', 'ValidateConstraint', { name: 'x' }],
    ['pg.TrigramExtension()', 'Extension', { name: 'pg_trgm' }],
    ['pg.CreateExtension("postgis")', 'Extension', { name: 'postgis' }],
    ['pg.CreateCollation("german", provider="icu", locale="de-x-icu")', 'Extension', { name: 'german' }],
    ['pg.RemoveCollation("german", "de")', 'Extension', { name: 'german' }],
    ['(migrations.DeleteModel("Product"))', 'DeleteModel', { model: 'Product' }],
  ])('%s', (source, kind, facts) => {
    expect(operationFrom(source)).toMatchObject({ kind, ...facts })
  })

  test.each([
    'django.db.migrations.operations.DeleteModel("Product")',
    'django.db.migrations.operations.models.DeleteModel("Product")',
    'm.DeleteModel("Product")',
    'Drop("Product")',
  ])('by any name: %s', (source) => {
    const above = [
      'import django.db.migrations.operations.models',
      'from django.db import migrations as m',
      'from django.db.migrations import DeleteModel as Drop',
    ]
    expect(operationFrom(source, above)).toMatchObject({ kind: 'DeleteModel', model: 'Product' })
  })

  test('know their place and source', () => {
    const operation = operationFrom('migrations.DeleteModel("Product")')
    expect(textOf(operation.place)).toBe('migrations.DeleteModel("Product")')
    expect(operation.source.kind).toBe('call')
  })
})

describe('CreateModel', () => {
  function created(source: string): Extract<Operation, { kind: 'CreateModel' }>['definition'] {
    const operation = operationFrom(source)
    if (operation.kind !== 'CreateModel') throw new Error(operation.kind)
    return operation.definition
  }

  test('fields in order, options, bases', () => {
    const model = created(`migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.AutoField(primary_key=True)),
                ("order", models.ForeignKey(on_delete=models.CASCADE, to="shop.order")),
            ],
            options={
                "db_table": "lines", "db_table_comment": "c", "managed": False, "proxy": False, "abstract": False,
                "swappable": "LINE_MODEL", "unique_together": {("id", "order")}, "index_together": [["id"]],
                "indexes": [${INDEX}], "constraints": [${CHECK}], "order_with_respect_to": "order",
                "verbose_name": make(), "ordering": ["id"],
            },
            bases=("shop.Place", "local", models.Model, django.db.models.Model, make()),
            managers=[("objects", make())],
        )`)
    expect(model).toMatchObject({ app: 'shop', name: 'OrderLine', bases: ['shop.place', 'shop.local'] })
    expect([...model.fields.keys()]).toEqual(['id', 'order'])
    expect(model.fields.get('order')?.relation?.to).toBe('shop.order')
    expect(model.options).toMatchObject({
      dbTable: 'lines',
      dbTableComment: 'c',
      managed: false,
      proxy: false,
      swappable: 'LINE_MODEL',
      uniqueTogether: [['id', 'order']],
      indexTogether: [['id']],
      indexes: [{ name: 'shop_name_idx' }],
      constraints: [{ name: 'size_positive' }],
      orderWithRespectTo: 'order',
    })
  })

  test('what swapper and the settings name (as wagtail does with its page)', () => {
    const model = created(
      `migrations.CreateModel("News", [], {"swappable": swapper.swappable_setting("kaffe", "Page")},
        bases=(swapper.get_model_name("kaffe", "Page"), settings.AUTH_USER_MODEL, settings.OTHER, mixins.Indexed))`,
    )
    expect(model.options.swappable).toBe('KAFFE_PAGE_MODEL')
    expect(model.bases).toEqual(['kaffe.page', 'auth.user'])
  })

  test('a key of the class that the project chooses (as django-oscar does)', () => {
    const [operation] = operationsFrom(
      ['migrations.CreateModel("A", [("id", auto(primary_key=True)), ("n", import_string("a.b.C")())])'],
      [
        'from django.utils.module_loading import import_string',
        'auto = import_string(settings.DEFAULT_AUTO_FIELD)',
      ],
    )
    if (operation?.kind !== 'CreateModel') throw new Error(operation?.kind)
    const { fields } = operation.definition
    expect(fields.get('id')).toMatchObject({ className: 'django.db.models.AutoField', primaryKey: true })
    expect(fields.get('n')).toMatchObject({ className: 'a.b.C', kind: 'unknown' })
  })

  test('defaults', () => {
    expect(created('migrations.CreateModel("A", [])')).toMatchObject({
      bases: [],
      options: { managed: true, proxy: false, uniqueTogether: [], indexes: [] },
    })
    expect(created('migrations.CreateModel("A", [], {"db_table": None})').options.dbTable).toBeUndefined()
  })

  test('lists that are names', () => {
    const [operation] = operationsFrom(
      ['migrations.CreateModel("A", FIELDS)'],
      ['FIELDS = [("id", models.AutoField())]'],
    )
    expect(operation).toMatchObject({ kind: 'CreateModel' })
  })
})

describe('RunSQL', () => {
  test.each<[string, Facts]>([
    ['"SELECT 1"', { sql: ['SELECT 1'], reverseSql: undefined, reversible: false, stateOperations: [] }],
    ['"SELECT 1", "SELECT 2"', { sql: ['SELECT 1'], reverseSql: ['SELECT 2'], reversible: true }],
    ['sql=["A", ("B", None), ["C %%", []]]', { sql: ['A', 'B', 'C %'] }],
    ['[("A %s", ["x"])]', { sql: undefined }],
    ['[("A", None, None)]', { sql: undefined }],
    ['migrations.RunSQL.noop, "B"', { sql: [], reverseSql: ['B'] }],
    ['"A", migrations.RunSQL.noop', { reverseSql: [], reversible: true }],
    ['"A", reverse_sql=""', { reverseSql: [], reversible: true }],
    ['"A", None', { reverseSql: undefined, reversible: false }],
    ['make()', { sql: undefined }],
    ['"A", make()', { reverseSql: undefined, reversible: true }],
    [
      '"A", state_operations=[migrations.DeleteModel("Product")]',
      { stateOperations: [expect.objectContaining({ kind: 'DeleteModel' })] },
    ],
  ])('%s', (parameters, facts) => {
    expect(operationFrom(`migrations.RunSQL(${parameters})`)).toMatchObject({ kind: 'RunSQL', ...facts })
  })
})

describe('SeparateDatabaseAndState', () => {
  test('nested', () => {
    const operation = operationFrom(
      `migrations.SeparateDatabaseAndState(
            [migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("a", "b")]), OwnOperation()],
            state_operations=STATE,
        )`,
      ['STATE = [migrations.DeleteModel("A")]'],
    )
    expect(operation).toMatchObject({
      kind: 'SeparateDatabaseAndState',
      databaseOperations: [
        { kind: 'SeparateDatabaseAndState', stateOperations: [{ kind: 'RemoveField' }] },
        { kind: 'Opaque', what: 'shop.operations.OwnOperation' },
      ],
      stateOperations: [{ kind: 'DeleteModel' }],
    })
  })
})

describe('what only Python could tell', () => {
  test.each<[string, RegExp]>([
    ['OwnOperation("product")', /shop\.operations\.OwnOperation/],
    ['Local("product")', /Local/],
    ['pgtrigger.migrations.AddTrigger(model_name="product")', /pgtrigger/],
    ['*make()', /./],
    ['make', /./],
    ['"text"', /a string/],
    ['migrations.DeleteModel("A") if settings.DEBUG else migrations.DeleteModel("B")', /./],
    ['make()()', /./],
    ['migrations.DeleteModel(make())', /DeleteModel/],
    ['migrations.DeleteModel(name=f"{x}")', /DeleteModel/],
    ['migrations.DeleteModel()', /DeleteModel/],
    ['migrations.DeleteModel("A", "B")', /DeleteModel/],
    ['migrations.DeleteModel("A", name="A")', /DeleteModel/],
    ['migrations.DeleteModel(*names)', /DeleteModel/],
    ['migrations.DeleteModel(**options)', /DeleteModel/],
    ['migrations.RemoveField("product", NAME + "x")', /RemoveField/],
    ['migrations.AddField("product", "size", make)', /AddField/],
    ['migrations.AddField("product", "size")', /AddField/],
    ['migrations.AlterUniqueTogether("product", make())', /AlterUniqueTogether/],
    ['migrations.AlterUniqueTogether("product", {make()})', /AlterUniqueTogether/],
    ['migrations.AlterModelTable("product", make())', /AlterModelTable/],
    ['migrations.RenameIndex("product", "new")', /RenameIndex/],
    ['migrations.RenameIndex("product", "new", "old", ("a",))', /RenameIndex/],
    ['migrations.AddIndex("product", make)', /AddIndex/],
    ['migrations.CreateModel("A", make())', /CreateModel/],
    ['migrations.CreateModel("A", [*make()])', /CreateModel/],
    ['migrations.CreateModel("A", [(make(), models.AutoField())])', /CreateModel/],
    ['migrations.CreateModel("A", [("a", models.AutoField()), ("a", models.AutoField())])', /CreateModel/],
    ['migrations.CreateModel("A", [], options=make())', /CreateModel/],
    ['migrations.CreateModel("A", [], options={make(): 1})', /CreateModel/],
    ['migrations.CreateModel("A", [], options={"managed": settings.X})', /CreateModel/],
    ['migrations.CreateModel("A", [], bases=make())', /CreateModel/],
    ['migrations.SeparateDatabaseAndState(state_operations=make())', /SeparateDatabaseAndState/],
    ['migrations.NoSuchOperation("A")', /NoSuchOperation/],
    ['models.DeleteModel("A")', /DeleteModel/],
  ])('%s', (source, what) => {
    const above = ['import pgtrigger.migrations', 'class Local(migrations.DeleteModel):', '    pass']
    const operation = operationFrom(source, above)
    expect(operation.kind).toBe('Opaque')
    expect(operation.kind === 'Opaque' && operation.what).toMatch(what)
    expect(textOf(operation.place)).toBe(source)
  })
})
