import { loadProject, migrationAt } from '../../src/django/project'
import type { Dialect } from '../../src/core/dialect'
import { targetOf } from '../../src/emit/change'
import type { FileChange } from '../../src/emit/change'
import { filesFor } from '../../src/emit/files'
import { loadFormatter } from '../../src/emit/format'
import { writeChanges } from '../../src/emit/write'
import { planMigration } from '../../src/plan/planner'
import { readModule } from '../../src/python/read-module'
import { alone } from '../support/alone'
import { folderWith } from '../support/project'

const INITIAL = `from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=255)),
                ("rating", models.IntegerField()),
                ("stock", models.IntegerField(null=True, db_column="stock's <%= process.exit(9) %>")),
            ],
        ),
        migrations.CreateModel(
            name="Owner",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("product", models.ForeignKey(on_delete=models.CASCADE, to="shop.product")),
            ],
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())],
        ),
    ]
`

const HEAD = `from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

`
const RATING = 'migrations.RemoveField(model_name="product", name="rating")'
const STOCK = 'migrations.RemoveField(model_name="product", name="stock")'
const INDEX = 'migrations.AddIndex("product", models.Index(fields=["name"], name="name_idx"))'

interface Options {
  readonly operations?: 'sql' | 'django'
  readonly dialect?: Dialect
  readonly files?: Readonly<Record<string, string>>
}

/** The changes for `shop/migrations/0002_auto.py` with this text, paths relative to the project. */
async function changesFor(
  text: string,
  { dialect = 'postgresql', files = {}, operations = 'sql' }: Options = {},
) {
  const folder = folderWith({
    'manage.py': '',
    'shop/migrations/0001_initial.py': INITIAL,
    'shop/migrations/0002_auto.py': text,
    ...files,
  })
  const path = `${folder}/shop/migrations/0002_auto.py`
  const project = loadProject(path)
  const migration = migrationAt(project, path)
  if (migration === undefined) throw new Error('no migration')
  const options = { dialect, databaseOperations: operations, fill: 'auto', strict: false } as const
  const plan = planMigration(project, migration, options)
  const { changes } = filesFor(alone(plan), project, await loadFormatter(), { phase: 'all' })
  for (const change of changes) readModule({ path: targetOf(change), text: change.text })
  writeChanges(changes, folder)
  const again = loadProject(folder)
  const written = [...again.migrations.values()].filter(
    (each) => each.name.includes('_from_') || /_(state|db)$/.test(each.name),
  )
  for (const each of written) expect(planMigration(again, each, options).splits).toEqual([])
  return changes.map((change) => withoutFolder(change, folder))
}

function withoutFolder(change: FileChange, folder: string): FileChange {
  const short = (path: string): string => path.slice(folder.length + 1)
  if (change.kind === 'rename') return { ...change, from: short(change.from), to: short(change.to) }
  return { ...change, path: short(change.path) }
}

async function stateOf(text: string, options?: Options): Promise<string> {
  const [state] = await changesFor(text, options)
  return state?.text ?? ''
}

async function databaseOf(text: string, options?: Options): Promise<string> {
  const [, database] = await changesFor(text, options)
  return database?.text ?? ''
}

const body = (...lines: readonly string[]) =>
  `${HEAD}    operations = [\n${lines.map((line) => `        ${line}\n`).join('')}    ]\n`

