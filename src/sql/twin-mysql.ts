import type { Dialect } from '../core/dialect'
import { quoteName } from '../core/quote'
import type { Twin } from '../django/schema'
import { differs, isSame } from './differs'
import { quoteIdentifier, quoteString } from './quote'

const id = (name: string): string => quoteIdentifier(name, 'mysql')
const tableId = (name: string): string => quoteName(name, 'mysql')

export type Event = 'insert' | 'update'

/** A trigger for each event. What an earlier run has left is replaced: MariaDB has words for that. */
export function addTwin(table: string, twin: Twin, again: boolean, dialect: Dialect): readonly string[] {
  const replaces = again && dialect === 'mariadb'
  return (['update', 'insert'] as const).flatMap((event) => [
    ...(again && !replaces ? [dropTrigger(event, twin.name, true)] : []),
    createTrigger(event, table, twin, replaces),
  ])
}

export function createTrigger(event: Event, table: string, twin: Twin, replaces: boolean): string {
  const head = `CREATE ${replaces ? 'OR REPLACE ' : ''}TRIGGER ${triggerName(twin.name, event)}`
  const on = `BEFORE ${event.toUpperCase()} ON ${tableId(table)} FOR EACH ROW`
  return [`${head} ${on}`, ...(event === 'insert' ? onInsert(twin) : onUpdate(twin))].join('\n')
}

function triggerName(name: string, event: Event): string {
  return id(`${name}_${event}`)
}

/** An INSERT has given the twin if it is not what it is by default. */
function onInsert(twin: Twin): readonly string[] {
  const [column, other] = [id(twin.column), id(twin.twin)]
  // The cast says nothing to the server: by it the text is read back as that of a twin whose bytes count.
  const given = twin.comparesBytes ? `CAST(NEW.${other} AS BINARY)` : `NEW.${other}`
  const isBlank =
    twin.blank === undefined
      ? `${given} IS NULL`
      : isSame(`NEW.${other}`, `(${twin.blank})`, 'mysql', twin.comparesBytes)
  return [
    `IF ${isBlank} THEN`,
    `  SET NEW.${other} = NEW.${column};`,
    'ELSE',
    `  SET NEW.${column} = NEW.${other};`,
    'END IF',
  ]
}

/** An UPDATE has changed what is not as before. */
function onUpdate(twin: Twin): readonly string[] {
  const [column, other] = [id(twin.column), id(twin.twin)]
  const isChanged = (name: string): string =>
    differs(`NEW.${name}`, `OLD.${name}`, 'mysql', twin.comparesBytes)
  return [
    `IF ${isChanged(other)} THEN`,
    `  SET NEW.${column} = NEW.${other};`,
    `ELSEIF ${isChanged(column)} THEN`,
    `  SET NEW.${other} = NEW.${column};`,
    'END IF',
  ]
}

/** By that of UPDATE, which goes first, it is known whether all rows are equal: see `settleOnce`. */
export function dropTwin(name: string, again: boolean): readonly string[] {
  return (['update', 'insert'] as const).map((event) => dropTrigger(event, name, again))
}

export function dropTrigger(event: Event, name: string, again: boolean): string {
  return `DROP TRIGGER ${again ? 'IF EXISTS ' : ''}${triggerName(name, event)}`
}

/** Nobody writes between the statements, since the table is locked. */
export function settleTwin(
  table: string,
  twin: Pick<Twin, 'name' | 'column' | 'twin'>,
  copies: readonly string[],
  dialect: Dialect,
): readonly string[] {
  const statements =
    dialect === 'mariadb'
      ? [settleOnce(table, twin, copies)]
      : [...dropTwin(twin.name, false), settleColumns(table, twin.column, twin.twin, copies)]
  return [`LOCK TABLES ${tableId(table)} WRITE`, ...statements, 'UNLOCK TABLES']
}

/** Rows that were written after a run that came no further than the triggers are read, and only then. */
export function settleOnce(
  table: string,
  { name, column, twin }: Pick<Twin, 'name' | 'column' | 'twin'>,
  copies: readonly string[],
): string {
  const isSynced = `trigger_schema = DATABASE() AND trigger_name = ${quoteString(`${name}_update`, 'mysql')}`
  const isLeftBehind = differs(id(column), id(twin), 'mariadb', true)
  return once(`EXISTS (SELECT 1 FROM information_schema.columns WHERE ${isColumn(table, column)})`, [
    `IF NOT EXISTS (SELECT 1 FROM information_schema.triggers WHERE ${isSynced}) THEN`,
    `  UPDATE ${tableId(table)} SET ${id(column)} = ${id(twin)} WHERE ${isLeftBehind};`,
    'END IF;',
    ...dropTwin(name, true).map((each) => `${each};`),
    `${settleColumns(table, column, twin, copies)};`,
  ])
}

export function settleColumns(
  table: string,
  column: string,
  twin: string,
  copies: readonly string[],
): string {
  const drops = [...copies.map((index) => `DROP INDEX ${id(index)}`), `DROP COLUMN ${id(twin)}`]
  return `ALTER TABLE ${tableId(table)} ${drops.join(', ')}, RENAME COLUMN ${id(column)} TO ${id(twin)}`
}

/** A column that was added later stands further behind, whatever it is called. */
export function swapColumns(table: string, one: string, other: string, dialect: Dialect): readonly string[] {
  const rename = (from: string, to: string): string => `RENAME COLUMN ${id(from)} TO ${id(to)}`
  const alter = `ALTER TABLE ${tableId(table)} ${rename(one, other)}, ${rename(other, one)}`
  if (dialect !== 'mariadb') return [alter]
  const place = (column: string): string =>
    `(SELECT ordinal_position FROM information_schema.columns WHERE ${isColumn(table, column)})`
  return [once(`${place(one)} < ${place(other)}`, [`${alter};`])]
}

function isColumn(table: string, column: string): string {
  const [inTable, called] = [table, column].map((name) => quoteString(bare(name), 'mysql'))
  return `table_schema = DATABASE() AND table_name = ${inTable ?? ''} AND column_name = ${called ?? ''}`
}

/** A name that has its quotes already is let through by Django. */
function bare(table: string): string {
  return /^`.*`$/s.test(table) ? table.slice(1, -1) : table
}

/** MariaDB: a statement of statements. */
function once(condition: string, statements: readonly string[]): string {
  const lines = ['BEGIN NOT ATOMIC', `  IF ${condition} THEN`, ...statements.map((each) => `    ${each}`)]
  return [...lines, '  END IF;', 'END'].join('\n')
}
