import { isMysql } from '../django/backends/features'
import type { Change, Guards } from '../django/changes'
import type { ForeignKey } from '../django/schema'
import { CAPABILITIES } from './dialect'
import { addColumnChanges, clauseText, defaultText, inlineRules, readColumn } from './read-column'
import { guarded, readIfExists, readIfNotExists } from './read-guard'
import { readCheck, readUnique } from './read-rule'
import type { Reader } from './reader'

/** `ALTER TABLE name action, …`: undefined unless each action is one that is known. */
export function readAlterTable(reader: Reader): readonly Change[] | undefined {
  const ifTableExists = reader.words('IF', 'EXISTS')
  reader.words('ONLY')
  const table = reader.tableName()
  if (table === undefined) return undefined
  const actions = reader.list(() => readAction(reader, table))
  if (!reader.atEnd()) return undefined
  return actions?.flat().map((change) => (ifTableExists ? { ...change, ifTableExists } : change))
}

type Changes = readonly Change[] | undefined

function readAction(reader: Reader, table: string): Changes {
  if (reader.words('ADD', 'CONSTRAINT')) {
    const isGuarded = readIfNotExists(reader)
    return readConstraint(reader, table, reader.identifier(), isGuarded)
  }
  if (reader.words('ADD')) return readAdd(reader, table)
  if (reader.words('DROP')) return readDrop(reader, table)
  if (reader.words('ALTER')) return readAlterColumn(reader, table)
  if (reader.words('MODIFY')) return readModify(reader, table)
  // Rows are read; the rule is there since it was added.
  if (reader.words('VALIDATE', 'CONSTRAINT')) return reader.identifier() === undefined ? undefined : []
  if (reader.words('RENAME', 'INDEX')) return readRenameIndex(reader, table)
  if (!reader.words('RENAME', 'TO')) return undefined
  const to = reader.tableName()
  return to === undefined ? undefined : [{ kind: 'rename-table', table, to }]
}

function readAdd(reader: Reader, table: string): Changes {
  if (['UNIQUE', 'FOREIGN', 'CHECK'].some((word) => reader.isWord(reader.peek(), word))) {
    return readConstraint(reader, table, undefined, {})
  }
  reader.words('COLUMN')
  const guard = readIfNotExists(reader)
  const column = readColumn(reader)
  return column && guarded(addColumnChanges(table, column, reader.dialect), guard)
}

/** Beside the name, or, on MariaDB, behind the words that say what it is. */
function readConstraint(reader: Reader, table: string, name: string | undefined, beside: Guards): Changes {
  const kind = (['UNIQUE', 'FOREIGN', 'CHECK'] as const).find((word) => reader.words(word))
  if (kind === undefined || (kind === 'FOREIGN' && !reader.words('KEY'))) return undefined
  const guard = { ...beside, ...readIfNotExists(reader) }
  return RULES[kind](reader, table, name, guard)
}

const RULES = { UNIQUE: readUnique, FOREIGN: readForeignKey, CHECK: readCheck }

function readForeignKey(reader: Reader, table: string, name: string | undefined, guard: Guards): Changes {
  const column = reader.columns()?.[0]
  const toTable = reader.words('REFERENCES') ? reader.tableName() : undefined
  const toColumn = reader.columns()?.[0]
  const onDelete = readOnDelete(reader)
  const onUpdate = reader.words('ON', 'UPDATE', 'CASCADE')
  reader.words('DEFERRABLE', 'INITIALLY', 'DEFERRED')
  reader.words('NOT', 'VALID')
  if (column === undefined || toTable === undefined || toColumn === undefined) return undefined
  const key = { name, column, toTable, toColumn, onDelete }
  const foreignKey: ForeignKey = onUpdate ? { ...key, onUpdate: 'cascade' } : key
  return [{ kind: 'add-foreign-key', table, foreignKey, ...guard }]
}

function readOnDelete(reader: Reader): ForeignKey['onDelete'] {
  if (reader.words('ON', 'DELETE', 'SET', 'NULL')) return 'set-null'
  if (reader.words('ON', 'DELETE', 'CASCADE')) return 'cascade'
  reader.words('ON', 'DELETE', 'NO', 'ACTION')
  return 'no-action'
}

function readDrop(reader: Reader, table: string): Changes {
  const isKey = reader.words('FOREIGN', 'KEY')
  const isConstraint = isKey || reader.words('CONSTRAINT')
  const isIndex = !isConstraint && (reader.words('INDEX') || reader.words('KEY'))
  if (!isConstraint && !isIndex) reader.words('COLUMN')
  const guard = readIfExists(reader)
  const name = reader.identifier()
  if (!reader.words('CASCADE')) reader.words('RESTRICT')
  if (name === undefined) return undefined
  if (isKey) return [{ kind: 'drop-constraint', table, name, of: 'foreignKeys', ...guard }]
  if (isConstraint) return [{ kind: 'drop-constraint', table, name, ...guard }]
  const change = { table, ...guard }
  return [
    isIndex ? { kind: 'drop-index', ...change, name } : { kind: 'drop-column', ...change, column: name },
  ]
}

function readAlterColumn(reader: Reader, table: string): Changes {
  reader.words('COLUMN')
  const column = reader.identifier()
  if (column === undefined) return undefined
  const change = { kind: 'set-column', table, column } as const
  if (reader.words('DROP', 'NOT', 'NULL')) return [{ ...change, nullable: true }]
  if (reader.words('SET', 'NOT', 'NULL')) return [{ ...change, nullable: false }]
  if (reader.words('DROP', 'DEFAULT')) return [{ ...change, default: null }]
  if (reader.words('TYPE') || reader.words('SET', 'DATA', 'TYPE')) return readType(reader, change)
  if (!reader.words('SET', 'DEFAULT')) return undefined
  const sql = defaultText(reader)
  // What a column of MySQL that takes NULL has without a default; see `setDefault` in change-column.ts.
  if (sql === 'NULL' && isMysql(reader.dialect)) return [{ ...change, default: null }]
  return [{ ...change, default: { kind: 'sql', sql } }]
}

type SetColumn = Pick<Extract<Change, { kind: 'set-column' }>, 'kind' | 'table' | 'column'>

/** A collation that is not said is gone. */
function readType(reader: Reader, change: SetColumn): Changes {
  const sql = clauseText(reader)
  const collation = reader.words('COLLATE') ? reader.identifier() : null
  if (reader.words('USING')) clauseText(reader)
  if (sql === '' || collation === undefined) return undefined
  return [{ ...change, type: { kind: 'known', sql }, collation }]
}

/** Checks that are said again are the ones that are there; on MariaDB the others that stood in the column are gone. */
function readModify(reader: Reader, table: string): Changes {
  reader.words('COLUMN')
  const read = readColumn(reader)
  if (read === undefined) return undefined
  const change = { kind: 'alter-column', table, column: read.column.name, to: read.column } as const
  if (!CAPABILITIES[reader.dialect].modifyDropsChecks) return [change]
  return [{ ...change, checks: inlineRules(table, read, reader.dialect).checks }]
}

function readRenameIndex(reader: Reader, table: string): Changes {
  const guard = readIfExists(reader)
  const name = reader.identifier()
  const to = reader.words('TO') ? reader.identifier() : undefined
  if (name === undefined || to === undefined) return undefined
  return [{ kind: 'rename-index', table, name, to, ...guard }]
}
