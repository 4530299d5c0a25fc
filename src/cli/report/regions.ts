import { digest } from '../../core/digest'
import type { Finding } from '../../core/finding'
import { positionAt, textOf } from '../../core/span'
import type { Place, Position } from '../../core/span'

/** Where a place begins and where it ends, both from 1; the end is the column behind the last character. */
export interface Region {
  readonly start: Position
  readonly end: Position
}

export function regionOf({ file, span }: Place): Region {
  return { start: positionAt(file.text, span.start), end: positionAt(file.text, span.end) }
}

/**
 * What a finding is known by from one run to the next: its rule, its migration, and the operation as it is written,
 * whatever its line and its white space. What is alike in all of that is told apart by its order.
 */
export function fingerprints(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>()
  return findings.map(({ rule, migration, operation, place }) => {
    const source = textOf(place).replaceAll(/\s+/g, ' ')
    const about = [rule, migration, operation ?? '', source].join('\0')
    const count = (seen.get(about) ?? 0) + 1
    seen.set(about, count)
    return digest('sha256', `${about}\0${count}`).slice(0, 32)
  })
}
