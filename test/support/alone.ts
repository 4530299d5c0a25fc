import type { Plan } from '../../src/plan/plan'
import type { ReleasePlan } from '../../src/plan/releases/release-plan'

/** One plan, as `planReleases` gives it for one migration. */
export function alone(plan: Plan): ReleasePlan {
  const { key } = plan.migration
  if (plan.splits.length === 0)
    return {
      plans: [plan],
      releases: [{ number: 1, migrations: [{ key, part: 'whole' }], barriers: [] }],
      behind: [],
    }
  return {
    plans: [plan],
    releases: [
      { number: 1, migrations: [{ key, part: 'state' }], barriers: [] },
      { number: 2, migrations: [{ key, part: 'database' }], barriers: [] },
    ],
    behind: [],
  }
}
