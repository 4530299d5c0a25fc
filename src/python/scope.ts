import type { Place, SourceFile } from '../core/span'
import { atChild, eachChild, placeOf, typeAt } from './cursor'
import { readImport } from './imports'
import type { ImportBinding } from './nodes'
import type { Cursor, SyntaxNode } from './parse'
import { namesUsed } from './touch'

/** How a name comes to mean something. `other` has no value without running Python. */
export type Binding =
  | { readonly kind: 'import'; readonly imported: ImportBinding; readonly place: Place }
  | { readonly kind: 'value'; readonly value: SyntaxNode; readonly place: Place }
  | { readonly kind: 'other'; readonly place: Place }

/** The names of a module or of a class body. */
export interface Scope {
  readonly bindings: Map<string, Binding[]>
  /** Names in statements that may change what they are bound to: `names.append(…)`, `if …:`, `names += …`. */
  readonly touched: Map<string, Statement>
  readonly statements: Statement[]
}

/** A statement that a reader of the scope wants to see again. */
export type Statement =
  | { readonly kind: 'import'; readonly place: Place; readonly star?: string }
  | {
      readonly kind: 'assignment'
      readonly names: readonly string[]
      readonly value: SyntaxNode
      readonly place: Place
    }
  | { readonly kind: 'class'; readonly name: string; readonly node: SyntaxNode; readonly place: Place }
  | { readonly kind: 'function'; readonly name: string; readonly place: Place }
  /** `if`, `for`, `with`, `try`, …; `node` is looked into for classes. */
  | { readonly kind: 'control'; readonly node: SyntaxNode; readonly place: Place }
  /** Run for what it does: `names.append(…)`, `a.b = c`. */
  | { readonly kind: 'effect'; readonly place: Place }

/** Reads the names that the block or module at the cursor binds. Function bodies are not looked into. */
export function readScope(cursor: Cursor, file: SourceFile): Scope {
  const scope: Scope = { bindings: new Map(), touched: new Map(), statements: [] }
  eachChild(cursor, (type) => {
    readStatement(type, cursor, file, scope)
  })
  touchAliases(scope, file)
  return scope
}

function readStatement(type: string, cursor: Cursor, file: SourceFile, scope: Scope): void {
  if (type === 'expression_statement') readExpressionStatement(cursor, file, scope)
  else if (IMPORTS.has(type)) readImports(cursor, file, scope)
  else if (DEFINITIONS.has(type)) readDefinition(cursor, file, scope)
  else if (!HARMLESS.has(type)) {
    readEffect(
      { kind: 'control', node: cursor.currentNode, place: placeOf(file, cursor) },
      cursor,
      file,
      scope,
    )
  }
}

const IMPORTS: ReadonlySet<string> = new Set([
  'import_statement',
  'import_from_statement',
  'future_import_statement',
])
const DEFINITIONS: ReadonlySet<string> = new Set([
  'class_definition',
  'function_definition',
  'decorated_definition',
])
const HARMLESS: ReadonlySet<string> = new Set(['pass_statement', 'assert_statement', 'print_statement'])
const DOCUMENTATION: ReadonlySet<string> = new Set(['string', 'concatenated_string', 'ellipsis'])

export function bind(scope: Scope, name: string, binding: Binding): void {
  const known = scope.bindings.get(name)
  if (known === undefined) scope.bindings.set(name, [binding])
  else known.push(binding)
}

function readImports(cursor: Cursor, file: SourceFile, scope: Scope): void {
  const { bindings, star } = readImport(cursor, file)
  const place = placeOf(file, cursor)
  scope.statements.push({ kind: 'import', place, ...(star === undefined ? {} : { star }) })
  for (const imported of bindings) bind(scope, imported.local, { kind: 'import', imported, place })
}

function readExpressionStatement(cursor: Cursor, file: SourceFile, scope: Scope): void {
  const place = placeOf(file, cursor)
  atChild(cursor, 0, () => {
    const type = typeAt(cursor)
    if (type === 'assignment') readAssignment(cursor, file, scope, place)
    else if (!DOCUMENTATION.has(type)) readEffect({ kind: 'effect', place }, cursor, file, scope)
  })
}

/** `a = value`, `a: T = value`, `a = b = value`; any other target (`a, b`, `a.b`, `a[0]`) is an effect. */
function readAssignment(cursor: Cursor, file: SourceFile, scope: Scope, place: Place): void {
  const { targets, value } = assignmentParts(cursor.currentNode)
  if (value === undefined) return
  if (targets.some((target) => target.type !== 'identifier')) {
    readEffect({ kind: 'effect', place }, cursor, file, scope)
    return
  }
  const names = targets.map((target) => target.text)
  for (const name of names) bind(scope, name, { kind: 'value', value, place })
  scope.statements.push({ kind: 'assignment', names, value, place })
}

function assignmentParts(assignment: SyntaxNode): { targets: SyntaxNode[]; value: SyntaxNode | undefined } {
  const targets: SyntaxNode[] = []
  let node: SyntaxNode | null = assignment
  while (node?.type === 'assignment') {
    const left = node.childForFieldName('left')
    if (left !== null) targets.push(left)
    node = node.childForFieldName('right')
  }
  return { targets, value: node ?? undefined }
}

function readDefinition(cursor: Cursor, file: SourceFile, scope: Scope): void {
  const place = placeOf(file, cursor)
  const whole = cursor.currentNode
  const node = whole.type === 'decorated_definition' ? whole.childForFieldName('definition') : whole
  const name = node?.childForFieldName('name')?.text
  if (node === null || name === undefined) return
  bind(scope, name, { kind: 'other', place })
  if (node.type === 'class_definition') scope.statements.push({ kind: 'class', name, node, place })
  else scope.statements.push({ kind: 'function', name, place })
}

/** Marks every name in the statement as touched, and binds those that it may bind. */
function readEffect(statement: Statement, cursor: Cursor, file: SourceFile, scope: Scope): void {
  scope.statements.push(statement)
  const { used, bound } = namesUsed(cursor, file)
  for (const name of used) scope.touched.set(name, statement)
  for (const name of bound) bind(scope, name, { kind: 'other', place: statement.place })
}

/** What changes `b` after `b = a` changes `a`. */
function touchAliases(scope: Scope, file: SourceFile): void {
  for (const [name, statement] of scope.touched) {
    for (const binding of scope.bindings.get(name) ?? []) {
      if (binding.kind !== 'value' || binding.value.type !== 'identifier') continue
      const alias = file.text.slice(binding.value.startIndex, binding.value.endIndex)
      // A Map visits what is added to it while it is walked.
      if (!scope.touched.has(alias)) scope.touched.set(alias, statement)
    }
  }
}
