import type { Change } from '../django/changes'
import type { ForeignKey } from '../django/schema'
import { addColumnChanges, defaultText, readColumn } from './read-column'
import type { Reader } from './reader'

/** `ALTER TABLE name action, …`: undefined unless each action is one that is known. */
export function readAlterTable(reader: Reader): readonly Change[] | undefined {
  reader.words('IF', 'EXISTS')
  reader.words('ONLY')
  const table = reader.tableName()
  if (table === undefined) return undefined
  const actions = reader.list(() => readAction(reader, table))
  return reader.atEnd() ? actions?.flat() : undefined
}

type Changes = readonly Change[] | undefined

function readAction(reader: Reader, table: string): Changes {
  if (reader.words('ADD', 'CONSTRAINT')) return readConstraint(reader, table, reader.identifier())
  if (reader.words('ADD')) return readAdd(reader, table)
  if (reader.words('DROP')) return readDrop(reader, table)
  if (reader.words('ALTER')) return readAlterColumn(reader, table)
  if (reader.words('MODIFY')) return readModify(reader, table)
  if (reader.words('RENAME', 'INDEX')) return readRenameIndex(reader, table)
  if (!reader.words('RENAME', 'TO')) return undefined
  const to = reader.tableName()
  return to === undefined ? undefined : [{ kind: 'rename-table', table, to }]
}

function readAdd(reader: Reader, table: string): Changes {
  if (['UNIQUE', 'FOREIGN', 'CHECK'].some((word) => reader.isWord(reader.peek(), word))) {
    return readConstraint(reader, table, undefined)
  }
  reader.words('COLUMN')
  reader.words('IF', 'NOT', 'EXISTS')
  const column = readColumn(reader)
  return column && addColumnChanges(table, column, reader.dialect)
}

function readConstraint(reader: Reader, table: string, name: string | undefined): Changes {
  if (reader.words('FOREIGN', 'KEY')) return readForeignKey(reader, table, name)
  if (reader.words('CHECK')) {
    const sql = reader.parenthesised()
    reader.words('NOT', 'VALID')
    return sql === undefined
      ? undefined
      : [{ kind: 'add-check', table, check: { name, sql, columns: undefined } }]
  }
  const columns = reader.words('UNIQUE') ? reader.columns() : undefined
  return columns && [{ kind: 'add-unique', table, unique: { name, columns, uses: columns } }]
}

function readForeignKey(reader: Reader, table: string, name: string | undefined): Changes {
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
  return [{ kind: 'add-foreign-key', table, foreignKey }]
}

function readOnDelete(reader: Reader): ForeignKey['onDelete'] {
  if (reader.words('ON', 'DELETE', 'SET', 'NULL')) return 'set-null'
  if (reader.words('ON', 'DELETE', 'CASCADE')) return 'cascade'
  reader.words('ON', 'DELETE', 'NO', 'ACTION')
  return 'no-action'
}

function readDrop(reader: Reader, table: string): Changes {
  const isConstraint = reader.words('CONSTRAINT') || reader.words('FOREIGN', 'KEY')
  const isIndex = !isConstraint && (reader.words('INDEX') || reader.words('KEY'))
  if (!isConstraint && !isIndex) reader.words('COLUMN')
  reader.words('IF', 'EXISTS')
  const name = reader.identifier()
  if (!reader.words('CASCADE')) reader.words('RESTRICT')
  if (name === undefined) return undefined
  if (isConstraint) return [{ kind: 'drop-constraint', table, name }]
  return isIndex ? [{ kind: 'drop-index', table, name }] : [{ kind: 'drop-column', table, column: name }]
}

function readAlterColumn(reader: Reader, table: string): Changes {
  reader.words('COLUMN')
  const column = reader.identifier()
  if (column === undefined) return undefined
  const change = { kind: 'set-column', table, column } as const
  if (reader.words('DROP', 'NOT', 'NULL')) return [{ ...change, nullable: true }]
  if (reader.words('SET', 'NOT', 'NULL')) return [{ ...change, nullable: false }]
  if (reader.words('DROP', 'DEFAULT')) return [{ ...change, default: null }]
  if (!reader.words('SET', 'DEFAULT')) return undefined
  return [{ ...change, default: { kind: 'sql', sql: defaultText(reader) } }]
}

/** Checks that are said again are the ones that are there. */
function readModify(reader: Reader, table: string): Changes {
  reader.words('COLUMN')
  const read = readColumn(reader)
  return read && [{ kind: 'alter-column', table, column: read.column.name, to: read.column }]
}

function readRenameIndex(reader: Reader, table: string): Changes {
  const name = reader.identifier()
  const to = reader.words('TO') ? reader.identifier() : undefined
  return name === undefined || to === undefined ? undefined : [{ kind: 'rename-index', table, name, to }]
}
