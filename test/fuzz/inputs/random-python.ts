import type { Random } from '../../property/random'
import { hostile, literal } from './hostile'

/** Statements and expressions of a small grammar, inside and around a class Migration or without one. */
export function randomPython(random: Random): string {
  const around = (): string => Array.from({ length: random.int(4) }, () => statement(random, 0, 3)).join('')
  const body = Array.from({ length: 1 + random.int(4) }, () => statement(random, 1, 2)).join('')
  const kind = random.pick(['list', 'list', 'list', 'any', 'none'])
  const operations =
    kind === 'none'
      ? ''
      : `    operations = ${kind === 'any' ? expression(random, 4) : `[${many(random, () => operation(random))}]`}\n`
  const migration = `class Migration(${random.pick(['migrations.Migration', '', 'Base', 'a.b, c', 'metaclass=M'])}):\n${body}${operations}    pass\n`
  return `from django.db import migrations, models\n${around()}${random.chance(85) ? migration : ''}${around()}`
}

function many(random: Random, make: () => string): string {
  return Array.from({ length: random.int(5) }, make).join(', ')
}

const CLASSES = [
  ...[
    'CreateModel',
    'DeleteModel',
    'RenameModel',
    'AlterModelTable',
    'AlterModelOptions',
    'AddField',
    'RemoveField',
  ],
  ...[
    'AlterField',
    'RenameField',
    'AddIndex',
    'RemoveIndex',
    'RenameIndex',
    'AddConstraint',
    'RemoveConstraint',
  ],
  ...[
    'AlterUniqueTogether',
    'AlterIndexTogether',
    'AlterOrderWithRespectTo',
    'AlterModelManagers',
    'RunSQL',
    'RunPython',
  ],
  ...['SeparateDatabaseAndState', 'AlterModelTableComment', 'AlterConstraint', 'Unknown'],
]
const KEYWORDS = [
  ...[
    'name',
    'model_name',
    'field',
    'fields',
    'old_name',
    'new_name',
    'options',
    'bases',
    'managers',
    'table',
    'index',
  ],
  ...[
    'constraint',
    'sql',
    'reverse_sql',
    'code',
    'state_operations',
    'database_operations',
    'unique_together',
    'preserve_default',
  ],
]
const FIELDS = [
  'CharField',
  'IntegerField',
  'ForeignKey',
  'ManyToManyField',
  'OneToOneField',
  'DecimalField',
  'BinaryField',
]
const OPTIONS = [
  'null',
  'default',
  'unique',
  'db_index',
  'max_length',
  'to',
  'on_delete',
  'db_column',
  'choices',
  'through',
  'primary_key',
]

function operation(random: Random): string {
  const positional = random.chance(30) ? [many(random, () => value(random))] : []
  const named = random.some(KEYWORDS, 4).map((name) => `${name}=${value(random)}`)
  return `migrations.${random.pick(CLASSES)}(${[...positional.filter((each) => each !== ''), ...named].join(', ')})`
}

function value(random: Random): string {
  if (random.chance(35))
    return random.pick(['"product"', '"Product"', '"name"', '"id"', '"shop.Product"', '"other"'])
  if (random.chance(30)) return field(random)
  if (random.chance(15)) return `[("id", ${field(random)}), (${expression(random, 1)}, ${field(random)})]`
  if (random.chance(15)) return `[${many(random, () => operation(random))}]`
  return expression(random, 3)
}

function field(random: Random): string {
  const options = random.some(OPTIONS, 4).map((name) => `${name}=${expression(random, 2)}`)
  return `models.${random.pick(FIELDS)}(${options.join(', ')})`
}

function expression(random: Random, depth: number): string {
  if (depth === 0 || random.chance(30))
    return random.pick([
      'x',
      'None',
      'True',
      '0',
      '1.5e3',
      '"a"',
      'models.F',
      'b"\\xff"',
      literal(hostile(random), random),
    ])
  const inner = (): string => expression(random, depth - 1)
  return random.pick([
    () => `[${many(random, inner)}]`,
    () => `(${inner()},)`,
    () => `{${many(random, () => `${inner()}: ${inner()}`)}}`,
    () => `{${inner()}, ${inner()}}`,
    () => `f(${inner()}, k=${inner()}, *${inner()}, **${inner()})`,
    () => `${inner()} + ${inner()}`,
    () => `-${inner()}`,
    () => `(${inner()} if ${inner()} else ${inner()})`,
    () => `(lambda a, *b, c=${inner()}: ${inner()})`,
    () => `[a for a in ${inner()} if ${inner()}]`,
    () => `x.y[${inner()}:${inner()}].z()`,
    () => `f"{${random.pick(['x', 'x!r:>{y}', 'f(1)'])}}"`,
    () => `models.Q(a=${inner()}) & ~models.Q(${inner()})`,
    () => `(a := ${inner()})`,
  ])()
}

function statement(random: Random, indent: number, depth: number): string {
  const pad = '    '.repeat(indent)
  const inner = (): string => statement(random, indent + 1, depth - 1)
  const simple = random.pick([
    () => `x = ${expression(random, 2)}`,
    () => `dependencies = [("shop", ${expression(random, 1)}), ("other", "0001_initial")]`,
    () => `dependencies = ${expression(random, 2)}`,
    () => `replaces = [("shop", "0001_initial")]`,
    () => `run_before = ${expression(random, 1)}`,
    () => `operations = [${many(random, () => operation(random))}]`,
    () => `operations += [${operation(random)}]`,
    () => `atomic = ${expression(random, 1)}`,
    () => `Migration.operations.append(${operation(random)})`,
    () => `from . import ${random.pick(['*', 'x', '(a, b as c,)'])}`,
    () => `import a.b as c, d`,
    () => `del x`,
    () => `a = b = ${expression(random, 1)}`,
    () => `x: int = ${expression(random, 1)}`,
    () => expression(random, 3),
    () => 'pass',
  ])
  if (depth === 0 || random.chance(60)) return `${pad}${simple()}\n`
  return random.pick([
    () => `${pad}if ${expression(random, 1)}:\n${inner()}${pad}else:\n${inner()}`,
    () => `${pad}try:\n${inner()}${pad}except* E as e:\n${inner()}${pad}finally:\n${inner()}`,
    () => `${pad}for a, *b in ${expression(random, 1)}:\n${inner()}`,
    () => `${pad}with x as (y, z):\n${inner()}`,
    () => `${pad}def f(a, /, b=1, *c, d, **e) -> x:\n${pad}    global x\n${inner()}`,
    () => `${pad}@${expression(random, 1)}\n${pad}class ${random.pick(['A', 'Migration'])}(x):\n${inner()}`,
    () =>
      `${pad}match x:\n${pad}    case {"a": [b, *c], **d} if e:\n${statement(random, indent + 2, depth - 1)}`,
    () => `${pad}async def g():\n${pad}    async with a as b, c: await d\n`,
  ])()
}
