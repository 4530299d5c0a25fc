import type {
  Check,
  Column,
  ColumnDefault,
  ColumnType,
  ForeignKey,
  Index,
  Table,
  Twin,
  Unique,
  UniqueSql,
  View,
} from './schema'

/**
 * One change of the physical schema: what a statement of DDL does. Django's operations are replayed as changes,
 * `src/sql` writes them as text and reads them back from the text of a RunSQL.
 */
export type Change = AnyChange & Guards

/** Words with which a statement passes over what it finds done already. */
export interface Guards {
  /** `ALTER TABLE IF EXISTS`. */
  readonly ifTableExists?: true
  /** Of what is dropped or renamed. */
  readonly ifExists?: true
  /** Of what is made. */
  readonly ifNotExists?: true
}

type AnyChange =
  | { readonly kind: 'create-table'; readonly table: Table }
  | { readonly kind: 'drop-table'; readonly table: string }
  | { readonly kind: 'rename-table'; readonly table: string; readonly to: string }
  | { readonly kind: 'add-column'; readonly table: string; readonly column: Column }
  | { readonly kind: 'drop-column'; readonly table: string; readonly column: string }
  | {
      readonly kind: 'alter-column'
      readonly table: string
      readonly column: string
      readonly to: Column
      /** MariaDB: all the checks that stand in the column's definition from now on, where the statement says them. */
      readonly checks?: readonly Check[]
    }
  /** Parts of a column, as `ALTER COLUMN … DROP NOT NULL` in a RunSQL sets them; null takes away what may be absent. */
  | {
      readonly kind: 'set-column'
      readonly table: string
      readonly column: string
      readonly type?: ColumnType
      readonly collation?: string | null
      readonly nullable?: boolean
      readonly default?: ColumnDefault | null
      readonly comment?: string
    }
  | { readonly kind: 'add-index'; readonly table: string; readonly index: Index }
  | { readonly kind: 'drop-index'; readonly table: string | undefined; readonly name: string }
  | {
      readonly kind: 'rename-index'
      readonly table: string | undefined
      readonly name: string
      readonly to: string
    }
  | { readonly kind: 'add-unique'; readonly table: string; readonly unique: Unique }
  /** PostgreSQL: a unique index becomes a constraint, which is called `name`. */
  | {
      readonly kind: 'use-index'
      readonly table: string
      readonly index: string
      readonly name: string
      readonly deferrable?: UniqueSql['deferrable']
    }
  | { readonly kind: 'add-check'; readonly table: string; readonly check: Check }
  | { readonly kind: 'add-foreign-key'; readonly table: string; readonly foreignKey: ForeignKey }
  /** By name: unique, check, key or exclusion. `of` tells which, where MariaDB calls two of a table alike. */
  | {
      readonly kind: 'drop-constraint'
      readonly table: string
      readonly name: string
      readonly of?: 'uniques' | 'checks' | 'foreignKeys' | 'exclusions'
    }
  | {
      readonly kind: 'add-exclusion'
      readonly table: string
      readonly exclusion: Table['exclusions'][number]
    }
  /** Replaces the primary key; with no columns it is only dropped. */
  | { readonly kind: 'set-primary-key'; readonly table: string; readonly columns: readonly string[] }
  | { readonly kind: 'set-table-comment'; readonly table: string; readonly comment: string | undefined }
  /** SQLite: the table is made again from the project state, so that what the state does not know is lost. */
  | {
      readonly kind: 'rebuild-table'
      readonly table: string
      readonly to: Table
      /** Columns whose values are copied: each must be there. SQLite reads the name of a missing one as a string. */
      readonly copies: readonly string[]
    }
  /** Triggers that keep two columns equal from here on; both are there. */
  | { readonly kind: 'add-twin'; readonly table: string; readonly twin: Twin }
  /** By the name of the twin; MySQL's statement names no table. */
  | { readonly kind: 'drop-twin'; readonly table: string | undefined; readonly twin: Pick<Twin, 'name'> }
  /** At one blow: the triggers go, the twin column goes, and the column takes its name. Once: nothing where it is done. */
  | {
      readonly kind: 'settle-twin'
      readonly table: string
      readonly twin: Pick<Twin, 'name' | 'column' | 'twin'>
    }
  /** At one blow, and once: each of two columns gets the name of the other. `one` was there before `other` was added. */
  | { readonly kind: 'swap-columns'; readonly table: string; readonly one: string; readonly other: string }
  | { readonly kind: 'create-view'; readonly view: View }
  | { readonly kind: 'drop-view'; readonly name: string }
  /** At one blow, and once: each view goes and its table takes its name. */
  | { readonly kind: 'settle-views'; readonly views: readonly Pick<View, 'name' | 'table'>[] }
  /** At one blow, and once: each table that has the name of the view gets its own again, and the view is there. */
  | { readonly kind: 'unsettle-views'; readonly views: readonly View[] }
  | {
      readonly kind: 'rename-constraint'
      readonly table: string
      readonly name: string
      readonly to: string
    }
  /** SQL whose effect on the schema is not known. */
  | { readonly kind: 'unknown'; readonly sql: string }
