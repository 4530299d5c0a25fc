import type { Dialect } from '../core/dialect'
import { isMysql } from '../django/backends/features'
import type { Change } from '../django/changes'
import { readAlterTable } from './read-alter'
import { readCreateTable } from './read-create'
import { readExact } from './read-exact'
import { readIfExists } from './read-guard'
import { readCreateIndex } from './read-rule'
import { Reader } from './reader'
import { tokenize, type Token } from './tokens'

/**
 * What a piece of SQL does to the schema: the statements that bgsplit writes, and the plain DDL that people write
 * by hand in a RunSQL. Anything else is a change of kind `unknown`, which changes nothing in the replay.
 */
export function readSql(sql: string, dialect: Dialect): readonly Change[] {
  const key = `${dialect} ${sql}`
  const known = READ.get(key)
  if (known !== undefined) return known
  const changes = readExact(sql, dialect) ?? readStatements(sql, dialect)
  if (READ.size >= REMEMBERED) READ.clear()
  READ.set(key, changes)
  return changes
}

/** A proof runs the same statements time and again, there and back. */
const READ = new Map<string, readonly Change[]>()
const REMEMBERED = 500

function readStatements(sql: string, dialect: Dialect): readonly Change[] {
  return splitStatements(tokenize(sql, dialect), dialect).flatMap((tokens) => {
    const start = tokens[0]?.start ?? 0
    const text = sql.slice(start, tokens.at(-1)?.end ?? start)
    const changes = readExact(text, dialect) ?? readStatement(new Reader(tokens, sql, dialect))
    return changes ?? [{ kind: 'unknown', sql: text } as const]
  })
}

function splitStatements(tokens: readonly Token[], dialect: Dialect): readonly (readonly Token[])[] {
  const statements: Token[][] = [[]]
  for (const token of tokens) {
    const statement = statements.at(-1) ?? []
    const ends = token.kind === 'mark' && token.value === ';' && !holdsStatements(statement, dialect)
    if (ends) statements.push([])
    else statement.push(token)
  }
  return statements.filter((statement) => statement.length > 0)
}

/** A body of MySQL has semicolons of its own; on PostgreSQL it is a string. Where it ends is not asked. */
function holdsStatements(tokens: readonly Token[], dialect: Dialect): boolean {
  if (!isMysql(dialect)) return false
  const words = tokens
    .slice(0, BODY_WITHIN)
    .map(({ kind, value }) => (kind === 'word' ? value.toUpperCase() : ''))
  if (words[0] === 'BEGIN') return words[1] === 'NOT'
  return words[0] === 'CREATE' && words.some((word) => WITH_BODY.has(word))
}

const WITH_BODY = new Set(['TRIGGER', 'PROCEDURE', 'FUNCTION', 'EVENT'])

/** ``CREATE OR REPLACE DEFINER = `me`@`here` SQL SECURITY INVOKER TRIGGER``. */
const BODY_WITHIN = 12

function readStatement(reader: Reader): readonly Change[] | undefined {
  if (reader.words('ALTER', 'TABLE')) return readAlterTable(reader)
  if (reader.words('CREATE', 'TABLE')) return readCreateTable(reader)
  if (reader.words('ALTER', 'INDEX')) return readRenameIndex(reader)
  if (reader.words('DROP', 'TABLE')) return readDropTable(reader)
  if (reader.words('DROP', 'INDEX')) return readDropIndex(reader)
  if (reader.words('RENAME', 'TABLE')) return readRenameTable(reader)
  if (reader.words('COMMENT', 'ON', 'COLUMN')) return readComment(reader)
  if (reader.words('SET') || reader.words('RESET')) return readSetting(reader)
  if (reader.words('LOCK')) return readLock(reader)
  if (readTransaction(reader)) return reader.atEnd() ? [] : undefined
  if (reader.words('CREATE', 'UNIQUE', 'INDEX')) return readCreateIndex(reader, true)
  return reader.words('CREATE', 'INDEX') ? readCreateIndex(reader, false) : undefined
}

