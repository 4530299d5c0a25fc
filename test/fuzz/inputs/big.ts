import type { Input } from '../input'

const MEGABYTE = 1_000_000

/** Sizes that no one writes by hand: each is run once. */
export const BIG: readonly (() => Input)[] = [
  ...pairs([
    ['(', ')'],
    ['[', ']'],
    ['{1: ', '}'],
    ['f(', ')'],
    ['-', ''],
    ['not ', ''],
    ['lambda: ', ''],
    ['', '.x'],
    ['', '[0]'],
    ['', '()'],
    ['1 + ', ''],
    ['"a" + ', ''],
    ['1 if 1 else ', ''],
    ['f"{', '}"'],
    ['x for x in ', ''],
    ['(x for x in ', ')'],
    ['await ', ''],
    ['models.Q(a=1) & ~', ''],
  ]),
  () => nestedStatements(1_500, 'if x:', 'if, 1,500 deep'),
  () => nestedStatements(300, 'if x:', 'if, 300 deep'),
  () => nestedStatements(300, 'try:', 'try, 300 deep'),
  () => nestedStatements(300, 'class Migration:', 'classes, 300 deep'),
  () => nestedStatements(300, 'def f():', 'functions, 300 deep'),
  () => flat('elif', `if x:\n    pass\n${'elif x:\n    pass\n'.repeat(10_000)}`),
  () => flat('chain of names', Array.from({ length: 10_000 }, (_, at) => `x${at + 1} = x${at}\n`).join('')),
  () =>
    flat(
      'names twice',
      `y0 = 1\n${Array.from({ length: 40 }, (_, at) => `y${at + 1} = [y${at}, y${at}]\n`).join('')}`,
      'y40',
    ),
  () => flat('long names', `${'x'.repeat(MEGABYTE)} = 1\n`),
  () => flat('brackets that are not closed', '('.repeat(10_000)),
  () => flat('brackets that were not opened', ')'.repeat(10_000)),
  () => flat('quotes', `"`.repeat(10_001)),
  () => flat('backslashes', `x = "${'\\'.repeat(100_000)}"\n`),
  () => flat('a long string', `x = "${'a'.repeat(10 * MEGABYTE)}"\n`),
  () => flat('a long comment', `# ${'a'.repeat(10 * MEGABYTE)}\n`),
  () => flat('a long line of spaces', `x = 1${' '.repeat(10 * MEGABYTE)}\n`),
  () => flat('empty lines', '\n'.repeat(10 * MEGABYTE)),
  () => flat('statements', 'x = 1\n'.repeat(MEGABYTE / 2 / 6)),
  () => flat('NUL', '\0'.repeat(MEGABYTE)),
  () => flat('a long number', `x = ${'9'.repeat(MEGABYTE)}\n`),
  () => ({ ...flat('bytes', ''), files: { [TARGET]: new Uint8Array(10 * MEGABYTE).fill(0xff) } }),
  () => operations(5_000, (at) => `migrations.RunSQL(sql="SELECT ${at}")`),
  () => added(5_000, 50),
  // No database takes many more columns than these.
  () => added(1_000, 1),
  () =>
    operations(
      2_000,
      (at) =>
        `migrations.CreateModel(name="M${at}", fields=[("id", models.BigAutoField(primary_key=True)), ("x", models.IntegerField())])`,
    ),
  () => removed(500),
  () => folder(2_000),
]

const TARGET = 'shop/migrations/0002_change.py'
const HEAD = 'from django.db import migrations, models\n'
const FIRST = `${HEAD}class Migration(migrations.Migration):
    operations = [migrations.CreateModel(name="Product", fields=[("id", models.BigAutoField(primary_key=True)), ("one", models.IntegerField())])]
`

function input(name: string, text: string): Input {
  const files = { 'shop/migrations/0001_initial.py': FIRST, [TARGET]: text }
  return { name: `big: ${name}`, files, target: TARGET, dialect: 'postgresql' }
}

