import { applyAllToState } from '../../src/django/apply-state'
import { loadMigration } from '../../src/django/load-migration'
import type { Operation } from '../../src/django/operation'
import { emptySnapshot } from '../../src/django/empty-snapshot'
import { modelKey } from '../../src/django/state'
import type { Model, ProjectSettings, ProjectState } from '../../src/django/state'

export const SETTINGS: ProjectSettings = {
  userModel: 'auth.user',
  swappable: new Map(),
  hasDatabaseRouters: false,
}

const HEADER = [
  'import django.contrib.postgres.operations as pg',
  'import django.db.models.deletion',
  'from django.conf import settings',
  'from django.db import migrations, models',
  'from shop.operations import OwnOperation',
]

/** The operations of a migration of `shop` whose list holds these; `above` stands before the class. */
export function operationsFrom(
  operations: readonly string[],
  above: readonly string[] = [],
): readonly Operation[] {
  const text = [
    ...HEADER,
    ...above,
    'class Migration(migrations.Migration):',
    '    operations = [',
    ...operations.map((operation) => `        ${operation},`),
    '    ]',
    '',
  ].join('\n')
  const read = (): { path: string; text: string } => ({ path: 'shop/migrations/0001.py', text })
  return loadMigration({ app: 'shop', name: '0001', settings: SETTINGS, read }).operations
}

/** The one operation of a migration of `shop`. */
export function operationFrom(operation: string, above: readonly string[] = []): Operation {
  const [only] = operationsFrom([operation], above)
  if (only === undefined) throw new Error('no operation was read')
  return only
}

export const EMPTY_STATE: ProjectState = emptySnapshot(SETTINGS, 'postgresql').state

/** The state after operations of `shop`, from nothing or from a state. */
export function stateAfter(operations: readonly string[], before: ProjectState = EMPTY_STATE): ProjectState {
  return applyAllToState(operationsFrom(operations), 'shop', before)
}

/** A model of `shop`; fails where there is none. */
export function modelIn(state: ProjectState, name: string): Model {
  const model = state.models.get(modelKey('shop', name))
  if (model === undefined) throw new Error(`no model ${name}`)
  return model
}
