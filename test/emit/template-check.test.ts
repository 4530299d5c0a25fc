import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Refusal } from '../../src/core/errors'
import { positionAt } from '../../src/core/span'
import { loadProject, migrationAt } from '../../src/django/project'
import { checkDatabaseFile, checkStateFile } from '../../src/emit/check'
import { databaseFileText } from '../../src/emit/database-file'
import { loadFormatter } from '../../src/emit/format'
import type { Stage } from '../../src/emit/stage'
import { stateFileText } from '../../src/emit/state-file'
import { styleFor } from '../../src/emit/style'
import { blaming, NotAsPlanned } from '../../src/emit/template-blame'
import type { TemplateName } from '../../src/emit/template-names'
import { openTemplates } from '../../src/emit/templates'
import { planMigration } from '../../src/plan/planner'
import { folderWith, migration } from '../support/project'
import type { Files } from '../support/project'

const OURS = resolve(__dirname, '../../templates')

/** One of our templates with something replaced; fails where there is nothing to replace. */
function changed(name: TemplateName, from: string, to: string): Files {
  const text = readFileSync(join(OURS, name), 'utf8')
  expect(text).toContain(from)
  return { [name]: text.replace(from, to) }
}

const REMOVE = 'migrations.RemoveField(model_name="product", name="rating")'
const NUMBER = 'migrations.AddField("product", "number", models.IntegerField(default=next_number))'

interface Given {
  readonly operations?: readonly string[]
  readonly stage?: Stage
}

/** Both halves, read back; `files` are templates. */
async function halvesOf(files: Files | undefined, { operations = [REMOVE], stage = 'none' }: Given = {}) {
  const model = '("id", models.BigAutoField(primary_key=True)), ("rating", models.IntegerField())'
  const folder = folderWith({
    'manage.py': '',
    'shop/migrations/0001_initial.py': migration({
      operations: [`migrations.CreateModel("Product", [${model}])`],
    }),
    'shop/migrations/0002_auto.py': migration({ dependencies: ['shop.0001_initial'], operations }).replace(
      'import migrations, models\n',
      'import migrations, models\nfrom shop.numbers import next_number\n',
    ),
  })
  const path = `${folder}/shop/migrations/0002_auto.py`
  const project = loadProject(path)
  const chosen = migrationAt(project, path)
  if (chosen === undefined) throw new Error('no migration')
  const flags = { dialect: 'postgresql', databaseOperations: 'sql', fill: 'auto', strict: false } as const
  const plan = planMigration(project, chosen, flags)
  const templates = files && (await openTemplates(folderWith(files)))
  const style = { ...styleFor(chosen.file), ...(templates && { templates }) }
  const common = { style, formatter: await loadFormatter(), stage }
  const called = <Key>(key: Key): Key => key
  const names = { state: '0002_state', database: '0003_database' }
  const state = stateFileText(plan, { ...common, database: names.database, references: [] })
  checkStateFile(plan, { path, text: state }, project, called, { stage, templates })
  const database = databaseFileText(plan, { ...common, names, called, path })
  checkDatabaseFile(plan, { path, text: database }, project, called, { stage, templates })
  return { state, database }
}

/** What is refused: `name:line: cause`. */
async function refusalFor(files: Files, given?: Given): Promise<string> {
  try {
    await halvesOf(files, given)
  } catch (error) {
    if (!(error instanceof Refusal) || error.place === undefined || error.code !== 'template') throw error
    const { file, span } = error.place
    return `${file.path.split('/').at(-1)}:${positionAt(file.text, span.start).line}: ${error.reason}`
  }
  throw new Error('nothing was refused')
}

test('templates of the user, down to the file that is written', async () => {
  const { state, database } = await halvesOf({
    'class-comment.py.ejs': '# Phase <%= view.step %>: see the handbook. Other half: <%- view.other %>\n',
    ...changed('database-migration.py.ejs', 'class Migration', '# Owned by the shop team.\nclass Migration'),
  })
  expect(state).toContain('    # Phase 1: see the handbook. Other half: 0003_database\n')
  expect(database).toContain('\n\n# Owned by the shop team.\nclass Migration(migrations.Migration):\n')
  expect(database).toContain('    # Phase 2: see the handbook. Other half: 0002_state\n')
})

const BACK = 'what it gives does not read back as planned: '

describe('what does not read back as planned is told as the fault of the template', () => {
  test.each([
    ['no dependencies', '<%- dependency %>,', '', `the dependencies differ`, 'dependenc'],
    [
      'no operations',
      "<%- include('steps.py.ejs', { steps: view.operations }) -%>",
      '',
      'the operations differ',
      '',
    ],
    [
      'not atomic',
      '    dependencies = [',
      '    atomic = False\n    dependencies = [',
      '`atomic` differs',
      'atomic',
    ],
    ['no class', 'class Migration', 'class Migrations', 'the file has no class Migration', ''],
  ])('%s', async (_, from, to, cause) => {
    const refusal = await refusalFor(changed('database-migration.py.ejs', from, to))
    expect(refusal).toMatch(/^database-migration\.py\.ejs:\d+: /)
    expect(refusal).toContain(`${BACK}${cause}`)
  })

  test('at the line that is about it', async () => {
    const files = changed('database-migration.py.ejs', '<%- dependency %>,', '')
    const line =
      String(Object.values(files)[0])
        .split('\n')
        .findIndex((each) => each.includes('dependenc')) + 1
    expect(await refusalFor(files)).toBe(`database-migration.py.ejs:${line}: ${BACK}the dependencies differ`)
  })

  test('no mark for the runner', async () => {
    const files = changed(
      'database-migration.py.ejs',
      '    <%- line %>\n\n<% } -%>\n    dependencies',
      '<% } -%>\n    dependencies',
    )
    expect(await refusalFor(files, { stage: 'syzygy' })).toContain(
      `${BACK}the mark for the runner is not there`,
    )
    await halvesOf(files)
  })

  test('an operation of the user that gets lost', async () => {
    const files = changed('state-operation.py.ejs', 'steps: view.originals', 'steps: []')
    expect(await refusalFor(files)).toContain(`state-operation.py.ejs:`)
    expect(await refusalFor(files)).toContain(`${BACK}the operations differ`)
  })

  test('an operation of the user on a line with others', async () => {
    const files = changed('state-operation.py.ejs', 'state_operations=[', 'state_operations=[None, ')
    expect(await refusalFor(files)).toContain(`${BACK}the operations differ`)
  })

  test('one that is included by ours', async () => {
    const files = changed('steps.py.ejs', '<%- step.code %>,', '<%- step.code %>, <%- step.code %>,')
    expect(await refusalFor(files)).toContain('steps.py.ejs:')
  })

  test('a function under another name', async () => {
    const files = changed('fill-rows.py.ejs', 'def <%- view.name %>', 'def x')
    expect(await refusalFor(files, { operations: [NUMBER] })).toBe(
      'fill-rows.py.ejs:1: what it gives does not define fill_product_number',
    )
  })
})

test('it is a bug of ours where no template of the user can have done it', async () => {
  const templates = await openTemplates(folderWith({ 'class-comment.py.ejs': '# x\n' }))
  const bug = new NotAsPlanned('atomic', 'x')
  const blamed = (given: typeof templates | undefined) => () => {
    blaming('state', given, () => {
      throw bug
    })
  }
  expect(blamed(undefined)).toThrow(bug)
  expect(blamed(templates)).toThrow(bug)
  expect(blamed(await openTemplates(folderWith({ 'steps.py.ejs': '' })))).toThrow(Refusal)
})
