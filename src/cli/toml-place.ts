import type { Place, SourceFile, Span } from '../core/span'

/**
 * Where a key of a section is written: as `[tool.bgsplit.rules]` and a line of it, or as `rules.x = …` or
 * `rules = { x = … }` in `[tool.bgsplit]`. The nearest that is found where it is written in some other way: the key
 * before it, or the start of the section.
 */
export function placeInToml(file: SourceFile, section: readonly string[], keys: readonly string[]): Place {
  const found = keyIn(file.text, section, keys) ?? headerOf(file.text, section)?.name
  return { file, span: found ?? { start: 0, end: 0 } }
}

function keyIn(text: string, section: readonly string[], keys: readonly string[]): Span | undefined {
  const [first, ...rest] = keys
  if (first === undefined) return undefined
  const own = headerOf(text, section)
  const line = own && lineOf(text, own.body, first)
  const inner = rest.length === 0 ? undefined : keyIn(text, [...section, first], rest)
  const inline = line && rest[0] !== undefined ? wordIn(text, restOf(text, line), rest[0]) : undefined
  return inner ?? inline ?? line ?? headerOf(text, [...section, first])?.name
}

interface Header {
  readonly name: Span
  /** Until the next header. */
  readonly body: Span
}

function headerOf(text: string, section: readonly string[]): Header | undefined {
  const dotted = section.map(quotable).join('[ \\t]*\\.[ \\t]*')
  const found = new RegExp(`^[ \\t]*\\[[ \\t]*(${dotted})[ \\t]*\\]`, 'dm').exec(text)
  const [start, end] = found?.indices?.[1] ?? []
  if (start === undefined || end === undefined) return undefined
  const next = text.slice(end).search(/^[ \t]*\[/m)
  return { name: { start, end }, body: { start: end, end: next === -1 ? text.length : end + next } }
}

/** The key at the start of a line, also as the first part of a dotted one. */
function lineOf(text: string, within: Span, key: string): Span | undefined {
  return matched(text, within, new RegExp(`^[ \\t]*(${quotable(key)})[ \\t]*[=.]`, 'dm'))
}

/** The key anywhere in what follows: `, x = 1`, `.x = 1`. */
function wordIn(text: string, within: Span, key: string): Span | undefined {
  return matched(text, within, new RegExp(`[{.,\\s](${quotable(key)})[ \\t]*[=.]`, 'd'))
}

function matched(text: string, { start, end }: Span, pattern: RegExp): Span | undefined {
  const found = pattern.exec(text.slice(start, end))?.indices?.[1]
  return found && { start: start + found[0], end: start + found[1] }
}

function restOf(text: string, { end }: Span): Span {
  const next = text.indexOf('\n', end)
  return { start: end, end: next === -1 ? text.length : next }
}

function quotable(key: string): string {
  const plain = key.replace(/[^\w-]/g, '\\$&')
  return `(?:"${plain}"|'${plain}'|${plain})`
}
