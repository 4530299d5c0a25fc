import { Refusal } from '../core/errors'
import type { Place, SourceFile } from '../core/span'
import { atChild, mapChildren, placeOf, sourceAt, typeAt } from './cursor'
import type { LiteralText } from './literals'
import { evaluateNumber, evaluateString, joinStrings, negated } from './literals'
import type { Argument, Expression, Opaque, Operation, Sequence } from './nodes'
import { readOpaque } from './opaque'
import type { Cursor } from './parse'
import type { Reader } from './reader'
import { resolve, spellingAt } from './resolve'
import type { Scope } from './scope'

export function newReader(file: SourceFile, scopes: readonly Scope[]): Reader {
  return { file, scopes, depth: 0, following: 0, followed: new Map(), read: readExpression }
}

/** CPython's tokenizer gives up at 200 open brackets (MAXLEVEL): what nests deeper is no Python. */
const DEEPEST = 200

type Read = (cursor: Cursor, reader: Reader) => Expression

const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['identifier', readName],
  ['attribute', readName],
  ['string', readStrings],
  ['concatenated_string', readStrings],
  ['integer', readNumber],
  ['float', readNumber],
  ['true', (cursor, { file }) => ({ kind: 'boolean', value: true, place: placeOf(file, cursor) })],
  ['false', (cursor, { file }) => ({ kind: 'boolean', value: false, place: placeOf(file, cursor) })],
  ['none', (cursor, { file }) => ({ kind: 'none', place: placeOf(file, cursor) })],
  ['list', (cursor, reader) => readSequence('list', cursor, reader)],
  ['tuple', (cursor, reader) => readSequence('tuple', cursor, reader)],
  ['set', (cursor, reader) => readSequence('set', cursor, reader)],
  ['expression_list', (cursor, reader) => ({ ...readSequence('tuple', cursor, reader), synthetic: true })],
  ['dictionary', readDictionary],
  ['parenthesized_expression', readParenthesized],
  ['unary_operator', readSigned],
  ['binary_operator', readBinary],
  ['call', readCall],
])

/**
 * Reads the expression at the cursor, running nothing: what cannot be evaluated is opaque. The cursor stays.
 * Throws `not-python` where brackets nest deeper than Python itself allows.
 */
export function readExpression(cursor: Cursor, reader: Reader): Expression {
  if (reader.depth > DEEPEST) throw tooDeep(placeOf(reader.file, cursor))
  reader.depth++
  try {
    return READERS.get(typeAt(cursor))?.(cursor, reader) ?? readOpaque(cursor, reader)
  } finally {
    reader.depth--
  }
}

function tooDeep(place: Place): Refusal {
  return new Refusal({
    code: 'not-python',
    reason: `this nests more than ${DEEPEST} brackets deep, which Python does not read`,
    wayOut: 'give the inner part a name of its own; nothing was changed',
    place,
  })
}

function readName(cursor: Cursor, reader: Reader): Expression {
  const spelling = spellingAt(cursor, reader.file)
  if (spelling === undefined) return readOpaque(cursor, reader)
  return resolve(spelling, placeOf(reader.file, cursor), reader)
}

function readStrings(cursor: Cursor, reader: Reader): Expression {
  const read = (): LiteralText | undefined => readString(cursor, reader)
  const joined = joinStrings(typeAt(cursor) === 'string' ? [read()] : mapChildren(cursor, read))
  if (joined === undefined) return readOpaque(cursor, reader)
  return { kind: joined.bytes ? 'bytes' : 'string', value: joined.value, place: placeOf(reader.file, cursor) }
}

function readString(cursor: Cursor, { file }: Reader): LiteralText | undefined {
  const source = sourceAt(file, cursor)
  const isFormatted = /^[a-z]*f/i.test(source)
  return isFormatted && hasHole(cursor) ? undefined : evaluateString(source)
}

function hasHole(cursor: Cursor): boolean {
  return mapChildren(cursor, (type) => type).includes('interpolation')
}

function readNumber(cursor: Cursor, reader: Reader): Expression {
  const number = evaluateNumber(sourceAt(reader.file, cursor))
  if (number === undefined) return readOpaque(cursor, reader)
  return { kind: 'number', ...number, place: placeOf(reader.file, cursor) }
}

