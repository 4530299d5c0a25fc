import type { SplitFiles } from '../../emit/files'
import { counted } from './counts'
import { command, heading, shownBlocks } from './lines'
import type { Line } from './lines'
import { whyNothing } from './messages'
import { factsOf } from './plan-facts'
import type { Released, ReleaseFacts } from './plan-facts'
import {
  alreadyAppliedLines,
  alreadyFinishedLines,
  elsewhere,
  fileLine,
  isSplit,
  nothingToSplit,
  notesOf,
  summary,
  whyLines,
} from './summary'
import type { Outcome } from './summary'
import { shipsWhen } from './ways-back'
import type { Sentence } from './ways-back'
import type { PlanContext, WholePlan } from './whole-plan'

/**
 * A plan for people. One split is told as a whole; of several the releases are told once, with the migrations of each
 * and the way back from it.
 */
export function planText(whole: WholePlan, context: PlanContext): string {
  const outcomes = whole.files.splits.map(outcomeOf)
  const isOne = outcomes.length === 1 && whole.command === 'split'
  const hasBarrier = whole.released.releases.some(({ barriers }) => barriers.length > 0)
  if ((isOne && !hasBarrier) || !outcomes.some(isSplit)) return summary(outcomes, context)
  const notes = outcomes.flatMap((outcome) => notesOf(outcome, context))
  const models = hasBarrier ? [EACH_ITS_MODELS] : []
  const applied =
    whole.command === 'split' ? alreadyAppliedLines(outcomes, hasBarrier) : alreadyFinishedLines(outcomes)
  const blocks: readonly (readonly Line[])[] = [
    ...outcomes.filter(isSplit).map((outcome) => splitLines(outcome, whole, context)),
    unsplitLines(outcomes, context),
    ...releaseBlocks(factsOf(whole).releases),
    models,
    notes.length === 0 ? [] : [heading('Notes'), ...notes.map((note) => `  ${note}`)],
    applied,
  ]
  return shownBlocks(
    blocks.filter((lines) => lines.length > 0),
    context,
  )
}

const EACH_ITS_MODELS =
  'The code of each release has the models as its migrations leave them: models.py as it was made for the last of these.'

/** With the files that only name it. */
export function outcomeOf(split: SplitFiles): Outcome {
  return { ...split, changes: [...split.changes, ...split.edits] }
}

function splitLines(outcome: Outcome, whole: WholePlan, context: PlanContext): readonly Line[] {
  const { plan, changes } = outcome
  const isFinish = whole.command === 'finish'
  const word = isFinish ? 'Finish' : 'Split'
  return [
    heading(`${word} ${plan.migration.key}`),
    ...changes.map((change) => `  ${fileLine(change, context)}`),
    ...(isFinish ? [] : plan.changes.flatMap((change) => whyLines(change, context))),
    ...(plan.onVendor === undefined ? [] : [`  ${elsewhere(outcome)}`]),
  ]
}

/** More than a few are counted, by the reason. */
function unsplitLines(outcomes: readonly Outcome[], context: PlanContext): readonly Line[] {
  const rest = outcomes.filter((outcome) => !isSplit(outcome))
  if (rest.length <= FEW) return rest.map((outcome) => nothingToSplit(outcome, context))
  const reasons = rest.map(({ plan }) => whyNothing(plan))
  return [...new Set(reasons)].map((reason) => {
    const count = reasons.filter((each) => each === reason).length
    return `${counted(count, 'migration')}: ${reason}`
  })
}

const FEW = 3

function releaseBlocks(releases: readonly ReleaseFacts[]): readonly (readonly Line[])[] {
  return releases.map((release, index) => [
    ...(index === 0 ? [heading('Releases')] : []),
    ...oneRelease(release),
  ])
}

function oneRelease(release: ReleaseFacts): readonly Line[] {
  const { number, migrations, barriers, wayBack } = release
  const whole = migrations.filter(({ part }) => part === 'whole')
  return [
    { indent: 2, lead: `Release ${number}:`, text: `${whenToShip(release)}:` },
    ...migrations.filter(({ part }) => part !== 'whole').map((each) => `    ${shipped(each)}`),
    ...(whole.length === 0 ? [] : [{ quiet: `    as written: ${whole.map(({ key }) => key).join(', ')}` }]),
    ...barriers.map(({ key, why }) => ({
      indent: 2,
      lead: 'Barrier:',
      text: `${key} waits for release ${number}: ${why}`,
    })),
    ...wayBack.flatMap(wayBackLines),
  ]
}

/** Commands on lines of their own, to be copied. */
function wayBackLines({ start, commands, end }: Sentence, index: number): readonly Line[] {
  const text = commands.length === 0 ? start + end : `${start.trim().replace(/:$/, '')}:`
  const line: Line =
    index === 0
      ? { indent: 2, lead: 'Way back:', text: text.charAt(0).toLowerCase() + text.slice(1) }
      : `    ${text}`
  return [line, ...commands.map((each) => command(`      ${each}`))]
}

function whenToShip(release: ReleaseFacts): string {
  const { number, migrations } = release
  const isLast = migrations.every(({ part }) => part === 'database')
  const code = number === 1 ? 'new' : 'next'
  const run = isLast ? 'run migrate' : `run migrate, then let the ${code} code in beside the old`
  const when = shipsWhen(release)
  return when === undefined ? run : `${when}, ${run}`
}

function shipped({ key, part, does, isHeldBack }: Released): string {
  const later = isHeldBack ? ' (to be written by bgsplit finish)' : ''
  return `${key}${later}${part === 'database' && does.length > 0 ? `: ${does.join(', ')}` : ''}`
}
