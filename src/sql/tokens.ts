import type { Dialect } from '../core/dialect'

/** A token of SQL: `word` in upper case, `name` as the catalogue has it, anything else as it stands. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'mark'
  readonly value: string
  /** Where it stands in the text. */
  readonly start: number
  readonly end: number
}

/** A backslash escapes in a string of MySQL, and on PostgreSQL in one that is marked so (`E'…'`). */
const ESCAPED = /'(?:[^'\\]|''|\\[\s\S])*'/
const PLAIN = /[eE]'(?:[^'\\]|''|\\[\s\S])*'|'(?:[^']|'')*'/

function tokenPattern(string: RegExp): RegExp {
  const parts = [
    /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)/,
    /(?<dollar>\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$)/,
    /(?<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`)/,
    new RegExp(`(?<string>${string.source})`),
    /(?<number>\d+(?:\.\d+)?)/,
    /(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)/,
    /(?<mark>::|[\s\S])/,
  ]
  return new RegExp(parts.map((part) => part.source).join('|'), 'gy')
}

const TOKENS: Readonly<Record<Dialect, RegExp>> = {
  postgresql: tokenPattern(PLAIN),
  sqlite: tokenPattern(PLAIN),
  mysql: tokenPattern(ESCAPED),
  mariadb: tokenPattern(ESCAPED),
}

/**
 * The tokens of a piece of SQL, comments left out.
 * `"` quotes a name everywhere but on MySQL with its default mode, where it quotes a string.
 */
export function tokenize(sql: string, dialect: Dialect): readonly Token[] {
  const tokens: Token[] = []
  for (const match of sql.matchAll(TOKENS[dialect])) {
    const token = tokenOf(match.groups ?? {}, dialect)
    if (token) tokens.push({ ...token, start: match.index, end: match.index + match[0].length })
  }
  return tokens
}

type GroupName = 'dollar' | 'quoted' | 'string' | 'number' | 'word' | 'mark'
/** What the expression names; a group that did not take part is undefined. */
type Groups = Readonly<Partial<Record<GroupName, string | undefined>>>

function tokenOf(groups: Groups, dialect: Dialect): Pick<Token, 'kind' | 'value'> | undefined {
  const { dollar, quoted, string, number, word, mark } = groups
  if (quoted !== undefined) return quotedToken(quoted, dialect)
  if (string !== undefined || dollar !== undefined) return { kind: 'string', value: string ?? dollar ?? '' }
  if (number !== undefined) return { kind: 'number', value: number }
  if (word !== undefined) return { kind: 'word', value: word }
  return mark === undefined ? undefined : { kind: 'mark', value: mark }
}

function quotedToken(text: string, dialect: Dialect): Pick<Token, 'kind' | 'value'> {
  const mark = text.charAt(0)
  const isMySql = dialect === 'mysql' || dialect === 'mariadb'
  if (mark === '"' && isMySql) return { kind: 'string', value: text }
  return { kind: 'name', value: text.slice(1, -1).replaceAll(mark + mark, mark) }
}
