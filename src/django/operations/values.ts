import type { Expression } from '../../python/nodes'
import type { OperationCall } from './reader'

/** A string argument; undefined where it is missing or no literal. */
export function text(call: OperationCall, name: string): string | undefined {
  const value = call.argument(name)
  return value?.kind === 'string' ? value.value : undefined
}

/** Something that may be unset: `{ value }`, with undefined for None or a missing argument; undefined: unreadable. */
export type Readable<T> = { readonly value: T | undefined } | undefined

/** A string, or None. */
export function optionalText(expression: Expression | undefined): Readable<string> {
  if (isNone(expression)) return { value: undefined }
  return expression?.kind === 'string' ? { value: expression.value } : undefined
}

export function isNone(expression: Expression | undefined): boolean {
  return expression === undefined || expression.kind === 'none'
}

/** The items of a list, tuple or set; none for None and a missing argument; undefined: unreadable. */
export function itemsOf(expression: Expression | undefined): readonly Expression[] | undefined {
  if (expression === undefined || expression.kind === 'none') return []
  if ('items' in expression) return expression.items
  // `{}` for an empty set is a common slip, which Django takes.
  return expression.kind === 'dict' && expression.entries.length === 0 ? [] : undefined
}

/** The value of each item, or undefined as soon as one has none. */
export function every<T, U>(items: readonly T[], read: (item: T) => U | undefined): U[] | undefined {
  const values: U[] = []
  for (const item of items) {
    const value = read(item)
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}

/** A list of strings; undefined: unreadable. */
export function texts(expression: Expression | undefined): string[] | undefined {
  const items = itemsOf(expression)
  return items && every(items, (item) => (item.kind === 'string' ? item.value : undefined))
}

/**
 * Lists of field names, or one such list alone (`normalize_together`, django/db/models/options.py).
 * Undefined: unreadable.
 */
export function together(expression: Expression | undefined): string[][] | undefined {
  const items = itemsOf(expression)
  if (items === undefined) return undefined
  if (items[0]?.kind === 'string') {
    const single = texts(expression)
    return single && [single]
  }
  return every(items, texts)
}

/** The entries of a dictionary whose keys are strings; undefined: unreadable. */
export function entriesOf(expression: Expression | undefined): ReadonlyMap<string, Expression> | undefined {
  if (isNone(expression)) return new Map()
  if (expression?.kind !== 'dict') return undefined
  const pairs = every(expression.entries, ([key, value]) =>
    key.kind === 'string' ? ([key.value, value] as const) : undefined,
  )
  return pairs && new Map(pairs)
}
