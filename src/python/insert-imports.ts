import type { Span } from '../core/span'
import type { Module } from './nodes'
import { importedName, importLine } from './import-names'
import type { PrintScope } from './print-scope'

/** Text that takes the place of a span. */
export interface Edit {
  readonly span: Span
  readonly text: string
}

/**
 * The import statements that the scope's file still needs, as Django's MigrationWriter sorts them: `import x` before
 * `from x import y`, each by module; names of one module in one statement.
 */
export function importLines(scope: PrintScope): string[] {
  const froms = new Map<string, string[]>()
  const lines: string[] = []
  for (const added of scope.added) {
    if (added.statement === 'import') lines.push(importLine(added))
    else froms.set(added.from, [...(froms.get(added.from) ?? []), importedName(added)])
  }
  for (const [module, names] of froms) lines.push(fromLine(module, names))
  return lines.toSorted(compareLines)
}

function fromLine(module: string, names: readonly string[]): string {
  return `from ${module} import ${[...new Set(names)].toSorted(compare).join(', ')}`
}

function compareLines(a: string, b: string): number {
  return compare(sortKey(a), sortKey(b))
}

/** `sorted(imports, key=lambda i: (i.split()[0] == "from", i.split()[1]))` in django/db/migrations/writer.py. */
function sortKey(line: string): string {
  const [keyword = '', module = ''] = line.split(/\s+/)
  return `${keyword === 'from' ? 1 : 0} ${module}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * The edits that add import statements to a file: a one-line `from x import a` takes further names, other lines go
 * to their sorted place among the imports at the top. Nothing else is touched; `module` is the file as it is.
 */
export function insertImports(module: Module, lines: readonly string[]): Edit[] {
  const edits: Edit[] = []
  const rest: string[] = []
  for (const line of lines) {
    const extended = extendStatement(module, line)
    if (extended === undefined) rest.push(line)
    else edits.push(extended)
  }
  return [...edits, ...insertLines(module, rest)].toSorted(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  )
}

const SIMPLE_FROM = /^from\s+(\S+)\s+import\s+([\w, ]+)$/

/** Adds the names of `from x import a` to a statement of that form, names sorted if they were. */
function extendStatement(module: Module, line: string): Edit | undefined {
  const [, wanted, added = ''] = SIMPLE_FROM.exec(line) ?? []
  for (const { file, span } of topImports(module)) {
    const text = file.text.slice(span.start, span.end)
    const [, from, names = ''] = SIMPLE_FROM.exec(text) ?? []
    if (from === undefined || from !== wanted || names.includes(' as ')) continue
    const known = namesIn(names)
    const missing = namesIn(added).filter((name) => !known.includes(name))
    const isSorted = known.join() === known.toSorted(compare).join()
    const all = [...known, ...missing]
    return { span, text: `from ${from} import ${(isSorted ? all.toSorted(compare) : all).join(', ')}` }
  }
  return undefined
}

function namesIn(names: string): string[] {
  return names.split(',').map((name) => name.trim())
}

type Statement = Module['importStatements'][number]

/** The imports at the top, up to the first other statement; without those from `__future__`, which stay first. */
function topImports(module: Module): Statement[] {
  const { text } = module.file
  const top: Statement[] = []
  let end: number | undefined
  for (const statement of module.importStatements) {
    const { span } = statement
    if (end !== undefined && !isBlank(text.slice(end, span.start))) break
    if (!/^from\s+__future__\s/.test(text.slice(span.start, span.end))) top.push(statement)
    end = span.end
  }
  return top
}

/** Whitespace, comments and semicolons only. */
function isBlank(text: string): boolean {
  // A comment goes to the end of its line: without the lookahead a row of `#` could be cut in any way.
  return /^(?:[\s;]|#[^\r\n]*(?=[\r\n]|$))*$/.test(text)
}

/** The new lines at their places, those that come to the same place in one edit. */
function insertLines(module: Module, lines: readonly string[]): Edit[] {
  const newline = newlineOf(module.file.text)
  const byPlace = new Map<number, string[]>()
  for (const line of lines.toSorted(compareLines)) {
    const at = placeFor(module, line)
    byPlace.set(at, [...(byPlace.get(at) ?? []), line])
  }
  return [...byPlace].map(([at, group]) => insertion(module.file.text, at, group, newline))
}

function insertion(text: string, at: number, lines: readonly string[], newline: string): Edit {
  const isOpenLine = at > 0 && !/[\r\n\uFEFF]/.test(text.charAt(at - 1))
  const before = isOpenLine ? newline : ''
  return { span: { start: at, end: at }, text: before + lines.map((line) => line + newline).join('') }
}

function newlineOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n'
}

/** Where a line goes: before the first statement of its group that sorts after it, or after the last one. */
function placeFor(module: Module, line: string): number {
  const { text } = module.file
  const groups = groupsOf(text, topImports(module))
  const group =
    groups.find((each) => each.some((old) => packageOf(sourceOf(old)) === packageOf(line))) ?? groups.at(-1)
  const after = group?.find((old) => compareLines(line, sourceOf(old)) < 0)
  if (after !== undefined) return startOfLine(text, after.span.start)
  const last = group?.at(-1) ?? module.importStatements.at(-1)
  return last === undefined ? afterHeader(text) : endOfLine(text, last.span.end)
}

function sourceOf({ file, span }: Statement): string {
  return file.text.slice(span.start, span.end)
}

function packageOf(line: string): string {
  return /^(?:from|import)\s+(\.|[^\s.]*)/.exec(line)?.[1] ?? ''
}

/** Imports are in groups with empty lines between them: the standard library, packages, the project. */
function groupsOf(text: string, statements: readonly Statement[]): Statement[][] {
  const groups: Statement[][] = []
  let end: number | undefined
  for (const statement of statements) {
    const between = end === undefined ? '' : text.slice(end, statement.span.start)
    if (end === undefined || /(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)/.test(between)) groups.push([])
    groups.at(-1)?.push(statement)
    end = statement.span.end
  }
  return groups
}

function startOfLine(text: string, offset: number): number {
  let start = offset
  while (start > 0 && !/[\r\n\uFEFF]/.test(text.charAt(start - 1))) start--
  return start
}

function endOfLine(text: string, offset: number): number {
  const rest = /^[^\r\n]*(?:\r\n|\n|\r)?/.exec(text.slice(offset))?.[0] ?? ''
  return offset + rest.length
}

const HEADER =
  /^\uFEFF?(?:\s|#[^\r\n]*(?=[\r\n]|$))*(?:[rRuU]?("""|''')(?:(?!\1)[\s\S])*\1[^\r\n]*(?:\r\n|\n|\r)?|[rRuU]?(["'])(?:(?!\2)[^\r\n])*\2[ \t]*(?:\r\n|\n|\r))?/

/** After the comments and the docstring that a file begins with. */
function afterHeader(text: string): number {
  return HEADER.exec(text)?.[0].length ?? 0
}
