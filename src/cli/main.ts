import { Refusal } from '../core/errors'
import { parseArguments } from './args'
import type { Invocation } from './args'
import type * as SplitCommand from './commands/split'
import type * as StateCommand from './commands/state'
import type { Host } from './host'
import { bugReport, refusalLine } from './report/failures'

/** Done, or nothing to do. */
const DONE = 0
/** Could not; nothing has been changed. */
const COULD_NOT = 2

/** The program: reads the command line, runs the command, and leaves the exit status in `process.exitCode`. */
export function main(): void {
  const host = hostOf(process)
  // Whoever read the output has read enough (`bgsplit --dry-run … | head`).
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  run(process.argv.slice(2), process.stdout.columns, host).then(
    (status) => {
      process.exitCode = status
    },
    (error: unknown) => {
      process.exitCode = COULD_NOT
      host.note(error instanceof Refusal ? refusalLine(error, host.cwd) : bugReport(error))
    },
  )
}

async function run(argv: readonly string[], columns: number | undefined, host: Host): Promise<number> {
  const invocation = parseArguments(argv, columns ?? 80)
  await runCommand(invocation, host)
  return DONE
}

/** Each command is loaded when it is asked for: help and mistakes are answered at once. */
async function runCommand(invocation: Invocation, host: Host): Promise<void> {
  /* eslint-disable @typescript-eslint/no-require-imports -- import() would start the ES module loader as well */
  switch (invocation.kind) {
    case 'text':
      host.out(invocation.text)
      return
    case 'split': {
      const { split } = require('./commands/split') as typeof SplitCommand
      await split(invocation.paths, invocation.flags, host)
      return
    }
    case 'state': {
      const { state } = require('./commands/state') as typeof StateCommand
      state(invocation.path, invocation.flags, host)
      return
    }
  }
  /* eslint-enable @typescript-eslint/no-require-imports */
}

function hostOf(system: NodeJS.Process): Host {
  const { env, stdout, stderr } = system
  return {
    cwd: system.cwd(),
    user: system.getuid?.(),
    colours: stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    out: (text) => {
      stdout.write(text)
    },
    note: (line) => {
      stderr.write(`${line}\n`)
    },
  }
}
