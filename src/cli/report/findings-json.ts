import type { Finding } from '../../core/finding'
import type { ReportContext } from './context'
import { countsOf } from './counts'
import { pathFrom } from './paths'
import { fingerprints, regionOf } from './regions'

/** The version of the documents that docs/json.md describes. Keys may be added without a new one. */
export const JSON_VERSION = 1

/** Findings for programs: docs/json.md. */
export function findingsJson(findings: readonly Finding[], context: ReportContext): string {
  const known = fingerprints(findings)
  return jsonText({
    version: JSON_VERSION,
    kind: 'check',
    checked: context.checked,
    ignored: context.ignored ?? 0,
    known: context.known ?? 0,
    counts: countsOf(findings),
    findings: findings.map((finding, index) => findingJson(finding, known[index] ?? '', context)),
  })
}

function findingJson(finding: Finding, fingerprint: string, { cwd }: ReportContext): object {
  const { rule, severity, place, migration, operation, message, fix } = finding
  const path = pathFrom(cwd, place.file.path, cwd)
  const about = { migration, operation: operation ?? null, message, fix, fingerprint }
  return { rule, severity, path, ...regionOf(place), ...about }
}

export function jsonText(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`
}
