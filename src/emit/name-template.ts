import { Refusal } from '../core/errors'

/** How the two halves are named, where the user says so: `{slug}_expand`, `{slug}_contract`. */
export interface NameTemplates {
  readonly state?: string | undefined
  readonly database?: string | undefined
}

/** What stands around the slug. */
export interface Affixes {
  readonly before: string
  readonly after: string
  /** Where a number goes that tells a name from one that is taken. */
  readonly counted: 'slug' | 'end'
}

const SLUG = '{slug}'

/** Bytes that a template may add: the slug has to stay readable in what is left of a name. */
const LONGEST = 50

/**
 * What a template puts around the slug. A runner may tell the halves by the end of their names, so that a number goes
 * to the slug.
 *
 * @param said what the setting is called: `--state-name`
 * @throws Refusal `usage`
 */
export function affixesOf(said: string, template: string): Affixes {
  const wayOut = problemOf(template)
  if (wayOut !== undefined)
    throw new Refusal({ code: 'usage', reason: `${said} cannot be ${JSON.stringify(template)}`, wayOut })
  const at = template.indexOf(SLUG)
  return { before: template.slice(0, at), after: template.slice(at + SLUG.length), counted: 'slug' }
}

/** What to do about a template that cannot be; undefined where it can. */
function problemOf(template: string): string | undefined {
  const unknown = [...template.matchAll(/\{([^{}]*)\}/g)].find((found) => found[0] !== SLUG)
  if (unknown !== undefined) return `${SLUG} is all there is, not ${unknown[0]}`
  const [before = '', after, ...more] = template.split(SLUG)
  if (after === undefined) return `put ${SLUG} into it, or two migrations would have one name`
  if (more.length > 0) return `put ${SLUG} into it once`
  if (!/^[\p{L}\p{M}\p{N}_]*$/u.test(before + after))
    return `beside ${SLUG}, use letters, digits and underscores: it becomes the name of a Python module`
  // `MigrationLoader.load_disk` in django/db/migrations/loader.py.
  if (before.startsWith('_')) return 'begin with something else: Django passes over modules that begin with _'
  if (Buffer.byteLength(before + after) > LONGEST)
    return `leave room for the slug: ${LONGEST} bytes at most beside it`
  return undefined
}
