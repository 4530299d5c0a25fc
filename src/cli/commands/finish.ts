import { finishFilesFor, type FinishFiles } from '../../emit/finish-files'
import { loadFormatter } from '../../emit/format'
import { writeChanges } from '../../emit/write'
import { planFinishes, type FirstHalf } from '../../plan/pending/finish'
import { firstHalves } from '../../plan/pending/first-halves'
import { pendingOf } from '../../plan/pending/pending'
import { readSql } from '../../sql/read'
import { givenBy, type Given } from '../choose/paths'
import type { FinishFlags } from '../flags'
import type { Host } from '../host'
import { planOptions } from '../plan-options'
import { finishPlan } from '../report/finish-plan'
import { patchOf } from '../report/patch'
import { planReport } from '../report/plan-report'
import type { PlanFormat } from '../report/plan-report'
import type { WholePlan } from '../report/whole-plan'
import { safe } from '../report/safe'
import { writingOf } from '../writing'
import { refuseNotLive } from './live'
import { isOf } from './pending'
import { recover } from './recover'

/**
 * `bgsplit finish <paths…>`: writes the database migrations for what the state migrations of these apps and files have
 * left pending, or prints them as a patch.
 * @throws Refusal where one of them is not live yet, or cannot be finished; then nothing is written for any of them.
 */
export async function finish(paths: readonly string[], flags: FinishFlags, host: Host): Promise<number> {
  for (const path of paths) recover(path, host)
  const given = givenBy(paths, host)
  const { project, config } = given
  const options = planOptions(project, config, flags, host)
  const { dialect } = options
  const found = pendingOf(project, { dialect, readSql }).filter((each) => isOf(given, each))
  const halves = firstHalves(found)
  if (halves.length > 0) checkLive(halves, flags.live ?? config.live, host)
  const plans = planFinishes(project, halves, options)
  const files = plans.length === 0 ? NOTHING : await filesOf(plans, given, flags)
  const isWritten = !flags.dryRun
  if (isWritten && files.changes.length > 0) writeChanges(files.changes, project.absoluteRoot)
  show(finishPlan(files, { dialect, project, isWritten }), flags.format ?? 'text', host)
  for (const note of files.notes) host.note(safe(`note: ${note}`))
  return 0
}

const NOTHING: FinishFiles = { files: [], changes: [], notes: [] }

function checkLive(halves: readonly FirstHalf[], ref: string | undefined, host: Host): void {
  if (ref === undefined)
    host.note('note: nobody has looked whether the state migrations are live (--live names a ref of git)')
  else
    refuseNotLive(
      halves.map(({ migration }) => migration),
      ref,
      host,
    )
}

async function filesOf(
  plans: Parameters<typeof finishFilesFor>[0],
  { project, config }: Given,
  flags: FinishFlags,
): Promise<FinishFiles> {
  const writing = await writingOf(flags, config)
  return finishFilesFor(plans, project, { ...writing, formatter: await loadFormatter() })
}

/** A dry run is a patch, unless another format is asked for. */
function show(plan: WholePlan, format: PlanFormat, host: Host): void {
  const { changes } = plan.files
  if (format === 'text' && changes.length === 0) host.out('nothing is pending\n')
  else if (plan.isWritten || format !== 'text') host.out(planReport(plan, format, host))
  else host.out(patchOf(changes, host))
}
