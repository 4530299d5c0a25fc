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

/** A docstring on one line where it fits, else over several; details are a paragraph of their own. */
export function docstring(summary: string, { lineLength, indent }: Style, details = ''): readonly string[] {
  const width = lineLength - indent.length
  const safe = docstringText(summary)
  if (details === '' && safe.length + 6 <= width) return [`"""${safe}"""`]
  const [first = '', ...rest] = paragraph(safe, width - 3)
  const more = details === '' ? [] : ['', ...paragraph(docstringText(details), width)]
  return [`"""${first}`, ...rest, ...more, '"""']
}

function docstringText(text: string): string {
  return commentText(text).replaceAll('\\', '').replaceAll('"', "'")
}

function paragraph(text: string, width: number): readonly string[] {
  return wrapComment(text, width).map((line) => line.replace(/^# /, ''))
}
