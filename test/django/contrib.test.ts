import { CONTRIB_LABELS } from '../../src/django/contrib'
import { latestSnapshot } from '../../src/django/snapshot-before'
import type { Snapshot } from '../../src/django/snapshot'
import { readSql } from '../../src/sql/read'
import { migration, projectFrom } from '../support/project'
import type { Files } from '../support/project'

// That states and orders are Django's is held by differential.test.ts.

const latest = (files: Files): Snapshot =>
  latestSnapshot(projectFrom(files), { dialect: 'postgresql', readSql })
const installed = (...apps: string[]): Files => ({
  'config/settings.py': `INSTALLED_APPS = ${JSON.stringify(apps)}\n`,
})

test('the apps of Django that have tables', () => {
  expect(CONTRIB_LABELS).toEqual([
    'contenttypes',
    'auth',
    'admin',
    'sites',
    'flatpages',
    'redirects',
    'sessions',
  ])
})

test('nothing of Django where nothing names it', () => {
  expect(latest({ 'shop/migrations/0001.py': migration() }).state.models.size).toBe(0)
})

test('what INSTALLED_APPS names, and what that needs', () => {
  const { schema } = latest(installed('django.contrib.admin', 'django.contrib.sessions.apps.SessionsConfig'))
  expect([...schema.tables.keys()].sort()).toEqual([
    'auth_group',
    'auth_group_permissions',
    'auth_permission',
    'auth_user',
    'auth_user_groups',
    'auth_user_user_permissions',
    'django_admin_log',
    'django_content_type',
    'django_session',
  ])
})

test('what a migration depends on', () => {
  const { state } = latest({ 'shop/migrations/0001.py': migration({ dependencies: ['redirects.0002_x'] }) })
  expect([...state.models.keys()]).toEqual(['sites.site', 'redirects.redirect'])
})

test('a swapped user model has no table of its own', () => {
  const { schema, state } = latest({
    'config/settings.py': 'AUTH_USER_MODEL = "people.Person"\nINSTALLED_APPS = ["django.contrib.admin"]\n',
    'people/migrations/0001.py': migration({
      dependencies: ['auth.0012_alter_user_first_name_max_length'],
      operations: [
        'migrations.CreateModel("Person", [("id", models.UUIDField(primary_key=True))], options={"swappable": "AUTH_USER_MODEL"})',
      ],
    }),
  })
  expect(state.models.has('auth.user')).toBe(true)
  expect(schema.tables.has('auth_user')).toBe(false)
  const log = schema.tables.get('django_admin_log')
  expect(log?.columns.get('user_id')?.type).toEqual({ kind: 'known', sql: 'uuid' })
  expect(log?.foreignKeys.map((key) => key.toTable)).toContain('people_person')
})

test("a project's own app of that name counts", () => {
  const { state } = latest({
    ...installed('django.contrib.auth'),
    'auth/migrations/0001.py': migration({
      operations: ['migrations.CreateModel("Own", [("id", models.AutoField(primary_key=True))])'],
    }),
  })
  expect([...state.models.keys()]).toEqual(['auth.own'])
})

test('the rule of a site has the name that its second migration gave it', () => {
  const { schema } = latest(installed('django.contrib.sites'))
  expect(schema.tables.get('django_site')?.uniques).toMatchObject([
    { name: 'django_site_domain_a2e37b91_uniq', columns: ['domain'] },
  ])
})
