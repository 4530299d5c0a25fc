import { createHash } from 'node:crypto'
import type { PlannedChange } from '../plan/plan'

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
 */
export function splitNames(
  original: string,
  changes: readonly Pick<PlannedChange, 'slug'>[],
  taken: readonly string[],
): SplitNames {
  const { prefix, slug } = parts(original)
  const [only, ...more] = changes
  const removal =
    more.length === 0 && only !== undefined && isRemoval(only.slug) ? safe(only.slug) : undefined
  const words = removal ?? slug
  const suffixes = removal === undefined ? SUFFIXES.several : SUFFIXES.removal
  const state = free(prefix, words, suffixes.state, taken)
  const database = free(nextNumber([...taken, state]), words, suffixes.database, [...taken, state])
  return { state, database }
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
function free(prefix: string, slug: string, suffix: string, taken: readonly string[]): string {
  const known = new Set(taken.map((name) => name.toLowerCase()))
  for (let count = 1; ; count++) {
    const name = fitted(prefix, slug, count === 1 ? suffix : `${suffix}_${count}`)
    if (!known.has(name.toLowerCase())) return name
  }
}

/** A slug that does not fit is cut and told from others cut alike by a digest of the whole. */
function fitted(prefix: string, slug: string, suffix: string): string {
  const start = prefix === '' ? '' : `${prefix}_`
  const whole = `${start}${slug}${suffix}`
  if (Buffer.byteLength(whole) <= LONGEST_NAME) return whole
  const digest = createHash('sha256').update(slug).digest('hex').slice(0, 8)
  const room = LONGEST_NAME - Buffer.byteLength(`${start}_${digest}${suffix}`)
  return `${start}${cut(slug, room)}_${digest}${suffix}`
}

function cut(text: string, bytes: number): string {
  let result = ''
  for (const character of text) {
    if (Buffer.byteLength(result + character) > bytes) break
    result += character
  }
  return result.replace(/_+$/, '')
}
