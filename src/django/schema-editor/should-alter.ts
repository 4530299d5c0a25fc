import type { Expression } from '../../python/nodes'
import { argument, positionalArguments, truthy } from '../fields/call'
import { internalType, valueClass } from '../fields/column-type'
import { canonicalText, sameDefault } from '../fields/same-expression'
import { columnName } from '../columns'
import { concreteModel, primaryKeyFields, targetOf } from '../local-fields'
import type { Field } from '../state'
import { tableOf, type Bound, type Editor } from './editor'

/** `Field.non_db_attrs` of django/db/models/fields/__init__.py. */
const NON_DB_ATTRIBUTES = [
  'blank',
  'choices',
  'db_column',
  'editable',
  'error_messages',
  'help_text',
  'limit_choices_to',
  'on_delete',
  'related_name',
  'related_query_name',
  'validators',
  'verbose_name',
]

/** What the facts of a field say better than its text: flags by truthiness, targets by what they mean. */
const READ_AS_FACTS = [
  'name',
  'null',
  'unique',
  'primary_key',
  'db_index',
  'default',
  'db_default',
  'to',
  'to_field',
]

const NOT_COMPARED: ReadonlySet<string> = new Set([...NON_DB_ATTRIBUTES, ...READ_AS_FACTS])

/**
 * `_field_should_be_altered` of django/db/backends/base/schema.py: whether two fields differ in more than what no
 * database sees. A different Python default counts, though it changes nothing: then keys are made again on PostgreSQL
 * and MySQL, and the whole table on SQLite.
 */
export function shouldBeAltered(
  editor: Editor,
  old: Bound,
  changed: Bound,
  ignore: readonly string[] = [],
): boolean {
  if (old.field.kind === 'none' && changed.field.kind === 'none') return false
  if (columnName(old.field) !== columnName(changed.field)) return true
  if (old.field.className !== changed.field.className) return true
  const before = deconstruct(old, ignore)
  const after = deconstruct(changed, ignore)
  if (pointsToSameTable(editor, old, changed)) {
    before.delete('to')
    after.delete('to')
  }
  if (sameDefault(old.field.dbDefault, changed.field.dbDefault)) {
    before.delete('db_default')
    after.delete('db_default')
  }
  return !sameEntries(before, after)
}

function sameEntries(left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>): boolean {
  return left.size === right.size && [...left].every(([key, value]) => right.get(key) === value)
}

function pointsToSameTable(editor: Editor, old: Bound, changed: Bound): boolean {
  if (old.field.kind === 'many-to-many' || changed.field.kind === 'many-to-many') return false
  const before = remoteTable(editor, old)
  return before !== undefined && before === remoteTable(editor, changed)
}

function remoteTable(editor: Editor, { field, state }: Bound): string | undefined {
  const to = field.relation?.to
  const model = to === undefined ? undefined : state.models.get(to)
  return model && tableOf(editor, { model: concreteModel(model, state) })
}

/** `Field.deconstruct` without what no database sees: each option in a text that is equal where the values are. */
function deconstruct(bound: Bound, ignore: readonly string[]): Map<string, string> {
  const { field } = bound
  const entries = new Map<string, string>()
  for (const [name, value] of writtenOptions(field)) {
    if (!NOT_COMPARED.has(name) && !ignore.includes(name)) entries.set(name, canonicalText(value))
  }
  for (const [name, text] of factOptions(bound)) if (!ignore.includes(name)) entries.set(name, text)
  return entries
}

/** Options that are false unless told, so that `auto_now=False` is none. */
const FALSE_UNLESS_TOLD = new Set([
  'auto_now',
  'auto_now_add',
  'auto_created',
  'parent_link',
  'allow_unicode',
])
const TRUE_UNLESS_TOLD = new Set(['serialize', 'db_constraint', 'swappable', 'allow_files', 'allow_folders'])

function writtenOptions(field: Field): readonly (readonly [name: string, value: Expression])[] {
  const { positions } = valueClass({ ...field, kind: 'column' }).facts
  const positional = positionalArguments(field.source).map(
    ({ value }, place) => [positions[place] ?? `#${place}`, value] as const,
  )
  const named = field.source.args.flatMap(({ name, value }) =>
    name === undefined ? [] : [[name, value] as const],
  )
  return [...positional, ...named].filter(
    ([name, value]) => value.kind !== 'none' && !isUntold(name, truthy(value, true)),
  )
}

function isUntold(name: string, value: boolean): boolean {
  return value ? TRUE_UNLESS_TOLD.has(name) : FALSE_UNLESS_TOLD.has(name)
}

function factOptions(bound: Bound): readonly (readonly [name: string, text: string])[] {
  const { field } = bound
  const flags = [
    ['null', field.null],
    ['unique', field.unique],
    ['primary_key', field.primaryKey],
    ['db_index', field.dbIndex],
  ] as const
  const maxLength = defaultLength(field)
  return [
    ...flags.filter(([, value]) => value).map(([name]) => [name, 'true'] as const),
    ...(maxLength === undefined ? [] : [['max_length', String(maxLength)] as const]),
    ...(field.default ? [['default', canonicalText(field.default)] as const] : []),
    ...(field.dbDefault ? [['db_default', canonicalText(field.dbDefault)] as const] : []),
    ...(field.relation ? relationOptions(bound) : []),
  ]
}

/** A length that is the class's own counts as written, as `deconstruct` gives it either way. */
function defaultLength(field: Field): number | undefined {
  if (internalType(field) === undefined || field.kind !== 'column') return undefined
  const { facts, call } = valueClass(field)
  return argument(call, 'max_length', facts.positions) === undefined ? facts.maxLength : undefined
}

function relationOptions({ field, state }: Bound): readonly (readonly [name: string, text: string])[] {
  const { relation } = field
  if (relation === undefined) return []
  const to = relation.to ?? canonicalText(relation.toSource)
  const target = targetOf(field, state)
  const [key] = target ? primaryKeyFields(target.model, state) : []
  const toField = relation.toField === key?.name ? undefined : relation.toField
  return [['to', to] as const, ...(toField === undefined ? [] : [['to_field', toField] as const])]
}
