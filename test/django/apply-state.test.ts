import { PersistentMap } from '../../src/core/persistent-map'
import { applyToState } from '../../src/django/apply-state'
import type { Field, Model, ProjectState } from '../../src/django/state'
import { EMPTY_STATE, modelIn, operationFrom, stateAfter } from '../support/operations'
import { refusalOf } from '../support/refusal'

const START = stateAfter([
  'migrations.CreateModel("Owner", [("id", models.AutoField(primary_key=True)), ("code", models.CharField(unique=True))])',
  `migrations.CreateModel("Product", [
            ("id", models.AutoField(primary_key=True)),
            ("name", models.CharField(max_length=20, default="x")),
            ("size", models.IntegerField()),
            ("owner", models.ForeignKey("shop.Owner", models.CASCADE, to_field="code")),
            ("parent", models.ForeignKey(to="self", on_delete=models.CASCADE, null=True)),
            ("watchers", models.ManyToManyField(to="Owner", through="shop.Watching", related_name="watched")),
        ], options={
            "unique_together": {("name", "size")}, "index_together": {("size", "owner")},
            "indexes": [models.Index(fields=["size"], name="size_idx")],
            "constraints": [models.UniqueConstraint(fields=["size"], name="size_uniq")],
            "order_with_respect_to": "owner",
        })`,
  'migrations.CreateModel("Watching", [("owner", models.ForeignKey(to="shop.owner", on_delete=models.CASCADE))])',
  'migrations.CreateModel("Shop", [], bases=("shop.owner",))',
])

const after = (...operations: string[]): ProjectState => stateAfter(operations, START)
const product = (state: ProjectState): Model => modelIn(state, 'product')

function fieldIn(state: ProjectState, model: string, name: string): Field {
  const field = modelIn(state, model).fields.get(name)
  if (field === undefined) throw new Error(`no field ${name}`)
  return field
}

function argumentIn(field: Field, name: string): unknown {
  const value = field.source.args.find((argument) => argument.name === name)?.value
  return value && 'value' in value ? value.value : value?.kind
}

describe('models', () => {
  test('the names of models are compared without case', () => {
    expect(after('migrations.DeleteModel("pRODUCT")').models.has('shop.product')).toBe(false)
  })

  test('a created model takes the place of one of its name', () => {
    expect(product(after('migrations.CreateModel("Product", [])')).fields.size).toBe(0)
  })

  test('RenameModel', () => {
    const state = after('migrations.RenameModel("Owner", "Keeper")')
    expect(state.models.has('shop.owner')).toBe(false)
    expect(modelIn(state, 'keeper').name).toBe('Keeper')
    expect(modelIn(state, 'shop').bases).toEqual(['shop.keeper'])
    const owner = fieldIn(state, 'product', 'owner')
    expect(owner.relation?.to).toBe('shop.keeper')
    // It is given by its position, and stays there.
    expect(owner.source.args[0]?.value).toMatchObject({ kind: 'string', value: 'shop.Keeper' })
    expect(owner.source.synthetic).toBe(true)
    const watchers = fieldIn(state, 'product', 'watchers')
    expect(watchers.relation).toMatchObject({ to: 'shop.keeper', through: 'shop.watching' })
    expect([argumentIn(watchers, 'to'), argumentIn(watchers, 'through')]).toEqual([
      'shop.Keeper',
      'shop.Watching',
    ])
  })

  test('RenameModel of a through model, and of a model that points to itself', () => {
    const state = after(
      'migrations.RenameModel("Watching", "Watch")',
      'migrations.RenameModel("Product", "Item")',
    )
    expect(fieldIn(state, 'item', 'watchers').relation).toMatchObject({
      to: 'shop.owner',
      through: 'shop.watch',
    })
    expect(fieldIn(state, 'item', 'parent').relation?.to).toBe('shop.item')
    expect(argumentIn(fieldIn(state, 'item', 'parent'), 'to')).toBe('self')
  })

  test('RenameModel by case only', () => {
    const state = after('migrations.RenameModel("Product", "PRODUCT")')
    expect(product(state).name).toBe('PRODUCT')
    expect(state.models.size).toBe(START.models.size)
  })

  test('AlterModelTable, and back to the default', () => {
    const named = after('migrations.AlterModelTable("product", "goods")')
    expect(product(named).options.dbTable).toBe('goods')
    const unnamed = stateAfter(['migrations.AlterModelTable("product", None)'], named)
    expect('dbTable' in product(unnamed).options).toBe(false)
  })

  test('AlterModelTableComment', () => {
    expect(product(after('migrations.AlterModelTableComment("product", "c")')).options.dbTableComment).toBe(
      'c',
    )
  })

  test('AlterModelOptions sets what it has, and managed goes back to its default', () => {
    const unmanaged = after('migrations.AlterModelOptions("product", {"managed": False, "ordering": ["id"]})')
    expect(product(unmanaged).options).toMatchObject({ managed: false, uniqueTogether: [['name', 'size']] })
    const managed = stateAfter(['migrations.AlterModelOptions("product", {"ordering": ["id"]})'], unmanaged)
    expect(product(managed).options.managed).toBe(true)
  })

  test.each<[string, Partial<Model['options']>]>([
    ['migrations.AlterUniqueTogether("product", {("size",)})', { uniqueTogether: [['size']] }],
    ['migrations.AlterUniqueTogether("product", None)', { uniqueTogether: [] }],
    ['migrations.AlterIndexTogether("product", set())', { indexTogether: [] }],
    ['migrations.AlterOrderWithRespectTo("product", "parent")', { orderWithRespectTo: 'parent' }],
  ])('%s', (operation, options) => {
    expect(product(after(operation)).options).toMatchObject(options)
  })

  test('AlterOrderWithRespectTo to none', () => {
    const { options } = product(after('migrations.AlterOrderWithRespectTo("product", None)'))
    expect('orderWithRespectTo' in options).toBe(false)
  })
})

