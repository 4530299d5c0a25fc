import type { Violation } from '../compat/violation'

/** A violation in words, as a reason: what old code meets. */
export function describeViolation({ rule, table, subject }: Violation): string {
  switch (rule) {
    case 'missing-table':
      return `old code uses the table ${table}, which is gone`
    case 'missing-column':
      return `old code uses the column ${table}.${subject}, which is gone`
    case 'column-type':
      return `the type of ${table}.${subject} is no longer the one that old code reads and writes`
    case 'insert':
      return `old code inserts rows without ${table}.${subject}, which must have a value`
    case 'insert-null':
      return `old code may write NULL to ${table}.${subject}, which no longer takes it`
    case 'missing-default':
      return `old code leaves ${table}.${subject} to a default of the database, which is gone`
    case 'insert-twice':
      return `old code cannot insert two rows: the rule over ${table} (${subject}) gets the same value twice`
    case 'parent-delete':
      return `rows of ${subject}, which old code does not know, keep it from deleting rows of ${table}`
    case 'dangling-key':
      return `nothing looks after ${table}.${subject} any more: its rows may come to point at rows that are gone`
    case 'stricter-rule':
      return `${table} gets a rule (${subject}) that old code does not know and may break`
    case 'shorter-column':
      return `old code may write values to ${table}.${subject} that no longer fit`
    case 'reads-null':
      return `old code may read NULL from ${table}.${subject}`
    case 'missing-unique':
      return `the unique rule ${subject} of ${table}, which old code may rely on, is gone`
    case 'new-key':
      return `${subject} is a new foreign key: old code cannot delete a row of ${table} that a row of new code points at`
  }
}
