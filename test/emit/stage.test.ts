import { loadProject, migrationAt } from '../../src/django/project'
import { databaseFileText } from '../../src/emit/database-file'
import { applyEdits } from '../../src/emit/edits'
import { loadFormatter } from '../../src/emit/format'
import { behindEdits, isMarked, markNote, runnerOf } from '../../src/emit/stage'
import type { Stage } from '../../src/emit/stage'
import { stateFileText } from '../../src/emit/state-file'
import { styleFor } from '../../src/emit/style'
import { planMigration } from '../../src/plan/planner'
import { readModule } from '../../src/python/read-module'
import { folderWith, migration } from '../support/project'
import { refusalOf } from '../support/refusal'

const INITIAL = migration({
  operations: [
    'migrations.CreateModel("Product", [("id", models.BigAutoField(primary_key=True)), ("rating", models.IntegerField())])',
  ],
})
const REMOVE = 'migrations.RemoveField(model_name="product", name="rating")'

interface Written {
  readonly state: string
  readonly database: string
}

/** Both halves of `shop/migrations/0002_auto.py`, read back. */
async function halvesOf(text: string, stage?: Stage): Promise<Written> {
  const folder = folderWith({
    'manage.py': '',
    'shop/migrations/0001_initial.py': INITIAL,
    'shop/migrations/0002_auto.py': text,
  })
  const path = `${folder}/shop/migrations/0002_auto.py`
  const project = loadProject(path)
  const chosen = migrationAt(project, path)
  if (chosen === undefined) throw new Error('no migration')
  const plan = planMigration(project, chosen, {
    dialect: 'postgresql',
    databaseOperations: 'sql',
    fill: 'auto',
    strict: false,
  })
  const formatter = await loadFormatter()
  const common = { style: styleFor(chosen.file), formatter, ...(stage && { stage }) }
  const names = { state: 'state', database: 'database' }
  const state = stateFileText(plan, { ...common, database: 'database', references: [] })
  const database = databaseFileText(plan, { ...common, names, called: (key) => key, path: `${folder}/x.py` })
  for (const [half, written] of [['state', state] as const, ['database', database] as const])
    expect(isMarked(stage ?? 'none', half, readModule({ path, text: written }).migration)).toBe(true)
  return { state, database }
}

const text = (...body: readonly string[]): string =>
  [
    'from django.db import migrations',
    '',
    '',
    'class Migration(migrations.Migration):',
    '',
    ...body.map((line) => (line === '' ? '' : `    ${line}`)),
    '    dependencies = [',
    '        ("shop", "0001_initial"),',
    '    ]',
    '',
    '    operations = [',
    `        ${REMOVE},`,
    '    ]',
    '',
  ].join('\n')

