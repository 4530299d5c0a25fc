import type { Migration } from '../../django/migration'
import type { UnsplitStep } from '../unsplit'
import { ignoresIn, silences, linesOf } from './ignores'

/**
 * Whether every unsafe operation of a migration is to be left as it is: ignore comments silence all that it breaks. Then
 * `split` leaves the file alone. A part of a migration cannot be left out of its split.
 */
export function isLeftAlone(migration: Migration, steps: readonly UnsplitStep[]): boolean {
  const unsafe = steps.filter(({ isUnsafe, errors }) => isUnsafe && errors.length > 0)
  if (unsafe.length === 0 || unsafe.length < steps.filter(({ isUnsafe }) => isUnsafe).length) return false
  const ignores = ignoresIn(migration.file)
  return unsafe.every(({ operation, errors }) => {
    const lines = linesOf(operation.place, migration)
    const isSilent = (rule: string): boolean => ignores.some((ignore) => silences(ignore, rule, lines))
    return errors.every(({ rule }) => isSilent(rule) || (isGone(rule) && isSilent('missing-first-half')))
  })
}

function isGone(rule: string): boolean {
  return rule === 'missing-column' || rule === 'missing-table'
}
