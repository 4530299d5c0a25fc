import type { Finding } from '../../core/finding'
import type { CheckFormat } from '../flags'
import type { ReportContext } from './context'
import { findingsGithub } from './findings-github'
import { findingsJson } from './findings-json'
import { findingsMarkdown } from './findings-markdown'
import { findingsSarif } from './findings-sarif'
import { findingsText } from './findings-text'

type Reporter = (findings: readonly Finding[], context: ReportContext) => string

const REPORTERS: Readonly<Record<CheckFormat, Reporter>> = {
  text: findingsText,
  json: findingsJson,
  github: findingsGithub,
  sarif: findingsSarif,
  markdown: findingsMarkdown,
}

/** What `check` has found, for standard output: pure, with the newline at its end where there is anything to say. */
export function report(findings: readonly Finding[], format: CheckFormat, context: ReportContext): string {
  return REPORTERS[format](findings, context)
}
