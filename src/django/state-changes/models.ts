import { withEntry, withoutEntry } from '../../core/persistent-map'
import type { Argument, Call, Expression } from '../../python/nodes'
import type { OperationOf } from '../operation'
import { modelKey } from '../state'
import type { Field, Model, ModelKey, ProjectState } from '../state'
import { requireModel, withModel, withModels } from './access'
import { changedFields } from './fields'
import { pointsTo } from './points-to'
import { rewriteArguments, rewriteStrings } from './source'

/** `ProjectState.add_model` (django/db/migrations/state.py): a model of that name is replaced. */
export function createModel(operation: OperationOf<'CreateModel'>, state: ProjectState): ProjectState {
  return withModel(state, operation.definition)
}

/** `ProjectState.remove_model` (django/db/migrations/state.py). */
export function deleteModel(
  operation: OperationOf<'DeleteModel'>,
  app: string,
  state: ProjectState,
): ProjectState {
  const model = requireModel(state, operation.model, { app, place: operation.place })
  return { ...state, models: withoutEntry(state.models, modelKey(app, model.name)) }
}

interface Renaming {
  readonly from: ModelKey
  readonly to: ModelKey
  /** `shop.OrderLine`: what Django writes into fields that pointed to the old name. */
  readonly label: string
}

/**
 * `ProjectState.rename_model` (django/db/migrations/state.py): fields that point to the model or go through it
 * follow. Models that extend it follow too, which Django leaves to fail. A change of case only keeps the model,
 * which Django loses.
 */
export function renameModel(
  operation: OperationOf<'RenameModel'>,
  app: string,
  state: ProjectState,
): ProjectState {
  const model = requireModel(state, operation.from, { app, place: operation.place })
  const renaming: Renaming = {
    from: modelKey(app, operation.from),
    to: modelKey(app, operation.to),
    label: `${app}.${operation.to}`,
  }
  const moved = withEntry(withoutEntry(state.models, renaming.from), renaming.to, {
    ...model,
    name: operation.to,
  })
  return repointed({ ...state, models: moved }, renaming)
}

function repointed(state: ProjectState, renaming: Renaming): ProjectState {
  const changes = new Map<ModelKey, Model>()
  for (const [key, model] of state.models) {
    if (!pointsTo(model, renaming.from)) continue
    const changed = repointedModel(model, renaming)
    if (changed !== model) changes.set(key, changed)
  }
  return withModels(state, changes)
}

function repointedModel(model: Model, renaming: Renaming): Model {
  const changed = changedFields(model, (field) => repointedField(field, model.app, renaming))
  if (!model.bases.includes(renaming.from)) return changed
  return { ...changed, bases: model.bases.map((base) => (base === renaming.from ? renaming.to : base)) }
}

function repointedField(field: Field, app: string, renaming: Renaming): Field {
  const { relation } = field
  if (relation === undefined || (relation.to !== renaming.from && relation.through !== renaming.from)) {
    return field
  }
  const source = repointedSource(field.source, app, renaming)
  return {
    ...field,
    source,
    relation: {
      ...relation,
      to: relation.to === renaming.from ? renaming.to : relation.to,
      toSource: targetIn(source) ?? relation.toSource,
      ...(relation.through === renaming.from ? { through: renaming.to } : {}),
    },
  }
}

/** `to` and `through` as strings; `'self'` and settings go on meaning the same model. */
function repointedSource(source: Call, app: string, renaming: Renaming): Call {
  const repointed = (reference: string): string => {
    const key = reference.includes('.') ? reference.toLowerCase() : modelKey(app, reference)
    return key === renaming.from.toLowerCase() ? renaming.label : reference
  }
  const named = rewriteArguments(source, ['to', 'through'], repointed)
  const first = named.args[0]
  if (first === undefined || !isPositional(first)) return named
  const value = rewriteStrings(first.value, repointed)
  return value === first.value
    ? named
    : { ...named, args: [{ ...first, value }, ...named.args.slice(1)], synthetic: true }
}

/** `ForeignKey("shop.Place", …)`: the target comes first. */
function targetIn({ args: [first, ...rest] }: Call): Expression | undefined {
  if (first !== undefined && isPositional(first)) return first.value
  return [first, ...rest].find((argument) => argument?.name === 'to')?.value
}

function isPositional({ name, unpack }: Argument): boolean {
  return name === undefined && unpack === undefined
}