describe('the example of the article', () => {
  test('the state migration', async () => {
    expect(await stateOf(body(`${RATING},`))).toBe(`from django.db import migrations, models


class Migration(migrations.Migration):
    # Step 1 of 2, for the release whose code no longer knows Product.rating.
    # Old code may go on using the column while both run: new code leaves it out, and
    # the database fills in a default. Step 2 drops the column shop_product.rating:
    # 0003_remove_product_rating_from_db.

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(model_name="product", name="rating"),
            ],
            database_operations=[
                migrations.AlterField(
                    model_name="product",
                    name="rating",
                    field=models.IntegerField(db_default=0),
                ),
            ],
        ),
    ]
`)
  })

  test('the database migration', async () => {
    expect(await databaseOf(body(`${RATING},`))).toBe(`from django.db import migrations


class Migration(migrations.Migration):
    # Step 2 of 2, for a later release, when no code from before
    # 0002_remove_product_rating_from_state runs any more.
    # It drops the column shop_product.rating. The models do not change.

    dependencies = [
        ("shop", "0002_remove_product_rating_from_state"),
    ]

    operations = [
        migrations.RunSQL(
            sql=[
                'ALTER TABLE "shop_product" DROP COLUMN "rating"',
            ],
            reverse_sql=[
                'ALTER TABLE "shop_product" ADD COLUMN "rating" integer'
                " DEFAULT 0 NOT NULL",
            ],
        ),
    ]
`)
  })

  test('the names', async () => {
    const changes = await changesFor(body(`${RATING},`))
    expect(changes.map((change) => `${change.kind} ${targetOf(change)}`)).toEqual([
      'rename shop/migrations/0002_remove_product_rating_from_state.py',
      'create shop/migrations/0003_remove_product_rating_from_db.py',
    ])
  })
})

test("Django's own operations in the database migration stand as its writer has them", async () => {
  const database = await databaseOf(body(`${RATING},`), { operations: 'django' })
  expect(database).toContain(`
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AddField(
                            model_name="product",
                            name="rating",
                            field=models.IntegerField(db_default=0),
                        ),
                    ],
                ),
                migrations.RemoveField(
                    model_name="product",
                    name="rating",
                ),
            ],
        ),
`)
})

/** The lines of the class body from `operations` on. */
async function operationsOf(text: string, options?: Options): Promise<string> {
  const state = await stateOf(text, options)
  return state.slice(state.indexOf('    operations'))
}

describe('operations', () => {
  test('neighbours become one, in their order', async () => {
    const operations = await operationsOf(body(`${RATING},`, `${STOCK},`))
    expect(operations.match(/SeparateDatabaseAndState/g)).toHaveLength(1)
    expect(operations.indexOf('"rating"')).toBeLessThan(operations.indexOf('"stock"'))
  })

  test('a comment of the user keeps them apart, and every comment stays', async () => {
    const operations = await operationsOf(
      body('# first', `${RATING},  # why`, '# second', `${STOCK},`, '# end'),
    )
    expect(operations.match(/SeparateDatabaseAndState/g)).toHaveLength(2)
    expect(operations).toMatch(
      /\n {8}# first\n {8}migrations\.Sep[^#]*\),  # why\n {8}# second\n {8}migrations\.Sep[^#]*\),\n {8}# end\n/,
    )
  })

  test('what is between them stays as it is', async () => {
    const text = body(`${RATING},`, `${INDEX},`, `${STOCK},`).replace(
      'import migrations',
      'import migrations, models',
    )
    expect(await operationsOf(text)).toContain(`\n        ),\n        ${INDEX},\n        migrations.Sep`)
  })

  test.each([
    ['no comma at the end', body(RATING), /\n {8}\)\n {4}\]\n$/],
    ['a comma at the end', body(`${RATING},`), /\n {8}\),\n {4}\]\n$/],
    [
      'all on one line',
      `${HEAD}    operations = [${RATING}]\n`,
      /^ {4}operations = \[\n {8}migrations\.Sep[^]*\n {8}\),\n {4}\]\n$/,
    ],
    ['a tuple', `${HEAD}    operations = (\n        ${RATING},\n    )\n`, /\n {8}\),\n {4}\)\n$/],
    ['parentheses', body(`(${RATING}),`), /\n {8}\(migrations\.Sep[^]*\n {8}\)\),\n/],
    ['no newline at the end', body(`${RATING},`).trimEnd(), /\n {4}\]$/],
  ])('%s', async (_, text, expected) => {
    expect(await operationsOf(text)).toMatch(expected)
  })

  test('the text of the user is moved and not formatted', async () => {
    const operations = await operationsOf(
      body('migrations . RemoveField(', "    model_name = 'product' ,   # odd", '  name="rating",', ') ,'),
    )
    expect(operations).toContain(
      `            state_operations=[
                migrations . RemoveField(
                    model_name = 'product' ,   # odd
                  name="rating",
                ),
            ],
`,
    )
    expect(operations).toMatch(/\n {8}\) ,\n {4}\]\n$/)
  })

  test('a list under a name is edited where it stands', async () => {
    const text = `${HEAD}    operations = OPERATIONS\n`.replace(
      '\n\nclass',
      `\nOPERATIONS = [\n    ${RATING},\n]\n\n\nclass`,
    )
    const state = await stateOf(text)
    expect(state).toContain(
      'OPERATIONS = [\n    migrations.SeparateDatabaseAndState(\n        state_operations=[\n',
    )
    expect(state).toMatch(/\n {4}operations = OPERATIONS\n$/)
  })

  test('on SQLite an operation moves behind one that makes its table again, to those that move with it', async () => {
    const check = 'migrations.AlterField("product", "name", models.CharField(max_length=255, unique=True))'
    const text = body(`${RATING},`, `${check},`).replace('import migrations', 'import migrations, models')
    const operations = await operationsOf(text.replace(', unique=True', ', null=True'), { dialect: 'sqlite' })
    expect(operations).toMatch(
      /^ {4}operations = \[\n {8}migrations\.AlterField\(.*null=True\)\),\n {8}migrations\.Sep/,
    )
    expect(operations.match(/RemoveField/g)).toHaveLength(1)
  })
})

