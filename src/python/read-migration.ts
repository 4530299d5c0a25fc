import { lazy } from '../core/lazy'
import type { Place, SourceFile } from '../core/span'
import { readAttributes } from './class-body'
import { eachChild, typeAt } from './cursor'
import { newReader, readExpression } from './expressions'
import type { ClassAttribute, Expression, MigrationClass, Opaque } from './nodes'
import type { SyntaxNode } from './parse'
import { readScope } from './scope'
import type { Scope, Statement } from './scope'

/** A `class Migration`, and whether it stands under an `if`, `try`, `with` or the like. */
export interface FoundClass {
  readonly statement: Extract<Statement, { kind: 'class' }>
  readonly conditional: boolean
  readonly scope: Scope
}

type Override = MigrationClass['overrides'][number]

/** Reads the body of a `class Migration`; `others` are further classes of that name in the file. */
export function readMigration(
  found: FoundClass,
  others: readonly FoundClass[],
  file: SourceFile,
  module: Scope,
): MigrationClass {
  const { node, place } = found.statement
  const attributes = readAttributes(found.scope, file, [module])
  const operations = lazy(() => readOperations(attributes, found, module))
  const overrides = lazy(() => [...around(found, others, file, module), ...inBody(found.scope)])
  return {
    place,
    get header() {
      return headerOf(node, place, file)
    },
    base: basesOf(node, file, module)[0] ?? 'builtins.object',
    attributes,
    get overrides() {
      return overrides()
    },
    get operations() {
      return operations().items
    },
    get opaqueOperations() {
      return operations().opaque
    },
  }
}

/** The bases of a class, resolved; what cannot be told is left out. Keywords (`metaclass=`) are no bases. */
export function basesOf(node: SyntaxNode, file: SourceFile, module: Scope): string[] {
  const superclasses = node.childForFieldName('superclasses')
  if (superclasses === null) return []
  const reader = newReader(file, [module])
  const cursor = superclasses.walk()
  const bases: string[] = []
  eachChild(cursor, (type) => {
    if (type === 'keyword_argument') return
    const base = readExpression(cursor, reader)
    bases.push(base.kind === 'reference' ? base.target : file.text.slice(cursor.startIndex, cursor.endIndex))
  })
  return bases
}

function headerOf(node: SyntaxNode, place: Place, file: SourceFile): Place {
  const body = node.childForFieldName('body')
  const head = file.text.slice(node.startIndex, body?.startIndex ?? node.endIndex)
  // Comments may stand between the colon and the body, and may hold colons of their own.
  const colon = colonAfter(node)
  const end = colon ?? node.startIndex + head.trimEnd().length
  return { file: place.file, span: { start: node.startIndex, end } }
}

function colonAfter(node: SyntaxNode): number | undefined {
  const cursor = node.walk()
  if (!cursor.gotoFirstChild()) return undefined
  do {
    if (typeAt(cursor) === ':') return cursor.endIndex
  } while (cursor.gotoNextSibling())
  return undefined
}

interface Operations {
  readonly items: readonly Expression[]
  readonly opaque: Opaque | undefined
}

function readOperations(
  attributes: readonly ClassAttribute[],
  { scope, conditional }: FoundClass,
  module: Scope,
): Operations {
  const changedLater = conditional ? undefined : module.touched.get('Migration')
  if (changedLater !== undefined) return { items: [], opaque: opaqueAt(changedLater.place) }
  const attribute = attributes.find(({ name }) => name === 'operations')
  const method = scope.statements.find((each) => each.kind === 'function' && each.name === 'operations')
  if (attribute === undefined) return { items: [], opaque: method && opaqueAt(method.place) }
  const { value, valuePlace } = attribute
  if (value.kind === 'list' || value.kind === 'tuple') return { items: value.items, opaque: undefined }
  return value.kind === 'opaque'
    ? { items: value.known ?? [], opaque: value }
    : { items: [], opaque: opaqueAt(valuePlace, value) }
}

