import type { SourceFile } from '../core/span'
import { fieldAt, sourceAt, walk } from './cursor'
import { readImport } from './imports'
import type { Cursor } from './parse'

/** The names that a statement uses, and those of them that it binds. */
export interface NamesUsed {
  readonly used: ReadonlySet<string>
  readonly bound: ReadonlySet<string>
}

/** Which child of which node is bound to something. */
const STORES: ReadonlyMap<string, string> = new Map([
  ['assignment', 'left'],
  ['augmented_assignment', 'left'],
  ['for_statement', 'left'],
  ['named_expression', 'name'],
])
/** Everything in these is bound. */
const PATTERNS: ReadonlySet<string> = new Set([
  'as_pattern_target',
  'tuple_pattern',
  'pattern_list',
  'list_pattern',
  'case_pattern',
  'delete_statement',
])
/** These run in a scope of their own, or later: only their name counts. */
const DEFINITIONS: ReadonlySet<string> = new Set(['function_definition', 'class_definition'])

/** The names in the statement at the cursor, however deep. */
export function namesUsed(cursor: Cursor, file: SourceFile): NamesUsed {
  const names = { used: new Set<string>(), bound: new Set<string>() }
  const parents: string[] = []
  const enter = (type: string): boolean => {
    const parent = parents.at(-1)
    parents.push(type)
    if (type === 'identifier') addIdentifier(cursor, file, parent, parents, names)
    else if (type.startsWith('import_')) addImports(cursor, file, names)
    else return parent === undefined || !DEFINITIONS.has(parent)
    return false
  }
  walk(cursor, enter, () => parents.pop())
  return names
}

interface Collected {
  readonly used: Set<string>
  readonly bound: Set<string>
}

function addIdentifier(
  cursor: Cursor,
  file: SourceFile,
  parent: string | undefined,
  parents: readonly string[],
  names: Collected,
): void {
  const field = fieldAt(cursor)
  const name = sourceAt(file, cursor)
  if (field === 'attribute' || (parent === 'keyword_argument' && field === 'name')) return
  names.used.add(name)
  const definition = parent !== undefined && DEFINITIONS.has(parent)
  const stored = field !== undefined && STORES.get(parent ?? '') === field
  if (definition || stored || parents.some((type) => PATTERNS.has(type))) names.bound.add(name)
}

function addImports(cursor: Cursor, file: SourceFile, names: Collected): void {
  for (const { local } of readImport(cursor, file).bindings) {
    names.used.add(local)
    names.bound.add(local)
  }
}