/** From the class on, without comments, up to the operations. */
const head = (written: string): string =>
  written.slice(0, written.indexOf('    operations')).replace(/^ +#.*\n/gm, '')

test('safemigrate', async () => {
  const { state, database } = await halvesOf(text(), 'safemigrate')
  expect(head(state)).toBe(`from django.db import migrations, models
from django_safemigrate import Safe


class Migration(migrations.Migration):

    safe = Safe.before_deploy()

    dependencies = [
        ("shop", "0001_initial"),
    ]

`)
  expect(head(database)).toBe(`from django.db import migrations
from django_safemigrate import Safe


class Migration(migrations.Migration):

    safe = Safe.after_deploy()

    dependencies = [
        ("shop", "0002_auto"),
    ]

`)
})

test('syzygy', async () => {
  const { state, database } = await halvesOf(text(), 'syzygy')
  expect(state).toContain('import migrations, models\nfrom syzygy import Stage\n')
  expect(state).toMatch(/ {4}# 0*[^\n]*database\.\n\n {4}stage = Stage\.PRE_DEPLOY\n\n {4}dependencies = \[/)
  expect(database).toContain('\n    stage = Stage.POST_DEPLOY\n\n    dependencies = [')
})

test.each(['safemigrate', 'syzygy'] as const)(
  'without a stage not a byte differs, and with %s only lines are added',
  async (stage) => {
    const plain = await halvesOf(text())
    expect(await halvesOf(text(), 'none')).toEqual(plain)
    const marked = await halvesOf(text(), stage)
    for (const half of ['state', 'database'] as const) {
      const added = marked[half].split('\n').filter((line) => !plain[half].split('\n').includes(line))
      expect(added).toHaveLength(2)
      const without = marked[half]
        .split('\n')
        .filter((line) => !added.includes(line))
        .join('\n')
      expect(without.replace(/\n{2,}/g, '\n')).toBe(plain[half].replace(/\n{2,}/g, '\n'))
    }
  },
)

describe('where the attribute goes in the file of the user', () => {
  const body = (written: string): string => head(written).slice(head(written).indexOf('class Migration'))

  test('between `initial` and `dependencies`, above their comment', async () => {
    const { state } = await halvesOf(
      text('initial = False', '', '# of the shop', '# and more'),
      'safemigrate',
    )
    expect(state).toContain(
      '    initial = False\n\n    safe = Safe.before_deploy()\n\n    # of the shop\n    # and more\n    dependencies',
    )
  })

  test('without empty lines where the file has none', async () => {
    const compact = text('initial = False').replace(':\n\n', ':\n').replace(']\n\n', ']\n')
    expect(body((await halvesOf(compact, 'safemigrate')).state)).toBe(
      'class Migration(migrations.Migration):\n\n    initial = False\n    safe = Safe.before_deploy()\n    dependencies = [\n        ("shop", "0001_initial"),\n    ]\n',
    )
  })

  test('after a docstring and the comment', async () => {
    const { state } = await halvesOf(text('"""Why."""', ''), 'safemigrate')
    expect(body(state)).toContain('"""Why."""\n\n\n    safe = Safe.before_deploy()\n\n    dependencies')
  })

  test('newlines of Windows and tabs are kept', async () => {
    const { state } = await halvesOf(text().replaceAll('    ', '\t').replaceAll('\n', '\r\n'), 'safemigrate')
    expect(state).toContain('\r\n\r\n\tsafe = Safe.before_deploy()\r\n\r\n\tdependencies = [\r\n')
    expect(state.replaceAll('\r\n', '')).not.toContain('\n')
  })

  test('on the line of the class, with a semicolon', async () => {
    const line = `from django.db import migrations\nclass Migration(migrations.Migration): dependencies = [("shop", "0001_initial")]; operations = [${REMOVE}]\n`
    const { state } = await halvesOf(line, 'safemigrate')
    expect(state).toContain(
      'class Migration(migrations.Migration): safe = Safe.before_deploy(); dependencies = [',
    )
  })

  test('above the operations where nothing else is there', async () => {
    const only = text().replace(/ {4}dependencies = \[[^]*?\n {4}\]\n\n/, '')
    const withRunBefore = only.replace(
      '    operations',
      '    dependencies: list = [("shop", "0001_initial")]\n\n    operations',
    )
    expect((await halvesOf(withRunBefore, 'safemigrate')).state).toContain(
      '    safe = Safe.before_deploy()\n\n    dependencies: list',
    )
  })

  test('a name that is taken is imported under another', async () => {
    const taken = text().replace('\n\nclass', '\nSafe = 1\n\n\nclass')
    const { state } = await halvesOf(taken, 'safemigrate')
    expect(state).toContain('from django_safemigrate import Safe as django_safemigrate_Safe\n')
    expect(state).toContain('    safe = django_safemigrate_Safe.before_deploy()\n')
  })
})

describe('a file that has the attribute', () => {
  const marked = (importLine: string, attribute: string): string =>
    text(attribute, '').replace('import migrations\n', `import migrations\n${importLine}\n`)
  const SAFE = 'from django_safemigrate import Safe'
  const STAGE = 'from syzygy import Stage'

  test.each([
    ['safemigrate', SAFE, 'safe = Safe.before_deploy()'],
    ['safemigrate', SAFE, 'safe = Safe.before_deploy'],
    ['safemigrate', 'from django_safemigrate import Safe as S', 'safe=S.before_deploy( )  # why'],
    ['safemigrate', 'import django_safemigrate', 'safe = django_safemigrate.Safe.before_deploy()'],
    ['syzygy', STAGE, 'stage = Stage.PRE_DEPLOY'],
    ['syzygy', 'from syzygy.constants import Stage', 'stage = Stage.PRE_DEPLOY'],
  ] as const)('a right value is left: %s, %s, %s', async (stage, line, attribute) => {
    const source = marked(line, attribute)
    expect((await halvesOf(source, stage)).state).toBe((await halvesOf(source)).state)
  })

  test.each([
    ['safemigrate', SAFE, 'safe = Safe.after_deploy()  # why', 'safe = Safe.before_deploy()  # why'],
    ['safemigrate', SAFE, 'safe = Safe.after_deploy', 'safe = Safe.before_deploy()'],
    ['safemigrate', SAFE, 'safe = Safe.always()', 'safe = Safe.before_deploy()'],
    ['safemigrate', 'from django_safemigrate import Safe as S', 'safe=S.always()', 'safe=S.before_deploy()'],
    ['safemigrate', 'from .safety import LATER', 'safe = LATER', 'safe = Safe.before_deploy()'],
    ['syzygy', STAGE, 'stage = Stage.POST_DEPLOY', 'stage = Stage.PRE_DEPLOY'],
    ['syzygy', 'from syzygy.constants import Stage', 'stage = Stage.POST_DEPLOY', 'stage = Stage.PRE_DEPLOY'],
  ] as const)(
    'a wrong value is replaced and nothing else: %s, %s, %s',
    async (stage, line, before, after) => {
      const source = marked(line, before)
      const plain = (await halvesOf(source)).state
      const added = line.includes('safety') ? [['import LATER\n', `import LATER\n${SAFE}\n`] as const] : []
      const expected = [[before, after] as const, ...added].reduce((all, [a, b]) => all.replace(a, b), plain)
      expect((await halvesOf(source, stage)).state).toBe(expected)
    },
  )

  test('the last of several counts', async () => {
    const source = marked(SAFE, 'safe = Safe.always()\n    safe = Safe.after_deploy()')
    expect((await halvesOf(source, 'safemigrate')).state).toContain(
      'safe = Safe.always()\n    safe = Safe.before_deploy()\n',
    )
  })

  test('what it says of the later half goes there', async () => {
    const source = marked(
      `from datetime import timedelta\n${SAFE}`,
      'safe = Safe.after_deploy(delay=timedelta(days=7))',
    )
    const { state, database } = await halvesOf(source, 'safemigrate')
    expect(state).toContain('    safe = Safe.before_deploy()\n')
    expect(database).toContain('import datetime\n')
    expect(database).toContain('    safe = Safe.after_deploy(delay=datetime.timedelta(days=7))\n')
  })

  test.each([
    ['two at once', 'safe, other = Safe.after_deploy(), 1'],
    ['a condition', 'if True:\n        safe = Safe.after_deploy()'],
  ])('a value that only Python could tell is refused: %s', async (_, attribute) => {
    const failure = await halvesOf(marked(SAFE, attribute), 'safemigrate').catch((error: unknown) => error)
    const refusal = refusalOf(() => {
      throw failure
    })
    expect(refusal.reason).toContain(' may change what the migration does')
  })

  test('the attribute of another runner is left alone', async () => {
    const source = marked(STAGE, 'stage = Stage.POST_DEPLOY')
    expect((await halvesOf(source, 'safemigrate')).state).toContain(
      '    stage = Stage.POST_DEPLOY\n\n    safe = Safe.before_deploy()\n\n    dependencies',
    )
  })

  test.each([
    ['safemigrate', marked(SAFE, 'safe = Safe.always()')],
    ['syzygy', marked(STAGE, 'stage = Stage.POST_DEPLOY')],
    [undefined, marked(SAFE, 'safe = 1')],
    [undefined, text()],
  ] as const)('the runner that it is for: %s', (runner, source) => {
    expect(runnerOf(readModule({ path: 'x.py', text: source }))).toBe(runner)
  })

  test('is told of where nobody has said whether the halves are to be marked', () => {
    const module = readModule({ path: 'x.py', text: marked(STAGE, 'stage = Stage.POST_DEPLOY') })
    expect(markNote(undefined, module)).toBe(
      'x.py is marked for django-syzygy, and its database migration is not: --stage syzygy marks both halves, --stage none says that this is right',
    )
    for (const stage of ['none', 'syzygy', 'safemigrate'] as const)
      expect(markNote(stage, module)).toBeUndefined()
    expect(markNote(undefined, readModule({ path: 'x.py', text: text() }))).toBeUndefined()
  })
})

describe('what is not split and comes behind a database migration', () => {
  const behind = (source: string, stage: Stage): string => {
    const file = { path: 'x.py', text: source }
    return applyEdits(source, behindEdits(stage, readModule(file), styleFor(file)))
  }

  test('is marked as one for before the deployment', () => {
    expect(behind(text(), 'safemigrate')).toBe(
      text('safe = Safe.before_deploy()', '').replace(
        'import migrations\n',
        'import migrations\nfrom django_safemigrate import Safe\n',
      ),
    )
    expect(behind(text(), 'none')).toBe(text())
  })

  test('keeps what it says', () => {
    const source = text('safe = Safe.after_deploy()', '')
    expect(behind(source, 'safemigrate')).toBe(source)
  })
})
