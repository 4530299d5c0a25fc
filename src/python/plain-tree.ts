import type { Cursor, SyntaxNode } from './syntax'

/** A node of a tree that `plain-parser.ts` makes: named and placed as tree-sitter names and places it. */
export class PlainNode implements SyntaxNode {
  // Only declared: there are many of them, and each would be set to undefined first.
  declare readonly source: string
  declare readonly type: string
  declare readonly startIndex: number
  declare readonly endIndex: number
  declare readonly children: readonly PlainNode[]
  declare readonly isNamed: boolean
  /** What its parent calls it. */
  declare field: string | undefined

  constructor(
    source: string,
    type: string,
    startIndex: number,
    endIndex: number,
    children: readonly PlainNode[] = NONE,
    isNamed = true,
  ) {
    this.source = source
    this.type = type
    this.startIndex = startIndex
    this.endIndex = endIndex
    this.children = children
    this.isNamed = isNamed
    this.field = undefined
  }

  get text(): string {
    return this.source.slice(this.startIndex, this.endIndex)
  }

  get namedChildren(): readonly PlainNode[] {
    return this.children.filter(({ isNamed }) => isNamed)
  }

  childForFieldName(name: string): PlainNode | null {
    return this.children.find(({ field }) => field === name) ?? null
  }

  walk(): Cursor {
    return new PlainCursor(this)
  }

  /** The node, as what its parent calls it. */
  as(field: string): this {
    this.field = field
    return this
  }
}

const NONE: readonly PlainNode[] = []

/** As that of tree-sitter: it does not leave the node that it began at. */
class PlainCursor implements Cursor {
  declare currentNode: PlainNode
  /** The nodes around it from that on which it began, and at which of their children it is. */
  readonly around: PlainNode[] = []
  readonly indices: number[] = []

  constructor(start: PlainNode) {
    this.currentNode = start
  }

  get nodeType(): string {
    return this.currentNode.type
  }

  get nodeIsNamed(): boolean {
    return this.currentNode.isNamed
  }

  get startIndex(): number {
    return this.currentNode.startIndex
  }

  get endIndex(): number {
    return this.currentNode.endIndex
  }

  get currentFieldName(): string | undefined {
    return this.around.length === 0 ? undefined : this.currentNode.field
  }

  gotoFirstChild(): boolean {
    const [first] = this.currentNode.children
    if (first === undefined) return false
    this.around.push(this.currentNode)
    this.indices.push(0)
    this.currentNode = first
    return true
  }

  gotoNextSibling(): boolean {
    const depth = this.around.length - 1
    const index = (this.indices[depth] ?? 0) + 1
    const next = this.around[depth]?.children[index]
    if (next === undefined) return false
    this.indices[depth] = index
    this.currentNode = next
    return true
  }

  gotoParent(): boolean {
    const parent = this.around.pop()
    if (parent === undefined) return false
    this.indices.pop()
    this.currentNode = parent
    return true
  }
}
