import type { Dialect } from '../core/dialect'
import type { Change } from '../django/changes'
import { readAlterTable } from './read-alter'
import { readCreateTable } from './read-create'
import { readIfExists } from './read-guard'
import { readCreateIndex } from './read-rule'
import { Reader } from './reader'
import { tokenize, type Token } from './tokens'

/**
 * What a piece of SQL does to the schema: the statements that bgsplit writes, and the plain DDL that people write
 * by hand in a RunSQL. Anything else is a change of kind `unknown`, which changes nothing in the replay.
 */
export function readSql(sql: string, dialect: Dialect): readonly Change[] {
  return splitStatements(tokenize(sql, dialect)).flatMap((tokens) => {
    const start = tokens[0]?.start ?? 0
    const text = sql.slice(start, tokens.at(-1)?.end ?? start)
    return readStatement(new Reader(tokens, sql, dialect)) ?? [{ kind: 'unknown', sql: text } as const]
  })
}

function splitStatements(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const statements: Token[][] = [[]]
  for (const token of tokens) {
    if (token.kind === 'mark' && token.value === ';') statements.push([])
    else statements.at(-1)?.push(token)
  }
  return statements.filter((statement) => statement.length > 0)
}

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

/** `LOCK TABLE "hr"."staff", "other" IN SHARE MODE` of PostgreSQL changes nothing. */
function readLock(reader: Reader): readonly Change[] | undefined {
  reader.words('TABLE')
  const tables = reader.list(() => reader.tableName())
  if (reader.words('IN')) reader.textUntil((token) => reader.isWord(token, 'MODE'))
  reader.words('MODE')
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
