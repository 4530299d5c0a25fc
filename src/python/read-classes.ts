import type { SourceFile } from '../core/span'
import { readConstructor } from './read-constructor'
import type { Constructor } from './read-constructor'
import type { SyntaxNode } from './parse'
import { basesOf } from './read-migration'
import { readModuleScope } from './read-module'
import type { Scope } from './scope'

/** A class as its module writes it. */
export interface WrittenClass {
  /** As they resolve in the module: a class of the module itself by its bare name, a relative import with its dots. */
  readonly bases: readonly string[]
  /** What its body defines: methods, and names that it assigns. */
  readonly members: ReadonlySet<string>
  /** Methods that do nothing but return a text, with that text. */
  readonly returns: ReadonlyMap<string, string>
  /** Methods that do what those of the classes that it extends do, and more. */
  readonly extended: ReadonlySet<string>
  readonly constructor: Constructor | undefined
}

/** Where the classes of a module come from. */
export interface ModuleClasses {
  readonly classes: ReadonlyMap<string, WrittenClass>
  /** What imported names mean; with dots in front where they are relative. */
  readonly imports: ReadonlyMap<string, string>
  /** Modules that are imported whole. */
  readonly stars: readonly string[]
}

/**
 * The classes of any module of the project, running nothing. Those that are decorated, bound twice, or changed
 * afterwards are left out.
 *
 * Throws `not-python`.
 */
export function readClasses(file: SourceFile): ModuleClasses {
  const scope = readModuleScope(file)
  const imports = new Map<string, string>()
  for (const [name, bindings] of scope.bindings) {
    const targets = new Set(
      bindings.map((each) => (each.kind === 'import' ? each.imported.target : undefined)),
    )
    const [target] = targets
    if (targets.size === 1 && target !== undefined) imports.set(name, target)
  }
  const stars = scope.statements.flatMap((each) => (each.kind === 'import' ? (each.star ?? []) : []))
  return { classes: classesOf(scope, file), imports, stars }
}

function classesOf(scope: Scope, file: SourceFile): ReadonlyMap<string, WrittenClass> {
  const classes = new Map<string, WrittenClass>()
  for (const statement of scope.statements) {
    if (statement.kind !== 'class') continue
    const { name, node, place } = statement
    const isPlain = place.span.start === node.startIndex && scope.bindings.get(name)?.length === 1
    const written = isPlain && !hasKeywords(node) ? readClass(node, file, scope) : undefined
    if (written !== undefined) classes.set(name, written)
  }
  return classes
}

/** `metaclass=`, or anything else that takes part in making the class. */
function hasKeywords(node: SyntaxNode): boolean {
  return (
    node
      .childForFieldName('superclasses')
      ?.namedChildren.some(
        ({ type }) => type !== 'identifier' && type !== 'attribute' && type !== 'comment',
      ) ?? false
  )
}

/** Undefined where something besides methods and plain assignments stands in its body. */
function readClass(node: SyntaxNode, file: SourceFile, scope: Scope): WrittenClass | undefined {
  const members = new Set<string>()
  const returns = new Map<string, string>()
  const extended = new Set<string>()
  let constructor: Constructor | undefined
  for (const statement of node.childForFieldName('body')?.namedChildren ?? []) {
    const definition =
      statement.type === 'decorated_definition' ? statement.childForFieldName('definition') : statement
    if (definition?.type === 'function_definition') {
      const name = definition.childForFieldName('name')?.text ?? ''
      members.add(name)
      const text = returnedText(definition)
      if (text !== undefined && definition === statement) returns.set(name, text)
      if (definition.text.includes(`super().${name}(`)) extended.add(name)
      if (name === '__init__') constructor = readConstructor(definition, file, scope)
      continue
    }
    const assigned = assignedName(statement)
    if (assigned !== undefined) members.add(assigned)
    else if (!isHarmless(statement)) return undefined
  }
  return { bases: basesOf(node, file, scope), members, returns, extended, constructor }
}

function assignedName({ type, namedChildren: [child] }: SyntaxNode): string | undefined {
  if (type !== 'expression_statement' || child?.type !== 'assignment') return undefined
  const left = child.childForFieldName('left')
  return left?.type === 'identifier' ? left.text : undefined
}

/** Docstrings, comments, `pass`, and classes inside, which are nobody's columns. */
function isHarmless({ type, namedChildren: [child] }: SyntaxNode): boolean {
  if (type === 'expression_statement')
    return child?.type === 'string' || child?.type === 'concatenated_string' || child?.type === 'ellipsis'
  return type === 'comment' || type === 'pass_statement' || type === 'class_definition'
}

/** `return "TextField"` and nothing else, but for a docstring. */
function returnedText(definition: SyntaxNode): string | undefined {
  const body = definition.childForFieldName('body')?.namedChildren.filter((each) => !isHarmless(each)) ?? []
  const [only] = body
  const [value] = only?.type === 'return_statement' && body.length === 1 ? only.namedChildren : []
  return value?.type === 'string' ? /^(["'])(\w+)\1$/.exec(value.text)?.[2] : undefined
}
