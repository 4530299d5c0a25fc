import type { SourceFile } from '../core/span'

/**
 * Finds out which line of which template a piece of what they gave comes from: the templates are filled in once more,
 * with a mark at the beginning of each of their lines and behind each of their tags, and the marks are taken out again.
 */
export interface Marks {
  /** The file with its marks. */
  readonly marked: (file: SourceFile) => SourceFile
  /** The text without marks, and where each of them stood. */
  readonly found: (text: string) => { readonly text: string; readonly origins: readonly Origin[] }
}

export interface Origin {
  /** In the text without marks. */
  readonly offset: number
  readonly file: SourceFile
  readonly line: number
}

/** What EJS cuts a template at, `_REGEX_STRING` in ejs.js; `<%%` and `%%>` are text. */
const TAG = /<%%|%%>|<%[=\-_#]?|[-_]?%>/g

/** Of a private use area: no template has them. */
const MARK = /\uF8F0(\d+)\uF8F1/g

export function newMarks(): Marks {
  const places: { readonly file: SourceFile; readonly line: number }[] = []
  const mark = (file: SourceFile, line: number): string => `\uF8F0${places.push({ file, line }) - 1}\uF8F1`
  return {
    marked: (file) => ({ ...file, text: withMarks(file, mark) }),
    found: (text) => {
      const origins: Origin[] = []
      let taken = 0
      const plain = text.replace(MARK, (whole, index: string, at: number) => {
        const place = places[Number(index)]
        if (place !== undefined) origins.push({ ...place, offset: at - taken })
        taken += whole.length
        return ''
      })
      return { text: plain, origins }
    },
  }
}

function withMarks(file: SourceFile, mark: (file: SourceFile, line: number) => string): string {
  let result = ''
  let line = 1
  let isText = true
  let at = 0
  const text = file.text.replace(/^\uFEFF/, '')
  const add = (piece: string): void => {
    // A tag that ends in `-%>` takes the newline right behind it away: the mark goes after that.
    const start = isText && !/^\r?\n/.test(piece) ? mark(file, line) : ''
    const lines = isText ? piece.replace(/\n/g, () => `\n${mark(file, ++line)}`) : piece
    if (!isText) line += piece.split('\n').length - 1
    result += start + lines
  }
  for (const tag of text.matchAll(TAG)) {
    add(text.slice(at, tag.index))
    result += tag[0]
    at = tag.index + tag[0].length
    if (!tag[0].includes('%%')) isText = tag[0].endsWith('>')
  }
  add(text.slice(at))
  return result
}
