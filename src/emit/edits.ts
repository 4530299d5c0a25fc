import type { Span } from '../core/span'

/** A piece of a text and what takes its place; an empty span inserts. */
export interface TextEdit {
  readonly span: Span
  readonly text: string
}

/** A text with edits made, in whatever order they come. They must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
  let result = ''
  let at = 0
  for (const { span, text: replacement } of ordered) {
    if (span.start < at) throw new Error(`edits overlap at ${span.start}`)
    result += text.slice(at, span.start) + replacement
    at = span.end
  }
  return result + text.slice(at)
}
