import { DIALECTS, vendorOf } from '../core/dialect'
import type { Dialect } from '../core/dialect'
import { didYouMean } from '../core/nearest'

/** The databases that files are written for: the first is the one deployed to. */
export type Dialects = readonly [Dialect, ...Dialect[]]

/** What is wrong with a list of databases. */
export interface NoDialects {
  readonly reason: string
  readonly wayOut: string
}

/** Reads names of databases; `said` is what a message calls their place: `--dialect`. */
export function dialectsOf(names: readonly unknown[], said: string): Dialects | NoDialects {
  const known = names.map((name) => DIALECTS.find((each) => each === trimmed(name)))
  const at = known.indexOf(undefined)
  if (at !== -1)
    return { reason: `${said} cannot be ${JSON.stringify(names[at])}`, wayOut: wayOut(names[at]) }
  const [first, ...others] = known.filter((each) => each !== undefined)
  if (first === undefined) return { reason: `${said} names no database`, wayOut: wayOut('') }
  return clashIn([first, ...others], said) ?? [first, ...others]
}

function trimmed(name: unknown): unknown {
  return typeof name === 'string' ? name.trim() : name
}

function wayOut(name: unknown): string {
  return didYouMean(
    typeof name === 'string' ? name : '',
    DIALECTS,
    `give one of ${DIALECTS.join(', ')}, or several by comma`,
  )
}

/** One file cannot tell two databases apart that are one to Django. */
function clashIn(dialects: Dialects, said: string): NoDialects | undefined {
  const index = dialects.findIndex((each, at) =>
    dialects.slice(0, at).some((one) => vendorOf(one) === vendorOf(each)),
  )
  const later = dialects[index]
  if (later === undefined) return undefined
  const earlier = dialects.find((each) => vendorOf(each) === vendorOf(later))
  if (earlier === later) return { reason: `${said} names ${later} twice`, wayOut: 'name it once' }
  return {
    reason: `${said} names mysql and mariadb, which Django does not tell apart`,
    wayOut: 'name the one that is deployed to, and test on that or on another',
  }
}

/** Whether a list could be read. */
export function areDialects(found: Dialects | NoDialects): found is Dialects {
  return !('reason' in found)
}