describe('fields', () => {
  test('AddField goes to the end', () => {
    const state = after('migrations.AddField("Product", "price", models.IntegerField(default=0))')
    expect([...product(state).fields.keys()].at(-1)).toBe('price')
    expect(fieldIn(state, 'product', 'price').default).toBeDefined()
  })

  test.each(['AddField', 'AlterField'])('%s without preserve_default forgets the default', (operation) => {
    const name = operation === 'AddField' ? 'price' : 'size'
    const state = after(
      `migrations.${operation}("product", "${name}", models.IntegerField(default=0, null=True), preserve_default=False)`,
    )
    const field = fieldIn(state, 'product', name)
    expect('default' in field).toBe(false)
    expect(field.null).toBe(true)
    expect(argumentIn(field, 'default')).toBeUndefined()
  })

  test('AlterField keeps the place among the fields', () => {
    const state = after('migrations.AlterField("product", "name", models.TextField())')
    expect([...product(state).fields.keys()]).toEqual([...product(START).fields.keys()])
    expect(fieldIn(state, 'product', 'name').className).toBe('django.db.models.TextField')
  })

  test('RemoveField', () => {
    expect(product(after('migrations.RemoveField("product", "size")')).fields.has('size')).toBe(false)
  })

  test('RenameField goes to the end and takes the sets of fields with it, not the rules', () => {
    const model = product(after('migrations.RenameField("product", "size", "width")'))
    expect([...model.fields.keys()].at(-1)).toBe('width')
    expect(model.fields.get('width')?.name).toBe('width')
    expect(model.options.uniqueTogether).toEqual([['name', 'width']])
    expect(model.options.indexTogether).toEqual([['width', 'owner']])
    expect(model.options.indexes).toEqual(product(START).options.indexes)
    expect(model.options.constraints).toEqual(product(START).options.constraints)
  })

  test('RenameField of what others point to', () => {
    const owner = fieldIn(after('migrations.RenameField("owner", "code", "number")'), 'product', 'owner')
    expect(owner.relation?.toField).toBe('number')
    expect(argumentIn(owner, 'to_field')).toBe('number')
  })

  test('RenameField does not touch order_with_respect_to, as Django', () => {
    const state = after('migrations.RenameField("product", "owner", "keeper")')
    expect(product(state).options.orderWithRespectTo).toBe('owner')
  })

  test('RenameField of a part of a composite key', () => {
    const state = stateAfter([
      'migrations.CreateModel("A", [("pk", models.CompositePrimaryKey("x", "y")), ("x", models.IntegerField()), ("y", models.IntegerField())])',
      'migrations.RenameField("A", "y", "z")',
    ])
    const names = fieldIn(state, 'a', 'pk').source.args.map(({ value }) => 'value' in value && value.value)
    expect(names).toEqual(['x', 'z'])
  })
})

