import type { Place } from '../../core/span'
import { builder, withArguments } from '../../python/build'
import type { OperationOf } from '../operation'
import type { Model, NamedRule, ProjectState } from '../state'
import { requireModel, withModel, withOptions } from './access'
import type { OptionChanges } from './access'

/** An operation that sets options of one model. */
export type OptionOperation = OperationOf<
  | 'AlterModelTable'
  | 'AlterModelTableComment'
  | 'AlterUniqueTogether'
  | 'AlterIndexTogether'
  | 'AlterOrderWithRespectTo'
  | 'AlterModelOptions'
  | 'AddIndex'
  | 'RemoveIndex'
  | 'RenameIndex'
  | 'AddConstraint'
  | 'RemoveConstraint'
  | 'AlterConstraint'
>

/** The state after an operation that sets options, each as its `state_forwards` does. */
export function alterOptions(operation: OptionOperation, app: string, state: ProjectState): ProjectState {
  const model = requireModel(state, operation.model, { app, place: operation.place })
  return withModel(state, withOptions(model, optionChanges(operation, model)))
}

function optionChanges(operation: OptionOperation, model: Model): OptionChanges {
  const { indexes, constraints } = model.options
  switch (operation.kind) {
    case 'AlterModelTable':
      return { dbTable: operation.table }
    case 'AlterModelTableComment':
      return { dbTableComment: operation.comment }
    case 'AlterUniqueTogether':
      return { uniqueTogether: operation.sets }
    case 'AlterIndexTogether':
      return { indexTogether: operation.sets }
    case 'AlterOrderWithRespectTo':
      return { orderWithRespectTo: operation.field }
    case 'AlterModelOptions':
      // `managed` is the one of ALTER_OPTION_KEYS that matters here: what is not given goes back to its default.
      return { managed: true, ...operation.options }
    case 'AddIndex':
      return { indexes: [...indexes, operation.index] }
    case 'RemoveIndex':
      return { indexes: without(indexes, operation.name) }
    case 'RenameIndex':
      return renamedIndex(operation, model)
    case 'AddConstraint':
      return { constraints: [...constraints, operation.constraint] }
    case 'RemoveConstraint':
      return { constraints: without(constraints, operation.name) }
    case 'AlterConstraint':
      return { constraints: replaced(constraints, operation.name, operation.constraint) }
  }
}

function without(rules: readonly NamedRule[], name: string): NamedRule[] {
  return rules.filter((rule) => rule.name !== name)
}

function replaced(rules: readonly NamedRule[], name: string, by: NamedRule): NamedRule[] {
  return rules.map((rule) => (rule.name === name ? by : rule))
}

/** `RenameIndex.state_forwards` (django/db/migrations/operations/models.py), named and unnamed. */
function renamedIndex(operation: OperationOf<'RenameIndex'>, model: Model): OptionChanges {
  const { indexes, indexTogether } = model.options
  const { newName, oldName, oldFields } = operation
  if (oldFields === undefined) {
    return { indexes: indexes.map((rule) => (rule.name === oldName ? renamed(rule, newName) : rule)) }
  }
  const isSame = (set: readonly string[]): boolean => set.join('\0') === oldFields.join('\0')
  return {
    indexes: [...indexes, indexOver(oldFields, newName, operation.place)],
    indexTogether: indexTogether.filter((set) => !isSame(set)),
  }
}

function renamed(rule: NamedRule, name: string): NamedRule {
  const { source } = rule
  if (source.kind !== 'call') return { ...rule, name }
  return { ...rule, name, source: withArguments(source, { name: builder(source.place).string(name) }) }
}

/** `models.Index(fields=[…], name=…)`, as Django makes it from `old_fields`. */
function indexOver(fields: readonly string[], name: string, place: Place): NamedRule {
  const build = builder(place)
  const source = build.call('django.db.models.Index', [], {
    fields: build.list(fields.map(build.string)),
    name: build.string(name),
  })
  return { name, className: 'django.db.models.Index', source }
}
