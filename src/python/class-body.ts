import { lazy } from '../core/lazy'
import { textOf, type Place, type SourceFile } from '../core/span'
import { newReader, readExpression } from './expressions'
import type { ClassAttribute, Expression, Opaque } from './nodes'
import { readOpaque } from './opaque'
import type { SyntaxNode } from './parse'
import type { Reader } from './reader'
import type { Scope, Statement } from './scope'

/**
 * What the names that a module or a class assigns are bound to when all of it has run: the last assignment, or
 * opaque where anything but plain assignments has a hand in it. Values are read when they are first asked for: of
 * most migrations only the dependencies are.
 */
export function readAttributes(scope: Scope, file: SourceFile, outer: readonly Scope[]): ClassAttribute[] {
  const reader = newReader(file, [scope, ...outer])
  const attributes = new Map<string, ClassAttribute>()
  for (const statement of scope.statements) {
    if (statement.kind !== 'assignment') continue
    for (const name of statement.names) {
      attributes.delete(name)
      attributes.set(name, attribute(name, statement, scope, reader))
    }
  }
  return [...attributes.values(), ...conditional(scope, attributes)]
}

function attribute(
  name: string,
  statement: Extract<Statement, { kind: 'assignment' }>,
  scope: Scope,
  reader: Reader,
): ClassAttribute {
  const { value: node, place } = statement
  const valuePlace = nodePlace(node, reader.file)
  const value = lazy(() =>
    isChanged(name, scope) ? changed(name, node, scope, reader) : readExpression(node.walk(), reader),
  )
  return {
    name,
    place,
    valuePlace,
    get value() {
      return value()
    },
  }
}

/** Whether anything but plain assignments, or an import after the last of them, has a hand in the value. */
function isChanged(name: string, scope: Scope): boolean {
  const kinds = scope.bindings.get(name)?.map(({ kind }) => kind) ?? []
  return kinds.includes('other') || kinds.at(-1) === 'import' || scope.touched.has(name)
}

function changed(name: string, node: SyntaxNode, scope: Scope, reader: Reader): Opaque {
  const value = onlyGrows(name, scope) ? readExpression(node.walk(), reader) : undefined
  const known = value?.kind === 'list' ? value.items : undefined
  return {
    ...readOpaque(node.walk(), reader),
    what: 'a value that other statements may change',
    ...(known && { known }),
  }
}

/** Whether all that is done to a list, once it is there, is to put more into it. */
function onlyGrows(name: string, { statements }: Scope): boolean {
  const uses = new RegExp(`\\b${name}\\b\\s*(\\+=|\\.\\s*(append|extend|insert)\\b)?`, 'g')
  const isGrowing = (text: string): boolean => [...text.matchAll(uses)].every(([, how]) => how !== undefined)
  const bound = statements.filter((each) => each.kind === 'assignment' && each.names.includes(name))
  const isElsewhere = statements.some(
    (each) => each.kind === 'assignment' && new RegExp(`\\b${name}\\b`).test(each.value.text),
  )
  return (
    bound.length === 1 &&
    !isElsewhere &&
    statements.every(
      (each) => !(each.kind === 'control' || each.kind === 'effect') || isGrowing(textOf(each.place)),
    )
  )
}

/** Names that only an `if`, `try`, `for` or `with` binds. */
function conditional(scope: Scope, known: ReadonlyMap<string, ClassAttribute>): ClassAttribute[] {
  const attributes: ClassAttribute[] = []
  for (const [name, bindings] of scope.bindings) {
    const statement = scope.touched.get(name)
    const place = bindings.find(({ kind }) => kind === 'other')?.place
    if (known.has(name) || place === undefined || statement === undefined) continue
    const what = 'a value that is bound under a condition'
    const value: Expression = { kind: 'opaque', what, references: [], place }
    attributes.push({ name, value, place, valuePlace: place })
  }
  return attributes
}

export function nodePlace(node: SyntaxNode, file: SourceFile): Place {
  return { file, span: { start: node.startIndex, end: node.endIndex } }
}
