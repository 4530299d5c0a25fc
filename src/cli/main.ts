import { parseArguments } from './args'
import type { Invocation } from './args'
import type * as CheckCommand from './commands/check'
import type * as CompletionCommand from './commands/completion'
import type * as FinishCommand from './commands/finish'
import type * as PendingCommand from './commands/pending'
import type * as SplitCommand from './commands/split'
import type * as StateCommand from './commands/state'
import type { ErrorTerminal, Host } from './host'
import { mayBeTerminal, writeTo } from './output'
import { bugReport, refusalLine, refusalOf } from './report/failures'

/** Done, or nothing to do. Where `check` has found something, it is 1. */
const DONE = 0
/** Could not; nothing has been changed. */
const COULD_NOT = 2

/** The program: reads the command line, runs the command, and leaves with its status. */
export function main(): void {
  const host = hostOf(process)
  run(process.argv.slice(2), host).then(leave, (error: unknown) => {
    const refusal = refusalOf(error)
    host.note(refusal === undefined ? bugReport(error) : refusalLine(refusal, host.cwd))
    leave(COULD_NOT)
  })
}

/** What is no terminal has been written to by now, and to take down the heap piece by piece takes a while. */
function leave(status: number): void {
  process.exitCode = status
  if (!mayBeTerminal(1) && !mayBeTerminal(2)) process.exit()
}

async function run(argv: readonly string[], host: Host): Promise<number> {
  return runCommand(parseArguments(argv, host.columns ?? 80), host)
}

/** Each command is loaded when it is asked for: help and mistakes are answered at once. */
async function runCommand(asked: Invocation, host: Host): Promise<number> {
  /* eslint-disable @typescript-eslint/no-require-imports -- import() would start the ES module loader as well */
  switch (asked.kind) {
    case 'text':
      host.out(asked.text)
      return DONE
    case 'split':
      return (require('./commands/split') as typeof SplitCommand).split(asked.paths, asked.flags, host)
    case 'check':
      return (require('./commands/check') as typeof CheckCommand).check(asked.paths, asked.flags, host)
    case 'pending':
      return (require('./commands/pending') as typeof PendingCommand).pending(asked.paths, asked.flags, host)
    case 'finish':
      return (require('./commands/finish') as typeof FinishCommand).finish(asked.paths, asked.flags, host)
    case 'state':
      return (require('./commands/state') as typeof StateCommand).state(asked.path, asked.flags, host)
    case 'completion':
      return (require('./commands/completion') as typeof CompletionCommand).completion(asked.shell, host)
  }
  /* eslint-enable @typescript-eslint/no-require-imports */
}

function hostOf(system: NodeJS.Process): Host {
  return {
    cwd: system.cwd(),
    user: system.getuid?.(),
    ...outputOf(system),
    errorTerminal: errorTerminalOf(system),
    note: (line) => {
      if (mayBeTerminal(2)) system.stderr.write(`${line}\n`)
      else writeTo(2, `${line}\n`)
    },
  }
}

function outputOf(system: NodeJS.Process): Pick<Host, 'colours' | 'columns' | 'out'> {
  if (!mayBeTerminal(1))
    return {
      colours: false,
      out: (text) => {
        writeTo(1, text)
      },
    }
  const { env, stdout } = system
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  return {
    colours: stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    columns: stdout.isTTY ? widthOf(stdout) : undefined,
    out: (text) => {
      stdout.write(text)
    },
  }
}

function errorTerminalOf(system: NodeJS.Process): ErrorTerminal | undefined {
  if (!mayBeTerminal(2)) return undefined
  const { stderr } = system
  return stderr.isTTY && system.env['TERM'] !== 'dumb' ? errorTerminal(stderr) : undefined
}

/** A terminal that does not say how wide it is says 0. */
function widthOf({ columns }: NodeJS.WriteStream): number {
  return columns > 0 ? columns : 80
}

function errorTerminal(stderr: NodeJS.WriteStream): ErrorTerminal {
  return {
    columns: widthOf(stderr),
    write: (text) => {
      stderr.write(text)
    },
  }
}
