import { notApplicable } from '../require'
import { hasOwnTable, throughModel } from '../through'
import { sameDefault } from '../fields/same-expression'
import { argument } from '../fields/call'
import { throughFieldNames } from '../names'
import { alterColumn } from './alter-column'
import { renameTable, tableOf, type Bound, type Editor, type Rendered } from './editor'
import { createModel, deleteModel } from './models'
import { remakeTable } from './remake-table'
import { alterOnSqlite } from './alter-on-sqlite'
import { shouldBeAltered } from './should-alter'

/**
 * `alter_field` of django/db/backends/base/schema.py. `on` is the model whose table is altered, under the name that
 * the table has at that moment.
 *
 * @throws Refusal `not-applicable` where Django does not alter a field into the other
 */
export function alterField(editor: Editor, on: Rendered, old: Bound, changed: Bound): void {
  if (!shouldBeAltered(editor, old, changed)) return
  if (old.field.kind === 'none' || changed.field.kind === 'none') {
    if (isThrough(old) && isThrough(changed)) return
    throw incompatible(old, changed)
  }
  if (old.field.kind === 'many-to-many' || changed.field.kind === 'many-to-many') {
    alterRelationTable(editor, old, changed)
    return
  }
  requireSameGeneration(old, changed)
  if (editor.dialect === 'sqlite') alterOnSqlite(editor, on, old, changed)
  else alterColumn(editor, on, old, changed)
}

/** A many-to-many field with a `through`, also where it cannot be read. */
function isThrough({ field }: Bound): boolean {
  return !hasOwnTable(field) && field.relation !== undefined && field.kind !== 'relation'
}

function alterRelationTable(editor: Editor, old: Bound, changed: Bound): void {
  if (isThrough(old) && isThrough(changed)) return
  if (!hasOwnTable(old.field) || !hasOwnTable(changed.field)) throw incompatible(old, changed)
  alterManyToMany(editor, old, changed)
}

function incompatible(old: Bound, changed: Bound): Error {
  const name = `${old.model.app}.${old.model.name}.${old.field.name}`
  return notApplicable(
    `Django cannot alter ${name} from ${old.field.className} into ${changed.field.className}: ` +
      'many-to-many fields, and those with another "through", are tables and not columns',
  )
}

/** "Modifying GeneratedFields is not supported". */
function requireSameGeneration(old: Bound, changed: Bound): void {
  const isOne = changed.field.kind === 'generated'
  if (old.field.kind !== 'generated' && !isOne) return
  const same = (name: string): boolean =>
    sameDefault(argument(old.field.source, name), argument(changed.field.source, name))
  if (old.field.kind === changed.field.kind && same('expression') && same('db_persist')) return
  throw notApplicable(
    `Django does not modify GeneratedFields: ${old.model.name}.${old.field.name} has to be removed and added again`,
  )
}

/** `_alter_many_to_many` of the base editor, and of SQLite's. */
export function alterManyToMany(editor: Editor, old: Bound, changed: Bound): void {
  const before = throughModel(old.field, old.model, old.state, editor.dialect)
  const after = throughModel(changed.field, changed.model, changed.state, editor.dialect)
  if (before === undefined || after === undefined) throw incompatible(old, changed)
  const from: Rendered = { model: before, state: old.state }
  const to: Rendered = { model: after, state: changed.state }
  if (editor.dialect === 'sqlite') {
    remakeManyToMany(editor, from, to)
    return
  }
  renameTable(editor, tableOf(editor, from), tableOf(editor, to))
  const [oldOwner, oldTarget] = throughNames(old)
  const [owner, target] = throughNames(changed)
  alterField(editor, to, boundField(from, oldTarget), boundField(to, target))
  alterField(editor, to, boundField(from, oldOwner), boundField(to, owner))
}

function remakeManyToMany(editor: Editor, from: Rendered, to: Rendered): void {
  const table = tableOf(editor, from)
  if (table === tableOf(editor, to)) {
    remakeTable(editor, table, to)
    return
  }
  createModel(editor, to)
  deleteModel(editor, from)
}

function throughNames({ field, model }: Bound): readonly [owner: string, target: string] {
  const to = field.relation?.to ?? 'unknown.unknown'
  return throughFieldNames(model.name, to.slice(to.lastIndexOf('.') + 1))
}

function boundField({ model, state }: Rendered, name: string): Bound {
  const field = model.fields.get(name)
  if (field === undefined) throw new TypeError(`${model.name} was made without ${name}`)
  return { field, model, state }
}
