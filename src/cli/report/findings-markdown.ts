import type { Finding } from '../../core/finding'
import { positionAt } from '../../core/span'
import type { ReportContext } from './context'
import { countsLine } from './counts'
import { code, prose, table } from './markdown'
import { pathFrom } from './paths'

/** Findings as a comment on a pull request. */
export function findingsMarkdown(findings: readonly Finding[], context: ReportContext): string {
  const lines = [`### bgsplit check: ${countsLine(findings, context)}`]
  const heads = ['', 'where', 'what breaks', 'what to do']
  const rows = findings.map((finding) => row(finding, context))
  const body = findings.length === 0 ? [] : ['', ...table(heads, rows)]
  return [...lines, ...body].map((line) => `${line}\n`).join('')
}

function row(finding: Finding, { root, cwd }: ReportContext): readonly string[] {
  const { rule, severity, place, operation, message, fix } = finding
  const { line } = positionAt(place.file.text, place.span.start)
  const where = code(`${pathFrom(root, place.file.path, cwd)}:${line}`)
  return [
    `${severity === 'error' ? '**error**' : 'note'}<br>${code(rule)}`,
    operation === undefined ? where : `${where}<br>${prose(operation)}`,
    prose(message),
    prose(fix),
  ]
}
