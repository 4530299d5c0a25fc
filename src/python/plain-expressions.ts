import { NOT_PLAIN } from './plain-scanner'
import type { Scanner } from './plain-scanner'
import { PlainNode } from './plain-tree'

/** What nests deeper is left to tree-sitter, which does not use the stack. */
const DEEPEST = 60

const CONSTANTS: ReadonlyMap<string, string> = new Map([
  ['True', 'true'],
  ['False', 'false'],
  ['None', 'none'],
])

/** Products with `+` between them. */
export function plainExpression(scan: Scanner): PlainNode {
  return chain(scan, '+', product)
}

function product(scan: Scanner): PlainNode {
  return chain(scan, '*/%', operand)
}

/** Operands with one of some operators, of one character, between them; a chain nests to the left. */
function chain(scan: Scanner, operators: string, operandAt: (scan: Scanner) => PlainNode): PlainNode {
  let left = operandAt(scan)
  scan.skip()
  while (scan.next !== '' && operators.includes(scan.next)) {
    const operator = new PlainNode(scan.text, scan.next, scan.at, scan.at + 1, undefined, false)
    scan.at += 1
    scan.skip()
    const right = operandAt(scan)
    const parts = [left.as('left'), operator.as('operator'), right.as('right')]
    left = new PlainNode(scan.text, 'binary_operator', left.startIndex, right.endIndex, parts)
    scan.skip()
  }
  return left
}

function operand(scan: Scanner): PlainNode {
  const { next } = scan
  if (next === '-') return signed(scan)
  if (next === '(') return parenthesised(scan)
  if (next === '[') return bracketed(scan, 'list', ']')
  if (next === '{') return braced(scan)
  if (next >= '0' && next <= '9') return number(scan)
  return strings(scan) ?? reference(scan)
}

/** Of numbers only: whatever else has a sign is computed. */
function signed(scan: Scanner): PlainNode {
  const start = scan.at
  const operator = new PlainNode(scan.text, '-', start, start + 1, undefined, false)
  scan.at += 1
  const argument = number(scan)
  return new PlainNode(scan.text, 'unary_operator', start, scan.at, [
    operator.as('operator'),
    argument.as('argument'),
  ])
}

function number(scan: Scanner): PlainNode {
  const start = scan.at
  if (!scan.number()) throw NOT_PLAIN
  const isFloat = scan.text.slice(start, scan.at).includes('.')
  return new PlainNode(scan.text, isFloat ? 'float' : 'integer', start, scan.at)
}

/** One, or several that stand behind each other. */
function strings(scan: Scanner): PlainNode | undefined {
  const found: PlainNode[] = []
  for (let start = scan.at; scan.string(); start = scan.at) {
    found.push(new PlainNode(scan.text, 'string', start, scan.at))
    scan.skip()
  }
  const [first, second] = found
  if (first === undefined || second === undefined) return first
  return new PlainNode(
    scan.text,
    'concatenated_string',
    first.startIndex,
    found.at(-1)?.endIndex ?? scan.at,
    found,
  )
}

/** A name, its attributes and calls: `models.CharField(max_length=20)`. */
function reference(scan: Scanner): PlainNode {
  let node = nameOrConstant(scan)
  for (;;) {
    if (scan.next === '(') node = call(scan, node)
    else if (scan.next === '[') node = subscript(scan, node)
    else if (scan.next === '.') node = attribute(scan, node)
    else return node
  }
}

function nameOrConstant(scan: Scanner): PlainNode {
  const start = scan.at
  const constant = CONSTANTS.get(scan.word() ?? '')
  if (constant !== undefined) return new PlainNode(scan.text, constant, start, scan.at)
  scan.at = start
  return identifier(scan)
}

function identifier(scan: Scanner): PlainNode {
  const start = scan.at
  scan.name()
  return new PlainNode(scan.text, 'identifier', start, scan.at)
}

