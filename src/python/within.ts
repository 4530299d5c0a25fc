import type { Place, SourceFile, Span } from '../core/span'
import { walk } from './cursor'
import { newReader, readExpression } from './expressions'
import type { Expression } from './nodes'
import { parse } from './parse'
import { readScope } from './scope'
import type { Scope } from './scope'

/**
 * Every tuple and every call in some places of a file, and in what of the same module they name: the body of a function
 * that makes a value, a list that is added to it. For values that only Python could put together, of which some parts
 * are plain to see.
 */
export function tuplesAndCallsIn(file: SourceFile, places: readonly Place[]): readonly Expression[] {
  const root = parse(file).rootNode
  const scope = readScope(root.walk(), file)
  const spans = withNamed(
    places.map(({ span }) => span),
    scope,
    file,
  )
  const reader = newReader(file, [scope])
  const found: Expression[] = []
  const cursor = root.walk()
  walk(cursor, (type) => {
    const { startIndex: start, endIndex: end } = cursor
    const isInside = spans.some((span) => span.start <= start && end <= span.end)
    if (isInside && (type === 'tuple' || type === 'call')) found.push(readExpression(cursor, reader))
    return spans.some((span) => span.start < end && start < span.end)
  })
  return found
}

/** With the statements of the module that bind or change a name used there, and so on. */
function withNamed(spans: readonly Span[], { statements }: Scope, file: SourceFile): readonly Span[] {
  const all = [...spans]
  const open = statements.flatMap((each) =>
    each.kind === 'function' || each.kind === 'assignment'
      ? [{ names: each.kind === 'function' ? [each.name] : each.names, span: each.place.span }]
      : [],
  )
  // An array hands out what is added to it while it is walked.
  for (const { start, end } of all) {
    const used = new Set(file.text.slice(start, end).match(/[\p{L}_][\p{L}\p{N}_]*/gu))
    for (const { names, span } of open) {
      if (names.some((name) => used.has(name)) && !all.includes(span)) all.push(span)
    }
  }
  return all
}
