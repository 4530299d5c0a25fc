import { isMysql } from '../../django/backends/features'
import type { Change } from '../../django/changes'
import type { ForeignKey, Schema, Table } from '../../django/schema'
import type { Field } from '../../django/state'
import { findsConstraints } from '../../django/schema-editor/constraint-names'
import { columnName } from '../../django/tables'
import { withArguments } from '../../python/build'
import type { Call } from '../../python/nodes'
import { compile } from '../../sql/compile'
import { dropKey, overlapKey } from '../overlap-key'
import type { Note, Step } from '../plan'
import type { Site } from '../site'
import { databaseField, type OperationWriter } from '../write-operation'

type AddKey = Extract<Change, { kind: 'add-foreign-key' }>

export interface KeyReplacement {
  readonly key: ForeignKey
  readonly onDelete: 'set-null' | 'cascade'
}

export interface ReplacedKeys {
  readonly steps: readonly Step[]
  readonly notes: readonly Note[]
}

/**
 * Replaces the foreign keys of a field by overlap keys. Django drops the old ones through an AlterField to
 * `db_constraint=False`, since it looks a constraint up by what it is, whatever its name; SQL adds the new ones.
 * Where Django cannot find them (a table whose name has quotes of its own) SQL drops them under the names that Django
 * gave them. SQLite cannot add a key to a table: there the old ones are only dropped, and a note says so.
 */
export function replaceKeys(
  site: Site,
  write: OperationWriter,
  field: { readonly model: string; readonly name: string; readonly altered: Call },
  table: string,
  replacements: readonly KeyReplacement[],
): ReplacedKeys {
  const isFound = findsConstraints(table, site.options.dialect)
  const comment = isFound ? ['Django finds the old constraint by what it is, whatever its name.'] : []
  const alter = write.step(write.alterField(field.model, field.name, field.altered), comment)
  const added = replacements.map(({ key, onDelete }) => overlapKey(table, key, onDelete, site.before.schema))
  const keys = isFound ? [] : replacements.map(({ key }) => dropKey(table, key))
  const old = [...keys, ...replacements.flatMap(({ key }) => spareIndexes(site, table, key))]
  const sql = addKeys(site, write, field.model, { old, added })
  if (sql) return { steps: [alter, sql], notes: [] }
  const text =
    `SQLite cannot add a foreign key to ${table}, so the one of ${field.model}.${field.name} is only dropped there: ` +
    'rows of old code may point at rows that new code has deleted'
  return { steps: [alter], notes: [{ text, place: field.altered.place }] }
}

/**
 * The index that Django gives a key on MySQL when this migration removes the index that served it
 * (`_create_missing_fk_index`, django/db/backends/mysql/schema.py). Without it InnoDB makes one for the overlap key,
 * which goes by itself when the way back makes the old index again; Django's would stay.
 */
function spareIndexes({ start, before }: Site, table: string, key: ForeignKey): readonly Change[] {
  if (!isMysql(before.schema.dialect)) return []
  const known = new Set(start.schema.tables.get(table)?.indexes.map((index) => index.name))
  const indexes = before.schema.tables.get(table)?.indexes ?? []
  return indexes.flatMap(({ name, parts }): readonly Change[] => {
    const isSpare = !known.has(name) && parts.length === 1 && parts[0]?.column === key.column
    return isSpare && name !== undefined ? [{ kind: 'drop-index', table, name }] : []
  })
}

function addKeys(
  { before: { schema }, rerunnable }: Site,
  write: OperationWriter,
  model: string,
  { old, added }: { readonly old: readonly Change[]; readonly added: readonly AddKey[] },
): Step | undefined {
  const forward = compile([...old, ...added], schema, { rerunnable })
  if (forward === undefined) return undefined
  const drops = added.map(({ table, foreignKey }) => dropKey(table, foreignKey))
  return write.step(
    write.runSql(forward, compile(drops, withKeys(schema, added), { rerunnable }) ?? [], model),
  )
}

/** Not `applyChanges`, which refuses a name that is taken: the key that goes may have it in `schema` still. */
function withKeys(schema: Schema, added: readonly AddKey[]): Schema {
  const tables = new Map(schema.tables)
  for (const { table, foreignKey } of added) {
    const there: Table | undefined = tables.get(table)
    if (there) tables.set(table, { ...there, foreignKeys: [...there.foreignKeys, foreignKey] })
  }
  return { ...schema, tables }
}

/** The foreign key that is in the database on a field's column. */
export function keyOn(table: Table | undefined, field: Field): ForeignKey | undefined {
  const column = columnName(field)
  return table?.foreignKeys.find((key) => key.column === column)
}

/** The field as the database sees it, without its constraint. */
export function withoutConstraint(field: Field, write: OperationWriter): Call {
  return withArguments(databaseField(field), { db_constraint: write.build.boolean(false) })
}

/**
 * What happens to a row of old code, in a table that goes as a whole, when new code deletes the row it points at:
 * it stays where the field can be emptied and old code itself would not delete it, and else goes along.
 */
export function fateOfRow(field: Field): 'set-null' | 'cascade' {
  const onDelete = field.source.args.find((argument) => argument.name === 'on_delete')?.value
  const cascades = onDelete?.kind === 'reference' && onDelete.target.endsWith('.CASCADE')
  return field.null && !field.primaryKey && !cascades ? 'set-null' : 'cascade'
}
