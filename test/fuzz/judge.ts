import type { Host } from '../../src/cli/host'
import { refusalOf } from '../../src/cli/report/failures'
import type { Input } from './input'
import { NAMES, WRITING, run } from './judging/commands'
import type { Name } from './judging/commands'
import { inFolder, isSameTree, tree } from './judging/folder'
import { vanishing } from './judging/vanish'
import { notOneLine, wrongWithOutput, wrongWithRefusal } from './judging/wrong'

/** What one command did that it must not do. */
export interface Finding {
  readonly command: string
  readonly what: string
}

export interface Judged {
  readonly findings: readonly Finding[]
  /** By command, in milliseconds of the processor. */
  readonly times: Readonly<Record<string, number>>
  /** By command: `done`, or the code of the refusal. */
  readonly outcomes: Readonly<Record<string, string>>
  /** All files of the project after it was split; undefined where nothing was written. */
  readonly written: Readonly<Record<string, string>> | undefined
}

/** Runs commands on an input, in a folder of its own, and says what is wrong with what they did. */
export async function judge(input: Input, names: readonly Name[] = NAMES): Promise<Judged> {
  return inFolder(input, async (folder) => {
    const findings: Finding[] = []
    const times: Record<string, number> = {}
    const outcomes: Record<string, string> = {}
    const printed = new Map<Name, string>()
    let before = tree(folder)
    let written: Judged['written']
    for (const name of names) {
      const start = process.cpuUsage()
      const { outcome, out, wrong } = await vanishing(folder, input.vanishing, () => ran(name, input, folder))
      times[name] = milliseconds(process.cpuUsage(start))
      outcomes[name] = outcome
      printed.set(name, `${outcome}\n${out}`)
      const after = tree(folder)
      const more = [...wrong, ...wrongFiles(name, outcome, before, after, input)]
      findings.push(...more.map((what) => ({ command: name, what })))
      if (!isSameTree(before, after) && name === 'split') written = Object.fromEntries(after)
      before = after
      // What one command cannot read, none of them can.
      if (names !== NAMES && UNREADABLE.has(outcome)) break
    }
    const isSteady = input.vanishing === undefined
    if (isSteady && printed.get(AGAIN) !== undefined && printed.get(AGAIN) !== printed.get('split --dry-run'))
      findings.push({ command: AGAIN, what: 'it prints something else' })
    return { findings, times, outcomes, written }
  })
}

/** What the processor did for it: a busy machine makes nothing slow. */
function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000
}

const UNREADABLE: ReadonlySet<string> = new Set(['not-python', 'not-utf8'])
const AGAIN = 'split --dry-run again'

type Files = ReadonlyMap<string, string>

function wrongFiles(
  name: Name,
  outcome: string,
  before: Files,
  after: Files,
  { vanishing: gone }: Input,
): readonly string[] {
  // A run that is said to have been cut short is taken back first, whatever the command is.
  const isKept = ([path]: readonly [string, string]): boolean => !path.includes('.bgsplit-')
  const isLeft = (path: string): boolean => path !== gone?.path || after.has(path)
  const expected = new Map([...before].filter((each) => isKept(each) && isLeft(each[0])))
  const found = new Map([...after].filter(isKept))
  const mayWrite = WRITING.has(name) && outcome === 'done'
  const isOwn = (path: string): boolean => /\.bgsplit-[^/]*$/.test(path)
  // What was there of an earlier run keeps its names, and what is in them.
  const hadOwn = [...before.keys()].some(isOwn)
  const left = [...after.keys()].filter((path) => isOwn(path) && !hadOwn && !before.has(path))
  return [
    ...(mayWrite || isSameTree(expected, found) ? [] : ['it wrote']),
    ...left.map((path) => `it left ${path} behind`),
  ]
}

interface Ran {
  readonly outcome: string
  readonly out: string
  readonly wrong: readonly string[]
}

async function ran(name: Name, input: Input, cwd: string): Promise<Ran> {
  const notes: string[] = []
  let out = ''
  const host: Host = {
    cwd,
    user: process.geteuid?.(),
    colours: false,
    out: (text) => (out += text),
    note: (line) => notes.push(line),
  }
  try {
    await run(name, input, host)
    return {
      outcome: 'done',
      out,
      wrong: [...notes.flatMap(notOneLine), ...wrongWithOutput(out, name, input)],
    }
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal !== undefined) return { outcome: refusal.code, out, wrong: wrongWithRefusal(refusal, cwd) }
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { outcome: 'thrown', out, wrong: [what] }
  }
}
