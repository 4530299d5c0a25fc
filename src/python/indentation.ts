import { Refusal } from '../core/errors'
import type { SourceFile } from '../core/span'
import type { Scope } from './scope'

/**
 * Refuses what the parser reads and Python does not: a statement that stands further in or out than those beside it.
 *
 * @param scope of a module or of the body of a class
 * @param indent how far in the statements have to be; where it is left out, as far as the first
 * @throws Refusal `not-python` at the first statement that is not
 */
export function refuseIndentation({ statements }: Scope, file: SourceFile, indent?: number): void {
  let wanted = indent
  for (const { place } of statements) {
    const found = columnOf(file.text, place.span.start)
    if (found === undefined) continue
    wanted ??= found
    if (found !== wanted)
      throw new Refusal({
        code: 'not-python',
        reason: 'this is indented further or less than the lines beside it, which Python does not read',
        wayOut: 'mend the indentation; nothing was changed',
        place,
      })
  }
}

/** How far in a statement begins, as Python counts; undefined where something stands before it on its line. */
function columnOf(text: string, start: number): number | undefined {
  const line = lineStart(text, start)
  const before = text.slice(line, start)
  if (!/^\uFEFF?[ \t\f]*$/.test(before) || isContinued(text, line)) return undefined
  let column = 0
  for (const character of before) {
    if (character === ' ') column++
    else if (character === '\t') column = (Math.floor(column / 8) + 1) * 8
    else if (character === '\f') column = 0
  }
  return column
}

/** Looked for from there: to ask for the last carriage return would read a whole file that has none. */
function lineStart(text: string, start: number): number {
  let at = start
  while (at > 0 && text.charAt(at - 1) !== '\n' && text.charAt(at - 1) !== '\r') at--
  return at
}

/** Whether the line before ends in a backslash: it is one with this for Python. */
function isContinued(text: string, line: number): boolean {
  const end = text.startsWith('\r\n', line - 2) ? line - 2 : line - 1
  return end > 0 && text.charAt(end - 1) === '\\'
}
