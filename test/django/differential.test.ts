import { join } from 'node:path'
import { applyAllToState } from '../../src/django/apply-state'
import { buildGraph } from '../../src/django/build-graph'
import { emptySnapshot } from '../../src/django/empty-snapshot'
import { ancestors, fullOrder } from '../../src/django/graph'
import type { MigrationGraph } from '../../src/django/graph'
import type { MigrationKey } from '../../src/django/migration'
import { loadProject } from '../../src/django/project'
import type { Project } from '../../src/django/project'
import { modelKey } from '../../src/django/state'
import type { Field, Model, ProjectState } from '../../src/django/state'
import { intValue } from '../../src/python/arguments'
import type { Expression } from '../../src/python/nodes'
import { columnName, hasColumn } from '../../src/django/columns'
import { djangoPython, runPython } from '../support/django'
import { folderWith } from '../support/project'
import { SAMPLES } from './differential/samples'

/** What `dump_state.py` prints. */
interface Dump {
  readonly order: readonly string[]
  readonly states: Readonly<Record<string, Models>>
  readonly latest: Models
}

/** Models by key. */
type Models = Readonly<Record<string, unknown>>

function argumentOf({ source }: Field, name: string): Expression | undefined {
  return source.args.find((argument) => argument.name === name)?.value
}

function dumpField(field: Field): unknown {
  const { relation } = field
  return {
    name: field.name,
    class: field.className,
    max_length: intValue(argumentOf(field, 'max_length')) ?? null,
    column: hasColumn(field) ? columnName(field) : null,
    // A generated column takes NULL whatever the field says: Django writes no NOT NULL for it.
    null: field.null && field.kind !== 'generated',
    unique: field.unique,
    // A CompositePrimaryKey is no column; which fields make up the key is told by its source.
    primary_key: field.primaryKey || field.className.endsWith('.CompositePrimaryKey'),
    index: field.dbIndex,
    default: field.default !== undefined,
    db_default: field.dbDefault !== undefined,
    relation: relation
      ? { to: relation.to, through: relation.through ?? null, to_field: relation.toField ?? null }
      : null,
  }
}

function dumpModel({ name, fields, bases, options }: Model): unknown {
  const sorted = (sets: Model['options']['uniqueTogether']): unknown => sets.map((set) => [...set]).sort()
  return {
    name,
    fields: [...fields.values()].map(dumpField),
    bases,
    db_table: options.dbTable ?? null,
    db_table_comment: options.dbTableComment ?? null,
    managed: options.managed,
    proxy: options.proxy,
    order_with_respect_to: options.orderWithRespectTo ?? null,
    unique_together: sorted(options.uniqueTogether),
    index_together: sorted(options.indexTogether),
    indexes: options.indexes.map((rule) => rule.name),
    constraints: options.constraints.map((rule) => rule.name),
  }
}

function dumpState(state: ProjectState): Models {
  return Object.fromEntries(
    [...state.models.values()].map((model) => [modelKey(model.app, model.name), dumpModel(model)]),
  )
}

/** Without Django's own apps, whose history is one step here: only its end is the same. */
function ownModels(models: Models, project: Project): Models {
  return Object.fromEntries(
    Object.entries(models).filter(([key]) => project.apps.has(key.split('.')[0] ?? '')),
  )
}

function stateOf(project: Project, graph: MigrationGraph, keys: readonly MigrationKey[]): ProjectState {
  return keys.reduce((state, key) => {
    const migration = graph.nodes.get(key)?.migration
    return migration === undefined ? state : applyAllToState(migration.operations, migration.app, state)
  }, emptySnapshot(project.settings.project, 'sqlite').state)
}

const python = djangoPython()
const compared = python === undefined ? test.skip : test

describe('as Django', () => {
  compared.each(Object.entries(SAMPLES))('%s', (_name, { files, apps, userModel }) => {
    const folder = folderWith({ 'manage.py': '', ...files })
    const script = join(__dirname, 'differential', 'dump_state.py')
    // Holds: the script is ours and prints this.
    const expected = runPython(python ?? '', script, [folder, userModel ?? 'auth.User', ...apps]) as Dump
    const project = loadProject('.', { cwd: folder })
    const graph = buildGraph(project)
    const order = fullOrder(graph)
    expect(order.filter((key) => project.migrations.has(key))).toEqual(expected.order)
    expect(dumpState(stateOf(project, graph, order))).toEqual(expected.latest)
    for (const [key, state] of Object.entries(expected.states)) {
      // Holds: keys are printed as `app.name`.
      const received = stateOf(project, graph, ancestors(graph, key as MigrationKey))
      expect([key, ownModels(dumpState(received), project)]).toEqual([key, ownModels(state, project)])
    }
  })
})
