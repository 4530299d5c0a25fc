/** Functions that give one value for the whole of a statement. */
const STABLE: ReadonlySet<string> = new Set([
  ...['now', 'statement_timestamp', 'transaction_timestamp', 'current_timestamp', 'localtimestamp'],
  ...[
    'current_date',
    'current_time',
    'curdate',
    'curtime',
    'utc_timestamp',
    'pi',
    'lower',
    'upper',
    'coalesce',
  ],
])

/**
 * Whether a default gives the same value each time that it is worked out in one statement: literals, casts and the time
 * of the statement. Nobody can tell what any other function does, so that those do not count.
 *
 * @param sql the default, as the database takes it
 */
export function isStable(sql: string): boolean {
  const bare = sql.replace(/'(?:[^']|'')*'/g, "''").replace(/::\s*[a-z ]+(?:\([\d, ]+\))?/gi, '')
  const calls = [...bare.matchAll(/([\w."]+)\s*\(/g)].map(([, name = '']) => name.toLowerCase())
  return calls.every((name) => STABLE.has(name) || KEYWORDS.has(name))
}

/** Words that may stand before a bracket and are no functions. */
const KEYWORDS: ReadonlySet<string> = new Set(['interval', 'and', 'or', 'not', 'in', 'cast'])
