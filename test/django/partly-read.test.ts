import type { Migration } from '../../src/django/migration'
import type { NotAnalysed } from '../../src/django/replay'
import { latestSnapshot } from '../../src/django/snapshot-before'
import type { ProjectState } from '../../src/django/state'
import { refuseUnreadable, refuseUntold } from '../../src/plan/opaque'
import { readSql } from '../../src/sql/read'
import { projectFrom } from '../support/project'
import { refusalOf } from '../support/refusal'

interface Read {
  readonly state: ProjectState
  readonly passed: readonly string[]
  readonly migration: Migration
}

/** What the history makes of a migration that only Python could tell the whole of. */
function readOf(body: string, settings = ''): Read {
  const project = projectFrom({
    'config/settings.py': `INSTALLED_APPS = []\n${settings}`,
    'shop/migrations/0001_initial.py': `from django.conf import settings
from django.db import migrations, models

user_ptr_name = '%s_ptr' % settings.AUTH_USER_MODEL.lower()


class Migration(migrations.Migration):
    dependencies = []
${body}`,
  })
  const passed: NotAnalysed[] = []
  const { state } = latestSnapshot(project, {
    dialect: 'postgresql',
    readSql,
    record: (each) => passed.push(each),
  })
  const migration = project.migrations.get('shop.0001_initial')
  if (migration === undefined) throw new Error('it is gone')
  return { state, migration, passed: passed.map(({ what }) => what) }
}

const ID = '("id", models.AutoField(primary_key=True))'
const MAKE = `migrations.CreateModel(name="Email", fields=[${ID}])`

describe('a list of operations of which a part is computed', () => {
  test.each([
    [
      'added under a condition (django-allauth)',
      `    operations = [${MAKE}]\n    if settings.X:\n        operations += [more()]\n`,
    ],
    ['a sum', `    operations = [${MAKE}] + more()\n`],
    ['a sum of many', `    operations = more() + [${MAKE}] + even_more()\n`],
  ])('%s: what comes later has what is made in any case', (_name, body) => {
    const { state, passed, migration } = readOf(body)
    expect([...state.models.keys()]).toContain('shop.email')
    expect(passed).toHaveLength(1)
    expect(
      refusalOf(() => {
        refuseUnreadable(migration)
      }).code,
    ).toBe('opaque-operations')
  })

  test('of two lists nobody knows which', () => {
    const { state } = readOf(`    operations = [${MAKE}] if settings.X else []\n`)
    expect(state.models.has('shop.email')).toBe(false)
  })
})

describe('a model of which a field is computed', () => {
  const body = `    operations = [migrations.CreateModel(name="App", fields=[${ID}] + ([("sites", models.TextField())] if settings.X else []))]\n`

  test('has the others (django-allauth)', () => {
    const { state, passed, migration } = readOf(body)
    expect([...(state.models.get('shop.app')?.fields.keys() ?? [])]).toEqual(['id'])
    expect(passed).toEqual(['CreateModel with arguments that only Python could tell'])
    expect(
      refusalOf(() => {
        refuseUntold(migration.operations)
      }).reason,
    ).toBe('only Python could tell what this does (CreateModel with arguments that only Python could tell)')
  })

  test('has a key to its parent by the name that Django gives it (django-cms)', () => {
    const pointer =
      '(user_ptr_name, models.OneToOneField(parent_link=True, primary_key=True, on_delete=models.CASCADE, to=settings.AUTH_USER_MODEL))'
    const { state, passed } = readOf(
      `    operations = [migrations.CreateModel(name="PageUser", fields=[${pointer}])]\n`,
      'AUTH_USER_MODEL = "people.Person"\n',
    )
    expect([...(state.models.get('shop.pageuser')?.fields.keys() ?? [])]).toEqual(['person_ptr'])
    expect(passed).toEqual([])
  })

  test('is not made where the name of another field is computed', () => {
    const { state } = readOf(
      '    operations = [migrations.CreateModel(name="PageUser", fields=[(user_ptr_name, models.TextField())])]\n',
    )
    expect(state.models.has('shop.pageuser')).toBe(false)
  })
})
