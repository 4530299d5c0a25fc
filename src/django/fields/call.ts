import { truthy as known } from '../../python/arguments'
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

/**
 * Python's truthiness of an option: one that is left out is false, an object (`Q(…)`, `settings.LIMIT`) is taken for
 * true, and `whenOpaque` answers where only running Python could.
 */
export function truthy(value: Expression | undefined, whenOpaque = false): boolean {
  if (value === undefined) return false
  return known(value) ?? (value.kind === 'call' || value.kind === 'reference' ? true : whenOpaque)
}

/** What the callee of a call means: `django.db.models.CharField`. Undefined where it is no name. */
export function calleeOf(value: Expression | undefined): string | undefined {
  return value?.kind === 'call' && value.callee.kind === 'reference' ? value.callee.target : undefined
}
