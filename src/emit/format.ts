import { reindent } from './python-text'
import type { Style } from './style'

/** Formats Python as ruff does, in a given style. Obtained from `loadFormatter`. */
export interface Formatter {
  /** A whole file, in the style's newlines. */
  readonly file: (text: string, style: Style) => string
  /**
   * One item of a list, which is to stand after `base` (white space): its first line comes without indentation,
   * the following ones with it, no newline at the end, all of them `\n`.
   */
  readonly item: (text: string, base: string, style: Style) => string
}

/**
 * Loads the formatter, an ES module with a WebAssembly file: some 20 ms, so only when there is something to write.
 */
export async function loadFormatter(): Promise<Formatter> {
  const ruff = await import('@wasm-fmt/ruff_fmt')
  const run = (text: string, style: Style): string => ruff.format(text, 'migration.py', configOf(style))
  return {
    file: (text, style) => withNewlines(run(text, style), style),
    item: (text, base, style) => formatItem(run, text, base, style),
  }
}

/** Text whose lines end in `\n`, with the newlines of a style. */
export function withNewlines(text: string, style: Pick<Style, 'newline'>): string {
  return text.replaceAll('\n', style.newline)
}

function configOf(style: Style) {
  return {
    indent_style: style.indent === '\t' ? 'tab' : 'space',
    indent_width: style.indent === '\t' ? 4 : style.indent.length,
    line_width: style.lineLength,
    quote_style: style.quotes,
    line_ending: 'lf',
  } as const
}

/** The item is formatted where it will stand, as deep inside classes as that is, so that lines break rightly. */
function formatItem(
  run: (text: string, style: Style) => string,
  text: string,
  base: string,
  style: Style,
): string {
  const depth = Math.max(1, Math.round(widthOf(base) / widthOf(style.indent)))
  const classes = Array.from({ length: depth - 1 }, (_, level) => `${style.indent.repeat(level)}class A:\n`)
  const outside = style.indent.repeat(depth - 1)
  const wrapped = `${classes.join('')}${outside}a = [\n${text},\n]\n`
  const lines = run(wrapped, style).trimEnd().split('\n')
  const inside = lines.slice(depth, -1).join('\n')
  const first = inside.length - inside.trimStart().length
  return reindent(inside.slice(first).replace(/,$/, ''), style.indent.repeat(depth), base)
}

function widthOf(indent: string): number {
  return indent.replaceAll('\t', '    ').length
}
