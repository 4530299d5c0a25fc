import type { Call, Expression } from '../python/nodes'
import { qOf } from './combined-q'
import { columnName, hasColumn } from './columns'
import { calleeOf } from './fields/call'
import { findField } from './local-fields'
import type { Model, ProjectState } from './state'

/**
 * The columns that an expression of a constraint or index uses, in the order they first appear: `Q(price__gt=0)`,
 * `F('name').desc()`, `Lower('name')`. Undefined where it cannot be told.
 *
 * A string is a field's name as an argument of a function, and the value to compare with inside `Q` and `Value`.
 */
export function referencedColumns(
  expressions: readonly Expression[],
  model: Model,
  state: ProjectState,
): readonly string[] | undefined {
  const names = fieldNamesIn(expressions)
  return names && columnsOf(new Set(names), model, state)
}

/** The fields that expressions name, whether there are such or not. Undefined where it cannot be told. */
export function fieldNamesIn(expressions: readonly Expression[]): readonly string[] | undefined {
  return all(expressions.map((expression) => namesIn(expression, true)))
}

/** Columns of fields by their names; undefined where the model has no such field. */
export function columnsOf(
  names: Iterable<string>,
  model: Model,
  state: ProjectState,
): readonly string[] | undefined {
  const columns = [...names].map((name) => {
    const field = findField(model, state, name)?.field
    return field && hasColumn(field) ? columnName(field) : undefined
  })
  return columns.every((column) => column !== undefined) ? [...new Set(columns)] : undefined
}

type Names = readonly string[] | undefined

function namesIn(expression: Expression, stringIsField: boolean): Names {
  switch (expression.kind) {
    case 'string':
      return stringIsField ? [firstPart(expression.value)] : []
    case 'call':
      return namesInCall(expression)
    case 'list':
    case 'tuple':
    case 'set':
      return all(expression.items.map((item) => namesIn(item, false)))
    case 'dict':
      return all(expression.entries.flat().map((item) => namesIn(item, false)))
    case 'opaque': {
      const q = qOf(expression)
      return q && namesInQ(q)
    }
    case 'bytes':
    case 'number':
    case 'boolean':
    case 'none':
    case 'reference':
      return []
  }
}

function namesInCall(call: Call): Names {
  const callee = calleeOf(call)
  if (call.args.some((arg) => arg.unpack !== undefined)) return undefined
  if (callee === undefined) return namesInMethod(call)
  if (callee === 'django.db.models.Q') return namesInQ(call)
  if (callee === 'django.db.models.Value') return []
  if (callee.endsWith('.RawSQL')) return undefined
  const isFunction = callee.startsWith('django.') || callee.endsWith('.F')
  return all(
    call.args
      .filter((arg) => arg.name === undefined || EXPRESSION_KEYWORDS.has(arg.name))
      .map((arg) => namesIn(arg.value, isFunction && !FIELD_CLASS.test(callee))),
  )
}

/** Keywords of expressions that hold expressions; others are options (`function=`, `template=`, `output_field=`). */
const EXPRESSION_KEYWORDS = new Set(['expression', 'condition', 'then', 'default', 'lhs', 'rhs', 'filter'])
const FIELD_CLASS = /^django\..*Field$/

/** `F('name').desc()`: the name is in what the method is called on, which is opaque where it is not a name. */
function namesInMethod(call: Call): Names {
  return namesIn(call.callee, false)
}

/** `Q(price__gt=0)` and, as Django writes it, `Q(('price__gt', 0), _connector='OR')`. */
function namesInQ(call: Call): Names {
  return all(
    call.args.map(({ name, value }) => {
      if (name?.startsWith('_') === true) return []
      if (name !== undefined) return all([[firstPart(name)], namesIn(value, false)])
      return namesInChild(value)
    }),
  )
}

function namesInChild(value: Expression): Names {
  const [lookup, right] = value.kind === 'tuple' ? value.items : []
  if (lookup?.kind !== 'string' || right === undefined) return namesIn(value, false)
  return all([[firstPart(lookup.value)], namesIn(right, false)])
}

function firstPart(lookup: string): string {
  return (lookup.startsWith('-') ? lookup.slice(1) : lookup).split('__')[0] ?? lookup
}

function all(parts: readonly Names[]): Names {
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? [])
}
