import type { Dialect } from '../core/dialect'
import { quoteName } from '../core/quote'
import { namesDigest } from '../django/names'
import type { View } from '../django/schema'
import { quoteIdentifier, quoteString } from './quote'

const id = (name: string): string => quoteIdentifier(name, 'mysql')
const tableId = (name: string): string => quoteName(name, 'mysql')

/** By the rights of who asks, as the table itself. */
export function createView({ name, table, columns }: View, again: boolean): readonly string[] {
  const what = `CREATE ${again ? 'OR REPLACE ' : ''}SQL SECURITY INVOKER VIEW ${tableId(name)}`
  return [`${what} AS SELECT ${columns.map(id).join(', ')} FROM ${tableId(table)}`]
}

export function dropView(name: string, again: boolean): readonly string[] {
  return [`DROP VIEW ${again ? 'IF EXISTS ' : ''}${tableId(name)}`]
}

/** There is no moment at which the name is nobody's: the view makes room in the statement that renames the table. */
export function settleView(
  { name, table }: Pick<View, 'name' | 'table'>,
  dialect: Dialect,
): readonly string[] {
  const aside = asideName(name)
  const rename = renames([
    [name, aside],
    [table, name],
  ])
  if (dialect !== 'mariadb') return [rename, ...dropView(aside, false)]
  return [once(`${kindOf(name)} = 'VIEW'`, [rename], aside)]
}

/**
 * As above, the other way around. A view is made of what is there when it is made, so that the table gets a second name
 * for that long.
 */
export function unsettleView(view: View, dialect: Dialect): readonly string[] {
  const { name, table, columns } = view
  const aside = asideName(table)
  const again = dialect === 'mariadb'
  const statements = [
    ...createView({ name: table, table: name, columns }, again),
    ...createView({ ...view, name: asideName(name) }, again),
    renames([
      [table, aside],
      [name, table],
      [asideName(name), name],
    ]),
  ]
  if (!again) return [...statements, ...dropView(aside, false)]
  return [once(`${kindOf(name)} = 'BASE TABLE'`, statements, aside)]
}

function renames(pairs: readonly (readonly [from: string, to: string])[]): string {
  return `RENAME TABLE ${pairs.map(([from, to]) => `${tableId(from)} TO ${tableId(to)}`).join(', ')}`
}

function kindOf(name: string): string {
  const called = `table_schema = DATABASE() AND table_name = ${quoteString(name, 'mysql')}`
  return `(SELECT table_type FROM information_schema.tables WHERE ${called})`
}

/** What is put aside goes also when a run came no further than to put it there. */
function once(condition: string, statements: readonly string[], aside: string): string {
  const lines = ['BEGIN NOT ATOMIC', `  IF ${condition} THEN`, ...statements.map((each) => `    ${each};`)]
  return [...lines, '  END IF;', ...dropView(aside, true).map((each) => `  ${each};`), 'END'].join('\n')
}

/** What a view is called between two statements. */
function asideName(name: string): string {
  const aside = `${name}_view`
  if (Buffer.byteLength(aside) <= 64) return aside
  const tail = `_${namesDigest([name], 8)}_view`
  const characters = [...name]
  while (Buffer.byteLength(characters.join('')) > 64 - tail.length) characters.pop()
  return characters.join('') + tail
}
