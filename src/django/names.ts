import type { Dialect } from '../core/dialect'
import { md5 } from '../core/md5'

/** `connection.ops.max_name_length()` of each backend (django/db/backends/<backend>/operations.py). */
export const MAX_NAME_LENGTH: Readonly<Record<Dialect, number | undefined>> = {
  postgresql: 63,
  mysql: 64,
  mariadb: 64,
  sqlite: undefined,
}

/** `names_digest` of django/db/backends/utils.py: the first hex digits of the md5 over the parts, run together. */
export function namesDigest(parts: readonly string[], length: number): string {
  const text = parts.join('')
  const digest = DIGESTS.get(text) ?? md5(text)
  DIGESTS.set(text, digest)
  return digest.slice(0, length)
}

/** The same names are asked for with each version of a model. */
const DIGESTS = new Map<string, string>()

/** `split_identifier` of django/db/backends/utils.py: `"hr"."staff"` -> `['hr', 'staff']`, `staff` -> `['', 'staff']`. */
export function splitIdentifier(identifier: string): readonly [namespace: string, name: string] {
  const parts = identifier.split('"."')
  const [first = '', second] = parts
  return parts.length === 2 && second !== undefined ? [bare(first), bare(second)] : ['', bare(identifier)]
}

function bare(name: string): string {
  return name.replace(/^"+|"+$/g, '')
}

/** `strip_quotes` of django/db/backends/utils.py: only the outer pair goes, `"hr"."staff"` -> `hr"."staff`. */
export function stripQuotes(name: string): string {
  return name.startsWith('"') && name.endsWith('"') ? name.slice(1, -1) : name
}

/** `truncate_name` of django/db/backends/utils.py, as Options and ManyToManyField use it for table names. */
export function truncateName(identifier: string, dialect: Dialect, hashLength = 4): string {
  const length = MAX_NAME_LENGTH[dialect]
  const [namespace, name] = splitIdentifier(identifier)
  const characters = [...name]
  if (length === undefined || characters.length <= length) return identifier
  const prefix = namespace === '' ? '' : `${namespace}"."`
  return prefix + characters.slice(0, length - hashLength).join('') + namesDigest([name], hashLength)
}

/**
 * `_create_index_name` of django/db/backends/base/schema.py: the name of an index, unique rule or key that Django
 * makes for columns. `suffix` is '', `_idx`, `_like`, `_uniq`, `_check`, `_pk` or that of a key.
 */
export function indexName(
  tableIdentifier: string,
  columns: readonly string[],
  suffix: string,
  dialect: Dialect,
): string {
  const [, table] = splitIdentifier(tableIdentifier)
  const maxLength = MAX_NAME_LENGTH[dialect] ?? 200
  const joined = columns.join('_')
  const digest = namesDigest([table, ...columns], 8) + suffix
  const whole = `${table}_${joined}_${digest}`
  if ([...whole].length <= maxLength) return whole
  const tail = digest.length > maxLength / 3 ? digest.slice(0, Math.floor(maxLength / 3)) : digest
  const rest = Math.floor((maxLength - tail.length) / 2) - 1
  const name = `${firstCharacters(table, rest)}_${firstCharacters(joined, rest)}_${tail}`
  return /^[_\d]/.test(name) ? `D${name.slice(0, -1)}` : name
}

function firstCharacters(text: string, count: number): string {
  return [...text].slice(0, count).join('')
}

/** `_unique_constraint_name`: of unique_together and of a column that becomes unique by AlterField. */
export function uniqueName(table: string, columns: readonly string[], dialect: Dialect): string {
  return indexName(table, columns, '_uniq', dialect)
}

/** PostgreSQL's second index of a text column, for LIKE (django/db/backends/postgresql/schema.py). */
export function likeIndexName(table: string, column: string): string {
  return indexName(table, [column], '_like', 'postgresql')
}

/** `_fk_constraint_name` with the suffix `_fk_%(to_table)s_%(to_column)s`. */
export function foreignKeyName(
  table: string,
  column: string,
  toTable: string,
  toColumn: string,
  dialect: Dialect,
): string {
  return indexName(table, [column], `_fk_${splitIdentifier(toTable)[1]}_${toColumn}`, dialect)
}

/** The name that a key gets when AlterField of its target makes it again: `_create_fk_sql(…, "_fk")`. */
export function rebuiltForeignKeyName(table: string, column: string, dialect: Dialect): string {
  return indexName(table, [column], '_fk', dialect)
}

/**
 * `Index.set_name_with_model` of django/db/models/indexes.py, for an Index in Meta without a name.
 * `suffix` is the class's own: idx, gin, gist, brin, btree, hash, spgist, bloom.
 */
export function namelessIndexName(
  tableIdentifier: string,
  parts: readonly { readonly column: string; readonly descending: boolean }[],
  suffix: string,
): string {
  const [, table] = splitIdentifier(tableIdentifier)
  const ordered = parts.map((part) => (part.descending ? `-${part.column}` : part.column))
  const first = parts[0]?.column ?? ''
  const digest = namesDigest([table, ...ordered, suffix], 6)
  const name = `${firstCharacters(table, 11)}_${firstCharacters(first, 7)}_${digest}_${suffix}`
  return /^[_\d]/.test(name) ? `D${name.slice(1)}` : name
}

/**
 * The name that PostgreSQL gives to a rule that was written without one: `makeObjectName` of
 * src/backend/commands/indexcmds.c. The longer of table and column is cut until all fits 63 bytes.
 */
export function postgresObjectName(table: string, column: string | undefined, label: string): string {
  const room = 63 - (label.length + 1) - (column === undefined ? 0 : 1)
  let first: Buffer = Buffer.from(splitIdentifier(table)[1])
  let second: Buffer = Buffer.from(column ?? '')
  while (first.length + second.length > room) {
    if (first.length > second.length) first = withoutLastCharacter(first)
    else second = withoutLastCharacter(second)
  }
  const parts = column === undefined ? [first] : [first, second]
  return [...parts.map((part) => part.toString()), label].join('_')
}

/** The name that a catalogue keeps: PostgreSQL cuts what is longer than 63 bytes, the others refuse it. */
export function keptName(name: string, dialect: Dialect): string {
  if (dialect !== 'postgresql') return name
  let kept: Buffer = Buffer.from(name)
  if (kept.length <= 63) return name
  // One byte more than there is room for, so that a character that ends at the border stays whole.
  kept = kept.subarray(0, 64)
  return withoutLastCharacter(kept).toString()
}

/** Never leaves half a character behind, as `pg_mbcliplen` does. */
function withoutLastCharacter(text: Buffer): Buffer {
  let end = text.length - 1
  while (end > 0 && ((text[end] ?? 0) & 0xc0) === 0x80) end--
  return text.subarray(0, end)
}

/** Columns of an automatic many-to-many table (`create_many_to_many_intermediary_model`): field names, not columns. */
export function throughFieldNames(fromModel: string, toModel: string): readonly [from: string, to: string] {
  const from = fromModel.toLowerCase()
  const to = toModel.toLowerCase()
  return from === to ? [`from_${from}`, `to_${to}`] : [from, to]
}
