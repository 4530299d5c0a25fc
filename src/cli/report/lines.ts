import { accents } from './colours'
import { safe } from './safe'
import type { PlanContext } from './whole-plan'
import { wordsOf, wrapped } from './wrap'
import type { Word } from './wrap'

/** A line of a report: plain, one that stands out, one that is to be copied and is never wrapped, or a lesser one. */
export type Line =
  | string
  | { readonly heading: string }
  | { readonly command: string }
  | { readonly quiet: string }
  /** The words before the text stand out. */
  | { readonly indent: number; readonly lead: string; readonly text: string }

export function heading(text: string): Line {
  return { heading: text }
}

export function command(text: string): Line {
  return { command: text }
}

/** Blocks of lines, an empty line between them. Names in them come from files: none of them can move the cursor. */
export function shownBlocks(blocks: readonly (readonly Line[])[], context: Look): string {
  return blocks
    .map((lines) =>
      lines
        .flatMap((line) => shown(line, context))
        .map((line) => `${line}\n`)
        .join(''),
    )
    .join('\n')
}

type Look = Pick<PlanContext, 'colours' | 'columns'>

function shown(line: Line, { colours, columns }: Look): readonly string[] {
  const paint = accents(colours)
  if (typeof line === 'string') return plain(line, undefined, columns)
  if ('command' in line) return [safe(line.command)]
  if ('heading' in line) return [paint.heading(safe(line.heading))]
  if ('quiet' in line) return plain(line.quiet, paint.quiet, columns)
  const words = [...wordsOf(safe(line.lead), paint.heading), ...wordsOf(safe(line.text))]
  return fitted(line.indent, words, columns)
}

/** As it is where there is no terminal, with all its spaces. */
function plain(line: string, paint: Word['paint'], columns: number | undefined): readonly string[] {
  const text = safe(line)
  if (columns === undefined) return [paint === undefined ? text : paint(text)]
  return fitted(line.length - line.trimStart().length, wordsOf(text, paint), columns)
}

/** What follows the first line stands further in than it. */
function fitted(indent: number, words: readonly Word[], columns: number | undefined): readonly string[] {
  const [first, ...rest] = words
  if (first === undefined) return ['']
  const hanging = indent + (/^\d+\.$/.test(first.text) ? first.text.length + 1 : 2)
  const { text, paint } = first
  const space = ' '.repeat(indent)
  const start = { text: space + text, ...(paint && { paint: () => space + paint(text) }) }
  return wrapped([start, ...rest], columns, hanging)
}