function opaqueAt(place: Place, value?: Expression): Opaque {
  const what = value === undefined ? 'a list that other statements may change' : WORDS[value.kind]
  return { kind: 'opaque', what, references: [], place }
}

const WORDS: Record<Expression['kind'], string> = {
  string: 'a string',
  bytes: 'a string',
  number: 'a number',
  boolean: 'a boolean',
  none: 'None',
  list: 'a list',
  tuple: 'a tuple',
  set: 'a set',
  dict: 'a dictionary',
  call: 'a call',
  reference: 'a name whose value cannot be told',
  opaque: 'an expression that bgsplit cannot read',
}

/** What stands around the class and may change it. */
function around(
  found: FoundClass,
  others: readonly FoundClass[],
  file: SourceFile,
  module: Scope,
): Override[] {
  const { node, place } = found.statement
  const overrides: Override[] = others.map(({ statement }) => ({
    what: 'another class Migration in the file',
    place: statement.place,
  }))
  const changedLater = module.touched.get('Migration')
  if (found.conditional) overrides.push({ what: 'a condition around the class', place })
  else if (changedLater)
    overrides.push({ what: 'a change of the class after it was made', place: changedLater.place })
  if (place.span.start !== node.startIndex) overrides.push({ what: 'a decorator of the class', place })
  if (basesOf(node, file, module).length > 1) overrides.push({ what: 'several base classes', place })
  if (node.childForFieldName('superclasses')?.namedChildren.some(({ type }) => type === 'keyword_argument')) {
    overrides.push({ what: 'a metaclass', place })
  }
  return overrides
}

/** Methods through which Django runs or reads a migration (`django/db/migrations/migration.py`). */
const ROLES: ReadonlySet<string> = new Set([
  'apply',
  'unapply',
  'mutate_state',
  'suggest_name',
  'state_forwards',
  'database_forwards',
  'database_backwards',
  'operations',
  'dependencies',
  'replaces',
  'run_before',
  'initial',
  'atomic',
])
const SPECIAL = /^__\w+__$/

function inBody(scope: Scope): Override[] {
  return scope.statements.flatMap((statement): Override[] => {
    const { kind, place } = statement
    if (kind === 'control' || kind === 'effect') return [{ what: `\`${firstLine(place)}\``, place }]
    if (kind !== 'function') return []
    const matters = ROLES.has(statement.name) || SPECIAL.test(statement.name)
    return matters ? [{ what: `the method ${statement.name}`, place }] : []
  })
}

function firstLine({ file, span }: Place): string {
  return (
    file.text
      .slice(span.start, span.end)
      .split(/[\r\n]/, 1)[0]
      ?.trimEnd() ?? ''
  )
}

/** The classes called Migration in a module, in its order: at module level, or under `if`, `try`, `with`, … */
export function findMigrations(module: Scope, file: SourceFile): FoundClass[] {
  const found: FoundClass[] = []
  const search = (scope: Scope, conditional: boolean): void => {
    for (const statement of scope.statements) {
      if (statement.kind === 'class' && statement.name === 'Migration') {
        found.push({ statement, conditional, scope: bodyScope(statement.node, file) })
      } else if (statement.kind === 'control') {
        for (const block of blocksOf(statement.node)) search(readScope(block.walk(), file), true)
      }
    }
  }
  search(module, false)
  return found
}

export function bodyScope(node: SyntaxNode, file: SourceFile): Scope {
  const body = node.childForFieldName('body')
  return readScope((body ?? node).walk(), file)
}

/** The blocks of a compound statement: those of its `else`, `except` and `finally` too. */
function blocksOf(node: SyntaxNode): SyntaxNode[] {
  return node.namedChildren.flatMap((child) => {
    if (child.type === 'block') return [child]
    return child.type.endsWith('_clause') ? blocksOf(child) : []
  })
}