function readSequence(kind: Sequence['kind'], cursor: Cursor, reader: Reader): Sequence {
  const items = mapChildren(cursor, () => readExpression(cursor, reader))
  return { kind, items, place: placeOf(reader.file, cursor) }
}

function readDictionary(cursor: Cursor, reader: Reader): Expression {
  const pairs = mapChildren(cursor, (type) =>
    type === 'pair' ? mapChildren(cursor, () => readExpression(cursor, reader)) : [],
  )
  const entries = pairs.flatMap(([key, value]) => (key && value ? [[key, value] as const] : []))
  // What is no pair is `**others`.
  if (entries.length < pairs.length) return readOpaque(cursor, reader)
  return { kind: 'dict', entries, place: placeOf(reader.file, cursor) }
}

/** Brackets around an expression mean nothing, except to what can only be copied: that keeps them. */
function readParenthesized(cursor: Cursor, reader: Reader): Expression {
  const inner = atChild(cursor, 0, () => readExpression(cursor, reader))
  if (inner === undefined) return readOpaque(cursor, reader)
  return inner.kind === 'opaque' ? { ...inner, place: placeOf(reader.file, cursor), enclosed: true } : inner
}

function readSigned(cursor: Cursor, reader: Reader): Expression {
  const place = placeOf(reader.file, cursor)
  const sign = reader.file.text.charAt(place.span.start)
  const operand = atChild(cursor, 0, () => readExpression(cursor, reader))
  if (sign === '~' && operand !== undefined) return withOperation('~', [operand], cursor, reader)
  if (operand?.kind !== 'number' || (sign !== '-' && sign !== '+')) return readOpaque(cursor, reader)
  const { type, value } = operand
  return { kind: 'number', ...(sign === '-' ? negated({ type, value }) : { type, value }), place }
}

function readBinary(cursor: Cursor, reader: Reader): Expression {
  const operator = operatorAt(cursor)
  if (operator === '+') return readSum(cursor, reader)
  if (operator !== '|' && operator !== '&') return readOpaque(cursor, reader)
  return withOperation(operator, readOperands(operator, cursor, reader), cursor, reader)
}

/** Only Python can tell what it comes to, or Django where both are its conditions. */
function withOperation(
  operator: Operation['operator'],
  operands: readonly Expression[],
  cursor: Cursor,
  reader: Reader,
): Opaque {
  return { ...readOpaque(cursor, reader), operation: { operator, operands } }
}

/** `a + b + …` of texts, of lists or of tuples; a long chain nests to the left, and is read without recursion. */
function readSum(cursor: Cursor, reader: Reader): Expression {
  const [first, ...others] = readOperands('+', cursor, reader)
  const sum = others.reduce<Expression | undefined>((left, right) => left && added(left, right), first)
  if (sum === undefined) return withKnown(readOpaque(cursor, reader), [first, ...others])
  return { ...sum, via: undefined, place: placeOf(reader.file, cursor) }
}

/** The items of those operands that are lists as they stand. */
function withKnown(sum: Opaque, operands: readonly (Expression | undefined)[]): Opaque {
  const known = operands.flatMap((each) => {
    if (each?.kind === 'opaque') return each.known ?? []
    return each?.kind === 'list' || each?.kind === 'tuple' ? each.items : []
  })
  return known.length === 0 ? sum : { ...sum, known }
}

/** The operands of a chain of one operator, from the left. */
function readOperands(operator: string, cursor: Cursor, reader: Reader): Expression[] {
  let depth = 0
  while (operatorAt(cursor) === operator) {
    cursor.gotoFirstChild()
    depth++
  }
  const operands = [readExpression(cursor, reader)]
  for (; depth > 0; depth--) {
    cursor.gotoParent()
    const right = atChild(cursor, 1, () => readExpression(cursor, reader))
    if (right !== undefined) operands.push(right)
  }
  return operands
}

function operatorAt(cursor: Cursor): string | undefined {
  if (typeAt(cursor) !== 'binary_operator') return undefined
  return cursor.currentNode.childForFieldName('operator')?.type
}

