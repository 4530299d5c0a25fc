import type { SourceFile } from '../core/span'
import { newReader, readExpression } from './expressions'
import type { Expression } from './nodes'
import type { SyntaxNode } from './parse'
import type { Scope } from './scope'

/** What the `__init__` of a class does to the options that it hands on to the class that it extends. */
export interface Constructor {
  /** The names of its positional parameters; undefined where it hands on `*args` as they come. */
  readonly positions: readonly string[] | undefined
  /** Options that it sets: always, or where they are not given. */
  readonly options: ReadonlyMap<string, SetOption>
  /** All other names, attributes, keywords and texts in it: what it may do something to that nobody can tell. */
  readonly mentions: ReadonlySet<string>
}

export interface SetOption {
  readonly value: Expression
  readonly isDefault: boolean
}

interface Setting extends SetOption {
  readonly name: string
}

/** Reads a definition of `__init__` in a module, running nothing. */
export function readConstructor(definition: SyntaxNode, file: SourceFile, module: Scope): Constructor {
  const parameters = parametersOf(definition)
  const read = (node: SyntaxNode): Expression => readExpression(node.walk(), newReader(file, [module]))
  const options = new Map<string, SetOption>()
  const mentions = new Set<string>()
  for (const statement of definition.childForFieldName('body')?.namedChildren ?? []) {
    if (onlyRaises(statement)) continue
    const settings = settingsIn(statement, parameters, read)
    for (const { name, ...option } of settings) options.set(name, option)
    const told = new Set(settings.map(({ name }) => name))
    for (const name of namesIn(statement)) if (!told.has(name)) mentions.add(name)
  }
  for (const name of parameters.values.keys()) if (!options.has(name)) mentions.add(name)
  return { positions: parameters.positions, options, mentions }
}

/** `if kwargs.get("null") is False: raise …`: a class that is there has not raised. */
function onlyRaises(statement: SyntaxNode): boolean {
  if (statement.type !== 'if_statement' || statement.childForFieldName('alternative') !== null) return false
  const body = statement.childForFieldName('consequence')?.namedChildren ?? []
  return body.every(({ type }) => type === 'raise_statement' || type === 'comment')
}

interface Parameters {
  readonly positions: readonly string[] | undefined
  /** Those with a default, by name. */
  readonly values: ReadonlyMap<string, SyntaxNode>
}

function parametersOf(definition: SyntaxNode): Parameters {
  const [, ...nodes] =
    definition.childForFieldName('parameters')?.namedChildren.filter(({ type }) => type !== 'comment') ?? []
  const values = new Map<string, SyntaxNode>()
  const positions: string[] = []
  let isPositional = true
  let isHandedOn = false
  for (const node of nodes) {
    const [name, value] = parameter(node)
    if (name === undefined) {
      isPositional = false
      isHandedOn ||= node.text.startsWith('*') && !node.text.startsWith('**') && positions.length === 0
      continue
    }
    if (isPositional) positions.push(name)
    if (value !== undefined) values.set(name, value)
  }
  return { positions: isHandedOn ? undefined : positions, values }
}

/** The name of a parameter and its default; no name for `*args`, `**kwargs`, `*` and `/`. */
function parameter(node: SyntaxNode): readonly [name?: string | undefined, value?: SyntaxNode | undefined] {
  if (node.type === 'identifier') return [node.text]
  if (node.type === 'typed_parameter') {
    const [name] = node.namedChildren
    return name?.type === 'identifier' ? [name.text] : []
  }
  if (node.type !== 'default_parameter' && node.type !== 'typed_default_parameter') return []
  return [node.childForFieldName('name')?.text, node.childForFieldName('value') ?? undefined]
}

type Read = (node: SyntaxNode) => Expression

function settingsIn(statement: SyntaxNode, parameters: Parameters, read: Read): readonly Setting[] {
  const [inner] = statement.type === 'expression_statement' ? statement.namedChildren : []
  if (inner?.type === 'assignment') return assigned(inner, read)
  if (inner?.type !== 'call') return []
  const called = inner.childForFieldName('function')?.text.replace(/\s/g, '') ?? ''
  if (called === 'kwargs.setdefault') return settingFrom(argumentsOf(inner), read, true)
  return called.endsWith('.__init__') ? handedOn(inner, parameters, read) : []
}

/** `kwargs["null"] = kwargs["blank"] = True`, and `kwargs["max_length"] = kwargs.get("max_length", 200)`. */
function assigned(assignment: SyntaxNode, read: Read): readonly Setting[] {
  const targets: (SyntaxNode | null)[] = []
  let right: SyntaxNode | null = assignment
  while (right?.type === 'assignment') {
    targets.push(right.childForFieldName('left'))
    right = right.childForFieldName('right')
  }
  return targets.flatMap((left) => assignedTo(left, right, read))
}

function assignedTo(left: SyntaxNode | null, right: SyntaxNode | null, read: Read): readonly Setting[] {
  if (left?.type !== 'subscript' || left.childForFieldName('value')?.text !== 'kwargs' || right === null)
    return []
  const key = left.childForFieldName('subscript')
  return key === null ? [] : option(read(key), right, read)
}

/** The keywords of `super().__init__(*args, null=True, **kwargs)`. */
function handedOn(call: SyntaxNode, { values }: Parameters, read: Read): readonly Setting[] {
  return argumentsOf(call).flatMap((node) => {
    const [name, value] = [node.childForFieldName('name')?.text, node.childForFieldName('value')]
    if (node.type !== 'keyword_argument' || name === undefined || value === null) return []
    const own = value.type === 'identifier' && value.text === name ? values.get(name) : undefined
    return own === undefined
      ? option({ kind: 'string', value: name, place: read(value).place }, value, read)
      : [{ name, value: read(own), isDefault: true }]
  })
}

function option(key: Expression, value: SyntaxNode, read: Read): readonly Setting[] {
  if (key.kind !== 'string') return []
  const called = value.type === 'call' ? value.childForFieldName('function')?.text : undefined
  const isGiven = called === 'kwargs.get' || called === 'kwargs.pop'
  const settings = isGiven
    ? settingFrom(argumentsOf(value), read, true)
    : [{ name: key.value, value: read(value), isDefault: false }]
  return settings.filter(({ name }) => name === key.value)
}

/** `("null", True)` */
function settingFrom(
  [first, second]: readonly SyntaxNode[],
  read: Read,
  isDefault: boolean,
): readonly Setting[] {
  if (first === undefined || second === undefined) return []
  const key = read(first)
  return key.kind === 'string' ? [{ name: key.value, value: read(second), isDefault }] : []
}

function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  return call.childForFieldName('arguments')?.namedChildren.filter(({ type }) => type !== 'comment') ?? []
}

/** Every identifier in it, and every text that could be one; to look at an option does nothing to it. */
function namesIn(node: SyntaxNode): ReadonlySet<string> {
  return new Set(node.text.replace(/\bkwargs\.get\(\s*["']\w+["']/g, '').match(/[A-Za-z_]\w*/g))
}
