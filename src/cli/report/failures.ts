import { isAbsolute, relative, resolve, sep } from 'node:path'
import { Refusal } from '../../core/errors'
import { positionAt } from '../../core/span'
import type { Place } from '../../core/span'
import { commentText } from '../../emit/python-text'
import { isSystemError } from '../../emit/system-error'

/** A refusal as one line: `file:line:column: cause; way out`. Nothing in it can break the line. */
export function refusalLine(refusal: Refusal, cwd: string): string {
  const { place, path, reason, wayOut } = refusal
  const where = place === undefined ? shownPath(path, cwd) : placeLine(place, cwd)
  return commentText(`${where ?? 'bgsplit'}: ${shortened(reason)}; ${wayOut}`)
}

/** Some reasons quote what stands in a file, however long that is. */
const LONGEST = 1_000

function shortened(reason: string): string {
  return reason.length > LONGEST ? `${reason.slice(0, LONGEST)}…` : reason
}

/** `file:line:column`, as editors and terminals take it. */
export function placeLine({ file, span }: Place, cwd: string): string {
  const { line, column } = positionAt(file.text, span.start)
  return `${shownPath(file.path, cwd) ?? file.path}:${line}:${column}`
}

/** As the user would write it: relative inside the working directory, absolute outside. */
export function shownPath(path: string | undefined, cwd: string): string | undefined {
  if (path === undefined) return undefined
  const short = relative(cwd, resolve(cwd, path))
  if (short === '') return '.'
  return short === '..' || short.startsWith(`..${sep}`) || isAbsolute(short) ? path : short
}

/**
 * What a command ended with, as a refusal; undefined where that is a mistake of bgsplit's own. What the system did not
 * let it do, at a place where nobody reckoned with it, is none: a folder that may not be searched, a file that is gone
 * between two looks at it.
 */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (!isSystemError(error) || error.path === undefined) return undefined
  return new Refusal({
    code: 'unreadable',
    reason: `cannot read the file: ${error.message}`,
    wayOut: 'check that it is there and that you may read it',
    path: error.path,
  })
}

/** What went wrong is a mistake of bgsplit's own: all that helps to find it. */
export function bugReport(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `bgsplit has a bug and has stopped; please report it with these lines:\n${stack}`
}
