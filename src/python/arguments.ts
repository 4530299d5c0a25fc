import type { Argument, Call, Expression } from './nodes'

/** A call's arguments by the names of the parameters they go to. */
export interface BoundArguments {
  readonly values: ReadonlyMap<string, Argument>
  /** Positional arguments beyond the last parameter. */
  readonly extra: readonly Argument[]
  /** Arguments for a parameter that already has one. */
  readonly duplicates: readonly Argument[]
  /** `*args` and `**kwargs`: what they hold cannot be told, so `values` may lack anything. */
  readonly unpacked: readonly Argument[]
}

/**
 * Gives each argument of a call the name of its parameter, as Python would. Keywords that are no parameter are in
 * `values` too. Positional arguments after a `*args` cannot be placed: they are `extra`.
 */
export function bindArguments(call: Call, parameters: readonly string[]): BoundArguments {
  const values = new Map<string, Argument>()
  const extra: Argument[] = []
  const duplicates: Argument[] = []
  const unpacked: Argument[] = []
  let position = 0
  for (const argument of call.args) {
    if (argument.unpack !== undefined) {
      unpacked.push(argument)
      if (argument.unpack === '*') position = parameters.length
      continue
    }
    const name = argument.name ?? parameters[position++]
    if (name === undefined) extra.push(argument)
    else if (values.has(name)) duplicates.push(argument)
    else values.set(name, argument)
  }
  return { values, extra, duplicates, unpacked }
}

export function stringValue(expression: Expression | undefined): string | undefined {
  return expression?.kind === 'string' ? expression.value : undefined
}

/** An int that a JavaScript number holds exactly; True and False are not taken for 1 and 0. */
export function intValue(expression: Expression | undefined): number | undefined {
  if (expression?.kind !== 'number' || expression.type !== 'int') return undefined
  const value = Number(expression.value)
  return Number.isSafeInteger(value) ? value : undefined
}

/** The strings of a list, tuple or set; undefined where any item is anything else. */
export function stringList(expression: Expression | undefined): string[] | undefined {
  if (expression === undefined || !('items' in expression)) return undefined
  const values = expression.items.map(stringValue)
  return values.every((value) => value !== undefined) ? values : undefined
}

/**
 * Whether Python takes it for true: the string 'True' is, and so is the string 'False'. Undefined where it cannot
 * be told.
 */
export function truthy(expression: Expression): boolean | undefined {
  switch (expression.kind) {
    case 'boolean':
      return expression.value
    case 'none':
      return false
    case 'string':
    case 'bytes':
      return expression.value !== ''
    case 'number':
      return expression.type === 'int' ? BigInt(expression.value) !== 0n : Number(expression.value) !== 0
    case 'list':
    case 'tuple':
    case 'set':
      return truthyItems(expression.items)
    case 'dict':
      return expression.entries.length > 0
    case 'call':
    case 'reference':
    case 'opaque':
      return undefined
  }
}

/** `[*others]` may be empty. */
function truthyItems(items: readonly Expression[]): boolean | undefined {
  if (items.length === 0) return false
  return items.some((item) => item.kind !== 'opaque') ? true : undefined
}

/** What a reference means; undefined for anything else. Names of the file itself mean nothing elsewhere. */
export function referenceTarget(expression: Expression | undefined): string | undefined {
  if (expression?.kind !== 'reference') return undefined
  return expression.origin === 'import' || expression.origin === 'builtin' ? expression.target : undefined
}

/** Whether the expression is a name that means this, by its canonical name: `uuid.uuid4`. */
export function isReferenceTo(expression: Expression | undefined, target: string): boolean {
  return expression?.kind === 'reference' && expression.target === target
}

/** Whether the expression calls what has that (canonical) name: `django.db.migrations.RunSQL`. */
export function isCallTo(expression: Expression | undefined, target: string): expression is Call {
  return expression?.kind === 'call' && isReferenceTo(expression.callee, target)
}
