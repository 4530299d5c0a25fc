import { orUndefined } from '../../core/errors'
import type { Finding } from '../../core/finding'
import { didYouMean } from '../../core/nearest'
import { positionAt, textOf, type Place, type SourceFile } from '../../core/span'
import type { Migration } from '../../django/migration'
import { commentsIn } from '../../python/comments'
import { FINDING_RULES, type CommentRule } from './rules'
import { holds } from './site'

/** `# bgsplit: ignore[missing-column, twin] the column is empty` */
export interface Ignore {
  readonly place: Place
  readonly rules: readonly string[]
  /** Without one it silences nothing. */
  readonly reason: string
  readonly lines: Lines
}

/** The first and the last line, counted from 1. */
interface Lines {
  readonly first: number
  readonly last: number
}

/**
 * The ignore comments of a file: it begins to count on the line of an operation, on any line of it, or on lines of its
 * own right above. What looks like one inside a string is none. Throws `not-python`.
 */
export function ignoresIn(file: SourceFile): readonly Ignore[] {
  // A file is parsed once more only where there is something to find.
  if (!/#\s*bgsplit\s*:/.test(file.text)) return []
  const comments = commentsIn(file)
  const ownLines = new Set(comments.filter(isAlone).map(lineOfStart))
  return comments.flatMap((place): Ignore[] => {
    const [, rules = '', reason = ''] = PATTERN.exec(textOf(place)) ?? []
    if (!PATTERN.test(textOf(place))) return []
    const line = lineOfStart(place)
    return [{ place, rules: namesIn(rules), reason: bare(reason), lines: linesFrom(line, ownLines) }]
  })
}

const PATTERN = /^#\s*bgsplit\s*:\s*ignore\b\s*(?:\[([^\]]*)\])?(.*)$/s

function namesIn(text: string): readonly string[] {
  return [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '')
}

/** Without what sets it off: `-- because`, `: because`. */
function bare(reason: string): string {
  return reason.replace(/^[\s:–—-]+/, '').trim()
}

function lineOfStart({ file, span }: Place): number {
  return positionAt(file.text, span.start).line
}

/** Nothing but space before it on its line. */
function isAlone({ file, span }: Place): boolean {
  return /(^|[\r\n])[ \t\f\uFEFF]*$/.test(file.text.slice(0, span.start))
}

/** A comment on a line of its own reaches down to what stands below, past further ones. */
function linesFrom(line: number, ownLines: ReadonlySet<number>): Lines {
  let last = line
  while (ownLines.has(last)) last++
  return { first: line, last }
}

/** What is left of findings, and how many are not. */
export interface Left {
  readonly findings: readonly Finding[]
  readonly silenced: number
}

/** Findings without those that an ignore comment silences, and with what is wrong with the comments. */
export function withoutIgnored(findings: readonly Finding[], migrations: readonly Migration[]): Left {
  const marked = migrations
    .map((migration) => ({ migration, ignores: orUndefined(() => ignoresIn(migration.file)) ?? [] }))
    .filter(({ ignores }) => ignores.length > 0)
  const byKey = new Map<string, Marked>(marked.map((each) => [each.migration.key, each]))
  const used = new Map<Ignore, Set<string>>()
  const left = findings.filter((finding) => {
    const found = silencing(finding, byKey.get(finding.migration))
    for (const ignore of found) used.set(ignore, (used.get(ignore) ?? new Set()).add(finding.rule))
    return found.length === 0
  })
  const wrong = marked.flatMap(({ migration, ignores }) =>
    ignores.flatMap((ignore) => problemsOf(ignore, migration, used.get(ignore) ?? new Set())),
  )
  return { findings: inPlace([...left, ...wrong], migrations), silenced: findings.length - left.length }
}

/** A migration with ignore comments. */
interface Marked {
  readonly migration: Migration
  readonly ignores: readonly Ignore[]
}

function silencing({ place, rule }: Finding, marked: Marked | undefined): readonly Ignore[] {
  if (marked === undefined) return []
  const lines = linesOf(place, marked.migration)
  return marked.ignores.filter((ignore) => silences(ignore, rule, lines))
}

/** The lines of the operation in which something stands, or of the thing itself. */
export function linesOf(place: Place, migration: Migration): Lines {
  const operations = orUndefined(() => migration.operations) ?? []
  const { file, span } = operations.find((operation) => holds(operation, place))?.place ?? place
  const [first, last] = [span.start, span.end].map((offset) => positionAt(file.text, offset).line)
  return { first: first ?? 1, last: last ?? 1 }
}

export function silences(ignore: Ignore, rule: string, lines: Lines): boolean {
  return ignore.reason !== '' && ignore.rules.includes(rule) && meets(ignore.lines, lines)
}

function meets(one: Lines, other: Lines): boolean {
  return one.first <= other.last && one.last >= other.first
}

const KNOWN: ReadonlySet<string> = new Set(FINDING_RULES.map(({ id }) => id))

function problemsOf(
  { rules, reason, place }: Ignore,
  migration: Migration,
  used: ReadonlySet<string>,
): readonly Finding[] {
  const say = (rule: CommentRule, message: string, fix: string): Finding => {
    const severity = FINDING_RULES.find(({ id }) => id === rule)?.severity ?? 'error'
    return { rule, severity, place, migration: migration.key, message, fix }
  }
  const form = 'write # bgsplit: ignore[rule] reason'
  const known = rules.filter((rule) => KNOWN.has(rule))
  return [
    ...(rules.length === 0 ? [say('unknown-rule', 'this ignore comment names no rule', form)] : []),
    ...rules
      .filter((rule) => !KNOWN.has(rule))
      .map((rule) =>
        say('unknown-rule', `there is no rule ${rule}`, didYouMean(rule, KNOWN, 'see docs/rules.md')),
      ),
    ...(reason === '' ? [say('ignore-without-reason', 'this ignore comment does not say why', form)] : []),
    ...(reason === '' ? [] : known)
      .filter((rule) => !used.has(rule))
      .map((rule) => say('unused-ignore', `nothing here breaks the rule ${rule}`, 'take the comment out')),
  ]
}

/** In the order of the migrations, and of each file. */
function inPlace(findings: readonly Finding[], migrations: readonly Migration[]): readonly Finding[] {
  const order = new Map<string, number>(migrations.map(({ key }, index) => [key, index]))
  const position = ({ migration }: Finding): number => order.get(migration) ?? -1
  return findings.toSorted(
    (one, other) => position(one) - position(other) || one.place.span.start - other.place.span.start,
  )
}
