import { dirname, resolve } from 'node:path'
import type { SourceFile } from '../core/span'
import { stringSpans } from './python-text'
import type { Templates } from './templates'
import { nearestToml, readToml, tableAt } from './toml'
import type { RawTable, TomlFile } from './toml'

/** How the text that is written into a project looks. */
export interface Style {
  readonly lineLength: number
  readonly quotes: 'single' | 'double'
  /** One level of indentation: spaces, or a tab. */
  readonly indent: string
  readonly newline: '\n' | '\r\n' | '\r'
  /** The user's own, in place of ours. */
  readonly templates?: Templates
}

/** What a configuration says; what it leaves open is undefined. */
interface Configured {
  readonly lineLength: number | undefined
  readonly quotes: 'single' | 'double' | 'preserve' | undefined
}

/** Black's: https://black.readthedocs.io/en/stable/the_black_code_style/current_style.html */
const DEFAULT_LINE_LENGTH = 88
/** Ruff's own limit: https://docs.astral.sh/ruff/settings/#line-length */
const LONGEST_LINE = 320
/** In this order in one folder: https://docs.astral.sh/ruff/configuration/#config-file-discovery */
const FILES = ['.ruff.toml', 'ruff.toml', 'pyproject.toml']

/**
 * The style for what is written beside or into a migration: line length and quotes from the nearest configuration
 * of ruff or black, newlines and indentation from the file itself.
 *
 * @param templates the user's own, in place of ours
 * @throws Refusal `config` where that configuration is not valid TOML.
 */
export function styleFor(file: SourceFile, templates?: Templates): Style {
  const found = nearestToml(file.path, FILES, hasStyle)
  const configured = found === undefined ? undefined : configuredIn(found, [])
  const quotes = configured?.quotes ?? 'double'
  return {
    lineLength: configured?.lineLength ?? DEFAULT_LINE_LENGTH,
    quotes: quotes === 'preserve' ? usualQuotes(file.text) : quotes,
    indent: indentOf(file.text),
    newline: newlineOf(file.text),
    ...(templates && { templates }),
  }
}

/** The newline that a text uses first; `\n` where it has none. */
export function newlineOf(text: string): Style['newline'] {
  const found = /\r\n|\n|\r/.exec(text)?.[0]
  return found === '\r\n' || found === '\r' ? found : '\n'
}

/** One level of indentation, as the first line of code in the class has it; Django's four spaces where none is. */
export function indentOf(text: string): string {
  const body = /^class[^\r\n]*(?:\r\n|\n|\r)(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*([ \t]+)[^\s#]/m.exec(
    text,
  )?.[1]
  if (body === undefined) return '    '
  return body.includes('\t') ? '\t' : body
}

function usualQuotes(text: string): Style['quotes'] {
  const strings = stringSpans(text).map((span) => text[span.end - 1])
  const single = strings.filter((quote) => quote === "'").length
  return single * 2 > strings.length ? 'single' : 'double'
}

function isRuffFile(found: TomlFile): boolean {
  return !found.file.path.endsWith('pyproject.toml')
}

function ruffOf(found: TomlFile): RawTable | undefined {
  return isRuffFile(found) ? found.table : tableAt(found.table, 'tool', 'ruff')
}

function hasStyle(found: TomlFile): boolean {
  return ruffOf(found) !== undefined || tableAt(found.table, 'tool', 'black') !== undefined
}

/** Black has the word where ruff only lints: a project that formats with ruff has no use for `[tool.black]`. */
function configuredIn(found: TomlFile, seen: readonly string[]): Configured {
  const ruff = ruffOf(found)
  const black = isRuffFile(found) ? undefined : tableAt(found.table, 'tool', 'black')
  const ofRuff = ruff === undefined ? undefined : ruffStyle(ruff, found, seen)
  if (black === undefined) return ofRuff ?? { lineLength: undefined, quotes: undefined }
  const formatsWithRuff = ruff !== undefined && tableAt(ruff, 'format') !== undefined
  return formatsWithRuff && ofRuff !== undefined ? ofRuff : blackStyle(black)
}

function blackStyle(black: RawTable): Configured {
  const keep = black['skip-string-normalization'] === true || black['skip_string_normalization'] === true
  return {
    lineLength: lineLength(black['line-length'] ?? black['line_length']),
    quotes: keep ? 'preserve' : undefined,
  }
}

function ruffStyle(ruff: RawTable, found: TomlFile, seen: readonly string[]): Configured {
  const base = extended(ruff, found, seen)
  return {
    lineLength: lineLength(ruff['line-length']) ?? base?.lineLength,
    quotes: quoteStyle(tableAt(ruff, 'format')?.['quote-style']) ?? base?.quotes,
  }
}

/** `extend = "../ruff.toml"`: https://docs.astral.sh/ruff/settings/#extend */
function extended(ruff: RawTable, found: TomlFile, seen: readonly string[]): Configured | undefined {
  const { extend } = ruff
  if (typeof extend !== 'string') return undefined
  const path = resolve(dirname(found.file.path), extend)
  const base = seen.includes(path) ? undefined : readToml(path)
  return base === undefined ? undefined : configuredIn(base, [...seen, path])
}

function lineLength(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 1 ? Math.min(Math.trunc(value), LONGEST_LINE) : undefined
}

function quoteStyle(value: unknown): Configured['quotes'] {
  return value === 'single' || value === 'double' || value === 'preserve' ? value : undefined
}