describe('the file around them', () => {
  test.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['tabs', (text: string) => text.replaceAll('    ', '\t')],
    ['two spaces', (text: string) => text.replaceAll('    ', '  ')],
    [
      'helpers in other scripts',
      (text: string) => text.replace('\n\nclass', '\n\ndef größe():\n    return """\n  𝒳\n"""\n\n\nclass'),
    ],
  ])('%s', async (_, change) => {
    const plain = await stateOf(body(`${RATING},`))
    const changed = await stateOf(change(body(`${RATING},`)))
    const words = (text: string) => text.replace(/\n\s*#.*/g, '').replace(/\s+/g, ' ')
    expect(
      words(changed).includes('größe')
        ? words(changed).replace(/ def.*?""" return """ 𝒳 """|def größe.*?"""/s, '')
        : words(changed),
    ).toContain(words(plain).slice(words(plain).indexOf('dependencies')))
  })

  test('newlines and indentation are those of the file, in the new one too', async () => {
    const text = body(`${RATING},`).replaceAll('    ', '\t').replaceAll('\n', '\r\n')
    const changes = await changesFor(text)
    for (const { text } of changes) {
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
      expect(text).not.toContain('    ')
    }
    expect(changes[0]?.text).toContain(
      '\r\n\t\tmigrations.SeparateDatabaseAndState(\r\n\t\t\tstate_operations=[\r\n\t\t\t\tmigrations.RemoveField',
    )
  })

  test('the comment comes after a docstring', async () => {
    const text = body(`${RATING},`).replace(
      'Migration):\n',
      'Migration):\n    """Why.\n\n    More.\n    """\n',
    )
    expect(await stateOf(text)).toContain('    More.\n    """\n\n    # Step 1 of 2')
  })

  test.each([
    ['a blank line', 'Migration):\n\n    dep', 'Migration):\n    # Step 1'],
    ['none', 'Migration):\n    dep', 'Migration):\n    # Step 1'],
    ['a comment', 'Migration):  # noqa\n    dep', 'Migration):  # noqa\n    # Step 1'],
  ])('after the header comes %s', async (_, after, expected) => {
    const state = await stateOf(body(`${RATING},`).replace('Migration):\n\n    dep', after))
    expect(state).toContain(expected)
    expect(state).toMatch(/_db\.\n\n {4}dependencies/)
  })

  test('what is imported already is used as it is called', async () => {
    const text = body(`m.RemoveField("product", "rating"),`)
      .replace('import migrations', 'import migrations as m, models as orm')
      .replace('migrations.Migration', 'm.Migration')
    const state = await stateOf(text)
    expect(state).toContain('m.SeparateDatabaseAndState(')
    expect(state).toContain('field=orm.IntegerField(db_default=0)')
    expect(state.split('\n').filter((line) => line.includes('import '))).toEqual([
      'from django.db import migrations as m, models as orm',
    ])
  })

  test('the style of the project is used for what is written, and only for that', async () => {
    const pyproject = '[tool.ruff]\nline-length = 70\n[tool.ruff.format]\nquote-style = "single"\n'
    const [state, database] = await changesFor(body(`${RATING},`), { files: { 'pyproject.toml': pyproject } })
    expect(state?.text).toContain("model_name='product'")
    expect(state?.text).toContain('RemoveField(model_name="product", name="rating")')
    expect(database?.text).toContain("('shop', '0002_remove_product_rating_from_state')")
    for (const line of database?.text.split('\n') ?? []) expect(line.length).toBeLessThanOrEqual(70)
  })
})

