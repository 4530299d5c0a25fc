import { digest } from '../core/digest'
import type { PlannedChange } from '../plan/plan'
import { affixesOf } from './name-template'
import type { Affixes, NameTemplates } from './name-template'

/** The names of the two migrations that one becomes, without `.py`. */
export interface SplitNames {
  readonly state: string
  readonly database: string
}

/** Bytes of a name, without `.py`: short of every file system's 255, and of `varchar(255)` in django_migrations. */
const LONGEST_NAME = 100

/**
 * Names the state migration and the database migration. One removal is named after what it removes, as the article
 * does; several keep the slug of the original, with `_state` and `_db`.
 *
 * @param original the name of the migration that is split
 * @param changes what the plan changes
 * @param taken every name in the app's migrations folder, the original's too
 * @param templates what to write around the slug instead
 * @throws Refusal `usage` where a template cannot be
 */
export function splitNames(
  original: string,
  changes: readonly Pick<PlannedChange, 'slug'>[],
  taken: readonly string[],
  templates: NameTemplates = {},
): SplitNames {
  const { prefix, slug } = parts(original)
  const [only, ...more] = changes
  const removal =
    more.length === 0 && only !== undefined && isRemoval(only.slug) ? safe(only.slug) : undefined
  const words = removal ?? slug
  const suffixes = removal === undefined ? SUFFIXES.several : SUFFIXES.removal
  const first = affixesFor('--state-name', templates.state, suffixes.state)
  const second = affixesFor('--database-name', templates.database, suffixes.database)
  const state = free(prefix, words, first, taken)
  const database = free(nextNumber([...taken, state]), words, second, [...taken, state])
  return { state, database }
}

/**
 * The name of a database migration that is written after the state migration has been released: `0005_x_db` of
 * `0002_x_state`. A state migration that goes by another name was written by hand: what is done then gives the name.
 *
 * @param first the name of the state migration
 * @param taken every name in the app's migrations folder
 * @throws Refusal `usage` where a template cannot be
 */
export function finishName(
  first: string,
  changes: readonly Pick<PlannedChange, 'slug'>[],
  taken: readonly string[],
  templates: NameTemplates = {},
): string {
  const { slug } = parts(first)
  const [only, ...more] = changes
  const given = withoutAffixes(slug, affixesFor('--state-name', templates.state, SUFFIXES.several.state))
  const article = withoutAffixes(slug, affixesFor('', undefined, SUFFIXES.removal.state))
  const own = more.length === 0 && only !== undefined ? safe(only.slug) : slug
  const words = article ?? given ?? own
  const isOfRemoval = article !== undefined || (given === undefined && isRemoval(words))
  const suffix = SUFFIXES[isOfRemoval ? 'removal' : 'several'].database
  return free(nextNumber(taken), words, affixesFor('--database-name', templates.database, suffix), taken)
}

/** The slug of a name that was made with these; undefined where it was not. */
function withoutAffixes(name: string, { before, after }: Affixes): string | undefined {
  const bare = name.endsWith(after) ? name : name.replace(/_\d+$/, '')
  const isMade = bare.startsWith(before) && bare.endsWith(after)
  const slug = isMade ? bare.slice(before.length, bare.length - after.length) : ''
  return slug === '' ? undefined : slug
}

function affixesFor(said: string, template: string | undefined, suffix: string): Affixes {
  return template === undefined ? { before: '', after: suffix, counted: 'end' } : affixesOf(said, template)
}

const SUFFIXES = {
  removal: { state: '_from_state', database: '_from_db' },
  several: { state: '_state', database: '_db' },
} as const

/** The number (with nothing but digits in it, as Django reads it) and the rest of a name. */
function parts(name: string): { readonly prefix: string; readonly slug: string } {
  const found = /^(\d+)_?(.*)$/s.exec(name)
  const [, prefix = '', slug = ''] = found ?? ['', '', name]
  return { prefix, slug: slug === '' ? 'migration' : slug }
}

function isRemoval(slug: string): boolean {
  return /^(remove|delete)_/.test(slug)
}

/** Names of models and fields may be any identifier; a file name keeps letters, digits and underscores. */
function safe(slug: string): string {
  return slug.toLowerCase().replace(/[^\p{L}\p{M}\p{N}_]/gu, '_')
}

/** Django's own way to number: the highest plus one, at least four digits. */
function nextNumber(taken: readonly string[]): string {
  const numbers = taken.map((name) => /^\d+/.exec(name)?.[0]).filter((digits) => digits !== undefined)
  const highest = numbers.reduce((most, digits) => (BigInt(digits) > most ? BigInt(digits) : most), 0n)
  return String(highest + 1n).padStart(4, '0')
}

/** File systems may not tell upper from lower case: names are compared without it. */
function free(prefix: string, slug: string, affixes: Affixes, taken: readonly string[]): string {
  const known = new Set(taken.map((name) => name.toLowerCase()))
  for (let count = 1; ; count++) {
    const name = numbered(prefix, slug, affixes, count === 1 ? '' : `_${count}`)
    if (!known.has(name.toLowerCase())) return name
  }
}

function numbered(prefix: string, slug: string, affixes: Affixes, count: string): string {
  const { before, after, counted } = affixes
  const start = prefix === '' ? before : `${prefix}_${before}`
  return counted === 'slug' ? fitted(start, slug, count + after) : fitted(start, slug, after + count)
}

/** A slug that does not fit is cut and told from others cut alike by a digest of the whole. */
function fitted(start: string, slug: string, suffix: string): string {
  const whole = `${start}${slug}${suffix}`
  if (Buffer.byteLength(whole) <= LONGEST_NAME) return whole
  const sum = digest('sha256', slug).slice(0, 8)
  const room = LONGEST_NAME - Buffer.byteLength(`${start}_${sum}${suffix}`)
  return `${start}${cut(slug, room)}_${sum}${suffix}`
}

function cut(text: string, bytes: number): string {
  let result = ''
  for (const character of text) {
    if (Buffer.byteLength(result + character) > bytes) break
    result += character
  }
  return result.replace(/_+$/, '')
}
