import { textOf } from '../../core/span'
import type { Expression } from '../../python/nodes'
import { calleeOf, positionalArguments } from './call'

/** A text that two expressions share where Python would find their values equal, as far as that can be told. */
export function canonicalText(expression: Expression): string {
  switch (expression.kind) {
    case 'string':
      return JSON.stringify(expression.value)
    case 'bytes':
      return `b${JSON.stringify(expression.value)}`
    case 'number':
      return String(Number(expression.value)) === expression.value
        ? expression.value
        : `${expression.type} ${expression.value}`
    case 'boolean':
      return expression.value ? 'True' : 'False'
    case 'none':
      return 'None'
    case 'reference':
      return expression.target
    case 'list':
    case 'tuple':
      return `${expression.kind}(${expression.items.map(canonicalText).join(', ')})`
    case 'set':
      return `set(${expression.items.map(canonicalText).sort().join(', ')})`
    case 'dict':
      return `{${expression.entries.map(([key, value]) => `${canonicalText(key)}: ${canonicalText(value)}`).join(', ')}}`
    case 'call':
      return `${canonicalText(expression.callee)}(${expression.args.map(argumentText).join(', ')})`
    case 'opaque':
      return textOf(expression.place)
  }
}

function argumentText({
  name,
  value,
  unpack,
}: {
  name?: string
  value: Expression
  unpack?: string
}): string {
  return `${unpack ?? ''}${name === undefined ? '' : `${name}=`}${canonicalText(value)}`
}

/** Whether two database defaults come to the same SQL: `Value(1)` is 1. */
export function sameDefault(left: Expression | undefined, right: Expression | undefined): boolean {
  if (left === undefined || right === undefined) return left === right
  return canonicalText(withoutValue(left)) === canonicalText(withoutValue(right))
}

function withoutValue(expression: Expression): Expression {
  if (expression.kind !== 'call' || calleeOf(expression) !== 'django.db.models.Value') return expression
  const [value] = positionalArguments(expression)
  return value !== undefined && expression.args.length === 1 ? value.value : expression
}