function migration(operations: string, dependency = '0001_initial'): string {
  return `class Migration(migrations.Migration):
    dependencies = [("shop", "${dependency}")]
    operations = [${operations}]
`
}

function pairs(all: readonly (readonly [string, string])[]): readonly (() => Input)[] {
  return all.flatMap(([open, close]) => {
    const nested = (deep: number): string => `${open.repeat(deep)}x${close.repeat(deep)}`
    return [10_000, 150].flatMap((deep) => [
      () => flat(`${deep} × ${open}${close}`, `x = ${nested(deep)}\n`),
      () => {
        const remove = 'migrations.RemoveField(model_name="product", name="one")'
        const sql = `migrations.RunPython(${nested(deep)}, hints={"x": ${nested(deep)}})`
        return input(`${deep} × ${open}${close} in an operation`, HEAD + migration(`${remove}, ${sql}`))
      },
    ])
  })
}

function flat(name: string, text: string, value = '1'): Input {
  const operation = `migrations.RemoveField(model_name="product", name="one"), migrations.RunPython(${value})`
  return input(name, HEAD + text + migration(operation))
}

function nestedStatements(deep: number, head: string, name: string): Input {
  const lines = Array.from({ length: deep }, (_, at) => `${' '.repeat(at)}${head}\n`)
  return flat(name, `${lines.join('')}${' '.repeat(deep)}pass\n`)
}

function operations(count: number, make: (at: number) => string): Input {
  const items = Array.from({ length: count }, (_, at) => `${make(at)},\n`)
  return input(`${count} operations, ${make(0).slice(0, 30)}`, HEAD + migration(items.join('')))
}

/** Fields added to so many models in turn. */
function added(count: number, models: number): Input {
  const names = Array.from({ length: models }, (_, at) => `Model${at}`)
  const made = operations(
    count,
    (at) =>
      `migrations.AddField(model_name="model${at % models}", name="f${at}", field=models.IntegerField(null=True))`,
  )
  return { ...made, files: { ...made.files, 'shop/migrations/0001_initial.py': creating(names) } }
}

function creating(names: readonly string[]): string {
  const fields = 'fields=[("id", models.BigAutoField(primary_key=True)), ("one", models.IntegerField())]'
  const operations = names.map((name) => `migrations.CreateModel(name="${name}", ${fields}),\n`)
  return `${HEAD}class Migration(migrations.Migration):
    operations = [${operations.join('')}]
`
}

/** Fields made by the first migration and all of them removed by the second. */
function removed(count: number): Input {
  const fields = Array.from({ length: count }, (_, at) => `("f${at}", models.IntegerField()),\n`)
  const first = `${HEAD}class Migration(migrations.Migration):
    operations = [migrations.CreateModel(name="Product", fields=[("id", models.BigAutoField(primary_key=True)), ${fields.join('')}])]
`
  const gone = Array.from({ length: count }, (_, at) => `migrations.RemoveField("product", "f${at}"),\n`)
  const made = input(`${count} fields removed`, HEAD + migration(gone.join('')))
  return { ...made, files: { ...made.files, 'shop/migrations/0001_initial.py': first } }
}

function folder(count: number): Input {
  const nameOf = (at: number): string => `${String(at).padStart(4, '0')}_change`
  const models = Array.from({ length: 40 }, (_, at) => `Model${at}`)
  const files = Object.fromEntries(
    Array.from({ length: count }, (_, at) => {
      const field = `migrations.AddField(model_name="model${at % 40}", name="f${at}", field=models.IntegerField(null=True))`
      const last = 'migrations.RemoveField(model_name="model7", name="f7")'
      const text = HEAD + migration(at === count - 1 ? last : field, nameOf(at + 1))
      return [`shop/migrations/${nameOf(at + 2)}.py`, text]
    }),
  )
  const target = `shop/migrations/${nameOf(count + 1)}.py`
  return {
    name: `big: ${count} migrations`,
    files: { ...files, 'shop/migrations/0001_change.py': creating(models) },
    target,
    dialect: 'postgresql',
  }
}
