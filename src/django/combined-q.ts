import { builder } from '../python/build'
import { canonicalTarget } from '../python/canonical'
import type { Argument, Call, Expression } from '../python/nodes'
import { calleeOf } from './fields/call'

const Q = 'django.db.models.Q'

/** What a `Q` says beside its children; undefined where that is computed. */
export interface QOptions {
  readonly connector: 'AND' | 'OR'
  readonly negated: boolean
}

/**
 * A condition as one call of `Q`: as it is written, or what `|`, `&` and `~` of such calls make of them. Undefined where
 * it is none, or where static reading cannot tell.
 *
 * Source: `Q` in django/db/models/query_utils.py
 */
export function qOf(expression: Expression): Call | undefined {
  if (expression.kind === 'call') return isQ(expression) ? expression : undefined
  if (expression.kind !== 'opaque' || expression.operation === undefined) return undefined
  const { operator, operands } = expression.operation
  const [first, ...others] = operands.map(qOf)
  if (first === undefined) return undefined
  if (operator === '~') return inverted(first)
  const connector = operator === '|' ? 'OR' : 'AND'
  return others.reduce<Call | undefined>(
    (one, other) => one && other && combined(one, other, connector),
    first,
  )
}

function isQ(call: Call): boolean {
  const callee = calleeOf(call)
  return callee !== undefined && canonicalTarget(callee) === Q
}

export function optionsOfQ(q: Call): QOptions | undefined {
  if (q.args.some(({ unpack }) => unpack !== undefined)) return undefined
  const option = (name: string): Expression | undefined => q.args.find((arg) => arg.name === name)?.value
  const [connector, negated] = [option('_connector'), option('_negated')]
  const isKnown = connector === undefined || connector.kind === 'string'
  if (!isKnown || (negated !== undefined && negated.kind !== 'boolean')) return undefined
  const word = connector?.value ?? 'AND'
  return word === 'AND' || word === 'OR' ? { connector: word, negated: negated?.value ?? false } : undefined
}

/** `Q.__init__`: those without a name first, then the others by their names. */
export function childrenOfQ({ args }: Call): readonly Argument[] {
  const named = args.filter(({ name }) => name !== undefined && name !== '_connector' && name !== '_negated')
  const byName = (one: Argument, other: Argument): number => ((one.name ?? '') < (other.name ?? '') ? -1 : 1)
  return [...args.filter(({ name }) => name === undefined), ...named.sort(byName)]
}

/** `Q.__invert__`. */
function inverted(q: Call): Call | undefined {
  const options = optionsOfQ(q)
  return options && made(q, childrenOfQ(q), { ...options, negated: !options.negated })
}

/** `Q._combine`: an empty one says nothing. */
function combined(one: Call, other: Call, connector: QOptions['connector']): Call | undefined {
  if (childrenOfQ(one).length === 0) return other
  if (childrenOfQ(other).length === 0) return one
  const children = [one, other].map((each) => addedTo(connector, each))
  if (children.some((each) => each === undefined)) return undefined
  return made(
    one,
    children.flatMap((each) => each ?? []),
    { connector, negated: false },
  )
}

/** `Node.add` of django/utils/tree.py: what says the same in fewer brackets. */
function addedTo(connector: QOptions['connector'], q: Call): readonly Argument[] | undefined {
  const options = optionsOfQ(q)
  if (options === undefined) return undefined
  const children = childrenOfQ(q)
  const isSame = options.connector === connector || children.length === 1
  return !options.negated && isSame ? children : [{ value: q, place: q.place }]
}

/** A child with a name is a pair, and keeps its place among the others. */
function made(like: Call, children: readonly Argument[], { connector, negated }: QOptions): Call {
  const build = builder(like.place)
  const positional = children.map(({ name, value, place }): Argument => {
    if (name === undefined) return { value, place }
    return { value: build.tuple([build.string(name), value]), place }
  })
  const options: readonly Argument[] = [
    { name: '_connector', value: build.string(connector), place: like.place },
    { name: '_negated', value: build.boolean(negated), place: like.place },
  ]
  return { ...like, args: [...positional, ...options], synthetic: true }
}
