import { digest } from '../core/digest'

/**
 * A name for a function in a migration file. What cannot be part of a name is replaced, and then a digest tells it
 * from others that would look the same.
 *
 * @param words what the function is about: names of tables and columns, which may hold anything
 * @param taken names that mean something in the file already
 */
export function functionName(words: string, taken: { has: (name: string) => boolean }): string {
  // Python takes names that NFKC makes equal for the same one: https://docs.python.org/3/reference/lexical_analysis.html
  const safe = words.normalize('NFKC').replace(/[^\p{XID_Continue}]/gu, '_')
  const name = safe === words ? words : `${safe}_${digest('sha256', words).slice(0, 8)}`
  return free(name, taken)
}

function free(name: string, taken: { has: (name: string) => boolean }): string {
  return taken.has(name) ? free(`${name}_rows`, taken) : name
}
