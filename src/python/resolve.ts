import { lazy } from '../core/lazy'
import type { Place, SourceFile } from '../core/span'
import { sourceAt } from './cursor'
import { withoutSpace } from './imports'
import { importReference, isImmutable, lookUp, plainReference } from './names'
import type { ValueMeaning } from './names'
import type { Expression, Reference } from './nodes'
import type { Cursor } from './parse'
import type { Reader } from './reader'

const IDENTIFIER = '[\\p{L}\\p{Nl}_][\\p{L}\\p{N}\\p{M}\\p{Pc}]*'
const DOTTED = lazy(() => new RegExp(`^${IDENTIFIER}(?:\\.${IDENTIFIER})*$`, 'u'))
/** Nearly all of them; the classes of Unicode take milliseconds to set up. */
const PLAIN = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/

/** Names that are defined by names that are defined by names. */
const FOLLOWED_AT_MOST = 20

/** The dotted name at the cursor as it is spelled; undefined for an attribute of anything else than a name. */
export function spellingAt(cursor: Cursor, file: SourceFile): string | undefined {
  const spelling = withoutSpace(sourceAt(file, cursor))
  return PLAIN.test(spelling) || DOTTED().test(spelling) ? spelling : undefined
}

/** What a dotted name means: a reference, or the expression that the name is bound to, with `via`. */
export function resolve(spelling: string, place: Place, reader: Reader): Expression {
  const [root = ''] = spelling.split('.', 1)
  const meaning = lookUp(reader.scopes, root, place)
  switch (meaning.kind) {
    case 'import':
      return importReference(meaning.imports, spelling, place)
    case 'value':
      return follow(meaning, spelling, place, reader)
    case 'builtin':
    case 'local':
    case 'unknown':
      return plainReference(meaning.kind, spelling, place)
  }
}

/** A dotted name as a reference, for what an opaque expression uses: aliases of imports are followed, values not. */
export function referenceTo(spelling: string, place: Place, reader: Reader): Reference {
  const expression = resolve(spelling, place, reader)
  if (expression.kind !== 'reference') return plainReference('local', spelling, place)
  return { ...expression, via: undefined, place, spelling }
}

function follow(meaning: ValueMeaning, spelling: string, place: Place, reader: Reader): Expression {
  const rest = spelling.split('.').slice(1)
  const value = valueOf(meaning, reader)
  if (value?.kind === 'reference' && (value.origin === 'import' || value.origin === 'builtin')) {
    const target = [value.target, ...rest].join('.')
    return rest.length === 0
      ? { ...value, via: { name: spelling, place } }
      : { ...value, target, place, spelling }
  }
  const readable = value !== undefined && value.kind !== 'opaque' && rest.length === 0
  if (!readable || (meaning.touched && !isImmutable(value))) return plainReference('local', spelling, place)
  return { ...value, via: { name: spelling, place } }
}

/** The expression that a name is bound to, read once; undefined at the end of a very long chain of names. */
function valueOf({ binding, scopes }: ValueMeaning, reader: Reader): Expression | undefined {
  const known = reader.followed.get(binding)
  if (known !== undefined || reader.following >= FOLLOWED_AT_MOST) return known
  const read = reader.read(binding.value.walk(), { ...reader, scopes, following: reader.following + 1 })
  const value = isLarge(read) ? tooLarge(read) : read
  reader.followed.set(binding, value)
  return value
}

/** Names that each hold another twice (`b = [a, a]`) make a value of twenty of them that nothing can walk over. */
const LARGEST = 100_000

function isLarge(value: Expression): boolean {
  const open = [value]
  for (let seen = 0; seen < LARGEST; seen++) {
    const next = open.pop()
    if (next === undefined) return false
    for (const part of partsOf(next)) open.push(part)
  }
  return true
}

function partsOf(expression: Expression): readonly Expression[] {
  if ('items' in expression) return expression.items
  if (expression.kind === 'dict') return expression.entries.flat()
  return expression.kind === 'call' ? expression.args.map(({ value }) => value) : []
}

function tooLarge({ place }: Expression): Expression {
  return { kind: 'opaque', what: 'a very large value', references: [], place }
}
