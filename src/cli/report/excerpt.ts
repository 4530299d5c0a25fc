import type { Place } from '../../core/span'
import { positionAt } from '../../core/span'
import { lineEnd, lineStart } from '../../emit/python-text'
import { safe } from './safe'
import { headOf, widthOf } from './width'

/** A line of a file, and where in it something stands, in columns of a terminal. */
export interface Excerpt {
  /** From 1. */
  readonly line: number
  /** Nothing in it but what can be shown; shorter than the line where that does not fit. */
  readonly source: string
  readonly caret: { readonly start: number; readonly width: number }
}

/**
 * The line that a place begins in. Where the place goes on in further lines, the first ends in ` …`.
 *
 * @param columns that the line may take; undefined for all that it needs
 */
export function excerptOf({ file, span }: Place, columns: number | undefined): Excerpt {
  const { text } = file
  const [first, last] = [lineStart(text, span.start), lineEnd(text, span.start)]
  const before = shown(text.slice(first, span.start).replace(/^\uFEFF/, ''))
  const isCut = span.end > last
  const marked = shown(text.slice(span.start, Math.min(span.end, last)))
  const body = isCut ? marked.trimEnd() : marked
  const rest = isCut ? ' …' : shown(text.slice(span.end, last)).trimEnd()
  const caret = { start: widthOf(before), width: Math.max(widthOf(body), 1) }
  const { line } = positionAt(text, span.start)
  return { line, ...fitted(before + body + rest, caret, columns) }
}

/** A tab is as wide as Python's own indentation, whatever the terminal would make of it. */
function shown(text: string): string {
  return safe(text.replaceAll('\t', '    '))
}

const CONTEXT = 12

/** What does not fit is cut at the end, and at the start where the place would be out of sight. */
function fitted(
  source: string,
  caret: Excerpt['caret'],
  columns: number | undefined,
): Pick<Excerpt, 'source' | 'caret'> {
  if (columns === undefined || widthOf(source) <= columns) return { source, caret }
  const isFar = caret.start + Math.min(caret.width, CONTEXT) > columns - 1
  const skipped = isFar ? headOf(source, Math.max(caret.start - CONTEXT, 0)) : ''
  const start = isFar ? '…' : ''
  const tail = source.slice(skipped.length)
  const room = columns - start.length
  const end = widthOf(tail) <= room ? tail : `${headOf(tail, room - 1)}…`
  const at = caret.start - widthOf(skipped) + start.length
  const width = Math.max(Math.min(caret.width, widthOf(start + end) - at), 1)
  return { source: start + end, caret: { start: at, width } }
}
