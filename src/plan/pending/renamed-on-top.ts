import { Refusal } from '../../core/errors'
import { buildGraph } from '../../django/build-graph'
import { descendants } from '../../django/graph'
import type { Operation } from '../../django/operation'
import type { Project } from '../../django/project'
import type { FirstHalf } from './finish'
import type { Pending } from './pending'

/**
 * What a first half is about has got another name since: the second half would have to be worked out under that.
 * @returns the refusal, at the operation that renames; undefined where there is none
 */
export function renamedOnTop(project: Project, { migration, pending }: FirstHalf): Refusal | undefined {
  const graph = buildGraph(project, [migration.key])
  const later = descendants(graph, migration.key).filter((key) => key !== migration.key)
  for (const key of later) {
    const other = graph.nodes.get(key)?.migration
    const operations = other?.app === migration.app ? other.operations.flatMap(withState) : []
    const found = operations.find((operation) => pending.some((each) => renames(operation, each)))
    if (found === undefined) continue
    return new Refusal({
      code: 'not-finished',
      reason: `this renames what ${migration.key} has left pending, so that it has another name by now`,
      wayOut: 'write the database migration by hand under the new name, or rename only once it is finished',
      place: found.place,
    })
  }
  return undefined
}

function withState(operation: Operation): readonly Operation[] {
  return operation.kind === 'SeparateDatabaseAndState' ? operation.stateOperations : [operation]
}

function renames(operation: Operation, { model, field }: Pending): boolean {
  const isModel = (name: string): boolean => name.toLowerCase() === model?.toLowerCase()
  switch (operation.kind) {
    case 'RenameModel':
      return isModel(operation.from)
    case 'AlterModelTable':
      return isModel(operation.model)
    case 'RenameField':
      return isModel(operation.model) && operation.from === field
    default:
      return false
  }
}
