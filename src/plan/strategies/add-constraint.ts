import { argument, calleeOf, positionalArguments } from '../../django/fields/call'
import type { OperationOf } from '../../django/operation'
import { stringList } from '../../python/arguments'
import type { Call, Expression } from '../../python/nodes'
import type { Step } from '../plan'
import { filter, freeName, guardCheck, guardPairs, guardUnique, method, type Rows } from '../rows'
import type { Strategy } from '../site'
import { OperationWriter } from '../write-operation'
import { alteration } from './altered'
import { modelAt } from './find'

/** A rule that old code does not know: the models have it at once, the database once no old code runs. */
export const addConstraint: Strategy<'AddConstraint'> = {
  id: 'add-constraint',
  kind: 'AddConstraint',
  matches: () => true,
  split(operation, site) {
    const model = modelAt(site, operation.model, operation)
    const rows: Rows = { site, model, write: new OperationWriter(site, operation.place) }
    const { name } = operation.constraint
    const { build } = rows.write
    const on = { model_name: build.string(model.name.toLowerCase()) }
    return {
      database: [],
      deferred: [
        alteration(rows, {
          known: [rows.write.operation('RemoveConstraint', { ...on, name: build.string(name) })],
          operations: [add(operation, rows)],
          guards: operation.notValid ? [] : guardsFor(operation, rows),
          isDjangos: operation.notValid,
          fills: [],
        }),
      ],
      changes: [
        {
          slug: `${model.name}_${name}`.toLowerCase(),
          subject: `the constraint ${name} of ${model.name}`,
          verb: 'first knows',
          why: site.why,
          overlap:
            'Old code may write rows that do not hold to it, so that the database does not ask for it yet.',
          later: `adds the constraint ${name}`,
          place: operation.place,
        },
      ],
      notes: [],
    }
  },
}

/** `AddConstraintNotValid` leaves the rows that are there alone, and so does what comes of it. */
function add({ constraint, notValid }: OperationOf<'AddConstraint'>, { write, model }: Rows): Expression {
  const on = { model_name: write.build.string(model.name.toLowerCase()), constraint: constraint.source }
  if (!notValid) return write.operation('AddConstraint', on)
  return write.build.call('django.contrib.postgres.operations.AddConstraintNotValid', [], on)
}

function guardsFor({ constraint }: OperationOf<'AddConstraint'>, rows: Rows): readonly Step[] {
  const { source, name } = constraint
  if (source.kind !== 'call') return []
  switch (calleeOf(source)) {
    case 'django.db.models.CheckConstraint': {
      const condition = argument(source, 'condition') ?? argument(source, 'check')
      return condition === undefined ? [] : [guardCheck(rows, name, condition)]
    }
    case 'django.db.models.UniqueConstraint':
      return uniqueGuard(source, name, rows)
    case 'django.contrib.postgres.constraints.ExclusionConstraint':
      return exclusionGuard(source, name, rows)
    default:
      return []
  }
}

/** By fields, or by expressions that become annotations; NULLs differ unless they are said not to. */
function uniqueGuard(source: Call, name: string, rows: Rows): readonly Step[] {
  const fields = stringList(argument(source, 'fields')) ?? []
  const expressions = positionalArguments(source).map(({ value }) => unordered(value))
  const parts = expressions.map(
    (value) => [freeName(`part_${expressions.indexOf(value) + 1}`, rows.model, []), value] as const,
  )
  const alike = [...fields, ...parts.map(([part]) => part)]
  const condition = argument(source, 'condition')
  const distinct = argument(source, 'nulls_distinct')
  const isDistinct = distinct?.kind !== 'boolean' || distinct.value
  const query = [
    ...(condition === undefined ? [] : [method(rows, 'filter', {}, [condition])]),
    ...(parts.length === 0 ? [] : [method(rows, 'annotate', Object.fromEntries(parts))]),
    ...(isDistinct ? [filter(rows, notNulls(alike, rows))] : []),
  ]
  const words = parts.length === 0 ? undefined : `the constraint ${name}`
  return [guardUnique(rows, name, alike, query, words)]
}

/** The lookups of the operators that a query can ask for; of any other the database names a pair when it refuses. */
const LOOKUPS: Readonly<Record<string, string>> = { '&&': '__overlap', '=': '' }
const OPERATORS = 'django.contrib.postgres.fields.RangeOperators.'

function exclusionGuard(source: Call, name: string, rows: Rows): readonly Step[] {
  const expressions = argument(source, 'expressions')
  const condition = argument(source, 'condition')
  if (expressions === undefined || !('items' in expressions)) return []
  const { build } = rows.write
  const pairs = expressions.items.map((item): readonly [string, Expression] | undefined => {
    const [part, operator] = item.kind === 'tuple' ? item.items : []
    const field = fieldName(part)
    const lookup = operator && LOOKUPS[operatorOf(operator)]
    if (field === undefined || lookup === undefined) return undefined
    return [`${field}${lookup}`, build.call('django.db.models.OuterRef', [build.string(field)])]
  })
  const known = pairs.filter((pair) => pair !== undefined)
  return known.length === pairs.length
    ? [guardPairs(rows, name, Object.fromEntries(known), condition ? [condition] : [])]
    : []
}

function fieldName(part: Expression | undefined): string | undefined {
  if (part?.kind === 'string') return part.value
  const [first] = part?.kind === 'call' && calleeOf(part) === 'django.db.models.F' ? part.args : []
  return first?.value.kind === 'string' ? first.value.value : undefined
}

function operatorOf(operator: Expression): string {
  if (operator.kind === 'string') return operator.value
  const target = operator.kind === 'reference' ? operator.target : ''
  const known: Readonly<Record<string, string>> = { OVERLAPS: '&&', EQUAL: '=' }
  return target.startsWith(OPERATORS) ? (known[target.slice(OPERATORS.length)] ?? '') : ''
}

/** The order of a part does not matter: `Lower("name").desc()`, `OrderBy(F("name"))`. */
function unordered(expression: Expression): Expression {
  if (calleeOf(expression) !== 'django.db.models.OrderBy' || expression.kind !== 'call') return expression
  return positionalArguments(expression)[0]?.value ?? expression
}

function notNulls(names: readonly string[], { write }: Rows): Readonly<Record<string, Expression>> {
  return Object.fromEntries(names.map((name) => [`${name}__isnull`, write.build.boolean(false)]))
}
