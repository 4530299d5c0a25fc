import { parseArguments } from '../../src/cli/args'
import type { Invocation } from '../../src/cli/args'
import { COMMAND_LINES } from '../../src/cli/command-lines'
import { COMMANDS, OPTION_NAMES, optionOf, optionsFor } from '../../src/cli/options'
import { Refusal } from '../../src/core/errors'

const parse = (...argv: readonly string[]): Invocation => parseArguments(argv, 80)

/** What was given, without what is left open. */
function given(...argv: readonly string[]): object {
  const invocation = parse(...argv)
  if (!('flags' in invocation)) throw new Error(`no flags in ${invocation.kind}`)
  return Object.fromEntries(Object.entries(invocation.flags).filter(([, value]) => value !== undefined))
}

function refused(...argv: readonly string[]): string {
  try {
    return JSON.stringify(parse(...argv))
  } catch (error) {
    if (error instanceof Refusal) return `${error.code}: ${error.message}`
    throw error
  }
}

describe('a command', () => {
  test.each(['split', 'check', 'pending', 'finish'] as const)('%s takes paths', (command) => {
    expect(parse(command, 'a.py', 'b')).toMatchObject({ kind: command, paths: ['a.py', 'b'] })
  })

  test('is split where none is named', () => {
    expect(parse('a.py', '--all')).toEqual(parse('split', '--all', 'a.py'))
  })

  test('may stand behind options, and is no value of one', () => {
    expect(parse('--all', 'check', '.')).toEqual(parse('check', '--all', '.'))
    expect(parse('--phase', 'state', '.')).toMatchObject({ kind: 'split', flags: { phase: 'state' } })
    expect(parse('a.py', 'check')).toMatchObject({ kind: 'split', paths: ['a.py', 'check'] })
  })

  test('is not a path behind --', () => {
    expect(parse('--', 'check')).toMatchObject({ kind: 'split', paths: ['./check'] })
    expect(parse('check', '--', '--all')).toMatchObject({ kind: 'check', paths: ['./--all'] })
  })

  test('state takes one path, completion a shell', () => {
    expect(parse('state', 'shop')).toMatchObject({ kind: 'state', path: 'shop' })
    expect(parse('completion', 'fish')).toEqual({ kind: 'completion', shell: 'fish' })
    expect(refused('completion', 'ksh')).toMatch(/^usage: .*"ksh"; give one of "bash", "zsh", "fish"$/)
  })

  test.each(COMMANDS.filter((command) => command !== 'completion'))('%s needs a path', (command) => {
    expect(refused(command)).toBe('usage: no path is given; see bgsplit --help')
  })

  test.each(COMMANDS)('%s has a help that names all that it takes, and the exit status', (command) => {
    const help = parse(command, '--help')
    const text = help.kind === 'text' ? help.text.replaceAll(/\s+/g, ' ') : ''
    for (const name of optionsFor(command)) expect(text).toContain(` --${name} `)
    expect(text).toContain(COMMAND_LINES[command].words)
    expect(text).toContain('1 check has found something')
  })
})

describe('which migrations', () => {
  test.each([
    [['--since', '0007'], { since: '0007', all: false }],
    [['--git-base', 'origin/main'], { gitBase: 'origin/main', all: false }],
    [['--showmigrations', 'plan.txt'], { showmigrations: 'plan.txt', all: false }],
    [['--showmigrations', '-'], { showmigrations: '-', all: false }],
    [['--showmigrations=-'], { showmigrations: '-', all: false }],
    [['--all'], { all: true }],
    [['--since', '0001', '--since', '0007'], { since: '0007', all: false }],
    [[], { all: false }],
  ])('%j', (argv, expected) => {
    const usual = { others: [], format: 'text' }
    expect(given('check', ...argv, '.')).toEqual({ ...usual, ...expected })
    expect(given('check', '.', ...argv)).toEqual({ ...usual, ...expected })
    expect(given('split', ...argv, '.')).toEqual({ ...usual, ...expected, dryRun: false })
  })

  test.each([
    ['--since', '1', '--all'],
    ['--git-base', 'main', '--since', '1'],
    ['--showmigrations', '-', '--git-base', 'main'],
  ])('not %s %s %s', (...argv) => {
    expect(refused('.', ...argv)).toMatch(
      /^usage: --\S+ and --\S+ both say which migrations are meant; give one of them$/,
    )
  })

  test('--no-all is none', () => {
    expect(given('check', '.', '--no-all', '--since', '1')).toMatchObject({ all: false, since: '1' })
  })
})

describe('settings', () => {
  test('of planning and writing', () => {
    const argv = [
      ...['--dialect', 'postgresql,sqlite', '--fill', 'null', '--lock-timeout', '5s', '--phase', 'state'],
      ...['--stage', 'syzygy', '--state-name', '{slug}_a', '--database-name', '{slug}_b', '--templates', 't'],
      ...['--database-operations', 'django', '--format', 'json', '--dry-run'],
    ]
    expect(given('.', ...argv)).toEqual({
      ...{ dialect: 'postgresql', others: ['sqlite'], fill: 'null', lockTimeout: 5000, phase: 'state' },
      ...{ stage: 'syzygy', stateName: '{slug}_a', databaseName: '{slug}_b', templates: 't' },
      ...{ databaseOperations: 'django', format: 'json', dryRun: true, all: false },
    })
  })

  test('of check and finish', () => {
    expect(given('check', '.', '--baseline', 'b', '--write-baseline', 'w', '--format', 'sarif')).toEqual({
      ...{ others: [], all: false },
      ...{ baseline: 'b', writeBaseline: 'w', format: 'sarif' },
    })
    expect(given('finish', '.', '--live', 'v1', '--dry-run')).toMatchObject({ live: 'v1', dryRun: true })
  })

  test.each([
    [['split', '--format', 'sarif'], /--format cannot be "sarif"; give one of "text", "json", "markdown"$/],
    [['pending', '--format', 'markdown'], /give one of "text", "json"$/],
    [['check', '--dry-run'], /the option --dry-run is not for this command/],
    [['split', '--strict'], /unknown option --strict/],
    [['split', '--databse-name', 'x'], /did you mean --database-name\?/],
    [['split', '--state-name', ''], /--state-name cannot be ""; give a text$/],
    [['split', '.', '--since'], /--since needs a value/],
    [['split', '--lock-timeout', '5'], /--lock-timeout cannot be "5"; give a time such as 5s or 500ms$/],
    [['pending', '--dialect', 'mysql,sqlite'], /give one database/],
  ])('%j is refused', (argv, message) => {
    expect(refused(...argv, ...(argv.includes('.') ? [] : ['.']))).toMatch(message)
  })

  test('have a command or the configuration that takes them', () => {
    for (const name of OPTION_NAMES) {
      const { commands, configured } = optionOf(name)
      expect([name, configured || commands.length > 0]).toEqual([name, true])
    }
  })
})
