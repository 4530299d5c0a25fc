import type { Dialect } from '../core/dialect'
import type { Expression } from '../python/nodes'
import type { ModelKey } from './state'

/**
 * The physical schema: what is in the database, whatever the project state says. Names are the names in the
 * catalogue, unquoted, as long as the database keeps them. Never changed: a change gives a new one.
 */
export interface Schema {
  readonly dialect: Dialect
  readonly tables: ReadonlyMap<string, Table>
  /** Second names of tables; by name. */
  readonly views?: ReadonlyMap<string, View>
}

/** A second name of a table, by which rows can be read and written: it shows columns under their own names. */
export interface View {
  readonly name: string
  readonly table: string
  readonly columns: readonly string[]
}

/** Two columns of a table that triggers keep equal, whichever of them is written. */
export interface Twin {
  /** Of the trigger, and on PostgreSQL of its function; on MySQL there is one `…_insert` and one `…_update`. */
  readonly name: string
  /** The one that has the rules: keys, checks, what is generated from it. */
  readonly column: string
  /** The one that is kept equal to it. */
  readonly twin: string
  /** SQL of the default that both have: an INSERT that left one out is known by it. NULL where undefined. */
  readonly blank?: string
  /** Values that compare as equal may differ: collations that pass over case. */
  readonly comparesBytes?: true
}

export interface Table {
  /** As Django's `db_table` gives it; may hold quotes of its own (`"hr"."staff"`), which are then left alone. */
  readonly name: string
  /** In the order in which they were added. */
  readonly columns: ReadonlyMap<string, Column>
  readonly primaryKey: readonly string[]
  readonly indexes: readonly Index[]
  /** Unique rules: column constraints, unique_together, UniqueConstraint (also those kept as a unique index). */
  readonly uniques: readonly Unique[]
  readonly checks: readonly Check[]
  readonly foreignKeys: readonly ForeignKey[]
  /** PostgreSQL only. */
  readonly exclusions: readonly Opaque[]
  readonly twins?: readonly Twin[]
  readonly comment?: string
  /** The model whose migrations made it, for messages and for `RunSQL(hints=…)`. */
  readonly model?: ModelKey
}

export interface Column {
  readonly name: string
  readonly type: ColumnType
  readonly nullable: boolean
  readonly default?: ColumnDefault
  /** Filled by the database: serial, identity, AUTO_INCREMENT, or SQLite's integer primary key. */
  readonly identity: boolean
  readonly generated?: GeneratedColumn
  readonly collation?: string
  readonly comment?: string
}

/** `sql` is the type as Django's backend writes it, without NULL, default, collation or check: `varchar(20)`. */
export type ColumnType =
  { readonly kind: 'known'; readonly sql: string } | { readonly kind: 'unknown'; readonly className: string }

/** A database default: an expression of a migration, or SQL text that was read from a RunSQL. */
export type ColumnDefault =
  | {
      readonly kind: 'expression'
      readonly expression: Expression
      /** The field's class, which decides how the value is written: `Value(…, JSONField())`, decimals, booleans. */
      readonly className: string
    }
  | { readonly kind: 'sql'; readonly sql: string }

export interface GeneratedColumn {
  readonly expression: Expression
  readonly stored: boolean
}

/** A key part: a column, with what Django adds to it. */
export interface KeyPart {
  readonly column: string
  readonly descending?: boolean
  readonly opclass?: string
}

/** What Django, or a statement, says of an index behind `CREATE INDEX name ON table`: text of the database, quoted. */
export interface IndexSql {
  /** What stands between the brackets: `"price" DESC`, `(LOWER("name"))`. */
  readonly parts: readonly string[]
  readonly include?: readonly string[]
  readonly nullsDistinct?: boolean
  /** Storage parameters: `fillfactor = 70`. */
  readonly with?: string
  readonly where?: string
}

/** Of a unique rule, kept as an index or as a constraint. */
export interface UniqueSql extends IndexSql {
  readonly deferrable?: 'deferred' | 'immediate'
}

interface Rule {
  /** Undefined where the database chose the name (an inline UNIQUE or CHECK). */
  readonly name: string | undefined
}

export interface Index extends Rule {
  readonly parts: readonly KeyPart[]
  /** `btree` where undefined. */
  readonly method?: string
  /** Columns it uses in any way: parts, INCLUDE, condition, expressions. `undefined`: cannot be told. */
  readonly columns: readonly string[] | undefined
  /** MySQL and MariaDB: made for a foreign key, and gone as soon as another index can serve the key. */
  readonly implicit?: true
  /** Set where Django's expression (condition, expressions, opclasses, …) is needed to write it again. */
  readonly source?: Expression
  /** Where the parts do not say all: what does, as far as it can be told without running Django. */
  readonly sql?: IndexSql
}

export interface Unique extends Rule {
  readonly columns: readonly string[]
  /** Every column that takes part in any way, condition and expressions too; `undefined`: cannot be told. */
  readonly uses: readonly string[] | undefined
  /** Kept as a unique index and not as a constraint, so that it is dropped by DROP INDEX. */
  readonly index?: true
  readonly source?: Expression
  /** Where the columns do not say all, as in an index. */
  readonly sql?: UniqueSql
}

export interface Check extends Rule {
  /** The SQL inside the parentheses, as far as it can be told without running Django. */
  readonly sql: string | undefined
  readonly columns: readonly string[] | undefined
  /**
   * MariaDB: stands in the definition of its column, so that MODIFY drops it and DROP CONSTRAINT does not. Its name is
   * the one that the column had at first.
   */
  readonly inColumn?: true
  readonly source?: Expression
}

export interface Opaque extends Rule {
  readonly columns: readonly string[] | undefined
  readonly source?: Expression
}

export interface ForeignKey extends Rule {
  readonly column: string
  readonly toTable: string
  readonly toColumn: string
  /** What the database itself does when the parent goes. Django leaves it at NO ACTION. */
  readonly onDelete: 'no-action' | 'set-null' | 'cascade'
  /** What it does when the value that it points at changes; Django leaves it at NO ACTION. */
  readonly onUpdate?: 'cascade'
}

/** Whether only an overlap has such a key: Django's own never let go of a row. */
export function isOverlapKey({ onDelete }: ForeignKey): boolean {
  return onDelete !== 'no-action'
}