function attribute(scan: Scanner, object: PlainNode): PlainNode {
  scan.at += 1
  const name = identifier(scan)
  const parts = [object.as('object'), name.as('attribute')]
  return new PlainNode(scan.text, 'attribute', object.startIndex, scan.at, parts)
}

function call(scan: Scanner, callee: PlainNode): PlainNode {
  const args = plainArguments(scan)
  const parts = [callee.as('function'), args.as('arguments')]
  return new PlainNode(scan.text, 'call', callee.startIndex, scan.at, parts)
}

/** With one index. */
function subscript(scan: Scanner, value: PlainNode): PlainNode {
  const { found, commas } = items(scan, ']', plainExpression)
  const [index] = found
  if (index === undefined || commas > 0) throw NOT_PLAIN
  const parts = [value.as('value'), index.as('subscript')]
  return new PlainNode(scan.text, 'subscript', value.startIndex, scan.at, parts)
}

/** `(a, b=c)`, of a call or of a class. */
export function plainArguments(scan: Scanner): PlainNode {
  const start = scan.at
  const { found } = items(scan, ')', argument)
  return new PlainNode(scan.text, 'argument_list', start, scan.at, found)
}

function argument(scan: Scanner): PlainNode {
  const start = scan.at
  if (scan.word() !== undefined) {
    const end = scan.at
    scan.spaces()
    if (scan.next === '=' && scan.text.charAt(scan.at + 1) !== '=') return keyword(scan, start, end)
  }
  scan.at = start
  return plainExpression(scan)
}

function keyword(scan: Scanner, start: number, end: number): PlainNode {
  scan.at = start
  const name = identifier(scan)
  scan.at = end
  scan.spaces()
  scan.expect('=')
  // tree-sitter does not take the end of a line here.
  scan.spaces()
  const value = plainExpression(scan)
  const parts = [name.as('name'), value.as('value')]
  return new PlainNode(scan.text, 'keyword_argument', start, value.endIndex, parts)
}

/** `()`, `(a,)` and `(a, b)` are tuples; `(a)` is a in brackets. */
function parenthesised(scan: Scanner): PlainNode {
  const start = scan.at
  const { found, commas } = items(scan, ')', plainExpression)
  const type = found.length === 1 && commas === 0 ? 'parenthesized_expression' : 'tuple'
  return new PlainNode(scan.text, type, start, scan.at, found)
}

function bracketed(scan: Scanner, type: string, end: string): PlainNode {
  const start = scan.at
  const { found } = items(scan, end, plainExpression)
  return new PlainNode(scan.text, type, start, scan.at, found)
}

function braced(scan: Scanner): PlainNode {
  const start = scan.at
  const { found } = items(scan, '}', pairOrItem)
  const pairs = found.filter(({ type }) => type === 'pair').length
  if (pairs > 0 && pairs < found.length) throw NOT_PLAIN
  return new PlainNode(scan.text, pairs === found.length ? 'dictionary' : 'set', start, scan.at, found)
}

function pairOrItem(scan: Scanner): PlainNode {
  const key = plainExpression(scan)
  scan.skip()
  if (!scan.takes(':')) return key
  scan.skip()
  const value = plainExpression(scan)
  return new PlainNode(scan.text, 'pair', key.startIndex, value.endIndex, [key.as('key'), value.as('value')])
}

interface Items {
  readonly found: readonly PlainNode[]
  readonly commas: number
}

/** From an opening bracket to behind the closing one. */
function items(scan: Scanner, end: string, read: (scan: Scanner) => PlainNode): Items {
  if (scan.brackets >= DEEPEST) throw NOT_PLAIN
  scan.at += 1
  scan.brackets += 1
  const found: PlainNode[] = []
  let commas = 0
  scan.skip()
  while (scan.next !== end) {
    if (found.length > commas) throw NOT_PLAIN
    found.push(read(scan))
    scan.skip()
    if (scan.takes(',')) commas += 1
    scan.skip()
  }
  scan.at += 1
  scan.brackets -= 1
  return { found, commas }
}
