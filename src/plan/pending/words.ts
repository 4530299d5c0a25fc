import type { Gap, GapKind } from './gaps'

/** What is pending, in words: what the database still has, or has not yet. */
export function pendingWords({ kind, column, name }: Gap): string {
  if (kind === 'rule' && name === 'NOT NULL') return `NOT NULL on ${column ?? ''}`
  return WORDS[kind].replace('{column}', column ?? '').replace('{name}', name ?? 'without a name')
}

const WORDS: Readonly<Record<GapKind, string>> = {
  table: 'the table',
  column: 'the column {column}',
  twin: 'the column {column}, kept equal to {name}',
  view: 'the view {name} of it',
  'overlap-key': 'the overlap key {name}',
  default: 'the default of {column}',
  rule: 'the rule {name}',
  'not-null': 'no NOT NULL on {column}',
  unique: 'no unique rule {name}',
  check: 'no check {name}',
  exclusion: 'no exclusion {name}',
  'foreign-key': 'no foreign key {name}',
  type: 'another type of {column}',
}
