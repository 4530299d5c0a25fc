import type { Place } from '../../core/span'
import type { Migration } from '../../django/migration'
import type { Project } from '../../django/project'
import type { NotAnalysed } from '../../django/replay'
import type { Step } from '../plan'
import type { PlanOptions } from '../site'
import type { SplitItems } from '../split-items'
import { onVendorFor } from './on-vendor'
import type { OnVendor } from './on-vendor'
import { onlyOn, splitOnlyOn } from './only-on'
import { othersFor, proveOnOthers } from './others'
import type { Other } from './others'

/** Set where the files have to run on more databases than the one that is deployed to. */
export interface Several {
  readonly on: OnVendor
  readonly others: readonly Other[]
  readonly options: PlanOptions
}

/** Throws `other-database` where the migration, or one before it, cannot run on one of them. */
export function severalFor(
  project: Project,
  migration: Migration,
  options: PlanOptions,
  known: readonly NotAnalysed[],
): { readonly several?: Several } {
  const on = onVendorFor(migration, options)
  return on === undefined
    ? {}
    : { several: { on, others: othersFor(project, migration, options, known), options } }
}

interface Halves {
  readonly split: SplitItems
  readonly later: readonly Step[]
}

/** Both halves such that another database gets the whole change with the first, and nothing with the second. */
export function halvesFor(several: Several | undefined, { split, later }: Halves): Halves {
  if (several === undefined) return { split, later }
  return { split: splitOnlyOn(split, several.on), later: onlyOn(later, several.on) }
}

/** Throws `other-database` where what is written would not do that. */
export function proveSeveral(several: Several | undefined, { split, later }: Halves, place: Place): void {
  if (several === undefined) return
  const { others, options } = several
  const database = later.map((step) => step.operation)
  proveOnOthers(others, { state: split.operations, database }, options, place)
}
