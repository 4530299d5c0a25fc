import type { Place, SourceFile } from '../core/span'
import type { Cursor } from './parse'

/** Nodes that may stand anywhere and mean nothing. */
const EXTRAS: ReadonlySet<string> = new Set(['comment', 'line_continuation'])

/** A kind of node. */
interface NodeType {
  readonly name: string
  readonly isNamed: boolean
}

/** By the numbers that the grammar has for them: each question to the cursor is a call into native code. */
const TYPES = new Map<number, NodeType>()

function kindAt(cursor: Cursor): NodeType {
  const id = cursor.nodeTypeId
  const known = TYPES.get(id)
  if (known !== undefined) return known
  const kind = { name: cursor.nodeType, isNamed: cursor.nodeIsNamed }
  TYPES.set(id, kind)
  return kind
}

/** The type of the cursor's node. */
export function typeAt(cursor: Cursor): string {
  return kindAt(cursor).name
}

/**
 * Visits the named children of the cursor's node, comments left out, with the cursor on each in turn; the cursor
 * comes back to where it was. The visitor must leave the cursor where it found it.
 */
export function eachChild(cursor: Cursor, visit: (type: string, index: number) => void): void {
  if (!cursor.gotoFirstChild()) return
  let index = 0
  do {
    const { name, isNamed } = kindAt(cursor)
    if (isNamed && !EXTRAS.has(name)) visit(name, index++)
  } while (cursor.gotoNextSibling())
  cursor.gotoParent()
}

/** What is read at each named child, in order. */
export function mapChildren<T>(cursor: Cursor, read: (type: string, index: number) => T): T[] {
  const results: T[] = []
  eachChild(cursor, (type, index) => {
    results.push(read(type, index))
  })
  return results
}

/** Puts the cursor on the named child with that index, reads, and comes back; undefined where there is none. */
export function atChild<T>(cursor: Cursor, wanted: number, read: () => T): T | undefined {
  let found: T | undefined
  eachChild(cursor, (_type, index) => {
    if (index === wanted) found = read()
  })
  return found
}

/**
 * Visits every node below the cursor's, parents first, without recursion. `enter` says whether to go down;
 * `leave` is called for each node that was entered, when all of it has been visited.
 */
export function walk(cursor: Cursor, enter: (type: string) => boolean, leave?: () => void): void {
  let depth = 0
  for (;;) {
    if (enter(typeAt(cursor)) && cursor.gotoFirstChild()) {
      depth++
      continue
    }
    leave?.()
    while (depth > 0 && !cursor.gotoNextSibling()) {
      cursor.gotoParent()
      depth--
      leave?.()
    }
    if (depth === 0) return
  }
}

export function placeOf(file: SourceFile, cursor: Cursor): Place {
  return { file, span: { start: cursor.startIndex, end: cursor.endIndex } }
}

export function sourceAt(file: SourceFile, cursor: Cursor): string {
  return file.text.slice(cursor.startIndex, cursor.endIndex)
}

/** The name that the parent has for the cursor's node, if any: the type of the library does not say "if any". */
export function fieldAt(cursor: Cursor): string | undefined {
  return cursor.currentFieldName
}