/** Two operands as one; undefined where that takes running Python. */
function added(left: Expression, right: Expression): Expression | undefined {
  if (left.kind !== right.kind) return undefined
  if ('items' in left && 'items' in right && left.kind !== 'set') {
    return { ...left, items: [...left.items, ...right.items] }
  }
  const joined = joinStrings([textOfLiteral(left), textOfLiteral(right)])
  return joined && { kind: joined.bytes ? 'bytes' : 'string', value: joined.value, place: left.place }
}

function textOfLiteral(expression: Expression): LiteralText | undefined {
  if (expression.kind !== 'string' && expression.kind !== 'bytes') return undefined
  return { bytes: expression.kind === 'bytes', value: expression.value }
}

function readCall(cursor: Cursor, reader: Reader): Expression {
  const place = placeOf(reader.file, cursor)
  let callee: Expression | undefined
  const [, args] = mapChildren(cursor, (_type, index) => {
    if (index > 0) return readArguments(cursor, reader)
    callee = readExpression(cursor, reader)
    return []
  })
  if (callee === undefined || args === undefined) return readOpaque(cursor, reader)
  return literalCall(callee, args, place) ?? { kind: 'call', callee, args, place }
}

function readArguments(cursor: Cursor, reader: Reader): Argument[] {
  // `f(x for x in xs)` has no brackets besides the generator's own.
  if (typeAt(cursor) !== 'argument_list') {
    return [{ value: readOpaque(cursor, reader), place: placeOf(reader.file, cursor) }]
  }
  return mapChildren(cursor, (type) => readArgument(type, cursor, reader))
}

function readArgument(type: string, cursor: Cursor, reader: Reader): Argument {
  const place = placeOf(reader.file, cursor)
  if (type === 'keyword_argument') return readKeyword(cursor, reader, place)
  const unpack = UNPACKS.get(type)
  if (unpack === undefined) return { value: readExpression(cursor, reader), place }
  const value = atChild(cursor, 0, () => readExpression(cursor, reader))
  return { value: value ?? readOpaque(cursor, reader), unpack, place }
}

const UNPACKS: ReadonlyMap<string, '*' | '**'> = new Map([
  ['list_splat', '*'],
  ['dictionary_splat', '**'],
])

function readKeyword(cursor: Cursor, reader: Reader, place: Place): Argument {
  let name = ''
  const [, value] = mapChildren(cursor, (_type, index) => {
    if (index > 0) return readExpression(cursor, reader)
    name = sourceAt(reader.file, cursor)
    return undefined
  })
  return { name, value: value ?? readOpaque(cursor, reader), place }
}

/** `set([…])`, `frozenset(…)`, `tuple(…)`, `list(…)` of a literal, and `dict(a=…)`: what they make. */
function literalCall(callee: Expression, args: readonly Argument[], place: Place): Expression | undefined {
  if (callee.kind !== 'reference' || callee.origin !== 'builtin') return undefined
  if (callee.target === 'builtins.dict') return literalDict(args, place)
  const shape = CONVERSIONS.get(callee.target)
  const [only] = args
  if (shape === undefined || args.length > 1) return undefined
  if (only === undefined) return { ...shape, items: [], place }
  const items =
    only.name === undefined && only.unpack === undefined ? itemsFor(shape.kind, only.value) : undefined
  return items && { ...shape, items, place }
}

/** The items in their order; a set has none that a list could take. */
function itemsFor(kind: Sequence['kind'], value: Expression): readonly Expression[] | undefined {
  if (value.kind === 'list' || value.kind === 'tuple') return value.items
  return value.kind === 'set' && kind === 'set' ? value.items : undefined
}

const CONVERSIONS: ReadonlyMap<string, Pick<Sequence, 'kind' | 'frozen'>> = new Map([
  ['builtins.set', { kind: 'set' }],
  ['builtins.frozenset', { kind: 'set', frozen: true }],
  ['builtins.tuple', { kind: 'tuple' }],
  ['builtins.list', { kind: 'list' }],
])

function literalDict(args: readonly Argument[], place: Place): Expression | undefined {
  if (args.some(({ name, unpack }) => name === undefined || unpack !== undefined)) return undefined
  const entries = args.map(({ name = '', value, place: at }): readonly [Expression, Expression] => [
    { kind: 'string', value: name, synthetic: true, place: at },
    value,
  ])
  return { kind: 'dict', entries, place }
}
