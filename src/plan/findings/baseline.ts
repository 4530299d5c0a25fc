import { Refusal } from '../../core/errors'
import type { Finding } from '../../core/finding'
import type { Place, SourceFile } from '../../core/span'
import type { Left } from './ignores'

/**
 * Findings that are known: how often each stands in a migration. Nothing in it changes when lines move.
 */
export interface Baseline {
  readonly file: SourceFile
  readonly entries: readonly BaselineEntry[]
}

export interface BaselineEntry {
  /** `shop.0002_auto` */
  readonly migration: string
  /** For whoever reads it: relative to the project, with forward slashes. */
  readonly path: string
  readonly rule: string
  readonly operation?: string
  readonly count: number
}

const VERSION = 1

/**
 * The baseline of findings, as text: the same for the same findings.
 * @param shown a path as it is written: relative to the project, with forward slashes
 */
export function baselineText(findings: readonly Finding[], shown: (path: string) => string): string {
  const entries = new Map<string, BaselineEntry>()
  for (const finding of findings) {
    const { migration, rule, operation, place } = finding
    const key = keyOf(finding)
    const count = (entries.get(key)?.count ?? 0) + 1
    const about = operation === undefined ? {} : { operation }
    entries.set(key, { migration, path: shown(place.file.path), rule, ...about, count })
  }
  const sorted = [...entries].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry)
  return `${JSON.stringify({ version: VERSION, findings: sorted }, undefined, 2)}\n`
}

function keyOf({
  migration,
  rule,
  operation = '',
}: Pick<BaselineEntry, 'migration' | 'rule' | 'operation'>): string {
  return [migration, rule, operation].join('\0')
}

/**
 * Findings that the baseline does not have. A migration has no more of one than the baseline counts: the rest is new.
 * Entries about migrations that were looked at, which nothing matches any more, are notes.
 */
export function withoutKnown(
  findings: readonly Finding[],
  baseline: Baseline,
  isLookedAt: (migration: string) => boolean,
): Left {
  const left = new Map(baseline.entries.map((entry) => [keyOf(entry), entry.count]))
  const fresh = findings.filter((finding) => {
    const count = left.get(keyOf(finding)) ?? 0
    if (count > 0) left.set(keyOf(finding), count - 1)
    return count === 0
  })
  const stale = baseline.entries.filter(
    (entry) => (left.get(keyOf(entry)) ?? 0) > 0 && isLookedAt(entry.migration),
  )
  const notes = stale.map((entry) => staleNote(entry, baseline))
  return { findings: [...fresh, ...notes], silenced: findings.length - fresh.length }
}

function staleNote(entry: BaselineEntry, { file, entries }: Baseline): Finding {
  const { migration, rule, operation } = entry
  return {
    rule: 'stale-baseline',
    severity: 'note',
    place: entryPlace(file, entries.indexOf(entry)),
    migration,
    ...(operation !== undefined && { operation }),
    message: `the baseline has ${rule} more often than it is found`,
    fix: 'write the baseline anew with --write-baseline',
  }
}

/**
 * Reads a baseline.
 * @throws Refusal `baseline`, at the place, where it is none or of another version.
 */
export function readBaseline(file: SourceFile): Baseline {
  const parsed = parsedJson(file)
  if (!isTable(parsed)) throw broken(file, 0, 'it is no object')
  const { version, findings } = parsed
  if (version !== VERSION) throw otherVersion(file, version)
  if (!Array.isArray(findings)) throw broken(file, 0, 'it has no list of findings')
  const entries = findings.map((entry: unknown, index) => entryOf(entry, file, index))
  return { file, entries }
}

function parsedJson(file: SourceFile): unknown {
  try {
    return JSON.parse(file.text.replace(/^\uFEFF/, '')) as unknown
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const at = /position (\d+)/.exec(error.message)?.[1]
    throw broken(file, at === undefined ? file.text.length : Number(at), 'it is not valid JSON')
  }
}

type Table = Readonly<Record<string, unknown>>

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function entryOf(value: unknown, file: SourceFile, index: number): BaselineEntry {
  const at = entryPlace(file, index).span.start
  if (!isTable(value)) throw broken(file, at, 'a finding is no object')
  const { migration, path, rule, operation, count } = value
  if (typeof migration !== 'string' || typeof path !== 'string' || typeof rule !== 'string')
    throw broken(file, at, 'a finding has no migration, path or rule')
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1)
    throw broken(file, at, 'the count of a finding is no whole number from 1 on')
  if (operation !== undefined && typeof operation !== 'string')
    throw broken(file, at, 'the operation of a finding is no string')
  return { migration, path, rule, count, ...(operation !== undefined && { operation }) }
}

/** Where an entry begins: its brace is one more than those before it, since entries hold none but in strings. */
function entryPlace(file: SourceFile, index: number): Place {
  const braces = [...file.text.matchAll(/"(?:[^"\\]|\\.)*"|\{/g)].filter(([text]) => text === '{')
  const start = braces[index + 1]?.index ?? 0
  return { file, span: { start, end: start + 1 } }
}

function otherVersion(file: SourceFile, version: unknown): Refusal {
  const given = typeof version === 'number' ? String(version) : 'none'
  return new Refusal({
    code: 'baseline',
    reason: `this baseline is of version ${given}, and this bgsplit writes version ${VERSION}`,
    wayOut: WAY_OUT,
    place: { file, span: { start: 0, end: 0 } },
  })
}

const WAY_OUT = 'write it anew with --write-baseline'

function broken(file: SourceFile, start: number, why: string): Refusal {
  return new Refusal({
    code: 'baseline',
    reason: `not a baseline of bgsplit: ${why}`,
    wayOut: WAY_OUT,
    place: { file, span: { start, end: start } },
  })
}
