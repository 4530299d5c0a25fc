import type { Place } from '../core/span'
import { BUILTINS } from './builtins'
import { canonicalTarget } from './canonical'
import type { Expression, ImportBinding, Reference } from './nodes'
import type { Binding, Scope } from './scope'

/** What a name means at one point of a file. */
export type Meaning =
  | { readonly kind: 'import'; readonly imports: readonly ImportBinding[] }
  | ValueMeaning
  | { readonly kind: 'local' | 'builtin' | 'unknown' }

/** Bound exactly once, before it is used, to an expression. */
export interface ValueMeaning {
  readonly kind: 'value'
  readonly binding: Extract<Binding, { kind: 'value' }>
  /** Whether a statement may change the value after it was bound. */
  readonly touched: boolean
  /** The scopes that the value itself sees. */
  readonly scopes: readonly Scope[]
}

const LOCAL: Meaning = { kind: 'local' }

/**
 * Looks a name up as Python does for code at module level or in a class body: the innermost scope first, then the
 * builtins. A name of the class that is bound only after `at` is not seen.
 */
export function lookUp(scopes: readonly Scope[], name: string, at: Place): Meaning {
  const touched = scopes.some((scope) => scope.touched.has(name))
  for (const [index, scope] of scopes.entries()) {
    const bindings = scope.bindings.get(name)
    if (bindings === undefined) continue
    const isModule = index === scopes.length - 1
    if (!isModule && !bindings.some((binding) => isBefore(binding, at))) continue
    return meaningOf(bindings, at, touched, scopes.slice(index))
  }
  return { kind: BUILTINS.has(name) ? 'builtin' : 'unknown' }
}

function meaningOf(
  bindings: readonly Binding[],
  at: Place,
  touched: boolean,
  scopes: readonly Scope[],
): Meaning {
  const imports = bindings.flatMap((binding) => (binding.kind === 'import' ? [binding.imported] : []))
  if (imports.length === bindings.length) return isOneTarget(imports) ? { kind: 'import', imports } : LOCAL
  const [binding] = bindings
  if (bindings.length > 1 || binding?.kind !== 'value' || !isBefore(binding, at)) return LOCAL
  return { kind: 'value', binding, touched, scopes }
}

function isOneTarget(imports: readonly ImportBinding[]): boolean {
  return new Set(imports.map(({ target }) => target)).size === 1
}

function isBefore(binding: Binding, at: Place): boolean {
  return binding.place.span.end <= at.span.start
}

const MUTABLE: ReadonlySet<Expression['kind']> = new Set(['list', 'set', 'dict', 'call', 'opaque'])

/** What a name is bound to may change without the name being bound again, unless it is one of these. */
export function isImmutable(expression: Expression): boolean {
  return !MUTABLE.has(expression.kind)
}

/** A reference through an import: `m.RunSQL` with `m` imported. */
export function importReference(
  imports: readonly ImportBinding[],
  spelling: string,
  place: Place,
): Reference {
  const [root = '', ...rest] = spelling.split('.')
  const written = [imports[0]?.target ?? root, ...rest].join('.')
  const binding = longestModule(imports, written)
  const target = canonicalTarget(written)
  return { kind: 'reference', target, origin: 'import', spelling, place, ...(binding ? { binding } : {}) }
}

/** `import a` and `import a.b` both bind `a`; `a.b.C` goes through the second. */
function longestModule(imports: readonly ImportBinding[], target: string): ImportBinding | undefined {
  const length = ({ module = '' }: ImportBinding): number => module.length
  const reaching = imports.filter(({ module }) => module === undefined || isInside(target, module))
  return reaching.toSorted((a, b) => length(b) - length(a))[0] ?? imports[0]
}

/** Whether a dotted name is the module or something in it. */
export function isInside(target: string, module: string): boolean {
  return target === module || target.startsWith(`${module}.`)
}

/** A reference that is no import: to a builtin, to a name of this file, or to something a star import brings. */
export function plainReference(
  origin: 'builtin' | 'local' | 'unknown',
  spelling: string,
  place: Place,
): Reference {
  const target = origin === 'builtin' ? `builtins.${spelling}` : spelling
  return { kind: 'reference', target, origin, spelling, place }
}
