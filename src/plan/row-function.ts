import type { Call, Expression } from '../python/nodes'
import type { TwinDialect } from '../sql/differs'

/** A function that a migration file gets for a `RunPython`: what one statement of SQL cannot say. */
export type RowFunction = Fill | Guard | Copy | RenameContentType

/** Works on the rows of one model through Django's ORM. */
interface OnRows {
  readonly name: string
  readonly app: string
  /** As written: `OrderLine`. */
  readonly model: string
  readonly table: string
}

/** Gives a field a value where it is NULL, some rows at a time. */
export interface Fill extends OnRows {
  readonly kind: 'fill'
  readonly field: string
  /** What is set on an instance: `owner_id` of the field `owner`. */
  readonly attribute: string
  readonly value: Expression
  /** The value is worked out for each row by itself, in Python. */
  readonly perRow: boolean
}

/** Raises an error that names the rows which a new rule would not allow. */
export interface Guard extends OnRows {
  readonly kind: 'guard'
  /** Calls of queryset methods, one after the other, that lead to the rows: `filter(name__isnull=True)`. */
  readonly query: readonly Call[]
  /** Fields or annotations that no two rows may have alike; without it every row that is found is one too many. */
  readonly alike?: readonly string[]
  /** An annotation for the number of rows that are alike. */
  readonly count?: string
  /** Only rows whose attribute is the field of no row of this model. */
  readonly missing?: {
    readonly app: string
    readonly model: string
    readonly field: string
    readonly attribute: string
  }
  /** "Rows of shop_product that have no name": before their number. */
  readonly problem: string
  /** "Give them one": before ", then run migrate again." */
  readonly remedy: string
}

/** Copies one column to another in all rows of a table: with SQL, since the models know only one of the two. */
export interface Copy {
  readonly kind: 'copy'
  readonly name: string
  /** For database routers: the model whose table it is. */
  readonly model: string
  readonly dialect: TwinDialect
  readonly table: string
  /** The column that is the primary key. */
  readonly key: string
  readonly from: string
  readonly to: string
  readonly comparesBytes: boolean
}

/** Gives the content type of a model the model's new name, and, as a function of its own, the old one again. */
export interface RenameContentType {
  readonly kind: 'content-type'
  readonly name: string
  readonly reverseName: string
  readonly app: string
  /** As written: `OrderLine`. */
  readonly from: string
  readonly to: string
}
