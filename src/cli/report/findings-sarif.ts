import type { Finding } from '../../core/finding'
import type { ReportContext } from './context'
import { jsonText } from './findings-json'
import { pathFrom } from './paths'
import { fingerprints, regionOf } from './regions'
import { safe } from './safe'

/**
 * Findings as SARIF 2.1.0, for code scanning.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
 */
export function findingsSarif(findings: readonly Finding[], context: ReportContext): string {
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort()
  const known = fingerprints(findings)
  const results = findings.map((finding, index) => resultOf(finding, known[index] ?? '', ids, context))
  return jsonText({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: driver(ids, findings, context) },
        columnKind: 'unicodeCodePoints',
        originalUriBaseIds: { [BASE]: { description: { text: 'The top folder of the repository.' } } },
        results,
      },
    ],
  })
}

const BASE = '%SRCROOT%'

function driver(ids: readonly string[], findings: readonly Finding[], context: ReportContext): object {
  const { version } = context
  return {
    name: 'bgsplit',
    ...(version === undefined ? {} : { version, semanticVersion: version }),
    rules: ids.map((id) => ruleOf(id, findings, context)),
  }
}

/** What it is about, as the rules have it; else as its first finding has it. */
function ruleOf(id: string, findings: readonly Finding[], { rules }: ReportContext): object {
  const own = findings.filter(({ rule }) => rule === id)
  const about = sentence(rules?.get(id) ?? words(id))
  const help = `${about}\n\nTo ignore it: # bgsplit: ignore[${id}] reason`
  const level = own.some(({ severity }) => severity === 'error') ? 'error' : 'note'
  return {
    id,
    name: pascal(id),
    shortDescription: { text: message(words(id)) },
    fullDescription: { text: message(about) },
    help: {
      text: message(help),
      markdown: `${about}\n\nTo ignore it: \`# bgsplit: ignore[${id}] reason\``,
    },
    defaultConfiguration: { level },
    properties: { tags: ['django', 'migrations'] },
  }
}

/** `missing-column` as a title: `Missing column`. */
function words(id: string): string {
  const text = id.replaceAll('-', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** As SARIF would have it for people: `MissingColumn`. */
function pascal(id: string): string {
  return id.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function resultOf(
  finding: Finding,
  fingerprint: string,
  ids: readonly string[],
  context: ReportContext,
): object {
  const { rule, severity, migration, operation, fix } = finding
  const name = operation === undefined ? migration : `${migration}: ${operation}`
  return {
    ruleId: rule,
    ruleIndex: ids.indexOf(rule),
    level: severity,
    message: { text: message(`${sentence(finding.message)} ${sentence(fix)}`) },
    locations: [
      {
        physicalLocation: physicalLocation(finding, context),
        logicalLocations: [{ fullyQualifiedName: name }],
      },
    ],
    partialFingerprints: { 'bgsplitFinding/v1': fingerprint },
  }
}

function physicalLocation({ place }: Finding, { root, cwd }: ReportContext): object {
  const { start, end } = regionOf(place)
  const uri = uriOf(pathFrom(root, place.file.path, cwd))
  return {
    artifactLocation: { uri, uriBaseId: BASE },
    region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
  }
}

/** A relative reference: every part escaped, so that nothing in a name is read as a scheme, a query or a fragment. */
function uriOf(path: string): string {
  return path.split('/').map(part).join('/')
}

/** Half of a character outside of the BMP stands for nothing, and cannot be escaped. */
function part(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '\uFFFD'))
}

function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(start) ? start : `${start}.`
}

/**
 * A plain text message of texts that may be the user's: braces are doubled (3.11.5), or they could be read as a
 * placeholder; and what would be a link (3.11.6) is none.
 */
function message(text: string): string {
  const lines = text.split('\n').map(safe).join('\n')
  return lines.replaceAll(/[{}]/g, '$&$&').replaceAll('](', '] (')
}