describe('indexes and constraints', () => {
  const names = (rules: Model['options']['indexes']): string[] => rules.map(({ name }) => name)

  test.each<[string, string[], string[]]>([
    [
      'migrations.AddIndex("product", models.Index(fields=["name"], name="n"))',
      ['size_idx', 'n'],
      ['size_uniq'],
    ],
    ['migrations.RemoveIndex("product", "size_idx")', [], ['size_uniq']],
    ['migrations.RenameIndex("product", "new", "size_idx")', ['new'], ['size_uniq']],
    [
      'migrations.AddConstraint("product", models.CheckConstraint(condition=models.Q(size=1), name="c"))',
      ['size_idx'],
      ['size_uniq', 'c'],
    ],
    ['migrations.RemoveConstraint("product", "size_uniq")', ['size_idx'], []],
    [
      'migrations.AlterConstraint("product", "size_uniq", models.UniqueConstraint(fields=["size"], name="other"))',
      ['size_idx'],
      ['other'],
    ],
    ['pg.ValidateConstraint("product", "size_uniq")', ['size_idx'], ['size_uniq']],
  ])('%s', (operation, indexes, constraints) => {
    const { options } = product(after(operation))
    expect([names(options.indexes), names(options.constraints)]).toEqual([indexes, constraints])
  })

  test('RenameIndex writes the new name into the source', () => {
    const [index] = product(after('migrations.RenameIndex("product", "new", "size_idx")')).options.indexes
    expect(index?.source).toMatchObject({
      synthetic: true,
      args: [{ name: 'fields' }, { value: { value: 'new' } }],
    })
  })

  test('RenameIndex of a set of fields makes an index of it', () => {
    const { options } = product(
      after('migrations.RenameIndex("product", "new", old_fields=("size", "owner"))'),
    )
    expect(options.indexTogether).toEqual([])
    expect(options.indexes.at(-1)).toMatchObject({ name: 'new', className: 'django.db.models.Index' })
  })
})

describe('operations on the database alone', () => {
  test.each([
    'migrations.RunSQL("DROP TABLE shop_product")',
    'migrations.RunPython(make)',
    'OwnOperation("product")',
    'pg.TrigramExtension()',
    'migrations.AlterModelManagers("product", [])',
    'migrations.SeparateDatabaseAndState(database_operations=[migrations.DeleteModel("Product")])',
  ])('%s leaves the state', (operation) => {
    expect(after(operation)).toBe(START)
  })

  test.each([
    'migrations.RunSQL("DROP TABLE shop_product", state_operations=[migrations.DeleteModel("Product")])',
    'migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Product")])',
  ])('%s moves it', (operation) => {
    expect(after(operation).models.has('shop.product')).toBe(false)
  })
})

describe('what is not there', () => {
  test.each<[string, string, string]>([
    ['migrations.DeleteModel("Prodct")', 'unknown-model', 'did you mean "Product"?'],
    [
      'migrations.RenameModel("Nothing", "Else")',
      'unknown-model',
      'check the migrations of shop before this one',
    ],
    ['migrations.AddField("Prduct", "a", models.IntegerField())', 'unknown-model', 'did you mean "Product"?'],
    [
      'migrations.AlterField("product", "sise", models.IntegerField())',
      'unknown-field',
      'did you mean "size"?',
    ],
    ['migrations.RemoveField("product", "Size")', 'unknown-field', 'did you mean "size"?'],
    [
      'migrations.RenameField("product", "abcdef", "x")',
      'unknown-field',
      'check the migrations of shop before this one',
    ],
    [
      'migrations.AlterModelTable("nope", "x")',
      'unknown-model',
      'check the migrations of shop before this one',
    ],
    [
      'migrations.AddIndex("nope", models.Index(fields=["a"], name="n"))',
      'unknown-model',
      'check the migrations of shop before this one',
    ],
    [
      'migrations.AlterModelManagers("nope", [])',
      'unknown-model',
      'check the migrations of shop before this one',
    ],
    [
      'migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("product", "nme")])',
      'unknown-field',
      'did you mean "name"?',
    ],
  ])('%s', (source, code, wayOut) => {
    const operation = operationFrom(source)
    const refusal = refusalOf(() => applyToState(operation, 'shop', START))
    expect(refusal).toMatchObject({ code, wayOut })
    expect(refusal.place).toBeDefined()
  })

  test('a model of another app is no model of this one', () => {
    const operation = operationFrom('migrations.DeleteModel("Product")')
    expect(refusalOf(() => applyToState(operation, 'blog', START)).code).toBe('unknown-model')
  })
})

describe('states share what they have in common', () => {
  test('a state before an operation is as it was', () => {
    const before = [...START.models]
    after('migrations.RenameModel("Owner", "Keeper")', 'migrations.DeleteModel("Product")')
    expect([...START.models]).toEqual(before)
  })

  test('10,000 operations on 5,000 models take no time to speak of', () => {
    const blank = modelIn(START, 'watching')
    const models = Array.from({ length: 5000 }, (_, index) => {
      const model = { ...blank, name: `M${index}` }
      return [`shop.m${index}`, model] as const
    })
    let state: ProjectState = { ...EMPTY_STATE, models: PersistentMap.from(models) }
    const operation = operationFrom('migrations.AddField("M7", "a", models.IntegerField())')
    const started = performance.now()
    for (let round = 0; round < 10_000; round++) state = applyToState(operation, 'shop', state)
    expect(performance.now() - started).toBeLessThan(2000)
    expect(state.models.size).toBe(5000)
  })
})
