import { Refusal } from '../core/errors'
import { FEATURES } from './backends/features'
import type { Change } from './changes'
import { columnName } from './columns'
import { orderField } from './fields/synthetic'
import { findField, isWithoutTable, localFields } from './local-fields'
import type { Operation, OperationKind, OperationOf } from './operation'
import { notApplicable } from './require'
import type { Schema } from './schema'
import { alterField } from './schema-editor/alter-field'
import { constraintNames } from './schema-editor/constraint-names'
import {
  createEditor,
  renameTable,
  tableOf,
  type Bound,
  type Editor,
  type Rendered,
} from './schema-editor/editor'
import { addField, createModel, deleteModel, removeField } from './schema-editor/models'
import { renameModel } from './schema-editor/rename-model'
import {
  addConstraint,
  addIndex,
  alterIndexTogether,
  alterUniqueTogether,
  removeConstraint,
  removeIndex,
  renameIndex,
} from './schema-editor/rules'
import { modelKey, type NamedRule, type ProjectState } from './state'
import { throughModels } from './through'

export type Direction = 'forwards' | 'backwards'

/** What Django passes to `database_forwards` and `database_backwards`: the states in the direction of travel. */
export interface DatabaseContext {
  readonly app: string
  readonly from: ProjectState
  readonly to: ProjectState
  readonly schema: Schema
}

/**
 * What an operation does to the database, as Django's schema editor of the schema's dialect does it: constraints are
 * looked up in the schema, as Django looks them up in the database. Empty for an operation that no database sees, and
 * for those that are no schema operations (RunSQL, RunPython, SeparateDatabaseAndState).
 *
 * @throws Refusal `not-applicable` where the database would refuse, `unknown-model` and `unknown-field` where a state
 *   lacks what the operation is about
 */
export function databaseChanges(
  operation: Operation,
  direction: Direction,
  context: DatabaseContext,
): readonly Change[] {
  const editor = createEditor(context.schema, context.from)
  run(operation, { ...context, editor, operation, forwards: direction === 'forwards' })
  return editor.changes
}

interface Run extends DatabaseContext {
  readonly editor: Editor
  readonly operation: Operation
  readonly forwards: boolean
}

type Runners = { readonly [K in OperationKind]: (operation: OperationOf<K>, run: Run) => void }

function run<K extends OperationKind>(operation: OperationOf<K>, context: Run): void {
  // Holds: a runner stands under the kind of the operations that it takes.
  const runner = RUNNERS[operation.kind] as unknown as (operation: OperationOf<K>, run: Run) => void
  runner(operation, context)
}

function nothing(): void {
  // No database sees it, or it is replayed elsewhere.
}

