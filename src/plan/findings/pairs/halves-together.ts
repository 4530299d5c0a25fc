import { newErrorsIn, violationsAt, type Look } from '../../../compat/newly'
import { violationKey, type Violation } from '../../../compat/violation'
import type { Finding } from '../../../core/finding'
import type { Migration, MigrationKey } from '../../../django/migration'
import type { Snapshot } from '../../../django/snapshot'
import type { ProjectState } from '../../../django/state'
import { describeViolation } from '../../describe'
import type { UnsplitStep } from '../../unsplit'
import { findingAt, type FindingSite, type Release } from '../site'

/**
 * A database half that the code just before it can live with, and the code that is live when its release begins cannot:
 * the first half ships in the same release. None where a runner holds the migration back; a note where only its name
 * says so.
 */
export function halvesTogether(site: FindingSite, step: UnsplitStep): Finding | undefined {
  const { operation, before, after, isUnsafe } = step
  const { release, migration } = site
  if (release === undefined || release.run.length === 0 || isUnsafe) return undefined
  if (operation.kind !== 'SeparateDatabaseAndState' && operation.kind !== 'RunSQL') return undefined
  if (before.schema === after.schema || isHeldBack(migration)) return undefined
  const look = (state: ProjectState, { schema, state: other }: Snapshot): Look => ({ state, schema, other })
  const live = release.start()
  const options = { colour: 'old', strict: site.options.strict } as const
  const broken = newErrorsIn(look(live, before), look(live, after), options)
  const [first] = broken
  if (first === undefined) return undefined
  const places = new Map(broken.map(({ table }) => [table, undefined]))
  const half = firstHalf(release, broken, (state) => violationsAt(look(state, after), places, options))
  const named = migration.name.endsWith('_contract')
  return findingAt(site, operation, before, {
    rule: 'halves-together',
    severity: named ? 'note' : 'error',
    message: `the code that is live when this release begins cannot live with this: ${describeViolation(first)}; ${half ?? 'the first half'} ships in the same release`,
    fix: named
      ? 'see that the runner holds back what ends in _contract'
      : 'keep this migration for a later release (bgsplit split --phase state, and bgsplit finish then), or let the runner hold it back (--stage)',
  })
}

/** The first migration of the release whose code can live with it. */
function firstHalf(
  { run }: Release,
  broken: readonly Violation[],
  look: (state: ProjectState) => readonly Violation[],
): MigrationKey | undefined {
  const keys = broken.map(violationKey)
  return run.find(({ state }) => {
    const there = new Set(look(state).map(violationKey))
    return !keys.some((key) => there.has(key))
  })?.key
}

/** `safe = Safe.after_deploy()` of django-safemigrate, `stage = Stage.POST_DEPLOY` of django-syzygy. */
function isHeldBack({ module }: Migration): boolean {
  return (module.migration?.attributes ?? []).some(({ name, value }) => {
    const target =
      value.kind === 'call' && value.callee.kind === 'reference'
        ? value.callee.target
        : value.kind === 'reference'
          ? value.target
          : ''
    return (
      (name === 'safe' && target.endsWith('after_deploy')) ||
      (name === 'stage' && target.endsWith('POST_DEPLOY'))
    )
  })
}
