/** What of a syntax tree is asked for: of that of tree-sitter, and of the one that is made for plain files. */
export interface SyntaxNode {
  readonly type: string
  readonly text: string
  readonly startIndex: number
  readonly endIndex: number
  readonly children: readonly SyntaxNode[]
  readonly namedChildren: readonly SyntaxNode[]
  readonly childForFieldName: (name: string) => SyntaxNode | null
  readonly walk: () => Cursor
}

export interface Cursor {
  readonly nodeType: string
  readonly nodeIsNamed: boolean
  readonly startIndex: number
  readonly endIndex: number
  readonly currentFieldName: string | undefined
  readonly currentNode: SyntaxNode
  readonly gotoFirstChild: () => boolean
  readonly gotoNextSibling: () => boolean
  readonly gotoParent: () => boolean
}
