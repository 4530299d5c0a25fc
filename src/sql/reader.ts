import type { Dialect } from '../core/dialect'
import { quoteMark } from '../core/quote'
import type { KeyPart } from '../django/schema'
import type { Token } from './tokens'

/** A cursor over the tokens of one statement. What does not match is left where it is. */
export class Reader {
  private at = 0

  constructor(
    private readonly tokens: readonly Token[],
    private readonly sql: string,
    readonly dialect: Dialect,
  ) {}

  atEnd(): boolean {
    return this.at >= this.tokens.length
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead]
  }

  /** Takes these words, whatever their case, if all of them come next. */
  words(...expected: readonly string[]): boolean {
    const matches = expected.every((word, index) => this.isWord(this.peek(index), word))
    if (matches) this.at += expected.length
    return matches
  }

  isWord(token: Token | undefined, word: string): boolean {
    return token?.kind === 'word' && token.value.toUpperCase() === word
  }

  mark(value: string): boolean {
    const matches = this.peek()?.kind === 'mark' && this.peek()?.value === value
    if (matches) this.at += 1
    return matches
  }

  skip(): void {
    this.at += 1
  }

  /** A name: quoted as it is, bare as PostgreSQL folds it. */
  identifier(): string | undefined {
    const token = this.peek()
    if (token?.kind !== 'name' && token?.kind !== 'word') return undefined
    this.at += 1
    return token.kind === 'word' && this.dialect === 'postgresql' ? token.value.toLowerCase() : token.value
  }

  /** `a.b.c`, as its parts. */
  path(): readonly string[] | undefined {
    const parts: string[] = []
    do {
      const part = this.identifier()
      if (part === undefined) return undefined
      parts.push(part)
    } while (this.mark('.'))
    return parts
  }

  /** A table as Django's `db_table` would have it: `staff`, or `"hr"."staff"` where a schema is named. */
  tableName(): string | undefined {
    const path = this.path()
    return path && this.joinPath(path)
  }

  joinPath(path: readonly string[]): string {
    const mark = quoteMark(this.dialect)
    return path.length === 1 ? (path[0] ?? '') : path.map((part) => mark + part + mark).join('.')
  }

  lastName(): string | undefined {
    return this.path()?.at(-1)
  }

  /** The value of a string literal. */
  string(): string | undefined {
    const token = this.peek()
    if (token?.kind !== 'string' || !token.value.startsWith("'")) return undefined
    this.at += 1
    const inner = token.value.slice(1, -1).replaceAll("''", "'")
    return this.dialect === 'postgresql' || this.dialect === 'sqlite' ? inner : inner.replaceAll('\\\\', '\\')
  }

  /** One or more, separated by commas. */
  list<T>(read: () => T | undefined): readonly T[] | undefined {
    const items: T[] = []
    do {
      const item = read()
      if (item === undefined) return undefined
      items.push(item)
    } while (this.mark(','))
    return items
  }

  /** `("a", "b")`. */
  columns(): readonly string[] | undefined {
    return this.keyParts()?.map((part) => part.column)
  }

  /** `("a" varchar_pattern_ops, "b" DESC)`; expressions are not read. */
  keyParts(): readonly KeyPart[] | undefined {
    if (!this.mark('(')) return undefined
    const parts = this.list(() => this.keyPart())
    return this.mark(')') ? parts : undefined
  }

  private keyPart(): KeyPart | undefined {
    const column = this.identifier()
    if (column === undefined) return undefined
    const descending = this.words('DESC')
    const opclass = descending || this.peek()?.kind !== 'word' ? undefined : this.identifier()
    return {
      column,
      ...(opclass ? { opclass } : {}),
      ...(descending || this.words('DESC') ? { descending: true } : {}),
    }
  }

  /** Everything up to the next token at this depth that `stop` accepts, as its text. */
  textUntil(stop: (token: Token) => boolean): string {
    const start = this.at
    let depth = 0
    for (let token = this.peek(); token !== undefined; token = this.peek()) {
      if (depth === 0 && stop(token)) break
      if (token.value === '(' && token.kind === 'mark') depth += 1
      if (token.value === ')' && token.kind === 'mark') depth -= 1
      this.at += 1
    }
    return this.textBetween(start, this.at)
  }

  private textBetween(from: number, to: number): string {
    const [first, last] = [this.tokens[from], this.tokens[to - 1]]
    return first === undefined || last === undefined || to <= from
      ? ''
      : this.sql.slice(first.start, last.end)
  }

  /** `( … )`, as the text inside. */
  parenthesised(): string | undefined {
    if (!this.mark('(')) return undefined
    const text = this.textUntil((token) => token.kind === 'mark' && token.value === ')')
    return this.mark(')') ? text : undefined
  }
}