function readDropTable(reader: Reader): readonly Change[] | undefined {
  const guard = readIfExists(reader)
  const tables = reader.list(() => reader.tableName())
  reader.words('CASCADE')
  return reader.atEnd() ? tables?.map((table) => ({ kind: 'drop-table', table, ...guard })) : undefined
}

function readDropIndex(reader: Reader): readonly Change[] | undefined {
  reader.words('CONCURRENTLY')
  const guard = readIfExists(reader)
  const name = reader.lastName()
  const table = reader.words('ON') ? reader.tableName() : undefined
  return name === undefined || !reader.atEnd() ? undefined : [{ kind: 'drop-index', table, name, ...guard }]
}

/** `ALTER INDEX "hr"."i" RENAME TO "j"` names no table. */
function readRenameIndex(reader: Reader): readonly Change[] | undefined {
  const guard = readIfExists(reader)
  const name = reader.lastName()
  const to = reader.words('RENAME', 'TO') ? reader.identifier() : undefined
  if (name === undefined || to === undefined || !reader.atEnd()) return undefined
  return [{ kind: 'rename-index', table: undefined, name, to, ...guard }]
}

/** How long a statement waits for its locks: nothing that the schema shows. */
const SETTINGS = new Set([
  ...['lock_timeout', 'statement_timeout', 'lock_wait_timeout', 'innodb_lock_wait_timeout'],
])

function readSetting(reader: Reader): readonly Change[] | undefined {
  if (!reader.words('LOCAL')) reader.words('SESSION')
  const setting = reader.identifier()?.toLowerCase() ?? ''
  if (reader.mark('=') || reader.words('TO')) reader.skip()
  return SETTINGS.has(setting) && reader.atEnd() ? [] : undefined
}

/** What begins or ends a transaction, or the locks of MySQL. */
function readTransaction(reader: Reader): boolean {
  if (isMysql(reader.dialect) && reader.words('UNLOCK', 'TABLES')) return true
  if (reader.words('START', 'TRANSACTION') || reader.words('COMMIT')) return true
  if (!reader.words('BEGIN')) return false
  if (!reader.words('TRANSACTION')) reader.words('WORK')
  return true
}

/** `LOCK TABLE "hr"."staff", "other" IN SHARE MODE` of PostgreSQL changes nothing, nor does MySQL's `LOCK TABLES a WRITE`. */
function readLock(reader: Reader): readonly Change[] | undefined {
  if (isMysql(reader.dialect)) return readLockTables(reader)
  reader.words('TABLE')
  const tables = reader.list(() => reader.tableName())
  if (reader.words('IN')) reader.textUntil((token) => reader.isWord(token, 'MODE'))
  reader.words('MODE')
  return tables !== undefined && reader.atEnd() ? [] : undefined
}

function readLockTables(reader: Reader): readonly Change[] | undefined {
  if (!reader.words('TABLES')) return undefined
  const tables = reader.list(() => {
    const table = reader.tableName()
    return reader.words('WRITE') || reader.words('READ') ? table : undefined
  })
  return tables !== undefined && reader.atEnd() ? [] : undefined
}

function readRenameTable(reader: Reader): readonly Change[] | undefined {
  const guard = readIfExists(reader)
  return reader.list(() => {
    const table = reader.tableName()
    const to = reader.words('TO') ? reader.tableName() : undefined
    return table === undefined || to === undefined ? undefined : { kind: 'rename-table', table, to, ...guard }
  })
}

/** `COMMENT ON COLUMN "hr"."staff"."name" IS '…'`: the last name is the column. */
function readComment(reader: Reader): readonly Change[] | undefined {
  const path = reader.path()
  const column = path?.at(-1)
  if (path === undefined || column === undefined || path.length < 2 || !reader.words('IS')) return undefined
  const comment = reader.words('NULL') ? '' : reader.string()
  const table = reader.joinPath(path.slice(0, -1))
  return comment === undefined ? undefined : [{ kind: 'set-column', table, column, comment }]
}
