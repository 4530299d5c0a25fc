import type { Argument, Call, Expression } from '../../python/nodes'

/** The value of a keyword argument, or of the positional one at the place Django gives that name. */
export function argument(
  call: Call,
  name: string,
  positions: readonly string[] = [],
): Expression | undefined {
  const keyword = call.args.find((arg) => arg.name === name)
  if (keyword) return keyword.value
  const index = positions.indexOf(name)
  return index < 0 ? undefined : positionalArguments(call)[index]?.value
}

export function positionalArguments(call: Call): readonly Argument[] {
  return call.args.filter((arg) => arg.name === undefined && arg.unpack === undefined)
}

/** Python's truthiness; `whenOpaque` answers where only running Python could. */
export function truthy(value: Expression | undefined, whenOpaque = false): boolean {
  switch (value?.kind) {
    case undefined:
    case 'none':
      return false
    case 'boolean':
      return value.value
    case 'string':
    case 'bytes':
      return value.value !== ''
    case 'number':
      return Number(value.value) !== 0
    case 'list':
    case 'tuple':
    case 'set':
      return value.items.length > 0
    case 'dict':
      return value.entries.length > 0
    case 'call':
    case 'reference':
      return true
    case 'opaque':
      return whenOpaque
  }
}

export function stringOf(value: Expression | undefined): string | undefined {
  return value?.kind === 'string' ? value.value : undefined
}

/** A whole number that is written as one. */
export function integerOf(value: Expression | undefined): number | undefined {
  if (value?.kind !== 'number' || value.type !== 'int') return undefined
  return Number(value.value)
}

/** The strings of a list, tuple or set; undefined where anything else is in it. */
export function stringsOf(value: Expression | undefined): readonly string[] | undefined {
  if (value?.kind !== 'list' && value?.kind !== 'tuple' && value?.kind !== 'set') return undefined
  const strings = value.items.map(stringOf)
  return strings.every((item) => item !== undefined) ? strings : undefined
}

/** What the callee of a call means: `django.db.models.CharField`. Undefined where it is no name. */
export function calleeOf(value: Expression | undefined): string | undefined {
  return value?.kind === 'call' && value.callee.kind === 'reference' ? value.callee.target : undefined
}
