import type TreeSitter from 'tree-sitter'
import { Refusal } from '../core/errors'
import type { SourceFile } from '../core/span'

export type Tree = TreeSitter.Tree
export type Cursor = TreeSitter.TreeCursor
export type SyntaxNode = TreeSitter.SyntaxNode

const QUOTED_AT_MOST = 40

/**
 * The syntax tree of a Python file. Offsets in it are UTF-16 offsets into `file.text`.
 *
 * Throws `not-python` at the first place that is no Python.
 */
export function parse(file: SourceFile): Tree {
  const tree = parser().parse(withPlainNewlines(file.text))
  if (tree.rootNode.hasError) throw notPython(file, firstError(tree))
  return tree
}

let loaded: TreeSitter | undefined

/** Loaded on first use: the native parser costs 19 ms, which `--help` need not pay. */
function parser(): TreeSitter {
  if (loaded !== undefined) return loaded
  /* eslint-disable @typescript-eslint/no-require-imports -- an import cannot be put off and stay synchronous */
  const Parser = require('tree-sitter') as typeof TreeSitter
  const python = require('tree-sitter-python') as TreeSitter.Language
  /* eslint-enable @typescript-eslint/no-require-imports */
  loaded = new Parser()
  loaded.setLanguage(withoutTypes(python))
  return loaded
}

/** The types of nodes are for a class with getters for each: a hundred of them, for nobody. */
function withoutTypes(python: TreeSitter.Language): TreeSitter.Language {
  return { ...python, nodeTypeInfo: [] }
}

/** A lone carriage return ends a line for Python, not for tree-sitter. One character for one: offsets stay. */
function withPlainNewlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text
}

/** The first node, in the order of the text, that is an error and holds none; going down is one step per level. */
function firstError(tree: Tree): SyntaxNode {
  let node = tree.rootNode
  for (;;) {
    const next = node.children.find((child) => child.hasError || child.isError || child.isMissing)
    if (next === undefined) return node
    node = next
  }
}

function notPython(file: SourceFile, node: SyntaxNode): Refusal {
  const start = node.startIndex
  const line = /^[^\r\n]*/.exec(file.text.slice(start))?.[0].trim() ?? ''
  const bit = line.length > QUOTED_AT_MOST ? `${line.slice(0, QUOTED_AT_MOST)}…` : line
  return new Refusal({
    code: 'not-python',
    reason: bit === '' ? 'this is not valid Python' : `this is not valid Python: \`${bit}\``,
    wayOut: 'mend the syntax; nothing was changed',
    place: { file, span: { start, end: Math.max(node.endIndex, start) } },
  })
}
