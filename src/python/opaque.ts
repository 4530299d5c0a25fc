import { eachChild, fieldAt, placeOf, sourceAt, typeAt, walk } from './cursor'
import type { Opaque, Reference } from './nodes'
import type { Cursor } from './parse'
import type { Reader } from './reader'
import { referenceTo, spellingAt } from './resolve'

/** In a reader's words, what cannot be evaluated. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['attribute', 'an attribute of a computed value'],
  ['await', 'an await'],
  ['binary_operator', 'a computation'],
  ['boolean_operator', 'a condition'],
  ['call', 'a call'],
  ['comparison_operator', 'a comparison'],
  ['concatenated_string', 'a computed string'],
  ['conditional_expression', 'a conditional expression'],
  ['dictionary', 'a dictionary with unpacking'],
  ['dictionary_comprehension', 'a comprehension'],
  ['dictionary_splat', 'an unpacking'],
  ['ellipsis', 'an ellipsis'],
  ['float', 'a complex number'],
  ['generator_expression', 'a generator'],
  ['integer', 'a complex number'],
  ['lambda', 'a lambda'],
  ['list_comprehension', 'a comprehension'],
  ['list_splat', 'a starred element'],
  ['named_expression', 'an assignment expression'],
  ['not_operator', 'a condition'],
  ['set_comprehension', 'a comprehension'],
  ['string', 'a computed string'],
  ['subscript', 'a subscript'],
  ['unary_operator', 'a computation'],
  ['yield', 'a yield'],
])

const COMPREHENSIONS: ReadonlySet<string> = new Set([
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
])
/** Brackets all round; a starred element can have none. */
const ENCLOSED: ReadonlySet<string> = new Set([
  ...COMPREHENSIONS,
  'dictionary',
  'list_splat',
  'dictionary_splat',
])

/** The expression at the cursor as something that can only be copied, with the names that it uses. */
export function readOpaque(cursor: Cursor, reader: Reader): Opaque {
  const type = typeAt(cursor)
  return {
    kind: 'opaque',
    what: WORDS.get(type) ?? 'an expression that bgsplit cannot read',
    references: referencesIn(cursor, reader),
    place: placeOf(reader.file, cursor),
    ...(ENCLOSED.has(type) ? { enclosed: true } : {}),
  }
}

/** Every name that the node uses and does not bind itself, however deep; no recursion, since chains may be long. */
export function referencesIn(cursor: Cursor, reader: Reader): Reference[] {
  const references: Reference[] = []
  const open: { readonly type: string; readonly bound: ReadonlySet<string> | undefined }[] = []
  const isBound = (name: string): boolean => open.some(({ bound }) => bound?.has(name) === true)
  const enter = (type: string): boolean => {
    const parent = open.at(-1)?.type
    open.push({ type, bound: boundBy(type, cursor, reader) })
    if (type !== 'identifier' && type !== 'attribute') return true
    const spelling = spellingAt(cursor, reader.file)
    if (spelling === undefined) return true
    const [root = ''] = spelling.split('.', 1)
    if (!isLabel(parent, cursor) && !isBound(root)) {
      references.push(referenceTo(spelling, placeOf(reader.file, cursor), reader))
    }
    return false
  }
  walk(cursor, enter, () => open.pop())
  return references
}

/** The name of a keyword argument or of an attribute: no name that anything is bound to. */
function isLabel(parent: string | undefined, cursor: Cursor): boolean {
  const field = fieldAt(cursor)
  return (
    parent !== undefined && (field === 'attribute' || (field === 'name' && parent === 'keyword_argument'))
  )
}

/** The names that a lambda or a comprehension binds for what is inside it. */
function boundBy(type: string, cursor: Cursor, reader: Reader): ReadonlySet<string> | undefined {
  const bound = new Set<string>()
  if (type === 'lambda') {
    eachChild(cursor, (child) => {
      if (child === 'lambda_parameters') addTargets(cursor, reader, bound)
    })
  } else if (COMPREHENSIONS.has(type)) {
    eachChild(cursor, (child) => {
      if (child === 'for_in_clause') addTargets(cursor, reader, bound)
    })
  }
  return bound.size === 0 ? undefined : bound
}

/** Names in the left-hand side of a `for`, or the parameters of a lambda; not their defaults or what is looped over. */
function addTargets(cursor: Cursor, reader: Reader, bound: Set<string>): void {
  walk(cursor, (type) => {
    const field = fieldAt(cursor)
    if (field === 'right' || field === 'value') return false
    if (type === 'identifier') bound.add(sourceAt(reader.file, cursor))
    return true
  })
}
