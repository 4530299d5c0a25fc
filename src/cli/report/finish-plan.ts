import type { FinishFiles } from '../../emit/finish-files'
import type { WholePlan } from './whole-plan'

/** What `finish` writes as a plan of one release, which has the database migrations alone. */
export function finishPlan(
  { files, changes, notes }: FinishFiles,
  about: Pick<WholePlan, 'dialect' | 'project' | 'isWritten'>,
): WholePlan {
  const migrations = files.map(({ plan }) => ({ key: plan.migration.key, part: 'database' as const }))
  const splits = files.map(({ plan, name, change }) => ({
    plan,
    names: { state: plan.migration.name, database: name },
    changes: [change],
    edits: [],
    isNamed: true,
    isHeldBack: false,
  }))
  return {
    ...about,
    command: 'finish',
    released: { releases: [{ number: 1, migrations, barriers: [] }] },
    files: { splits, changes, notes },
  }
}
