/** A half-open range of UTF-16 offsets into a file's text. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A file as it was read: its path as the user would write it, and its text with any byte order mark kept. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** Where something stands: what a message points at. */
export interface Place {
  readonly file: SourceFile
  readonly span: Span
}

/** A position as editors count it: both from 1, columns in characters (code points). */
export interface Position {
  readonly line: number
  readonly column: number
}

/** The line and column of an offset; `\r\n`, `\n` and `\r` each end a line, as Python reads them. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  const lines = before.split(/\r\n|\n|\r/)
  const last = lines.at(-1) ?? ''
  const visible = lines.length === 1 ? last.replace(/^\uFEFF/, '') : last
  return { line: lines.length, column: [...visible].length + 1 }
}

/** The text a place covers. */
export function textOf(place: Place): string {
  return place.file.text.slice(place.span.start, place.span.end)
}