/** django/db/migrations/operations/{models,fields}.py and django/contrib/postgres/operations.py. */
const RUNNERS: Runners = {
  CreateModel({ definition }, run) {
    if (run.forwards) createIn(run, definition.name)
    else deleteIn(run, definition.name)
  },
  DeleteModel({ model }, run) {
    if (run.forwards) deleteIn(run, model)
    else createIn(run, model)
  },
  RenameModel({ from, to }, run) {
    const [before, after] = run.forwards ? [from, to] : [to, from]
    const changed = modelIn(run.to, after, run)
    if (isManaged(changed)) renameModel(run.editor, modelIn(run.from, before, run), changed)
  },
  AlterModelTable({ model }, run) {
    const changed = modelIn(run.to, model, run)
    if (isManaged(changed)) alterTable(run.editor, modelIn(run.from, model, run), changed)
  },
  AlterModelTableComment({ model }, run) {
    const changed = modelIn(run.to, model, run)
    if (!isManaged(changed) || !FEATURES[run.editor.dialect].supportsComments) return
    const comment = changed.model.options.dbTableComment
    run.editor.emit({ kind: 'set-table-comment', table: tableOf(run.editor, changed), comment })
  },
  AlterUniqueTogether({ model }, run) {
    const changed = modelIn(run.to, model, run)
    if (!isManaged(changed)) return
    const { uniqueTogether } = modelIn(run.from, model, run).model.options
    alterUniqueTogether(run.editor, changed, uniqueTogether, changed.model.options.uniqueTogether)
  },
  AlterIndexTogether({ model }, run) {
    const changed = modelIn(run.to, model, run)
    if (!isManaged(changed)) return
    const { indexTogether } = modelIn(run.from, model, run).model.options
    alterIndexTogether(run.editor, changed, indexTogether, changed.model.options.indexTogether)
  },
  AlterOrderWithRespectTo({ model }, run) {
    const changed = modelIn(run.to, model, run)
    if (isManaged(changed)) alterOrder(run.editor, modelIn(run.from, model, run), changed)
  },
  AlterModelOptions: nothing,
  AlterModelManagers: nothing,
  AddField({ model, field }, run) {
    if (run.forwards) addIn(run, model, field.name, field.default)
    else removeIn(run, model, field.name)
  },
  RemoveField({ model, name }, run) {
    if (run.forwards) removeIn(run, model, name)
    else addIn(run, model, name, undefined)
  },
  AlterField({ model, field }, run) {
    alterIn(run, model, field.name, field.name)
  },
  RenameField({ model, from, to }, run) {
    const [before, after] = run.forwards ? [from, to] : [to, from]
    alterIn(run, model, before, after)
  },
  AddIndex({ model, index }, run) {
    const on = modelIn(run.forwards ? run.to : run.from, model, run)
    if (!isManaged(on)) return
    if (run.forwards) addIndex(run.editor, on, index)
    else removeIndex(run.editor, on, index)
  },
  RemoveIndex({ model, name }, run) {
    const on = modelIn(run.forwards ? run.from : run.to, model, run)
    if (!isManaged(on)) return
    const index = ruleIn(on.model.options.indexes, name, on, run)
    if (run.forwards) removeIndex(run.editor, on, index)
    else addIndex(run.editor, on, index)
  },
  RenameIndex: renameIndexIn,
  AddConstraint({ model, constraint }, run) {
    const on = modelIn(run.to, model, run)
    if (!isManaged(on)) return
    if (run.forwards) addConstraint(run.editor, on, constraint)
    else removeConstraint(run.editor, on, constraint)
  },
  RemoveConstraint({ model, name }, run) {
    const on = modelIn(run.to, model, run)
    if (!isManaged(on)) return
    const holder = run.forwards ? modelIn(run.from, model, run) : on
    const constraint = ruleIn(holder.model.options.constraints, name, holder, run)
    if (run.forwards) removeConstraint(run.editor, on, constraint)
    else addConstraint(run.editor, on, constraint)
  },
  ValidateConstraint: nothing,
  AlterConstraint: nothing,
  RunSQL: nothing,
  RunPython: nothing,
  SeparateDatabaseAndState: nothing,
  Extension: nothing,
  Opaque: nothing,
}

function modelIn(state: ProjectState, name: string, { app, operation }: Run): Rendered {
  const model = state.models.get(modelKey(app, name))
  if (model) return { model, state }
  throw new Refusal({
    code: 'unknown-model',
    reason: `there is no model ${app}.${name} at this point of the history`,
    wayOut: 'check the migrations before this one',
    place: operation.place,
  })
}

function fieldIn(on: Rendered, name: string, { operation }: Run): Bound {
  const field = localFields(on.model, on.state).find((candidate) => candidate.name === name)
  if (field) return { ...on, field }
  throw new Refusal({
    code: 'unknown-field',
    reason: `${on.model.app}.${on.model.name} has no field "${name}" at this point of the history`,
    wayOut: 'check the migrations before this one',
    place: operation.place,
  })
}

