import type { Finding } from '../../core/finding'
import { accents } from './colours'
import type { Accents } from './colours'
import type { ReportContext } from './context'
import { countsLine, countsOf } from './counts'
import { excerptOf } from './excerpt'
import type { Excerpt } from './excerpt'
import { placeLine } from './failures'
import { safe } from './safe'
import { cutTo, widthOf } from './width'
import { wordsOf, wrapped } from './wrap'

/** Findings for people: each with the line that it is about, a caret under it, and what to do. */
export function findingsText(findings: readonly Finding[], context: ReportContext): string {
  const paint = accents(context.colours)
  const blocks = findings.map((finding) => findingLines(finding, context, paint))
  return [...blocks, closing(findings, context, paint)]
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n')
}

function findingLines(finding: Finding, context: ReportContext, paint: Accents): readonly string[] {
  const { place, severity, rule, message, fix } = finding
  const head = [
    ...wordsOf(safe(`${placeLine(place, context.cwd)}:`), paint.heading),
    ...wordsOf(safe(`${severity}[${rule}]`), paint[severity]),
    ...wordsOf(safe(message)),
  ]
  const source = sourceLines(finding, context.columns, paint)
  const gutter = source.gutter
  const label = `${' '.repeat(gutter)} = fix:`
  return [
    ...wrapped(head, context.columns, INDENT),
    ...source.lines,
    ...wrapped(
      [{ text: label, paint: (text) => text.replace(/= fix:/, paint.good) }, ...wordsOf(safe(fix))],
      context.columns,
      widthOf(label) + 1,
    ),
  ]
}

const INDENT = 4

interface Source {
  readonly lines: readonly string[]
  /** How wide the line numbers are. */
  readonly gutter: number
}

/** The line of the file between bars, with the caret under the operation. What is about the whole file has none. */
function sourceLines(
  { place, operation, severity }: Finding,
  columns: number | undefined,
  paint: Accents,
): Source {
  if (place.span.end === place.span.start) return { lines: [], gutter: 1 }
  const digits = String(excerptOf(place, undefined).line).length
  const room = columns === undefined ? undefined : Math.max(columns - digits - BAR.length, NARROWEST)
  const { line, source, caret } = excerptOf(place, room)
  const bar = paint.frame(`${' '.repeat(digits)} |`)
  const carets = ' '.repeat(caret.start) + '^'.repeat(caret.width)
  const labels = labelsFor(operation, caret, room)
  const under = [carets + (labels.beside ?? ''), ...labels.below]
  return {
    gutter: digits,
    lines: [
      bar,
      `${paint.frame(`${line} |`)} ${source}`,
      ...under.map((each) => `${bar} ${paint[severity](each)}`),
    ],
  }
}

const BAR = ' | '
const NARROWEST = 20

interface Labels {
  readonly beside?: string
  readonly below: readonly string[]
}

/** What the operation is: behind the caret, or below it where there is no room. */
function labelsFor(
  operation: string | undefined,
  caret: Excerpt['caret'],
  room = Number.POSITIVE_INFINITY,
): Labels {
  if (operation === undefined) return { below: [] }
  const text = cutTo(safe(operation), room)
  const width = widthOf(text)
  if (caret.start + caret.width + 1 + width <= room) return { beside: ` ${text}`, below: [] }
  return { below: [' '.repeat(Math.max(0, Math.min(caret.start, room - width))) + text] }
}

function closing(findings: readonly Finding[], context: ReportContext, paint: Accents): readonly string[] {
  const { error, note } = countsOf(findings)
  const colour = error > 0 ? paint.error : note > 0 ? paint.note : paint.good
  const text = countsLine(findings, context)
  const sentence = text.charAt(0).toUpperCase() + text.slice(1)
  return wrapped(wordsOf(`${sentence}.`, colour), context.columns, INDENT)
}
