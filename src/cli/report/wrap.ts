import { widthOf } from './width'

/** A word of a line, and the colour that it gets once lines are made. */
export interface Word {
  readonly text: string
  readonly paint?: (text: string) => string
}

export function wordsOf(text: string, paint?: (text: string) => string): readonly Word[] {
  return text
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => ({ text: part, ...(paint && { paint }) }))
}

/**
 * Words as lines of a terminal, all but the first behind `indent` spaces. Without `columns` it is one line. A word that
 * is longer than a line stays whole: what is copied must be right.
 */
export function wrapped(
  words: readonly Word[],
  columns: number | undefined,
  indent: number,
): readonly string[] {
  const lines: string[] = []
  let [line, width] = ['', 0]
  for (const { text, paint } of words) {
    const own = widthOf(text)
    const isFull = columns !== undefined && width > indent && width + 1 + own > columns
    if (isFull) lines.push(line)
    if (isFull) [line, width] = [' '.repeat(indent), indent]
    const gap = line === '' || isFull ? '' : ' '
    line += gap + (paint === undefined ? text : paint(text))
    width += gap.length + own
  }
  return [...lines, line]
}
