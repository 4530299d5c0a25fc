import { Refusal } from '../core/errors'
import type { Migration } from '../django/migration'
import type { Reference } from '../python/nodes'
import { NotAsPlanned } from './template-blame'

/**
 * Runs the check of a state file. What its operations mean differs where they use a name that nothing gave a meaning,
 * and that the file now imports: Python would have stopped at it, or a star import has it, and nobody can tell.
 *
 * @param before the migration as it was
 * @param after the migration as it was rendered
 * @throws Refusal `local-name` at such a name; else what the check throws
 */
export function blamingNames(before: Migration, after: () => Migration, check: () => void): void {
  try {
    check()
  } catch (error) {
    const name = error instanceof NotAsPlanned ? newlyKnown(before, after()) : undefined
    throw name === undefined ? error : noMeaning(name)
  }
}

function newlyKnown(before: Migration, after: Migration): Reference | undefined {
  const isNew = ({ target }: Reference): boolean => {
    const [root = ''] = target.split('.', 1)
    return after.module.names.has(root) && !before.module.names.has(root)
  }
  return before.operations.flatMap(({ source }) => unknownIn(source)).find(isNew)
}

/** Where an expression leads away from itself. */
const ELSEWHERE: ReadonlySet<string> = new Set(['place', 'binding', 'via'])

/** References without a meaning in an expression, in its order. */
function unknownIn(value: unknown): readonly Reference[] {
  if (typeof value !== 'object' || value === null) return []
  if (isUnknown(value)) return [value]
  return Object.entries(value).flatMap(([key, part]) => (ELSEWHERE.has(key) ? [] : unknownIn(part)))
}

function isUnknown(value: object): value is Reference {
  return 'kind' in value && value.kind === 'reference' && 'origin' in value && value.origin === 'unknown'
}

function noMeaning({ place, spelling, target }: Reference): Refusal {
  return new Refusal({
    code: 'local-name',
    reason: `\`${spelling ?? target}\` is used here, and nothing in the file says what it is`,
    wayOut: 'import it by its name',
    place,
  })
}
