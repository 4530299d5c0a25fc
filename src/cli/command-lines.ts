import { SHELLS } from './options'
import type { Command } from './options'

/** How a command is called, for its help. */
export interface CommandLine {
  readonly words: string
  readonly positional: {
    /** As yargs writes it: `<paths..>` */
    readonly usage: string
    readonly name: string
    readonly describe: string
    readonly choices?: readonly string[]
  }
  readonly examples: readonly (readonly [line: string, words: string])[]
}

export const USAGE =
  'Splits Django migrations in two, so that old and new code can live with one database while both run.\n\n' +
  'Usage: bgsplit <paths…>'

export const EPILOGUE =
  'Exit status: 0 done, or nothing to do; 1 check has found something; ' +
  '2 could not, and nothing has been changed.'

export const COMMAND_LINES: Readonly<Record<Command, CommandLine>> = {
  split: {
    words:
      'Replace migrations by a state migration, for this release, and a database migration, for a later one',
    positional: paths('Migration files, or folders: of migrations, of an app, or of the project'),
    examples: [
      ['bgsplit shop/migrations/0002_auto.py', 'split the migration that makemigrations has just written'],
      ['bgsplit --dry-run shop/migrations/0002_auto.py', 'show the split and write nothing'],
      ['bgsplit --git-base main .', 'split what this branch adds, in all apps together'],
      [
        'bgsplit --dialect postgresql,sqlite shop/migrations/0002_auto.py',
        'deploy on PostgreSQL, test on SQLite',
      ],
    ],
  },
  check: {
    words: 'Report what old or new code cannot live with, and write nothing',
    positional: paths('Migration files, or folders: of migrations, of an app, or of the project'),
    examples: [
      ['bgsplit check --git-base origin/main .', 'look at what this branch adds'],
      ['bgsplit check --all --write-baseline known.json .', 'take what there is as known'],
    ],
  },
  pending: {
    words: 'List what the models have let go and the database still holds, the oldest first',
    positional: paths('Folders: of the project, of an app, or of migrations'),
    examples: [['bgsplit pending .', 'what is still owed, in all apps']],
  },
  finish: {
    words: 'Write the database migrations for what is pending',
    positional: paths('State migrations, or folders: of the project, of an app, or of migrations'),
    examples: [['bgsplit finish --live v1.4.0 .', 'finish what has been deployed with v1.4.0']],
  },
  state: {
    words: "Show the project's models, and its tables, as its migrations make them",
    positional: {
      usage: '<path>',
      name: 'path',
      describe: 'A migration, or the folder of an app or of the project',
    },
    examples: [['bgsplit state shop --at 0002', 'what there is once the migration 0002 of shop has run']],
  },
  completion: {
    words: 'Print a script that lets a shell complete the command line',
    positional: {
      usage: '<shell>',
      name: 'shell',
      describe: 'The shell',
      choices: SHELLS,
    },
    examples: [['source <(bgsplit completion bash)', 'in ~/.bashrc']],
  },
}

function paths(describe: string): CommandLine['positional'] {
  return { usage: '<paths..>', name: 'paths', describe }
}
