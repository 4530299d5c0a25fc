import { Refusal } from '../../core/errors'
import type { Place, SourceFile } from '../../core/span'
import type { MigrationKey } from '../../django/migration'

/** What `showmigrations` says of each migration that it knows. */
export type Shown = ReadonlyMap<MigrationKey, ShownMigration>

export interface ShownMigration {
  readonly isApplied: boolean
  readonly place: Place
}

/**
 * Reads the output of `manage.py showmigrations`, with or without `--plan`, with or without colours, at any verbosity
 * (django/core/management/commands/showmigrations.py).
 * @throws Refusal `showmigrations` at a line that is none of it, that contradicts another, or where there is none.
 */
export function readShowmigrations(file: SourceFile): Shown {
  const shown = new Map<MigrationKey, ShownMigration>()
  let app: string | undefined
  for (const { text, start, end } of linesOf(file.text)) {
    const place = { file, span: { start, end } }
    const line = readLine(text, app)
    if (line === undefined) throw refusedAt(place, `this is no line of showmigrations: ${shortened(text)}`)
    if (line.kind === 'app') app = line.label
    if (line.kind === 'migration') add(shown, line, place)
  }
  if (shown.size > 0) return shown
  throw refusedAt({ file, span: { start: 0, end: 0 } }, 'it names no migration')
}

function add(
  shown: Map<MigrationKey, ShownMigration>,
  { key, isApplied }: MigrationLine,
  place: Place,
): void {
  if ((shown.get(key)?.isApplied ?? isApplied) !== isApplied) {
    throw refusedAt(place, `${key} is both applied and not`)
  }
  shown.set(key, { isApplied, place })
}

type Line = { readonly kind: 'app'; readonly label: string } | MigrationLine | { readonly kind: 'nothing' }

interface MigrationLine {
  readonly kind: 'migration'
  readonly key: MigrationKey
  readonly isApplied: boolean
}

/** Longer ones are none: no migration is called so, and nothing is to be tried on it. */
const LONGEST = 20_000

function readLine(text: string, app: string | undefined): Line | undefined {
  if (text === '' || text === '(no migrations)') return { kind: 'nothing' }
  if (text.length > LONGEST) return undefined
  if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(text)) return { kind: 'app', label: text }
  const [, mark, title = ''] = /^\[([X -])\] {1,2}(\S.*)$/.exec(text) ?? []
  if (mark === undefined) return undefined
  const key = planned(title) ?? titled(title, app)
  return key === undefined ? undefined : { kind: 'migration', key, isApplied: mark !== ' ' }
}

/** `shop.0002_auto ... (shop.0001_initial)`; no name of a migration has a dot. */
function planned(title: string): MigrationKey | undefined {
  const [, app, name] = /^([\p{L}_][\p{L}\p{N}_]*)\.([^.\s]+)(?: \.\.\. \([^()]*\))?$/u.exec(title) ?? []
  return app === undefined || name === undefined ? undefined : `${app}.${name}`
}

/** A name, and what stands behind it in this order, if anything does. */
const BEHIND = [
  / \(applied at [\d: +.TZ-]*\)$/,
  / run ['"`]manage\.py migrate['"`] to finish recording\.$/i,
  / \(\d+ squashed migrations\)$/,
]

function titled(title: string, app: string | undefined): MigrationKey | undefined {
  const name = BEHIND.reduce((rest, pattern) => rest.replace(pattern, ''), title)
  return app === undefined || /[.()/\\]/.test(name) ? undefined : `${app}.${name}`
}

interface TextLine {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Without colours and the space around; Django ends a colour at the start of the next line. */
function linesOf(text: string): readonly TextLine[] {
  let next = 0
  return text.split('\n').map((line) => {
    const start = next
    next += line.length + 1
    return { text: line.replace(COLOUR, '').trim(), start, end: start + line.length }
  })
}

const COLOUR = /\u001b\[[\d;]{0,20}m/g

const SHOWN = 60

function shortened(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text)
}

function refusedAt(place: Place, reason: string): Refusal {
  const wayOut = 'give what "python manage.py showmigrations" prints, and nothing else'
  return new Refusal({ code: 'showmigrations', reason, wayOut, place })
}
