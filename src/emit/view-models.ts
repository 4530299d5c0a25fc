/**
 * What the templates are given. Everything here is finished text: `code` is Python that was printed from an
 * expression, so that values are literals in it; lines of `comment` start with `# ` and hold nothing that ends a
 * line. A template puts it in its place with `<%- … %>` and never looks into it.
 */

/** An operation in a list. */
export interface StepView {
  /** Lines above it, `# ` included. */
  readonly comment: readonly string[]
  /** The call, without a comma after it. */
  readonly code: string
}

/** templates/state-operation.py.ejs */
export interface StateOperationView {
  /** `migrations.SeparateDatabaseAndState`, as the file calls it, or a class made of that. */
  readonly name: string
  /** The operations of the user, each as a stand-in for its own text; left out where there are none. */
  readonly originals: readonly StepView[]
  /** What is done to the database now: the way to the overlap. */
  readonly database: readonly StepView[]
}

/** templates/fill-rows.py.ejs */
export interface FillView {
  readonly name: string
  /** Lines, quotes included. */
  readonly docstring: readonly string[]
  /** `Product` */
  readonly model: string
  /** `apps.get_model("shop", "Product")` */
  readonly found: string
  readonly field: string
  readonly attribute: string
  readonly value: string
  /** Whether the value is worked out for each row by itself. */
  readonly perRow: boolean
  /** The vendor, as a Python string, that it is for; elsewhere it returns at once. Everywhere if left out. */
  readonly onlyOn?: string
}

/** templates/check-rows.py.ejs */
export interface GuardView {
  readonly name: string
  readonly docstring: readonly string[]
  readonly model: string
  readonly found: string
  /** `filter(name__isnull=True)`: empty for all rows. */
  readonly query: string
  /** Rows of which no two may be alike; undefined where each row that is found is one too many. */
  readonly alike?: { readonly names: string; readonly count: string; readonly counted: string }
  /** Only rows that point at nothing. */
  readonly missing?: {
    readonly model: string
    readonly found: string
    readonly field: string
    readonly outer: string
    readonly exists: string
  }
  /** The class of the error. */
  readonly error: string
  /** Adjacent f-strings, one a line, with `count` and `some` in them. */
  readonly message: readonly string[]
  /** The vendor, as a Python string, that it is for; elsewhere it returns at once. Everywhere if left out. */
  readonly onlyOn?: string
}

/** templates/copy-rows.py.ejs. SQL is Python strings, in which `%` is doubled, since parameters come with it. */
export interface CopyView {
  readonly name: string
  readonly docstring: readonly string[]
  /** `"SELECT … WHERE …"`: the keys of rows whose columns differ. */
  readonly unequal: string
  /** `" AND … > %s"` */
  readonly after: string
  /** `" ORDER BY … LIMIT 1000 FOR UPDATE"` */
  readonly batch: string
  /** `" AND … IN"`: behind `unequal`, those of a batch. */
  readonly among: string
  /** The message, as a Python string, where a trigger of somebody else's undoes what is copied. */
  readonly problem: string
  /** `"UPDATE … WHERE … IN"` */
  readonly update: string
  /** Lines of comment: why it waits for locks within one transaction. */
  readonly whenToWait: readonly string[]
  /** Whether there are versions of the database that cannot pass over rows which are locked. */
  readonly mayLackSkipLocked: boolean
  /** `transaction.atomic` */
  readonly atomic: string
  /** `time.sleep` */
  readonly sleep: string
  /** The vendor, as a Python string, that it is for; elsewhere it returns at once. Everywhere if left out. */
  readonly onlyOn?: string
}

/** templates/rename-content-type.py.ejs */
export interface RenameContentTypeView {
  readonly name: string
  readonly reverseName: string
  readonly docstring: readonly string[]
  readonly reverseDocstring: readonly string[]
  /** Lines of comment: what becomes of a content type that cannot be renamed. */
  readonly whenTaken: readonly string[]
  /** Python strings. */
  readonly app: string
  readonly old: string
  readonly new: string
  /** `router`, `transaction.atomic` and `IntegrityError` of django.db, as the file calls them. */
  readonly router: string
  readonly atomic: string
  readonly integrityError: string
}

/** templates/on-vendor.py.ejs */
export interface OnVendorView {
  /** `OnPostgreSQL` */
  readonly name: string
  /** `migrations.SeparateDatabaseAndState`, as the file calls it. */
  readonly separate: string
  readonly docstring: readonly string[]
  /** `"postgresql"` */
  readonly vendor: string
}

/** templates/class-comment.py.ejs. Texts in it are safe in a comment. */
export interface ClassCommentView {
  readonly step: 1 | 2
  /** What the code of the release does: `no longer knows Product.rating and the model Tag` */
  readonly release: string
  readonly changes: readonly ChangeView[]
  /** The name of the other migration of the two. */
  readonly other: string
}

export interface ChangeView {
  readonly subject: string
  /** A sentence, with its full stop: what old and new code see between the two. */
  readonly overlap: string
  /** The same in a list: `Product.rating: old code may …` */
  readonly item: string
  /** `drops the column shop_product.rating` */
  readonly later: string
}

/** templates/database-migration.py.ejs */
export interface DatabaseMigrationView {
  /** Statements, in order; an empty line between groups. */
  readonly imports: readonly string[]
  /** `migrations.Migration` */
  readonly base: string
  /** Of the class, `# ` included. */
  readonly comment: readonly string[]
  /** `("shop", "0001_initial")` */
  readonly dependencies: readonly string[]
  /** `run_before`, in the same form; empty where the attribute is left out. */
  readonly runBefore: readonly string[]
  readonly atomic: boolean
  /** The class of what is done on one database only, and functions for RunPython, each its lines. */
  readonly functions: readonly string[]
  readonly operations: readonly StepView[]
}
