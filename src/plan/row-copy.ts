import type { Dialect } from '../core/dialect'
import { Refusal } from '../core/errors'
import type { Twin } from '../django/schema'
import type { Step } from './plan'
import type { OperationWriter } from './write-operation'

export interface ColumnCopy {
  readonly dialect: Dialect
  /** As the database calls it at that moment. */
  readonly table: string
  /** The columns of its primary key, likewise. */
  readonly key: readonly string[]
  /** The model whose table it is: for database routers. */
  readonly model: string
  readonly from: string
  readonly to: string
  /** What keeps the two columns equal in rows that are written meanwhile. */
  readonly twin: Pick<Twin, 'comparesBytes'>
  /** `reverse` copies on the way back, and does nothing on the way there; `forward` if left out. */
  readonly direction?: 'forward' | 'reverse'
}

/**
 * Copies one column of a table to its twin in all rows, 1,000 at a time. It belongs into a migration that is
 * `atomic = False`: only there are locks let go after each batch, and nobody waits for it or makes it wait.
 *
 * @throws Refusal `primary-key` for a table whose rows are not told apart by one column
 */
export function copyRows(write: OperationWriter, copy: ColumnCopy): Step {
  const { dialect, table, model, from, to, twin, direction = 'forward' } = copy
  const [key, ...more] = copy.key
  if (key === undefined || more.length > 0) throw withoutKey(copy, write)
  if (dialect === 'sqlite') throw new TypeError(`${table} has no twins: SQLite gets none`)
  const name = write.functionName(`copy_${table}_${from}_to_${to}`)
  const comparesBytes = twin.comparesBytes === true
  return write.run({ kind: 'copy', name, model, dialect, table, key, from, to, comparesBytes }, direction)
}

function withoutKey({ table, from, to, key }: ColumnCopy, { place }: OperationWriter): Refusal {
  const columns = key.length === 0 ? 'no primary key' : `a primary key of ${String(key.length)} columns`
  return new Refusal({
    code: 'primary-key',
    reason: `${table} has ${columns}, and its rows can be given ${to} in batches only by a key of one`,
    wayOut: `give the field db_column="${from}": its name in Python is then free, and nothing has to be split`,
    place,
  })
}
