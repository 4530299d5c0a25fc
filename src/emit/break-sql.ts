/** A place where a statement may be broken: the better one wins (the lower number). */
interface Break {
  readonly at: number
  readonly rank: 0 | 1 | 2
}

/** Words that a reader takes as the beginning of something new. Not after an opening parenthesis. */
const CLAUSE =
  /^(?:ADD|ALTER|AND|AS|CHECK|COLLATE|COMMENT|CONSTRAINT|DEFAULT|DEFERRABLE|DROP|END|EXECUTE|FOREIGN|FROM|GENERATED|GROUP|HAVING|INCLUDE|JOIN|LEFT|MODIFY|NOT VALID|ON|OR|ORDER|REFERENCES|RENAME|RETURNING|SELECT|SET|TO|UNIQUE|USING|VALUES|WHERE|WITH)\b/i

/** Strings, quoted names and dollar quotes, which are not broken, or one character. */
const TOKEN = /'(?:''|\\[^]|[^'\\])*'|"(?:""|[^"])*"|`(?:``|[^`])*`|\$(\w*)\$[^]*?\$\1\$|[^]/gu

/**
 * Cuts a statement into pieces that fit a width and together are the statement, to the character: after a newline,
 * else before a clause, else after a comma, else at white space. A piece that has no such place stays long.
 *
 * @param fits whether a piece, as a Python string, is short enough
 */
export function breakSql(sql: string, fits: (piece: string) => boolean): readonly string[] {
  if (fits(sql)) return [sql]
  return sql.split(/(?<=\n)(?!$)/).flatMap((line) => breakLine(line, fits))
}

function breakLine(line: string, fits: (piece: string) => boolean): readonly string[] {
  const breaks = breaksIn(line)
  const pieces: string[] = []
  let start = 0
  while (!fits(line.slice(start))) {
    const next = bestBreak(breaks, start, (at) => fits(line.slice(start, at)))
    if (next === undefined) break
    pieces.push(line.slice(start, next))
    start = next
  }
  return [...pieces, line.slice(start)]
}

/** The last place of the best rank that fits; where nothing fits, the next place at all. */
function bestBreak(
  breaks: readonly Break[],
  start: number,
  fits: (at: number) => boolean,
): number | undefined {
  const ahead = breaks.filter((place) => place.at > start)
  const fitting = ahead.filter((place) => fits(place.at))
  const rank = Math.min(...fitting.map((place) => place.rank))
  return (fitting.findLast((place) => place.rank === rank) ?? ahead[0])?.at
}

/** White space belongs to what follows it, so that a line of Python shows where the next begins. */
function breaksIn(line: string): readonly Break[] {
  const breaks: Break[] = []
  let depth = 0
  let before = ''
  for (const match of line.matchAll(TOKEN)) {
    const [token] = match
    if (token === ' ' && before !== ' ' && before !== '') {
      const rest = line.slice(match.index).trimStart()
      const isClause = depth === 0 && CLAUSE.test(rest)
      if (rest !== '') breaks.push({ at: match.index, rank: isClause ? 0 : before === ',' ? 1 : 2 })
    }
    depth += token === '(' ? 1 : token === ')' ? -1 : 0
    before = token
  }
  return breaks
}
