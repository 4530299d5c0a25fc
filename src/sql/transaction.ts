import { tokenize } from './tokens'

/**
 * Whether statements are to run each by itself: PostgreSQL makes and drops an index CONCURRENTLY only outside a
 * transaction, and VALIDATE is for nothing where the lock of ADD … NOT VALID before it is still held.
 */
export function runsOutsideTransaction(statements: readonly string[]): boolean {
  return statements.some((statement) => {
    const words = tokenize(statement, 'postgresql').map(({ kind, value }) =>
      kind === 'word' ? value.toUpperCase() : '',
    )
    return words.some(
      (word, index) => word === 'CONCURRENTLY' || (word === 'VALIDATE' && words[index + 1] === 'CONSTRAINT'),
    )
  })
}
