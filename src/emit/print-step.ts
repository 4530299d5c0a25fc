import type { Argument, Call, Expression } from '../python/nodes'
import { printExpression, printString } from '../python/print'
import type { PrintScope } from '../python/print-scope'
import type { Step } from '../plan/plan'
import { breakSql } from './break-sql'
import { columns, stepComment } from './comments'
import { render } from './render'
import type { Style } from './style'
import type { StepView } from './view-models'

/** Where something is printed: into which file, in which style, at which column. */
export interface Site {
  readonly scope: PrintScope
  readonly style: Style
  readonly column: number
}

/** A step as the templates take it: its comment, and its operation as Python. */
export function stepView(step: Step, site: Site): StepView {
  const { source } = step.operation
  return {
    comment: stepComment(step.comment, site.column, site.style),
    code: step.inside === undefined ? printOperation(source, site) : printAround(source, step.inside, site),
  }
}

/** An operation around steps that have comments of their own. */
function printAround(source: Expression, steps: readonly Step[], site: Site): string {
  if (source.kind !== 'call') throw new TypeError('what is around operations is no call')
  return render('state-operation.py.ejs', site.style, {
    name: printExpression(source.callee, site.scope),
    originals: [],
    database: steps.map((step) => stepView(step, inside(inside(site)))),
  }).trimEnd()
}

/** A site further inside: every list and every call indents what it holds by one level. */
function inside(site: Site): Site {
  return { ...site, column: site.column + columns(site.style.indent) }
}

/**
 * An operation as Django's OperationWriter has it (django/db/migrations/writer.py): each argument on a line of its
 * own, which a comma after the last one tells the formatter, and operations inside it likewise.
 */
function printOperation(expression: Expression, site: Site): string {
  if (expression.kind !== 'call' || !isOperation(expression)) return printExpression(expression, site.scope)
  const callee = printExpression(expression.callee, site.scope)
  const print = isRunSql(expression) ? printSqlArgument : printArgument
  const args = expression.args.map((argument, index) => `${print(argument, index, inside(site))},`)
  return `${callee}(${args.join(' ')})`
}

/** Django's, or the class of what is done on one database only. */
function isOperation({ callee, args }: Call): boolean {
  if (callee.kind !== 'reference') return false
  const isOurs = callee.synthetic === true && args.some(({ name }) => name === 'database_operations')
  const isKnown = isOurs || callee.target.startsWith('django.db.migrations.')
  return isKnown && args.every((argument) => argument.unpack === undefined)
}

function isRunSql({ callee }: Call): boolean {
  return callee.kind === 'reference' && callee.target === 'django.db.migrations.RunSQL'
}

function printArgument({ name, value }: Argument, _index: number, site: Site): string {
  return named(name, isList(name) ? printOperations(value, site) : printExpression(value, site.scope))
}

function isList(name: string | undefined): boolean {
  return name === 'state_operations' || name === 'database_operations'
}

function named(name: string | undefined, value: string): string {
  return name === undefined ? value : `${name}=${value}`
}

function printOperations(value: Expression, site: Site): string {
  if (value.kind !== 'list' || value.items.length === 0) return printExpression(value, site.scope)
  return `[${value.items.map((item) => `${printOperation(item, inside(site))},`).join(' ')}]`
}

/** `sql` and `reverse_sql`, by name or as the first two. */
function printSqlArgument(argument: Argument, index: number, site: Site): string {
  const { name, value } = argument
  if (isList(name)) return printArgument(argument, index, site)
  const isSql = name === undefined ? index < 2 : /^(reverse_)?sql$/.test(name)
  return named(name, isSql ? printSql(value, site, '(') : printExpression(value, site.scope))
}

/** Statements are strings, pairs of a string and its parameters, or lists of these. */
function printSql(value: Expression, site: Site, parenthesis: '(' | ''): string {
  switch (value.kind) {
    case 'string':
      return printStatement(value.value, site, parenthesis)
    case 'list':
      return printList(value.items.map((item) => printSql(item, inside(site), '')))
    case 'tuple':
      return `(${value.items.map((item) => `${printSql(item, inside(site), '(')},`).join(' ')})`
    default:
      return printExpression(value, site.scope)
  }
}

function printList(items: readonly string[]): string {
  return `[${items.map((item) => `${item},`).join(' ')}]`
}

/**
 * A statement that does not fit a line as adjacent literals, which the formatter puts on lines of their own; the
 * value is the same. Beside other arguments they need parentheses to be read as one.
 */
export function printStatement(sql: string, site: Site, parenthesis: '(' | ''): string {
  const column = parenthesis === '' ? site.column : inside(site).column
  const width = site.style.lineLength - column - ','.length
  const pieces = breakSql(sql, (piece) => widthOf(piece) <= width)
  const text = pieces.map(printString).join(' ')
  return pieces.length > 1 && parenthesis !== '' ? `(${text})` : text
}

/** With the quotes that take fewer escapes, as the formatter chooses them. */
function widthOf(piece: string): number {
  const double = piece.split('"').length - 1
  const single = piece.split("'").length - 1
  return printString(piece).length - Math.max(0, double - single)
}
