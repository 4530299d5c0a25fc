import { dollarQuoted, quoteString } from './quote'
import type { UniqueKey } from './rule-text'
import type { Terms } from './terms'

/**
 * A new index, by its name and what follows the table. One that was interrupted while it was made CONCURRENTLY is there
 * by its name, and of no use: it goes first.
 */
export function createIndex(
  terms: Terms,
  what: 'INDEX' | 'UNIQUE INDEX',
  table: string,
  name: string,
  definition: string,
): readonly string[] {
  const on = `${terms.name(name)} ON ${terms.name(table)}${definition}`
  if (!terms.isOnline(table)) return [`CREATE ${what} ${terms.ifNotExists}${on}`]
  if (terms.keepsIndexes && terms.rerunnable) {
    const create = `CREATE ${what} CONCURRENTLY IF NOT EXISTS ${on}`
    return [dropInvalidIndex(terms.indexName(table, name)), create]
  }
  const drop = terms.reruns === undefined ? [] : [dropIndex(terms, table, name)]
  return [...drop, `CREATE ${what} CONCURRENTLY ${on}`]
}

/** What was interrupted while it was made CONCURRENTLY is there by its name, and of no use. `index` is quoted. */
export function dropInvalidIndex(index: string): string {
  const of = `to_regclass(${quoteString(index, 'postgresql')})`
  return `DO ${dollarQuoted([
    'BEGIN',
    `  IF EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = ${of} AND NOT indisvalid) THEN`,
    `    DROP INDEX ${index};`,
    '  END IF;',
    'END',
  ])}`
}

export function dropIndex(terms: Terms, table: string | undefined, name: string): string {
  const on = terms.can.dropIndexOnTable && table !== undefined ? ` ON ${terms.name(table)}` : ''
  const how = terms.isOnline(table) ? 'CONCURRENTLY ' : ''
  return `DROP INDEX ${how}${terms.ifExists}${terms.indexName(table, name)}${on}`
}

/** A unique rule as a constraint. */
export function addUniqueConstraint(
  terms: Terms,
  table: string,
  name: string,
  key: UniqueKey,
): readonly string[] {
  if (!terms.isOnline(table)) {
    return [addConstraint(terms, table, name, 'UNIQUE', key.constraint + key.deferrable)]
  }
  // The constraint owns the index from then on: neither can be dropped as the other.
  const drop = terms.alterTable(table, `DROP CONSTRAINT IF EXISTS ${terms.name(name)}`)
  return [
    ...(terms.reruns === undefined ? [] : [drop]),
    ...createIndex(terms, 'UNIQUE INDEX', table, name, ` ${key.index}`),
    terms.alterTable(
      table,
      `ADD CONSTRAINT ${terms.name(name)} UNIQUE USING INDEX ${terms.name(name)}${key.deferrable}`,
    ),
  ]
}

/** New rows are checked at once; those that are there are read while everybody goes on writing. */
export function addValid(terms: Terms, table: string, name: string, rule: string): readonly string[] {
  const quoted = terms.name(name)
  return [
    terms.alterTable(table, `${replacing(terms, name)}ADD CONSTRAINT ${quoted} ${rule} NOT VALID`),
    terms.alterTable(table, `VALIDATE CONSTRAINT ${quoted}`),
  ]
}

/** MariaDB asks whether it is there beside the name of a check, and behind the words for the others. */
export function addConstraint(
  terms: Terms,
  table: string,
  name: string,
  what: 'UNIQUE' | 'FOREIGN KEY' | 'CHECK',
  definition: string,
): string {
  const guard = terms.reruns === 'if-not-exists' ? 'IF NOT EXISTS ' : ''
  const [beside, behind] = what === 'CHECK' ? [guard, ''] : ['', guard]
  const add = `ADD CONSTRAINT ${beside}${terms.name(name)} ${what} ${behind}${definition}`
  return terms.alterTable(table, replacing(terms, name) + add)
}

/** In the same statement: there is no moment without the rule. */
function replacing(terms: Terms, name: string): string {
  return terms.reruns === 'drop-first' ? `DROP CONSTRAINT IF EXISTS ${terms.name(name)}, ` : ''
}