function ruleIn(
  rules: readonly NamedRule[],
  name: string,
  { model }: Rendered,
  { operation }: Run,
): NamedRule {
  const rule = rules.find((candidate) => candidate.name === name)
  if (rule) return rule
  throw new Refusal({
    code: 'unknown-field',
    reason: `${model.app}.${model.name} has no index or constraint "${name}" at this point of the history`,
    wayOut: 'check the migrations before this one',
    place: operation.place,
  })
}

/** `allow_migrate_model`, of which no router is asked. */
function isManaged({ model, state }: Rendered): boolean {
  return !isWithoutTable(model, state)
}

function createIn(run: Run, name: string): void {
  const on = modelIn(run.to, name, run)
  if (isManaged(on)) createModel(run.editor, on)
}

function deleteIn(run: Run, name: string): void {
  const on = modelIn(run.from, name, run)
  if (isManaged(on)) deleteModel(run.editor, on)
}

function addIn(run: Run, model: string, name: string, oneOff: Bound['field']['default']): void {
  const on = modelIn(run.to, model, run)
  if (!isManaged(on)) return
  const bound = fieldIn(on, name, run)
  const field = oneOff ? { ...bound.field, default: oneOff } : bound.field
  addField(run.editor, { ...bound, field })
}

function removeIn(run: Run, model: string, name: string): void {
  const on = modelIn(run.from, model, run)
  if (isManaged(on)) removeField(run.editor, fieldIn(on, name, run), modelIn(run.to, model, run))
}

function alterIn(run: Run, model: string, before: string, after: string): void {
  const changed = modelIn(run.to, model, run)
  if (!isManaged(changed)) return
  const old = modelIn(run.from, model, run)
  alterField(run.editor, old, fieldIn(old, before, run), fieldIn(changed, after, run))
}

/** The tables of many-to-many fields are named after the model's. */
function alterTable(editor: Editor, old: Rendered, changed: Rendered): void {
  renameTable(editor, tableOf(editor, old), tableOf(editor, changed))
  const after = throughModels(changed.model, changed.state, editor.dialect)
  for (const { field, through } of throughModels(old.model, old.state, editor.dialect)) {
    const renamed = after.find((made) => made.field.name === field.name)
    if (renamed)
      renameTable(editor, tableOf(editor, { model: through }), tableOf(editor, { model: renamed.through }))
  }
}

function alterOrder(editor: Editor, old: Rendered, changed: Rendered): void {
  const was = old.model.options.orderWithRespectTo !== undefined
  const is = changed.model.options.orderWithRespectTo !== undefined
  if (was && !is) removeField(editor, { ...old, field: orderField(old.model, old.state) }, changed)
  if (is && !was) addField(editor, { ...changed, field: orderField(changed.model, changed.state, true) })
}

function renameIndexIn(operation: OperationOf<'RenameIndex'>, run: Run): void {
  const on = modelIn(run.to, operation.model, run)
  const { oldFields, oldName = '', newName } = operation
  if (!isManaged(on) || (oldFields !== undefined && !run.forwards)) return
  const old = modelIn(run.from, operation.model, run)
  const [from, to] = run.forwards ? [oldName, newName] : [newName, oldName]
  const name = oldFields === undefined ? from : unnamedIndex(run.editor, old, oldFields)
  if (name === to) return
  const after = ruleIn(on.model.options.indexes, to, on, run)
  renameIndex(run.editor, on, { ...after, name }, after)
}

/** The one index over the columns of fields: that of index_together. */
function unnamedIndex(editor: Editor, { model, state }: Rendered, fields: readonly string[]): string {
  const columns = fields.map((name) => {
    const found = findField(model, state, name)
    return found ? columnName(found.field) : name
  })
  const table = tableOf(editor, { model })
  const [name, ...more] = constraintNames(editor, table, columns, { index: true, unique: false })
  if (name !== undefined && more.length === 0) return name
  throw notApplicable(
    `found ${more.length + (name === undefined ? 0 : 1)} indexes instead of one over ${table}(${columns.join(', ')})`,
  )
}
