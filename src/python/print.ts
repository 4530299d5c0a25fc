import { assertNever } from '../core/assert-never'
import type { Argument, Expression, Opaque, Sequence } from './nodes'
import type { PrintScope } from './print-scope'
import { spell, spellTarget } from './print-scope'

export { importLines, insertImports } from './insert-imports'
export type { Edit } from './insert-imports'

/**
 * An expression as Python that evaluates to the same thing in the scope's file; the imports it takes are recorded in
 * the scope. On one line, unless something opaque spans several: a formatter breaks lines later.
 *
 * Throws `local-name` for what only another file knows.
 */
export function printExpression(expression: Expression, scope: PrintScope): string {
  const { via, synthetic } = expression
  if (via !== undefined && synthetic !== true && via.place.file.path === scope.module?.file.path)
    return via.name
  switch (expression.kind) {
    case 'string':
      return printString(expression.value)
    case 'bytes':
      return `b${quoted(expression.value, escapeByte)}`
    case 'number':
      return expression.value
    case 'boolean':
      return expression.value ? 'True' : 'False'
    case 'none':
      return 'None'
    case 'list':
    case 'tuple':
    case 'set':
      return printSequence(expression, scope)
    case 'dict':
      return `{${expression.entries.map((entry) => entry.map((each) => printExpression(each, scope)).join(': ')).join(', ')}}`
    case 'call':
      return `${printExpression(expression.callee, scope)}(${printArguments(expression.args, scope)})`
    case 'reference':
      return spell(expression, scope)
    case 'opaque':
      return printOpaque(expression, scope)
    default:
      return assertNever(expression)
  }
}

function printArguments(args: readonly Argument[], scope: PrintScope): string {
  return args.map((argument) => printArgument(argument, scope)).join(', ')
}

function printArgument({ name, unpack, value }: Argument, scope: PrintScope): string {
  const printed = printExpression(value, scope)
  if (unpack !== undefined) return `${unpack}${printed}`
  return name === undefined ? printed : `${name}=${printed}`
}

function printSequence({ kind, items, frozen }: Sequence, scope: PrintScope): string {
  const printed = items.map((item) => printExpression(item, scope)).join(', ')
  if (kind === 'list') return `[${printed}]`
  if (kind === 'tuple') return items.length === 1 ? `(${printed},)` : `(${printed})`
  const braces = items.length === 0 ? '' : `{${printed}}`
  if (frozen === true) return `${spellTarget('builtins.frozenset', scope)}(${braces})`
  return items.length === 0 ? `${spellTarget('builtins.set', scope)}()` : braces
}

/** The source with each name in it spelled as the scope's file spells it. */
function printOpaque(expression: Opaque, scope: PrintScope): string {
  const { file, span } = expression.place
  let printed = ''
  let from = span.start
  for (const reference of expression.references) {
    const { start, end } = reference.place.span
    printed += file.text.slice(from, start) + spell(reference, scope)
    from = end
  }
  printed = (printed + file.text.slice(from, span.end)).replace(/\r\n?/g, '\n')
  const isOpen = printed.includes('\n') && expression.enclosed !== true
  return isOpen ? `(${printed})` : printed
}

/**
 * A string literal that Python evaluates to exactly that text. As `repr`, in double quotes: what is not printable is
 * escaped, and so is a lone half of a surrogate pair, which no UTF-8 file can hold.
 */
export function printString(value: string): string {
  return quoted(value, escapeCharacter)
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['"', '\\"'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

/** `repr` takes these Unicode categories for not printable: all of C and, except for the space, all of Z. */
const UNPRINTABLE = /[\p{C}\p{Z}]/u

function quoted(value: string, escape: (character: string) => string): string {
  if (/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(value)) return `"${value}"`
  // By code points: a pair is one character, a lone half is one too.
  return `"${Array.from(value, (character) => SHORT.get(character) ?? escape(character)).join('')}"`
}

function escapeCharacter(character: string): string {
  if (character === ' ' || !UNPRINTABLE.test(character)) return character
  const code = (character.codePointAt(0) ?? 0).toString(16)
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`
}

function escapeByte(character: string): string {
  const code = character.charCodeAt(0)
  return code >= 0x20 && code <= 0x7e ? character : `\\x${code.toString(16).padStart(2, '0')}`
}
