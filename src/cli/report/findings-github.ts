import type { Finding } from '../../core/finding'
import type { ReportContext } from './context'
import { pathFrom } from './paths'
import { regionOf } from './regions'
import type { Region } from './regions'
import { safe } from './safe'

/**
 * Findings as commands of GitHub Actions, which shows them at their lines.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function findingsGithub(findings: readonly Finding[], context: ReportContext): string {
  return findings.map((finding) => `${command(finding, context)}\n`).join('')
}

function command(finding: Finding, { root, cwd }: ReportContext): string {
  const { severity, place, rule, migration, operation, message, fix } = finding
  const properties = {
    file: pathFrom(root, place.file.path, cwd),
    ...positions(regionOf(place)),
    title: `${rule}: ${operation ?? migration}`,
  }
  const pairs = Object.entries(properties).map(([name, value]) => `${name}=${property(safe(value))}`)
  return `::${COMMANDS[severity]} ${pairs.join(',')}::${data(`${safe(message)}\n${safe(fix)}`)}`
}

const COMMANDS: Readonly<Record<Finding['severity'], string>> = { error: 'error', note: 'notice' }

/** The runner drops columns of what is longer than a line, and says so: `ValidateLinesAndColumns` in actions/runner. */
function positions({ start, end }: Region): Readonly<Record<string, string>> {
  const lines = { line: `${start.line}`, endLine: `${end.line}` }
  return start.line === end.line ? { ...lines, col: `${start.column}`, endColumn: `${end.column}` } : lines
}

/** As `escapeData` of @actions/core has it (packages/core/src/command.ts). */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** As `escapeProperty` has it. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
