import type { Argument, Call, Expression } from '../../python/nodes'

/**
 * A call whose arguments of these names have their strings rewritten, lists of strings included. The call itself
 * comes back where nothing changes.
 */
export function rewriteArguments(
  call: Call,
  names: readonly string[],
  rewrite: (value: string) => string,
): Call {
  const rewritten = (argument: Argument): Argument => {
    if (argument.name === undefined || !names.includes(argument.name)) return argument
    const value = rewriteStrings(argument.value, rewrite)
    return value === argument.value ? argument : { ...argument, value }
  }
  const args = call.args.map(rewritten)
  return args.every((argument, index) => argument === call.args[index])
    ? call
    : { ...call, args, synthetic: true }
}

/** The strings of a string, a list, a tuple or a set, rewritten; any other expression as it is. */
export function rewriteStrings(expression: Expression, rewrite: (value: string) => string): Expression {
  switch (expression.kind) {
    case 'string': {
      const value = rewrite(expression.value)
      return value === expression.value ? expression : { ...expression, value, synthetic: true }
    }
    case 'list':
    case 'tuple':
    case 'set': {
      const items = expression.items.map((item) => rewriteStrings(item, rewrite))
      const isSame = items.every((item, index) => item === expression.items[index])
      return isSame ? expression : { ...expression, items, synthetic: true }
    }
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
