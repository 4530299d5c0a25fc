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

/** templates/steps.py.ejs, which others include. */
export interface StepsView {
  /** In their order. */
  readonly steps: readonly StepView[]
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
  /** Of the function: `fill_product_number`. */
  readonly name: string
  /** Lines, quotes included. */
  readonly docstring: readonly string[]
  /** `Product` */
  readonly model: string
  /** `apps.get_model("shop", "Product")` */
  readonly found: string
  /** `number`, as `filter` takes it. */
  readonly field: string
  /** What a row has it as: `owner_id` for a foreign key. */
  readonly attribute: string
  /** An expression. */
  readonly value: string
  /** Whether the value is worked out for each row by itself. */
  readonly perRow: boolean
  /** The vendor, as a Python string, that it is for; elsewhere it returns at once. Everywhere if left out. */
  readonly onlyOn?: string
}

/** templates/check-rows.py.ejs */
export interface GuardView {
  /** Of the function: `check_product_token_unique`. */
  readonly name: string
  /** Lines, quotes included. */
  readonly docstring: readonly string[]
  /** `Product` */
  readonly model: string
  /** `apps.get_model("shop", "Product")` */
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
  /** Of the function: `copy_shop_product_price_to_cost`. */
  readonly name: string
  /** Lines, quotes included. */
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
  /** Of the function for the way there. */
  readonly name: string
  /** Of the one for the way back. */
  readonly reverseName: string
  /** Lines, quotes included. */
  readonly docstring: readonly string[]
  /** Of the one for the way back. */
  readonly reverseDocstring: readonly string[]
  /** Lines of comment: what becomes of a content type that cannot be renamed. */
  readonly whenTaken: readonly string[]
  /** The label of the app, as a Python string. */
  readonly app: string
  /** The name of the model before, in lower case, as a Python string. */
  readonly old: string
  /** The name afterwards, likewise. */
  readonly new: string
  /** `router` of django.db, as the file calls it. */
  readonly router: string
  /** `transaction.atomic`, likewise. */
  readonly atomic: string
  /** `IntegrityError`, likewise. */
  readonly integrityError: string
}

/** templates/on-vendor.py.ejs */
export interface OnVendorView {
  /** `OnPostgreSQL` */
  readonly name: string
  /** `migrations.SeparateDatabaseAndState`, as the file calls it. */
  readonly separate: string
  /** Lines, quotes included. */
  readonly docstring: readonly string[]
  /** `"postgresql"` */
  readonly vendor: string
}

/** templates/class-comment.py.ejs. Texts in it are safe in a comment. */
export interface ClassCommentView {
  /** 1: the state migration. 2: the database migration. */
  readonly step: 1 | 2
  /** What the code of the release does: `no longer knows Product.rating and the model Tag` */
  readonly release: string
  /** All that is put off, one at least. */
  readonly changes: readonly ChangeView[]
  /** The name of the other migration of the two; undefined where `bgsplit finish` is to write it. */
  readonly other: string | undefined
}

export interface ChangeView {
  /** `Product.rating`, `the model Tag` */
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
  /** Whether it is one transaction; where not, the class has to say `atomic = False`. */
  readonly atomic: boolean
  /** Further lines of the class: `safe = Safe.after_deploy()`. */
  readonly attributes: readonly string[]
  /** The class of what is done on one database only, and functions for RunPython, each its lines. */
  readonly functions: readonly string[]
  /** In their order. */
  readonly operations: readonly StepView[]
}
