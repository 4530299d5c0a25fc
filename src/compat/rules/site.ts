import type { Table } from '../../django/schema'
import type { ModelKey } from '../../django/state'
import type { Violation } from '../violation'
import { columnRules } from './columns'
import { keyRules } from './keys'
import type { Site } from './rule'
import { enforcedRules } from './rules'

/** What code cannot live with in a table that is there. */
export function siteRules(site: Site): readonly Violation[] {
  return [...columnRules(site), ...enforcedRules(site), ...keyRules(site)]
}

/** What it cannot live with in one that is not. */
export function missingTable(model: ModelKey, { name }: Table): Violation {
  return { rule: 'missing-table', severity: 'error', model, table: name, subject: name }
}
