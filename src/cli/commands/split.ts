import { Refusal } from '../../core/errors'
import type { Migration } from '../../django/migration'
import type { Project } from '../../django/project'
import { filesFor, untouched } from '../../emit/files'
import type { ReleaseFiles, WriteOptions } from '../../emit/files'
import { loadFormatter } from '../../emit/format'
import { commentText } from '../../emit/python-text'
import { writeChanges } from '../../emit/write'
import { planReleases } from '../../plan/releases/plan-releases'
import type { ReleasePlan } from '../../plan/releases/release-plan'
import type { PlanOptions } from '../../plan/site'
import { choose } from '../choose/choose'
import type { SplitFlags } from '../flags'
import type { Host } from '../host'
import { planOptions } from '../plan-options'
import { patchOf } from '../report/patch'
import { planReport } from '../report/plan-report'
import type { PlanFormat } from '../report/plan-report'
import { outcomeOf } from '../report/plan-text'
import { progressOn } from '../report/progress'
import { isSplit, notesOf, nothingToSplit } from '../report/summary'
import type { WholePlan } from '../report/whole-plan'
import { safe } from '../report/safe'
import { writingOf } from '../writing'
import { recover } from './recover'

/**
 * `bgsplit split <paths…>`: plans all chosen migrations together, and writes all of it, or prints it as a patch.
 * @throws Refusal where one of them cannot be split; then nothing is written for any of them.
 */
export async function split(paths: readonly string[], flags: SplitFlags, host: Host): Promise<number> {
  for (const path of paths) recover(path, host)
  const { project, config, migrations, notes } = choose(paths, flags, host)
  for (const note of notes) host.note(safe(`note: ${note}`))
  const options = planOptions(project, config, flags, host)
  const released = planned(project, migrations, options, host)
  const phase = flags.phase ?? config.phase ?? 'all'
  const files = await written(released, project, { ...(await writingOf(flags, config)), phase })
  const isWritten = !flags.dryRun
  const plan: WholePlan = { command: 'split', dialect: options.dialect, project, released, files, isWritten }
  if (isWritten && files.changes.length > 0) writeChanges(files.changes, project.absoluteRoot)
  show(plan, flags.format ?? 'text', host)
  for (const note of files.notes) host.note(safe(`note: ${note}`))
  return 0
}

function planned(
  project: Project,
  migrations: readonly Migration[],
  options: PlanOptions,
  host: Host,
): ReleasePlan {
  const bar = progressOn(host)
  const seen = new Set<string>()
  try {
    return planReleases(project, migrations, options, (key) => {
      bar.step(seen.size, migrations.length, key)
      seen.add(key)
    })
  } finally {
    bar.end()
  }
}

/** The formatter is only loaded where there is something to write. */
async function written(
  released: ReleasePlan,
  project: Project,
  options: WriteOptions,
): Promise<ReleaseFiles> {
  const isMoving = released.plans.some(({ splits }) => splits.length > 0)
  if (isMoving) {
    const formatter = await loadFormatter()
    return formattable(released, () => filesFor(released, project, formatter, options))
  }
  return { splits: released.plans.map(untouched), changes: [], notes: [] }
}

/** The parser reads a little more than Python does, such as `models.class`; the formatter throws the words alone. */
function formattable<T>({ plans }: ReleasePlan, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (typeof error !== 'string') throw error
    throw new Refusal({
      code: 'not-python',
      reason: `this is not valid Python: ${error.replace(/ at byte range.*/s, '')}`,
      wayOut: 'mend the syntax; nothing was changed',
      path: plans.find(({ splits }) => splits.length > 0)?.migration.file.path,
    })
  }
}

/** A dry run is a patch, with all that is no patch on standard error, unless another format is asked for. */
function show(plan: WholePlan, format: PlanFormat, host: Host): void {
  if (plan.isWritten || format !== 'text') {
    host.out(planReport(plan, format, host))
    return
  }
  host.out(patchOf(plan.files.changes, host))
  for (const outcome of plan.files.splits.map(outcomeOf)) {
    if (!isSplit(outcome)) host.note(safe(nothingToSplit(outcome, host)))
    for (const note of notesOf(outcome, host)) host.note(commentText(`note: ${note}`))
  }
}
