import type { Expression } from '../../python/nodes'
import type { Operation } from '../operation'
import { baseOf } from './reader'
import type { OperationCall, OperationReader } from './reader'
import { every, isNone, itemsOf } from './values'

/** django/db/migrations/operations/special.py. */
export const SPECIAL_OPERATIONS = {
  SeparateDatabaseAndState: {
    parameters: ['database_operations', 'state_operations'],
    read: (call) => {
      const stateOperations = nested(call, 'state_operations')
      const databaseOperations = nested(call, 'database_operations')
      if (stateOperations === undefined || databaseOperations === undefined) return undefined
      return { kind: 'SeparateDatabaseAndState', ...baseOf(call), stateOperations, databaseOperations }
    },
  },
  RunSQL: {
    parameters: ['sql', 'reverse_sql', 'state_operations', 'hints', 'elidable'],
    read: readRunSql,
  },
  RunPython: {
    parameters: ['code', 'reverse_code', 'atomic', 'hints', 'elidable'],
    read: (call) => ({
      kind: 'RunPython',
      ...baseOf(call),
      reversible: !isNone(call.argument('reverse_code')),
    }),
  },
} satisfies Record<string, OperationReader>

function nested(call: OperationCall, name: string): readonly Operation[] | undefined {
  return itemsOf(call.argument(name))?.map(call.readNested)
}

function readRunSql(call: OperationCall): Operation | undefined {
  const stateOperations = nested(call, 'state_operations')
  const sql = call.argument('sql')
  const reverse = call.argument('reverse_sql')
  if (stateOperations === undefined || sql === undefined) return undefined
  return {
    kind: 'RunSQL',
    ...baseOf(call),
    sql: readStatements(sql),
    reverseSql: isNone(reverse) || reverse === undefined ? undefined : readStatements(reverse),
    reversible: !isNone(reverse),
    stateOperations,
  }
}

/** `RunSQL._run_sql`: a script, or a list of statements, each alone or with its parameters. */
function readStatements(expression: Expression): string[] | undefined {
  if (isNoop(expression)) return []
  if (expression.kind === 'string') return [expression.value]
  if (expression.kind !== 'list' && expression.kind !== 'tuple') return undefined
  return every(expression.items, readStatement)
}

function readStatement(expression: Expression): string | undefined {
  if (expression.kind === 'string') return expression.value
  if (expression.kind !== 'list' && expression.kind !== 'tuple') return undefined
  const [sql, params, ...rest] = expression.items
  if (sql?.kind !== 'string' || params === undefined || rest.length > 0) return undefined
  if (isNone(params)) return sql.value
  // With parameters, even none, the database adapter reads `%%` as one percent sign.
  return itemsOf(params)?.length === 0 ? sql.value.replaceAll('%%', '%') : undefined
}

function isNoop(expression: Expression): boolean {
  if (expression.kind === 'string') return expression.value === ''
  return (
    expression.kind === 'reference' && /^django\.db\.migrations\b.*\.RunSQL\.noop$/.test(expression.target)
  )
}
