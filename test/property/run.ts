import type { Dialect } from '../../src/core/dialect'
import type { RefusalCode } from '../../src/core/errors'
import { Refusal } from '../../src/core/errors'
import { Broken, checkCase, withProject, type Checker, type Opened, type Outcome } from './check'
import { filesOf } from './print'
import { shrunk } from './shrink'
import type { CaseSpec } from './spec'

/** What the property is checked with, but for what the case says. */
export type Tools = Pick<Checker, 'compatible' | 'formatter'> & { readonly defaults: Checker['options'] }

/** One case on one dialect: what became of it, or how it failed. */
export type Result = Outcome | Failure

export interface Failure {
  readonly kind: 'failed'
  /** The same for what is probably the same failure. */
  readonly signature: string
  readonly error: unknown
}

/**
 * Reasons for which a change that Django can run may be refused. Any other says that bgsplit cannot follow what Django
 * can, or that it made a plan that it could not prove.
 */
const FAIR: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'primary-key',
  'no-default',
  'type-change',
  'renamed',
  'name-comes-back',
  'rule-left-behind',
  'no-strategy',
  'renamed',
  'table-rebuild',
])

/** One case on each of some dialects. */
export function runCase(
  spec: CaseSpec,
  dialects: readonly Dialect[],
  tools: Tools,
): readonly (readonly [Dialect, Result])[] {
  return withProject(filesOf(spec), (opened) =>
    dialects.map((dialect) => [dialect, resultOf(spec, opened, dialect, tools)] as const),
  )
}

function resultOf(spec: CaseSpec, opened: Opened, dialect: Dialect, tools: Tools): Result {
  const options = { ...tools.defaults, ...spec.options, dialect }
  try {
    const outcome = checkCase(opened, { ...tools, options })
    if (outcome.kind !== 'refused' || FAIR.has(outcome.refusal.code)) return outcome
    return failure(outcome.refusal)
  } catch (error) {
    return failure(error)
  }
}

function failure(error: unknown): Failure {
  return { kind: 'failed', signature: signatureOf(error), error }
}

/** Without names, which hold numbers. */
function signatureOf(error: unknown): string {
  const parts = error instanceof Broken ? [error.what, error.found[0] ?? ''] : []
  if (error instanceof Refusal) parts.push(error.code, error.reason)
  else if (!(error instanceof Broken)) parts.push(String(error).split('\n')[0] ?? '')
  return parts
    .join(': ')
    .replace(/\w*\d\w*/g, '#')
    .slice(0, 300)
}

/** The smallest case that fails as this one does. */
export function smallest(spec: CaseSpec, dialect: Dialect, { signature }: Failure, tools: Tools): CaseSpec {
  return shrunk(spec, (candidate) => {
    const results = runCase(candidate, [dialect], tools)
    return results.some(([, result]) => result.kind === 'failed' && result.signature === signature)
  })
}

/** Everything that it takes to see a failure again. */
export function report(spec: CaseSpec, dialect: Dialect, { error, signature }: Failure): string {
  const written = error instanceof Broken ? error.written : {}
  const shown = { ...filesOf(spec), ...written }
  const files = Object.entries(shown).map(([path, content]) => `--- ${path}\n${String(content)}`)
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return [
    `seed ${spec.seed}, ${dialect}, ${JSON.stringify(spec.options)}: ${signature}`,
    message.slice(0, 3000),
    ...files,
  ].join('\n')
}
