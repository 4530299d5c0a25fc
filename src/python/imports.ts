import type { SourceFile } from '../core/span'
import { canonicalTarget } from './canonical'
import { atChild, eachChild, placeOf, sourceAt, typeAt } from './cursor'
import type { ImportBinding } from './nodes'
import type { Cursor } from './parse'

export interface ImportStatement {
  readonly bindings: readonly ImportBinding[]
  /** The module of `from module import *`. */
  readonly star?: string
}

/** The names that the import statement at the cursor binds; none for `from __future__ import …`. */
export function readImport(cursor: Cursor, file: SourceFile): ImportStatement {
  if (typeAt(cursor) === 'import_statement') return { bindings: readPlainImport(cursor, file) }
  if (typeAt(cursor) === 'import_from_statement') return readFromImport(cursor, file)
  return { bindings: [] }
}

function readPlainImport(cursor: Cursor, file: SourceFile): ImportBinding[] {
  const bindings: ImportBinding[] = []
  eachChild(cursor, () => {
    const { name, alias } = readName(cursor, file)
    const root = name.split('.', 1)[0] ?? name
    const place = placeOf(file, cursor)
    if (alias === undefined)
      bindings.push({ local: root, target: root, module: name, statement: 'import', place })
    else bindings.push({ local: alias, target: name, module: name, statement: 'import', place })
  })
  return bindings
}

function readFromImport(cursor: Cursor, file: SourceFile): ImportStatement {
  const bindings: ImportBinding[] = []
  const stars: string[] = []
  const module = atChild(cursor, 0, () => withoutSpace(sourceAt(file, cursor))) ?? ''
  eachChild(cursor, (type, index) => {
    if (type === 'wildcard_import') stars.push(module)
    else if (index > 0) bindings.push(fromBinding(module, cursor, file))
  })
  const [star] = stars
  return star === undefined ? { bindings } : { bindings, star }
}

function fromBinding(module: string, cursor: Cursor, file: SourceFile): ImportBinding {
  const { name, alias } = readName(cursor, file)
  const target = canonicalTarget(module.endsWith('.') ? `${module}${name}` : `${module}.${name}`)
  return { local: alias ?? name, target, statement: 'from', place: placeOf(file, cursor) }
}

/** `a.b` or `a.b as c`. */
function readName(cursor: Cursor, file: SourceFile): { name: string; alias?: string } {
  if (typeAt(cursor) !== 'aliased_import') return { name: withoutSpace(sourceAt(file, cursor)) }
  const parts: string[] = []
  eachChild(cursor, () => parts.push(withoutSpace(sourceAt(file, cursor))))
  const [name = '', alias = ''] = parts
  return { name, alias }
}

/** `a . b` and `a.\<newline>b` are `a.b`. */
export function withoutSpace(source: string): string {
  return /[\s\\]/.test(source) ? source.replace(/[\s\\]+/g, '') : source
}
