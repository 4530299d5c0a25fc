import type { Operation } from '../../django/operation'
import { modelKey, type Model } from '../../django/state'
import type { Expression } from '../../python/nodes'
import type { PlannedChange } from '../plan'
import type { Rows } from '../rows'
import type { Part } from '../site'
import { siteAt, type Context } from '../split-site'
import { alteration } from '../strategies/altered'
import type { UnsplitStep } from '../unsplit'
import { OperationWriter } from '../write-operation'

/**
 * What is left to be done for an operation that old code could have lived with, and that was done to the models alone
 * all the same; undefined where Django cannot be told that it has not been done.
 */
export function leftOut(context: Context, { operation, before }: UnsplitStep): Part | undefined {
  if (!('model' in operation)) return undefined
  const model = before.state.models.get(modelKey(context.environment.app, operation.model))
  if (model === undefined) return undefined
  const site = siteAt(context, operation, before)
  const write = new OperationWriter(site, operation.place)
  const undone = inverse(operation, model, write)
  if (undone === undefined) return undefined
  const { call, does, name } = undone
  const rest = { known: [call], operations: [operation.source], guards: [], fills: [] }
  const rows: Rows = { site, model, write }
  const change: PlannedChange = {
    slug: `${SLUGS[does]}_${model.name}_${name}`.toLowerCase(),
    subject: `${model.name}.${name}`,
    verb: 'has the new',
    why: 'only the models know of it',
    overlap: 'Only the models know of it.',
    later: `${does} ${name} of ${model.name}`,
    place: operation.place,
  }
  return { database: [], deferred: [alteration(rows, rest)], changes: [change], notes: [] }
}

type Does = 'drops' | 'adds' | 'alters'

const SLUGS: Readonly<Record<Does, string>> = { drops: 'remove', adds: 'add', alters: 'alter' }

interface Inverse {
  readonly call: Expression
  readonly does: Does
  readonly name: string
}

/** The operation by which Django is told that it has not been done. */
function inverse(operation: Operation, model: Model, write: OperationWriter): Inverse | undefined {
  const { build } = write
  const on = { model_name: build.string(model.name.toLowerCase()) }
  switch (operation.kind) {
    case 'RemoveConstraint': {
      const { name } = operation
      const rule = model.options.constraints.find((each) => each.name === name)
      const call = rule && write.operation('AddConstraint', { ...on, constraint: rule.source })
      return call && { call, does: 'drops', name }
    }
    case 'RemoveIndex': {
      const { name } = operation
      const rule = model.options.indexes.find((each) => each.name === name)
      const call = rule && write.operation('AddIndex', { ...on, index: rule.source })
      return call && { call, does: 'drops', name }
    }
    case 'AddIndex': {
      const { name } = operation.index
      return { call: write.operation('RemoveIndex', { ...on, name: build.string(name) }), does: 'adds', name }
    }
    case 'AlterField': {
      const { name } = operation.field
      const old = model.fields.get(name)
      const call = old && write.alterField(model.name.toLowerCase(), name, old.source)
      return call && { call, does: 'alters', name }
    }
    case 'AlterUniqueTogether': {
      const call = write.alterUniqueTogether(model.name.toLowerCase(), model.options.uniqueTogether)
      return { call, does: 'alters', name: 'unique_together' }
    }
    default:
      return undefined
  }
}
