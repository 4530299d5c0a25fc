import { FINDING_RULES } from '../plan/findings/rules'

/** What `bgsplit check` may report, by its stable id. */
export function ruleIds(): readonly string[] {
  return FINDING_RULES.map(({ id }) => id)
}
