import { planJson } from './plan-json'
import { planMarkdown } from './plan-markdown'
import { planText } from './plan-text'
import type { PlanContext, WholePlan } from './whole-plan'

export type PlanFormat = 'text' | 'json' | 'markdown'

type Reporter = (whole: WholePlan, context: PlanContext) => string

const REPORTERS: Readonly<Record<PlanFormat, Reporter>> = {
  text: planText,
  json: planJson,
  markdown: planMarkdown,
}

/** What `split` or `finish` has planned, for standard output: pure, with the newline at its end. */
export function planReport(whole: WholePlan, format: PlanFormat, context: PlanContext): string {
  return REPORTERS[format](whole, context)
}
