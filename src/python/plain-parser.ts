import type { SourceFile } from '../core/span'
import { plainArguments, plainExpression } from './plain-expressions'
import { NOT_PLAIN, Scanner } from './plain-scanner'
import { PlainNode } from './plain-tree'
import type { Cursor } from './syntax'

/**
 * The syntax tree of a file as `makemigrations` writes them, most of all files: imports, assignments of literals,
 * names and calls, and classes of such; undefined for any other, and for whatever is no Python. In a fraction of the
 * time that tree-sitter takes, and without loading it. What is asked of a tree is the same of both: the nodes, their
 * places and fields, but for punctuation and comments, which nobody asks this one for.
 */
export function plainTree({ text }: SourceFile): Cursor | undefined {
  // Other ends of lines, and what no other reading of a text gets through.
  if (text.length > LARGEST || /[\r\0\f\uFEFF]/.test(text)) return undefined
  const scan = new Scanner(text)
  try {
    return new PlainNode(text, 'module', 0, text.length, block(scan, 0)).walk()
  } catch (error) {
    if (error === NOT_PLAIN) return undefined
    throw error
  }
}

/** Nobody waits for the others: there are few. */
const LARGEST = 1_000_000

/** Statements that are indented alike, until one that is less so. */
function block(scan: Scanner, indent: number): PlainNode[] {
  const found: PlainNode[] = []
  for (;;) {
    const { start, comments, indent: own } = nextLine(scan)
    const isEnd = own === undefined || own < indent
    if (!isEnd && own > indent) throw NOT_PLAIN
    if (isEnd) {
      // Whether it belongs to the block is for tree-sitter to say.
      if (indent > 0 && comments) throw NOT_PLAIN
      scan.at = start
      return found
    }
    const next = statement(scan, indent)
    found.push(next)
    // A class has gone to the line behind it.
    const hasComment = next.type !== 'class_definition' && endOfLine(scan)
    if (indent > 0 && hasComment && nextIndent(scan) < indent) throw NOT_PLAIN
  }
}

interface Line {
  /** Where it begins. */
  readonly start: number
  /** Spaces before the statement; undefined at the end of the file. */
  readonly indent: number | undefined
  /** Whether comments were passed on the way. */
  readonly comments: boolean
}

/** Goes to the next statement. */
function nextLine(scan: Scanner): Line {
  let comments = false
  for (;;) {
    const start = scan.at
    const indent = scan.spaces()
    if (scan.comment()) comments = true
    if (scan.next === '') return { start, indent: undefined, comments }
    if (!scan.takes('\n')) return { start, indent, comments }
  }
}

function nextIndent(scan: Scanner): number {
  const { at } = scan
  const { indent } = nextLine(scan)
  scan.at = at
  return indent ?? 0
}

/** Only a comment may follow a statement in its line; whether one does. */
function endOfLine(scan: Scanner): boolean {
  scan.spaces()
  const hasComment = scan.comment()
  if (scan.next !== '' && !scan.takes('\n')) throw NOT_PLAIN
  return hasComment
}

function statement(scan: Scanner, indent: number): PlainNode {
  const start = scan.at
  const word = scan.word()
  if (word === 'from') return fromImport(scan, start)
  if (word === 'import') return plainImport(scan, start)
  if (word === 'class' && indent === 0) return classDefinition(scan, start)
  if (word === 'pass') return new PlainNode(scan.text, 'pass_statement', start, scan.at)
  scan.at = start
  const inner =
    word === undefined || /["']/.test(scan.text.charAt(start + word.length)) ? text(scan) : assignment(scan)
  return new PlainNode(scan.text, 'expression_statement', start, inner.endIndex, [inner])
}

/** What documents a module or a class. */
function text(scan: Scanner): PlainNode {
  const start = scan.at
  if (!scan.string()) throw NOT_PLAIN
  return new PlainNode(scan.text, 'string', start, scan.at)
}

function assignment(scan: Scanner): PlainNode {
  const start = scan.at
  scan.name()
  const left = new PlainNode(scan.text, 'identifier', start, scan.at)
  scan.spaces()
  scan.expect('=')
  scan.spaces()
  const right = plainExpression(scan)
  return new PlainNode(scan.text, 'assignment', start, right.endIndex, [left.as('left'), right.as('right')])
}

/** `from a.b import c, d as e`, in brackets or not; not `*`, and not from the folder it is in. */
function fromImport(scan: Scanner, start: number): PlainNode {
  scan.spaces()
  const module = dottedName(scan)
  scan.spaces()
  if (scan.word() !== 'import') throw NOT_PLAIN
  scan.spaces()
  const names = scan.next === '(' ? bracketedNames(scan) : importedNames(scan)
  const isFuture = module.text === '__future__'
  const type = isFuture ? 'future_import_statement' : 'import_from_statement'
  const parts = isFuture ? names : [module.as('module_name'), ...names]
  return new PlainNode(scan.text, type, start, scan.at, parts)
}

function bracketedNames(scan: Scanner): readonly PlainNode[] {
  scan.at += 1
  scan.brackets += 1
  scan.skip()
  const names = importedNames(scan)
  scan.skip()
  scan.expect(')')
  scan.brackets -= 1
  return names
}

function plainImport(scan: Scanner, start: number): PlainNode {
  scan.spaces()
  const names = importedNames(scan)
  return new PlainNode(scan.text, 'import_statement', start, scan.at, names)
}

/** With commas between them, and behind the last one where brackets are around. */
function importedNames(scan: Scanner): readonly PlainNode[] {
  const names: PlainNode[] = []
  for (;;) {
    names.push(importedName(scan).as('name'))
    const { at } = scan
    scan.skip()
    if (!scan.takes(',')) {
      scan.at = at
      return names
    }
    scan.skip()
    if (scan.brackets > 0 && scan.next === ')') return names
  }
}

/** `a.b` or `a.b as c`. */
function importedName(scan: Scanner): PlainNode {
  const name = dottedName(scan)
  const { at } = scan
  scan.skip()
  if (scan.word() !== 'as') {
    scan.at = at
    return name
  }
  scan.skip()
  const start = scan.at
  scan.name()
  const alias = new PlainNode(scan.text, 'identifier', start, scan.at)
  const parts = [name.as('name'), alias.as('alias')]
  return new PlainNode(scan.text, 'aliased_import', name.startIndex, scan.at, parts)
}

function dottedName(scan: Scanner): PlainNode {
  const start = scan.at
  do scan.name()
  while (scan.takes('.'))
  return new PlainNode(scan.text, 'dotted_name', start, scan.at)
}

function classDefinition(scan: Scanner, start: number): PlainNode {
  scan.spaces()
  const nameStart = scan.at
  scan.name()
  const name = new PlainNode(scan.text, 'identifier', nameStart, scan.at).as('name')
  const superclasses = scan.next === '(' ? [plainArguments(scan).as('superclasses')] : []
  const colonStart = scan.at
  scan.expect(':')
  const colon = new PlainNode(scan.text, ':', colonStart, scan.at, undefined, false)
  endOfLine(scan)
  const body = classBody(scan).as('body')
  return new PlainNode(scan.text, 'class_definition', start, body.endIndex, [
    name,
    ...superclasses,
    colon,
    body,
  ])
}

function classBody(scan: Scanner): PlainNode {
  const indent = nextIndent(scan)
  if (indent === 0) throw NOT_PLAIN
  const statements = block(scan, indent)
  const [first, last] = [statements[0], statements.at(-1)]
  if (first === undefined || last === undefined) throw NOT_PLAIN
  return new PlainNode(scan.text, 'block', first.startIndex, last.endIndex, statements)
}
