import type { Finding } from '../../../core/finding'
import { ancestors } from '../../../django/graph'
import type { UnsplitStep } from '../../unsplit'
import { nameOfLetGo, namesIn } from '../let-go'
import { findingAt, namesOfModels, type FindingSite } from '../site'

/**
 * A database half that takes away a column or table which the models at that point still have; or one whose first half
 * has run, but is not among what it depends on, so that `migrate` may come to it first.
 */
export function missingFirstHalf(site: FindingSite, step: UnsplitStep): Finding | undefined {
  const { operation, before, after } = step
  if (operation.kind !== 'SeparateDatabaseAndState' && operation.kind !== 'RunSQL') return undefined
  if (before.schema === after.schema) return undefined
  const dropped = droppedNames(step)
  if (dropped.length === 0) return undefined
  const known = namesOfModels(after.state, site.options)
  const kept = dropped.filter((name) => known.has(name))
  const message = kept.length > 0 ? stillKnown(kept) : notBefore(site, dropped)
  return message === undefined ? undefined : findingAt(site, operation, before, { ...FACTS, ...message })
}

const FACTS = {
  rule: 'missing-first-half',
  fix:
    'write the plain operation, as makemigrations does, and let bgsplit split it: the first half takes it out of the ' +
    'models, and this one comes a release later',
}

/** A column is not told where its table is. */
function droppedNames({ before, after }: UnsplitStep): readonly string[] {
  const there = namesIn(after.schema)
  const gone = [...namesIn(before.schema)].filter((name) => !there.has(name))
  return gone.filter((name) => !gone.some((other) => name.startsWith(`${other}.`)))
}

function stillKnown(names: readonly string[]): { message: string } {
  const many = names.length > 1 ? `, ${names.slice(1).join(', ')}` : ''
  return {
    message: `this takes ${names[0] ?? ''}${many} out of the database, and the models still have it: no first half comes before, and all code that is live fails`,
  }
}

function notBefore(
  { graph, migration, letGo }: FindingSite,
  dropped: readonly string[],
): { message: string; fix: string } | undefined {
  const own = new Set(ancestors(graph, migration.key))
  const gone = letGo.findLast((each) => dropped.includes(nameOfLetGo(each)))
  if (gone === undefined || own.has(gone.by)) return undefined
  return {
    message: `this takes ${nameOfLetGo(gone)} out of the database, and does not depend on ${gone.by}, which takes it out of the models: migrate may run this one first`,
    fix: `add ${gone.by} to its dependencies`,
  }
}
