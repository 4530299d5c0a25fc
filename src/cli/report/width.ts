/**
 * Columns of a terminal that a text takes: none for what combines with the character before it, two for what is wide
 * (https://www.unicode.org/reports/tr11/), one for everything else.
 */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += columnsOf(character)
  return width
}

function columnsOf(character: string): number {
  if (/^[\x20-\x7E]$/.test(character)) return 1
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}

const WIDE =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1F64F}\u{1F680}-\u{1F6FF}\u{1F900}-\u{1FAFF}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]$/u

/** The start of a text that fits into so many columns. */
export function headOf(text: string, columns: number): string {
  let [head, width] = ['', 0]
  for (const character of text) {
    width += columnsOf(character)
    if (width > columns) break
    head += character
  }
  return head
}

/** A text that fits, if need be cut at its end and marked so. */
export function cutTo(text: string, columns: number): string {
  return widthOf(text) <= columns ? text : `${headOf(text, columns - 1)}…`
}
