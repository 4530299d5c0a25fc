import type { Finding } from '../../core/finding'
import { listed } from '../../core/words'
import type { ReportContext } from './context'

export interface Counts {
  readonly error: number
  readonly note: number
}

export function countsOf(findings: readonly Finding[]): Counts {
  const error = findings.filter(({ severity }) => severity === 'error').length
  return { error, note: findings.length - error }
}

/** `1 error`, `2 errors`. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

/** `2 errors and 1 note in 3 migrations`, and what is not shown. */
export function countsLine(findings: readonly Finding[], context: ReportContext): string {
  const { error, note } = countsOf(findings)
  const found = [
    ...(error > 0 ? [counted(error, 'error')] : []),
    ...(note > 0 ? [counted(note, 'note')] : []),
  ]
  const what = found.length === 0 ? 'nothing found' : listed(found)
  return [`${what} in ${counted(context.checked, 'migration')}`, ...unshown(context)].join('; ')
}

function unshown({ ignored = 0, known = 0 }: ReportContext): readonly string[] {
  return [
    ...(ignored > 0 ? [`${ignored} ignored by comments`] : []),
    ...(known > 0 ? [`${known} known from the baseline`] : []),
  ]
}
