import type { Place } from '../core/span'
import { canonicalTarget } from './canonical'
import type { Argument, Call, Dictionary, Expression, Reference, Sequence } from './nodes'

/** Makes expressions that no file holds. They carry the place of what they are made for, to point messages at. */
export interface Builder {
  string: (value: string) => Expression
  int: (value: number | bigint) => Expression
  boolean: (value: boolean) => Expression
  none: () => Expression
  list: (items: readonly Expression[]) => Sequence
  tuple: (items: readonly Expression[]) => Sequence
  dict: (entries: readonly (readonly [string | Expression, Expression])[]) => Dictionary
  reference: (target: string) => Reference
  /** A name that is written into the same file, or an attribute: printed as it is. */
  name: (name: string) => Reference
  call: (
    target: string,
    positional?: readonly Expression[],
    keywords?: Readonly<Record<string, Expression | undefined>>,
  ) => Call
}

/** A builder of expressions that carry `place`. `call` leaves out keywords that are undefined. */
export function builder(place: Place): Builder {
  const made = { place, synthetic: true } as const
  const build: Builder = {
    string: (value) => ({ ...made, kind: 'string', value }),
    int: (value) => ({ ...made, kind: 'number', type: 'int', value: BigInt(value).toString() }),
    boolean: (value) => ({ ...made, kind: 'boolean', value }),
    none: () => ({ ...made, kind: 'none' }),
    list: (items) => ({ ...made, kind: 'list', items }),
    tuple: (items) => ({ ...made, kind: 'tuple', items }),
    dict: (entries) => ({
      ...made,
      kind: 'dict',
      entries: entries.map(([key, value]) => [typeof key === 'string' ? build.string(key) : key, value]),
    }),
    reference: (target) => ({ ...made, kind: 'reference', ...resolved(target) }),
    name: (name) => ({ ...made, kind: 'reference', target: name, origin: 'local' }),
    call: (target, positional = [], keywords = {}) => ({
      ...made,
      kind: 'call',
      callee: build.reference(target),
      args: [...positional.map((value) => ({ value, place })), ...namedArguments(keywords, place)],
    }),
  }
  return build
}

function resolved(target: string): Pick<Reference, 'target' | 'origin'> {
  const origin = target.startsWith('builtins.') ? 'builtin' : 'import'
  return { target: canonicalTarget(target), origin }
}

function namedArguments(
  keywords: Readonly<Record<string, Expression | undefined>>,
  place: Place,
): Argument[] {
  return Object.entries(keywords).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value, place }],
  )
}

/** What to do with keyword arguments: set to an expression, or take out (undefined). */
export type Changes = Readonly<Record<string, Expression | undefined>>

/**
 * A copy of a call with keyword arguments set or taken out. One that is there is replaced where it stands; a new
 * one goes where Django's MigrationWriter would put it among the keywords of a field, in alphabetical order.
 * `parameters` are the names of positional parameters: with them, positional arguments become keywords first.
 */
export function withArguments(call: Call, changes: Changes, parameters: readonly string[] = []): Call {
  let args = named(call.args, parameters)
  for (const [name, value] of Object.entries(changes)) args = withArgument(args, name, value, call.place)
  return remade(call, args)
}

/** A copy of a call with only those of its keyword arguments; positional ones stay, unless `parameters` names them. */
export function keepArguments(
  call: Call,
  names: readonly string[],
  parameters: readonly string[] = [],
): Call {
  const kept = named(call.args, parameters).filter(({ name }) => name === undefined || names.includes(name))
  return remade(call, kept)
}

function remade(call: Call, args: readonly Argument[]): Call {
  return { ...call, via: undefined, args, synthetic: true }
}

function named(args: readonly Argument[], parameters: readonly string[]): readonly Argument[] {
  // After `*others` no position is known, and a positional argument cannot follow a keyword.
  if (args.some(({ unpack }) => unpack === '*')) return args
  return args.map((argument, index) => {
    const name = parameters[index]
    const isPositional = argument.name === undefined && argument.unpack === undefined
    return isPositional && name !== undefined ? { ...argument, name } : argument
  })
}

function withArgument(
  args: readonly Argument[],
  name: string,
  value: Expression | undefined,
  place: Place,
): readonly Argument[] {
  if (value === undefined) return args.filter((argument) => argument.name !== name)
  if (args.some((argument) => argument.name === name)) {
    return args.map((argument) => (argument.name === name ? { ...argument, value } : argument))
  }
  return args.toSpliced(placeAmong(args, name), 0, { name, value, place })
}

/** Behind all positional arguments, before the first keyword that sorts after it and before `**others`. */
function placeAmong(args: readonly Argument[], name: string): number {
  const first = args.findLastIndex((each) => each.name === undefined && each.unpack !== '**') + 1
  const after = args.slice(first).findIndex((each) => each.name === undefined || each.name > name)
  return after === -1 ? args.length : first + after
}
