import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Finding } from '../../core/finding'
import { foldersUp } from '../../emit/toml'
import type { Migration } from '../../django/migration'
import { findingsOf } from '../../plan/findings/findings'
import type { FindingOptions } from '../../plan/findings/findings'
import { withoutIgnored } from '../../plan/findings/ignores'
import type { Left } from '../../plan/findings/ignores'
import { FINDING_RULES, atTheirLevels } from '../../plan/findings/rules'
import { baselineAt, writeBaseline } from '../baseline'
import { choose } from '../choose/choose'
import type { Chosen } from '../choose/chosen'
import type { CheckFlags } from '../flags'
import type { Host } from '../host'
import { planOptions } from '../plan-options'
import { report } from '../report/findings'
import { progressOn } from '../report/progress'
import { safe } from '../report/safe'
import { withoutKnown } from '../../plan/findings/baseline'
import { recover } from './recover'

/** Something is wrong. */
const FOUND = 1

/**
 * `bgsplit check <paths…>`: reports what breaks old or new code in the chosen migrations, and writes nothing but a
 * baseline that is asked for. Gives the exit status: 1 where an error is left.
 * @throws Refusal where the choice, the configuration or the baseline cannot be followed.
 */
export function check(paths: readonly string[], flags: CheckFlags, host: Host): number {
  for (const path of paths) recover(path, host)
  const chosen = choose(paths, flags, host)
  for (const note of chosen.notes) host.note(safe(`note: ${note}`))
  const found = withoutIgnored(observed(chosen, flags, host), chosen.migrations)
  const all = atTheirLevels(found.findings, chosen.config.rules ?? NONE)
  const left =
    flags.writeBaseline === undefined ? fresh(all, chosen, flags, host) : kept(all, chosen, flags, host)
  host.out(report(left.findings, flags.format ?? 'text', contextFor(chosen, found, left, host)))
  return left.findings.some(({ severity }) => severity === 'error') ? FOUND : 0
}

const NONE: ReadonlyMap<string, Finding['severity'] | 'off'> = new Map()

function observed(
  { project, config, migrations }: Chosen,
  flags: CheckFlags,
  host: Host,
): readonly Finding[] {
  const bar = progressOn(host)
  const progress = (done: number, total: number, { key }: Migration): void => {
    bar.step(done, total, key)
  }
  const options: FindingOptions = {
    ...planOptions(project, config, flags, host),
    progress,
  }
  try {
    return findingsOf(project, migrations, options)
  } finally {
    bar.end()
  }
}

/** What the baseline does not have. */
function fresh(
  findings: readonly Finding[],
  { project, config, migrations }: Chosen,
  { baseline }: CheckFlags,
  { cwd }: Host,
): Left {
  const path = baseline === undefined ? config.baseline : resolve(cwd, baseline)
  if (path === undefined) return { findings, silenced: 0 }
  const looked = new Set<string>(migrations.map(({ key }) => key))
  const known = new Set<string>(project.migrations.keys())
  const left = withoutKnown(findings, baselineAt(path, cwd), (key) => looked.has(key) || !known.has(key))
  return { ...left, findings: atTheirLevels(left.findings, config.rules ?? NONE) }
}

/** All of them are known from now on. */
function kept(
  findings: readonly Finding[],
  { project }: Chosen,
  { writeBaseline: path = '' }: CheckFlags,
  host: Host,
): Left {
  writeBaseline(path, findings, project, host)
  return { findings: [], silenced: findings.length }
}

function contextFor(
  { project, migrations }: Chosen,
  found: Left,
  left: Left,
  { cwd, colours, columns }: Host,
): Parameters<typeof report>[2] {
  return {
    ...{ cwd, colours, columns },
    root: repositoryOf(project.absoluteRoot),
    checked: migrations.length,
    ignored: found.silenced,
    known: left.silenced,
    rules: new Map(FINDING_RULES.map(({ id, words }) => [id, words])),
  }
}

/** The folder that git keeps; that of the project where git does not know it. */
function repositoryOf(root: string): string {
  return foldersUp(join(root, 'x')).find((folder) => existsSync(join(folder, '.git'))) ?? root
}
