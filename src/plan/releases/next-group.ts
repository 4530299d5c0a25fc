import { Refusal, orUndefined } from '../../core/errors'
import type { Migration, MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'
import type { History } from '../../django/snapshot-before'
import { isDatabaseHalf } from '../afterwards'
import { closed } from './close'
import { gather, whyLate } from './gather'
import { halfOf, type Choice, type Gathered, type Group } from './group'

/**
 * The next migrations that can ship together: the state migration of each where what those before it put off is still
 * there, and after all of them their database migrations. A migration that cannot be planned so, but could once the
 * database migrations have run, is late.
 *
 * @param world the project up to here
 * @param rest the migrations that are left, in the order of `migrate`
 * @throws Refusal where a migration cannot be planned in any release
 */
export function nextGroup(choice: Choice, world: Project, start: History, rest: readonly Migration[]): Group {
  const blocked = new Map<MigrationKey, string>()
  for (;;) {
    const gathered = gather(choice, { world, start, rest }, blocked)
    try {
      return closed(choice, gathered)
    } catch (error) {
      const culprit = error instanceof Refusal ? culpritOf(choice, gathered) : undefined
      if (culprit === undefined || !(error instanceof Refusal)) throw error
      // No code waits for a database migration of an earlier run.
      if (!choice.chosen.has(culprit.key) && !isDatabaseHalf(culprit)) throw notChosen(culprit, error)
      blocked.set(culprit.key, whyLate(error))
    }
  }
}

/** The first that the database migrations of those before it cannot come after; undefined where there are none. */
function culpritOf(choice: Choice, gathered: Gathered): Migration | undefined {
  const count = firstFailing(gathered.members.length, (some) => canClose(choice, prefixOf(gathered, some)))
  const before = gathered.members.slice(0, count - 1)
  return before.some((each) => halfOf(each).length > 0) ? gathered.members[count - 1]?.migration : undefined
}

/** What stands in the way is a later migration: where it takes something away, the refusal does not tell so. */
function notChosen({ key }: Migration, refusal: Refusal): Refusal {
  if (refusal.code !== 'unknown-field' && refusal.code !== 'unknown-model') return refusal
  return new Refusal({
    code: 'name-comes-back',
    reason: `${key}, which comes later, removes or renames what this one would put off`,
    wayOut: 'split that one too, by naming both files in one run, or leave this one as it is',
    place: refusal.place,
    cause: refusal,
  })
}

/** The least count up to `most`, which fails, that does: what holds for some holds for fewer. */
function firstFailing(most: number, holds: (count: number) => boolean): number {
  let [good, bad] = [0, most]
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (holds(middle)) good = middle
    else bad = middle
  }
  return bad
}

function prefixOf(gathered: Gathered, count: number): Gathered {
  const { members, world, history } = gathered
  return {
    ...gathered,
    members: members.slice(0, count),
    world: members[count - 1]?.world ?? world,
    history: members[count]?.before ?? history,
  }
}

function canClose(choice: Choice, gathered: Gathered): boolean {
  return orUndefined(() => closed(choice, gathered)) !== undefined
}
