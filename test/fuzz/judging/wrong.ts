import { refusalLine } from '../../../src/cli/report/failures'
import type { Refusal } from '../../../src/core/errors'
import type { Input } from '../input'
import type { Name } from './commands'

const LONGEST = 2_000

/** What no refusal may be: of several lines, endless, without a place, or a proof that the tool itself has missed. */
export function wrongWithRefusal(refusal: Refusal, cwd: string): readonly string[] {
  const line = refusalLine(refusal, cwd)
  return [
    ...notOneLine(line),
    ...(line.length > LONGEST ? [`a message of ${line.length} characters: ${line.slice(0, 200)}`] : []),
    ...(refusal.code === 'proof-failed' ? [`a proof that failed: ${line}`] : []),
    ...wrongPlace(refusal, line),
  ]
}

/** These are about what stands in no file. */
const NEEDS_NO_PLACE: ReadonlySet<string> = new Set(['usage', 'config', 'template'])

function wrongPlace({ place, path, code }: Refusal, line: string): readonly string[] {
  if (place === undefined) return path === undefined && !NEEDS_NO_PLACE.has(code) ? [`no place: ${line}`] : []
  const { start, end } = place.span
  const isInside = start >= 0 && start <= end && end <= place.file.text.length
  return isInside ? [] : [`a place outside the file: ${line}`]
}

/** A line for a terminal that is more than one, or that the terminal would take for an order. */
export function notOneLine(line: string): readonly string[] {
  return UNSEEN.test(line) || /[\r\n]/.test(line) ? [`a line with more in it: ${JSON.stringify(line)}`] : []
}

/** Control characters, characters that turn text around, halves of surrogate pairs. */
const UNSEEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Cs}/u

/** What was printed, by the format that was asked for: JSON is JSON, lines for GitHub are such, text shows no tricks. */
export function wrongWithOutput(out: string, name: Name, { options }: Input): readonly string[] {
  const format = options?.['format'] ?? 'text'
  const isPatch = name.startsWith('split --dry-run') || name === 'split .'
  if (format === 'json' || (format === 'sarif' && name === 'check')) return notJson(out)
  if (isPatch && format !== 'markdown') return []
  return UNSEEN.test(out) ? [`what is printed hides something: ${JSON.stringify(out.slice(0, 400))}`] : []
}

function notJson(out: string): readonly string[] {
  try {
    JSON.parse(out)
    return []
  } catch {
    return [`what is printed is no JSON: ${JSON.stringify(out.slice(0, 400))}`]
  }
}
