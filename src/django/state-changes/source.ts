import type { Argument, Call, Expression } from '../../python/nodes'

/** A call without one keyword argument. */
export function withoutArgument(call: Call, name: string): Call {
  return { ...call, args: call.args.filter((argument) => argument.name !== name) }
}

/** A call whose keyword arguments of these names have their strings rewritten, lists of strings included. */
export function rewriteArguments(
  call: Call,
  names: readonly string[],
  rewrite: (value: string) => string,
): Call {
  const rewritten = (argument: Argument): Argument =>
    argument.name !== undefined && names.includes(argument.name)
      ? { ...argument, value: rewriteStrings(argument.value, rewrite) }
      : argument
  return { ...call, args: call.args.map(rewritten) }
}

/** The strings of a string, a list, a tuple or a set, rewritten; any other expression as it is. */
export function rewriteStrings(expression: Expression, rewrite: (value: string) => string): Expression {
  switch (expression.kind) {
    case 'string':
      return { ...expression, value: rewrite(expression.value) }
    case 'list':
    case 'tuple':
    case 'set':
      return { ...expression, items: expression.items.map((item) => rewriteStrings(item, rewrite)) }
    case 'bytes':
    case 'number':
    case 'boolean':
    case 'none':
    case 'dict':
    case 'call':
    case 'reference':
    case 'opaque':
      return expression
  }
}
