/** Thrown where a text is none of the plain ones: what it is then is for tree-sitter to say. */
export const NOT_PLAIN = new Error('not a plain file')

/** Python's own words, what it once had as a statement, and what is one in some places. */
const WORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import in is lambda nonlocal not or pass raise return try while with yield print exec match case type'
  ).split(' '),
)

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y
const NUMBER = /[0-9]+(?:\.[0-9]+)?(?![\w.])/y
/** Without a choice for each character, which long texts would fill a stack with. */
const STRING = new RegExp(
  `(?:[rRuUbB]|[bB][rR]|[rR][bB])?(?:${[`"""`, `'''`].map(long).join('|')}|${[`"`, `'`].map(short).join('|')})`,
  'y',
)

function long(quotes: string): string {
  const quote = quotes.charAt(0)
  const other = `[^\\\\${quote}]*`
  return `${quotes}${other}(?:(?:\\\\[^\\n]|${quote}(?!${quote}${quote}))${other})*${quotes}`
}

function short(quote: string): string {
  const other = `[^\\\\${quote}\\n]*`
  return `${quote}(?!${quote}${quote})${other}(?:\\\\[^\\n]${other})*${quote}`
}

const COMMENT = /#[^\n]*/y
const INSIDE = /(?:[ \n]+|#[^\n]*)*/y
const SPACES = / */y

/** Goes through a text from the left. Every reading throws NOT_PLAIN where it finds something else. */
export class Scanner {
  readonly text: string
  at = 0
  /** Brackets open around: in them, ends of lines mean nothing. */
  brackets = 0

  constructor(text: string) {
    this.text = text
  }

  /** The character that is next; none at the end. */
  get next(): string {
    return this.text.charAt(this.at)
  }

  /** Passes over what means nothing here. */
  skip(): void {
    this.#match(this.brackets > 0 ? INSIDE : SPACES)
  }

  /** Passes over spaces; how many. */
  spaces(): number {
    const start = this.at
    this.#match(SPACES)
    return this.at - start
  }

  comment(): boolean {
    return this.#match(COMMENT)
  }

  /** Passes over a character, if it is next. */
  takes(character: string): boolean {
    if (this.next !== character) return false
    this.at += 1
    return true
  }

  expect(character: string): void {
    if (!this.takes(character)) throw NOT_PLAIN
  }

  /** A word, whatever it means; undefined where there is none. */
  word(): string | undefined {
    const start = this.at
    return this.#match(NAME) ? this.text.slice(start, this.at) : undefined
  }

  /** A name that anything may have. */
  name(): string {
    const word = this.word()
    if (word === undefined || WORDS.has(word)) throw NOT_PLAIN
    return word
  }

  number(): boolean {
    return this.#match(NUMBER)
  }

  string(): boolean {
    return this.#match(STRING)
  }

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.at
    if (!pattern.test(this.text)) return false
    this.at = pattern.lastIndex
    return true
  }
}
