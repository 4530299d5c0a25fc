import type { Violation } from '../compat/violation'

/** A violation in words, as a reason: what the code meets; `who` is that code. */
export function describeViolation({ rule, table, subject }: Violation, who = 'old code'): string {
  switch (rule) {
    case 'missing-table':
      return `${who} uses the table ${table}, which is gone`
    case 'missing-column':
      return `${who} uses the column ${table}.${subject}, which is gone`
    case 'column-type':
      return `the type of ${table}.${subject} is no longer the one that ${who} reads and writes`
    case 'twin':
      return `${table}.${subject} is kept equal to a column that does not take all that ${who} writes to it`
    case 'insert':
      return `${who} inserts rows without ${table}.${subject}, which must have a value`
    case 'insert-null':
      return `${who} may write NULL to ${table}.${subject}, which no longer takes it`
    case 'missing-default':
      return `${who} leaves ${table}.${subject} to a default of the database, which is gone`
    case 'insert-twice':
      return `${who} cannot insert two rows: the rule over ${table} (${subject}) gets the same value twice`
    case 'parent-delete':
      return `rows of ${subject}, which ${who} does not know, keep it from deleting rows of ${table}`
    case 'dangling-key':
      return `nothing looks after ${table}.${subject} any more: its rows may come to point at rows that are gone`
    case 'stricter-rule':
      return `${table} gets a rule (${subject}) that ${who} does not know and may break`
    case 'shorter-column':
      return `${who} may write values to ${table}.${subject} that no longer fit`
    case 'reads-null':
      return `${who} may read NULL from ${table}.${subject}`
    case 'missing-unique':
      return `the unique rule ${subject} of ${table}, which ${who} may rely on, is gone`
    case 'new-key':
      return `${subject} is a new foreign key: old code cannot delete a row of ${table} that a row of new code points at`
  }
}
