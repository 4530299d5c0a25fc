import type { SyntaxNode } from './parse'

/**
 * What a class does, as text that is the same however it is laid out: line breaks, quotes, brackets that only group,
 * commas after the last argument, comments and the docstring do not count. The name of its one base is written as
 * `base` wherever it stands. Undefined for a class with no base, with several, or with keywords (`metaclass=`).
 */
export function classShape(node: SyntaxNode): string | undefined {
  const [base, ...more] = node.childForFieldName('superclasses')?.namedChildren.filter(isCode) ?? []
  const body = node.childForFieldName('body')
  if (base === undefined || more.length > 0 || base.type === 'keyword_argument' || body === null)
    return undefined
  const [first, ...rest] = body.namedChildren.filter(isCode)
  if (first === undefined) return ''
  const statements = isDocstring(first) ? rest : [first, ...rest]
  return statements.map((statement) => shapeOf(statement, base.text)).join(' ')
}

function isCode({ type }: SyntaxNode): boolean {
  return type !== 'comment' && type !== 'line_continuation'
}

function isDocstring(statement: SyntaxNode): boolean {
  return statement.type === 'expression_statement' && statement.namedChildren[0]?.type === 'string'
}

/** Deeper than any class that is looked for, and than Python nests; what is deeper is like nothing else. */
const DEEPEST = 200

/** Nodes with their types, so that what belongs to which `if` is told; only names and literals as they are written. */
function shapeOf(node: SyntaxNode, base: string, depth = 0): string {
  if (depth > DEEPEST) return '…'
  if (node.text === base) return 'base'
  if (node.type === 'string') return JSON.stringify(node.text.replace(/^(['"])(.*)\1$/s, '$2'))
  const children = node.children.filter(isCode)
  if (children.length === 0) return node.text
  if (node.type === 'parenthesized_expression') return inner(children, base, depth)
  return `(${node.type} ${withoutLastComma(children)
    .map((child) => shapeOf(child, base, depth + 1))
    .join(' ')})`
}

function inner(children: readonly SyntaxNode[], base: string, depth: number): string {
  return children
    .slice(1, -1)
    .map((child) => shapeOf(child, base, depth + 1))
    .join(' ')
}

function withoutLastComma(children: readonly SyntaxNode[]): readonly SyntaxNode[] {
  const [comma, bracket] = children.slice(-2)
  return comma?.type === ',' && bracket?.type === ')' ? children.toSpliced(-2, 1) : children
}
