import type { Span } from '../core/span'

/** A string or comment of Python text, longest quote first; what is between two of them never matters here. */
const STRING_OR_COMMENT =
  /#[^\r\n]*|([A-Za-z]{0,2})("""|''')(?:\\[^]|(?!\2)[^])*\2|([A-Za-z]{0,2})(["'])(?:\\\r\n|\\[^]|(?!\4)[^\\\r\n])*\4/g

/** Where the string literals of a piece of Python stand, prefix and quotes included. */
export function stringSpans(text: string): readonly Span[] {
  return [...text.matchAll(STRING_OR_COMMENT)]
    .filter((match) => !match[0].startsWith('#'))
    .map((match) => ({ start: match.index, end: match.index + match[0].length }))
}

/** White space at the start of the line that holds an offset. */
export function indentAt(text: string, offset: number): string {
  const line = text.slice(lineStart(text, offset))
  return /^\uFEFF?([ \t\f]*)/.exec(line)?.[1] ?? ''
}

/** The offset at which the line that holds an offset begins. */
export function lineStart(text: string, offset: number): number {
  // `lastIndexOf` takes a place before the text for its beginning.
  if (offset === 0) return 0
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1
}

/** The offset of the line break (or the end of the text) that ends the line that holds an offset. */
export function lineEnd(text: string, offset: number): number {
  const found = /[\r\n]/.exec(text.slice(offset))
  return found === null ? text.length : offset + found.index
}

/**
 * The same Python at another depth: the first line is taken to stand after `from`, and every following line that
 * starts with `from` starts with `to` instead. Lines that begin inside a string stay as they are, or its value
 * would change.
 */
export function reindent(text: string, from: string, to: string): string {
  const strings = stringSpans(text)
  return text.replace(
    /(\r\n|\n|\r)([ \t]*)(?=[^\s])/g,
    (whole, newline: string, indent: string, at: number) =>
      isInside(strings, at) ? whole : newline + moved(indent, from, to),
  )
}

function isInside(strings: readonly Span[], offset: number): boolean {
  return strings.some((string) => string.start < offset && offset < string.end)
}

function moved(indent: string, from: string, to: string): string {
  if (indent.startsWith(from)) return to + indent.slice(from.length)
  return to.startsWith(from) ? to.slice(from.length) + indent : indent
}

/**
 * A text that is safe inside one line of a Python comment: nothing in it ends the line, moves the cursor or turns
 * the direction of writing (https://trojansource.codes), and it cannot be a coding cookie, since that counts in
 * the first two lines of a file only.
 */
export function commentText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, escaped)
}

function escaped(character: string): string {
  const named: Partial<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
  const code = character.charCodeAt(0)
  return named[character] ?? `\\u${code.toString(16).padStart(4, '0')}`
}

/**
 * Lines of comment, each `# …` and none longer than `width` where words allow it. An item of a list (`- …`) keeps its
 * dash for itself, and "Step 2" stays on one line.
 */
export function wrapComment(text: string, width: number): readonly string[] {
  const words = commentText(text)
    .split(/ (?!\d\b)/)
    .filter((part) => part !== '')
  const indent = text.startsWith('- ') ? '  ' : ''
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    const fits = last !== undefined && last.length + 1 + word.length <= width
    if (fits) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(last === undefined ? `# ${word}` : `# ${indent}${word}`)
  }
  return lines
}
