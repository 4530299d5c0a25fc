import { printString } from '../python/print'
import type { PrintScope } from '../python/print-scope'
import { commentText, wrapComment } from './python-text'
import type { Style } from './style'

/** What a function is written for. */
export interface Target {
  readonly scope: PrintScope
  readonly style: Style
  /** `connection.vendor` of the one database that rows are changed for; every database if left out. */
  readonly onlyOn?: string
}

/** What the templates write at the top of a function for one database alone. */
export function only(vendor: string | undefined): { readonly onlyOn?: string } {
  return vendor === undefined ? {} : { onlyOn: printString(vendor) }
}

/** A docstring on one line where it fits, else over several. */
export function docstring(text: string, { lineLength, indent }: Style): readonly string[] {
  const safe = commentText(text).replaceAll('\\', '').replaceAll('"', "'")
  const width = lineLength - indent.length
  if (safe.length + 6 <= width) return [`"""${safe}"""`]
  const [first = '', ...rest] = wrapComment(safe, width - 3).map((line) => line.replace(/^# /, ''))
  return [`"""${first}`, ...rest.map((line) => line), '"""']
}