describe('names are data', () => {
  test('what looks like a template or like Python comes out as it is', async () => {
    const database = await databaseOf(body(`${STOCK},`))
    expect(database).toContain(String.raw`' DROP COLUMN "stock\'s <%= process.exit(9) %>"',`)
    expect(database).toContain("# It drops the column shop_product.stock's <%= process.exit(9) %>.")
  })

  test('nothing in a name ends a comment', async () => {
    const odd = INITIAL.replace('"stock\'s <%= process.exit(9) %>"', String.raw`"a\nimport os\u2028# "`)
    const database = await databaseOf(body(`${STOCK},`), {
      files: { 'shop/migrations/0001_initial.py': odd },
    })
    expect(database).toContain(String.raw`a\nimport os\u2028#`)
    expect(database).not.toMatch(/^import os/m)
  })
})

describe('other migrations that name it', () => {
  const naming = (line: string) =>
    `from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    ${line}\n    operations = []\n`

  test.each([
    [
      'dependencies',
      `dependencies = [('shop', '0002_auto')]  # '0002_auto'`,
      `dependencies = [('shop', 'NEW')]  # '0002_auto'`,
    ],
    ['other quotes', `dependencies = [["shop", "0002_auto"]]`, `dependencies = [["shop", "NEW"]]`],
    ['prefixes', `dependencies = [(u"shop", u"0002_auto")]`, `dependencies = [(u"shop", u"NEW")]`],
    ['run_before', `run_before = [("shop", "0002_auto")]`, `run_before = [("shop", "NEW")]`],
  ])('%s', async (_, before, after) => {
    const files = { 'orders/migrations/0001_x.py': naming(before) }
    const [, , edit] = await changesFor(body(`${RATING},`), { files })
    expect(edit).toMatchObject({ kind: 'edit', path: 'orders/migrations/0001_x.py' })
    expect(edit?.text).toBe(naming(after.replace('NEW', '0002_remove_product_rating_from_state')))
  })

  test('the database migration comes after the last one of the app', async () => {
    const files = { 'shop/migrations/0007_last.py': naming('dependencies = [("shop", "0002_auto")]') }
    const [, database, edit] = await changesFor(body(`${RATING},`), { files })
    expect(database).toMatchObject({ path: 'shop/migrations/0008_remove_product_rating_from_db.py' })
    expect(database?.text).toContain('("shop", "0007_last"),')
    expect(edit).toMatchObject({ kind: 'edit', path: 'shop/migrations/0007_last.py' })
  })

  test.each([
    ['the same name in another app', 'dependencies = [("orders", "0002_auto")]'],
    ['the name in a comment', 'dependencies = [("shop", "0001_initial")]  # ("shop", "0002_auto")'],
    ['the name in another string', 'note = ("shop", "0002_auto")'],
  ])('%s is left alone', async (_, line) => {
    const files = {
      'orders/migrations/0002_auto.py': naming('dependencies = []'),
      'orders/migrations/0003_x.py': naming(line),
    }
    const changes = await changesFor(body(`${RATING},`), { files })
    expect(changes.map((change) => change.kind)).toEqual(['rename', 'create'])
  })
})

test.each([
  ['no operations', `${HEAD}    operations = []\n`],
  ['an operation that is safe', body(`${INDEX},`).replace('import migrations', 'import migrations, models')],
  [
    'a pair that is split already',
    body('migrations.SeparateDatabaseAndState(database_operations=[], state_operations=[]),'),
  ],
])('%s: nothing is written', async (_, text) => {
  expect(await changesFor(text)).toEqual([])
})
