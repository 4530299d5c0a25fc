import { quoteName } from '../core/quote'
import type { Twin } from '../django/schema'
import { SWAPPED } from '../django/apply-twin'
import { differs, isSame } from './differs'
import { dollarQuoted, quoteIdentifier, quoteString } from './quote'

const id = (name: string): string => quoteIdentifier(name, 'postgresql')
const tableId = (name: string): string => quoteName(name, 'postgresql')

/**
 * A function and its trigger, in one text: PostgreSQL runs it as a whole or not at all. `again`: what an earlier run has
 * left is replaced.
 */
export function addTwin(table: string, twin: Twin, again: boolean): readonly string[] {
  const name = id(twin.name)
  const statements = [
    ...(again ? [dropTrigger(table, twin.name, true)] : []),
    `CREATE ${again ? 'OR REPLACE ' : ''}FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS ${dollarQuoted(body(twin))}`,
    `CREATE TRIGGER ${name} BEFORE INSERT OR UPDATE ON ${tableId(table)} FOR EACH ROW EXECUTE FUNCTION ${name}()`,
  ]
  return [statements.join(';\n')]
}

/** An INSERT has given the twin if it is not what it is by default; an UPDATE has changed what is not as before. */
function body(twin: Twin): readonly string[] {
  const [column, other] = [id(twin.column), id(twin.twin)]
  const isChanged = (name: string): string =>
    differs(`NEW.${name}`, `OLD.${name}`, 'postgresql', twin.comparesBytes)
  const isBlank =
    twin.blank === undefined
      ? `NEW.${other} IS NULL`
      : isSame(`NEW.${other}`, `(${twin.blank})`, 'postgresql', twin.comparesBytes)
  return [
    'BEGIN',
    `  IF TG_OP = 'UPDATE' THEN`,
    `    IF ${isChanged(other)} THEN`,
    `      NEW.${column} := NEW.${other};`,
    `    ELSIF ${isChanged(column)} THEN`,
    `      NEW.${other} := NEW.${column};`,
    '    END IF;',
    `  ELSIF ${isBlank} THEN`,
    `    NEW.${other} := NEW.${column};`,
    '  ELSE',
    `    NEW.${column} := NEW.${other};`,
    '  END IF;',
    '  RETURN NEW;',
    'END',
  ]
}

export function dropTwin(table: string, name: string, again: boolean): readonly string[] {
  return [dropTrigger(table, name, again), dropFunction(name, again)]
}

export function dropTrigger(table: string, name: string, again: boolean): string {
  return `DROP TRIGGER ${again ? 'IF EXISTS ' : ''}${id(name)} ON ${tableId(table)}`
}

export function dropFunction(name: string, again: boolean): string {
  return `DROP FUNCTION ${again ? 'IF EXISTS ' : ''}${id(name)}()`
}

/** Indexes over the twin go with it. */
export function settleTwin(
  table: string,
  { name, column, twin }: Pick<Twin, 'name' | 'column' | 'twin'>,
): readonly string[] {
  return once(`EXISTS (SELECT 1 FROM pg_catalog.pg_attribute WHERE ${isColumn(table, column)})`, [
    ...dropTwin(table, name, true).map((each) => `${each};`),
    `ALTER TABLE ${tableId(table)} DROP COLUMN ${id(twin)};`,
    rename(table, column, twin),
  ])
}

/** A column that was added later has the higher number, whatever it is called. */
export function swapColumns(table: string, one: string, other: string): readonly string[] {
  const number = (column: string): string =>
    `(SELECT attnum FROM pg_catalog.pg_attribute WHERE ${isColumn(table, column)})`
  return once(`${number(one)} < ${number(other)}`, [
    rename(table, one, SWAPPED),
    rename(table, other, one),
    rename(table, SWAPPED, other),
  ])
}

function isColumn(table: string, column: string): string {
  const relation = quoteString(tableId(table), 'postgresql')
  return `attrelid = to_regclass(${relation}) AND attname = ${quoteString(column, 'postgresql')}`
}

function rename(table: string, from: string, to: string): string {
  return `ALTER TABLE ${tableId(table)} RENAME COLUMN ${id(from)} TO ${id(to)};`
}

/** One statement, which is done as a whole or not at all. */
function once(condition: string, statements: readonly string[]): readonly string[] {
  const lines = ['BEGIN', `  IF ${condition} THEN`, ...statements.map((each) => `    ${each}`)]
  return [`DO ${dollarQuoted([...lines, '  END IF;', 'END'])}`]
}
