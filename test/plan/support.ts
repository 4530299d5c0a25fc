import { buildGraph } from '../../src/django/build-graph'
import { snapshotBefore } from '../../src/django/snapshot-before'
import type { Snapshot } from '../../src/django/snapshot'
import { ancestors } from '../../src/django/graph'
import type { Project } from '../../src/django/project'
import type { Migration } from '../../src/django/migration'
import type { Expression } from '../../src/python/nodes'
import type { Plan } from '../../src/plan/plan'
import { planMigration } from '../../src/plan/planner'
import type { PlanOptions } from '../../src/plan/site'
import { unsplitSteps, type UnsplitStep } from '../../src/plan/unsplit'
import { readSql } from '../../src/sql/read'
import { migration, projectFrom, type Files } from '../support/project'

export const OPTIONS: PlanOptions = {
  dialect: 'postgresql',
  databaseOperations: 'sql',
  fill: 'auto',
  strict: false,
}

export interface History {
  /** The operations of `shop.0001_initial`. */
  readonly before: readonly string[]
  /** Those of `shop.0002_auto`, which is split. */
  readonly operations: readonly string[]
  /** Further files of the project. */
  readonly files?: Files
}

interface Found {
  readonly project: Project
  readonly migration: Migration
}

function found({ before, operations, files = {} }: History): Found {
  const project = projectFrom({
    'shop/migrations/0001_initial.py': migration({ operations: before }),
    'shop/migrations/0002_auto.py': migration({ dependencies: ['shop.0001_initial'], operations }),
    ...files,
  })
  const target = project.migrations.get('shop.0002_auto')
  if (target === undefined) throw new Error('shop.0002_auto is not there')
  return { project, migration: target }
}

export function planOf(history: History, options: Partial<PlanOptions> = {}): Plan {
  const { project, migration: target } = found(history)
  return planMigration(project, target, { ...OPTIONS, ...options })
}

/** The operations one by one, as written, with what each breaks. */
export function unsplit(history: History, options: Partial<PlanOptions> = {}): readonly UnsplitStep[] {
  const chosen = { ...OPTIONS, ...options }
  const { project, migration: target } = found(history)
  const start = snapshotBefore(project, target, chosen.dialect, readSql)
  expect(ancestors(buildGraph(project), target.key)).toContain('shop.0001_initial')
  return unsplitSteps(target.operations, start, environmentOf(start), chosen)
}

export function environmentOf({ schema }: Snapshot) {
  return { app: 'shop', dialect: schema.dialect, readSql } as const
}

/** `CreateModel` of a model with an `id` and these fields, as `name: field`. */
export function model(name: string, fields: Readonly<Record<string, string>>, options = ''): string {
  const rows = Object.entries(fields).map(([field, call]) => `("${field}", ${call})`)
  const all = ['("id", models.BigAutoField(primary_key=True))', ...rows].join(', ')
  return `migrations.CreateModel(name="${name}", fields=[${all}]${options === '' ? '' : `, options={${options}}`})`
}

export const remove = (model: string, name: string): string => `migrations.RemoveField("${model}", "${name}")`

export const drop = (model: string): string => `migrations.DeleteModel("${model}")`

/** The statements of every RunSQL among steps, forward or backward. */
export function sqlOf(steps: Plan['later'], direction: 'sql' | 'reverse_sql' = 'sql'): readonly string[] {
  return steps.flatMap(({ operation: { source } }) => {
    if (source.kind !== 'call') return []
    const argument = source.args.find(({ name }) => name === direction)
    return argument === undefined ? [] : stringsIn(argument.value)
  })
}

function stringsIn(expression: Expression): readonly string[] {
  if (expression.kind === 'list') return expression.items.flatMap(stringsIn)
  return expression.kind === 'string' ? [expression.value] : []
}
