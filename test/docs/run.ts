import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { FIXTURES } from './fixtures'
import { differs } from './compare'
import { isLeftOut } from './not-run'
import { ROOT } from './page'
import { where } from './session'
import type { Session, Step } from './session'

/** How a step went: what it printed, both streams as a terminal shows them, and its exit status. */
interface Went {
  readonly output: string
  readonly status: number
}

/** Parts the outputs of two steps. */
const MARK = '\u0001'
const MINUTES = 60_000
/** Of the longest, which installs everything. */
const TIMEOUT = 15 * MINUTES

/**
 * Runs a session in a folder of its own, as one shell: `cd` and variables hold. Gives back what is not as the page has
 * it: the first thing, since what follows may only follow from it; none where all is.
 */
export function problemsOf(session: Session, python: string | undefined): readonly string[] {
  const outer = mkdtempSync(join(tmpdir(), 'bgsplit-docs-'))
  try {
    const folder = join(outer, 'work')
    mkdirSync(folder)
    const start = FIXTURES[session.fixture]?.make(folder)
    const steps = session.steps.filter((step) => !isLeftOut(session.page, step))
    return judged(
      session,
      steps,
      runAll(steps, typeof start === 'string' ? start : folder, outer, python),
    ).slice(0, 1)
  } finally {
    rmSync(outer, { recursive: true, force: true })
  }
}

function judged(session: Session, steps: readonly Step[], went: readonly Went[]): readonly string[] {
  return steps.flatMap((step, index) => {
    const place = where({ page: session.page, line: step.line })
    const result = went[index]
    if (result === undefined) return [`${place}: the shell has ended before this`]
    const problem = problemOf(step, result, steps[index + 1])
    return problem === undefined ? [] : [`${place}: ${problem}`]
  })
}

function problemOf(step: Step, { output, status }: Went, next: Step | undefined): string | undefined {
  if (status !== 0 && !mayEnd(step, status, next))
    return `${commandOf(step)}: exit status ${status}\n${output}`
  switch (step.kind) {
    case 'write':
    case 'append':
      return undefined
    case 'file':
      return differs(output, step.text, { within: true })
    case 'prints':
      return differs(output, step.block.text, { json: step.block.language === 'json' })
    case 'run':
      return step.shown === undefined ? undefined : differs(output, step.shown)
  }
}

/** A command that fails is followed by `echo $?`, which says so to the reader as well; but `check` may find something. */
function mayEnd(step: Step, status: number, next: Step | undefined): boolean {
  if (next?.kind === 'run' && next.command === 'echo $?') return true
  const isCheck = step.kind === 'run' && step.shown === undefined && /^bgsplit check\b/.test(step.command)
  return isCheck && status === 1
}

function runAll(steps: readonly Step[], folder: string, outer: string, python?: string): readonly Went[] {
  const script = join(outer, 'session.sh')
  writeFileSync(script, scriptOf(steps))
  const { stdout, error } = spawnSync('bash', [script], {
    ...{ cwd: folder, encoding: 'utf8', input: '', timeout: TIMEOUT },
    env: environment(outer, python),
  })
  if (error !== undefined) throw error
  const pieces = stdout.replaceAll(outer, '').split(MARK)
  return steps.flatMap((_, index) => {
    const status = pieces[2 * index + 1]
    return status === undefined ? [] : [{ output: pieces[2 * index] ?? '', status: Number(status) }]
  })
}

/** The whole session. Behind the output of each step stands its status, which the next one finds in `$?` as well. */
function scriptOf(steps: readonly Step[]): string {
  const after = `__=$?; printf '${MARK}%s${MARK}' $__; (exit $__)`
  return `exec 2>&1\n${steps.map((step) => `{ ${commandOf(step)}\n}\n${after}\n`).join('')}`
}

function commandOf(step: Step): string {
  switch (step.kind) {
    case 'run':
    case 'prints':
      return step.command
    case 'file':
      return `cat ${step.path}`
    case 'write':
      return `mkdir -p ${dirname(step.path)}; cat > ${step.path} <<'END OF FILE'\n${step.text}END OF FILE`
    case 'append':
      return `cat >> ${step.path} <<'END OF FILE'\n\n${step.text}END OF FILE`
  }
}

const DAY = 24 * 60 * MINUTES

/**
 * What commands are run with: `bgsplit`, `git` as nobody in particular, `python` with Django. Commits are 34 days
 * old, which pages may say.
 */
function environment(outer: string, python: string | undefined): NodeJS.ProcessEnv {
  const bin = join(outer, 'bin')
  mkdirSync(bin)
  const program = `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'bin/bgsplit.js')}' "$@"\n`
  writeFileSync(join(bin, 'bgsplit'), program, { mode: 0o755 })
  writeFileSync(join(outer, 'gitconfig'), GITCONFIG)
  const date = new Date(Date.now() - 34 * DAY - 60 * MINUTES).toISOString()
  const paths = [bin, ...(python === undefined ? [] : [dirname(python)]), process.env['PATH'] ?? '']
  return {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(npm_|GIT_|DJANGO_|CI$)/i.test(name)),
    ),
    ...{ HOME: outer, PATH: paths.join(delimiter), NO_COLOR: '1', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    ...{ GIT_CONFIG_GLOBAL: join(outer, 'gitconfig'), GIT_CONFIG_NOSYSTEM: '1' },
    ...{ GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, PYTHONDONTWRITEBYTECODE: '1' },
  }
}

const GITCONFIG = `[user]
name = Test
email = test@example.com
[init]
defaultBranch = main
[advice]
detachedHead = false
`
