import type { Place } from '../core/span'

/**
 * A Python expression as a migration holds it. Names are resolved once, when the file is read: a `reference` says
 * what a name means (`django.db.models.CharField`), whatever it is called in the file. What cannot be evaluated
 * without running Python is `opaque` and is carried along as its source text.
 *
 * Every node knows its place, so `textOf(node.place)` is its source, verbatim.
 */
export type Expression =
  | StringLiteral
  | BytesLiteral
  | NumberLiteral
  | BooleanLiteral
  | NoneLiteral
  | Sequence
  | Dictionary
  | Call
  | Reference
  | Opaque

interface Node {
  readonly place: Place
  /** Set where the text at `place` is not this expression's own: made by `builder`, or a call with other arguments. */
  readonly synthetic?: true
  /** The name through which the expression was reached, where it was followed; `place` is then its definition. */
  readonly via?: NameUse | undefined
}

/** A name as it is used, and where. */
export interface NameUse {
  readonly name: string
  readonly place: Place
}

export interface StringLiteral extends Node {
  readonly kind: 'string'
  readonly value: string
}

/** `value` holds one character per byte (latin-1). */
export interface BytesLiteral extends Node {
  readonly kind: 'bytes'
  readonly value: string
}

/** `value` keeps the literal's own digits, sign included, without underscores: numbers may exceed a double. */
export interface NumberLiteral extends Node {
  readonly kind: 'number'
  readonly type: 'int' | 'float'
  readonly value: string
}

export interface BooleanLiteral extends Node {
  readonly kind: 'boolean'
  readonly value: boolean
}

export interface NoneLiteral extends Node {
  readonly kind: 'none'
}

/** `set([...])`, `frozenset(...)`, `tuple([...])` and `list(...)` of a literal are read as the sequence they make. */
export interface Sequence extends Node {
  readonly kind: 'list' | 'tuple' | 'set'
  /** A starred element (`*others`) is an opaque item. */
  readonly items: readonly Expression[]
  /** A `frozenset`, which reads as a set. */
  readonly frozen?: true
}

export interface Dictionary extends Node {
  readonly kind: 'dict'
  readonly entries: readonly (readonly [key: Expression, value: Expression])[]
}

export interface Call extends Node {
  readonly kind: 'call'
  readonly callee: Expression
  readonly args: readonly Argument[]
}

/** One argument of a call: positional where `name` is missing; `*args` and `**kwargs` are opaque arguments. */
export interface Argument {
  readonly name?: string
  readonly value: Expression
  /** The whole argument, `name=` included. */
  readonly place: Place
  readonly unpack?: '*' | '**'
}

/**
 * A dotted name. `target` is what it means: an import followed (`django.utils.timezone.now`), a builtin
 * (`builtins.dict`), or a name of this file (`local`). Names bound in the module or the class to a readable
 * expression are followed to that expression, which then has `via`.
 */
export interface Reference extends Node {
  readonly kind: 'reference'
  readonly target: string
  readonly origin: 'import' | 'builtin' | 'local' | 'unknown'
  /** As written, without whitespace: how the same file spells it. Missing where it is synthetic. */
  readonly spelling?: string
  /** The import that it goes through: what tells a module from an object with attributes. */
  readonly binding?: ImportBinding
}

export interface Opaque extends Node {
  readonly kind: 'opaque'
  /** What kind of expression it is, in a reader's words: "a lambda", "a comprehension". */
  readonly what: string
  /** The names it uses, resolved as references are, so that it can be copied with its imports or not at all. */
  readonly references: readonly Reference[]
  /** Set where `place` begins and ends with brackets that belong together: it may go anywhere as it is. */
  readonly enclosed?: true
  /** Of a list: what is in it in any case, such as the first operand of `[…] + more()`. */
  readonly known?: readonly Expression[]
  /** What it is computed of, where that is of use: conditions of Django are put together so. */
  readonly operation?: Operation
}

/** `a | b | …`, `a & b & …` from the left, or `~a`. */
export interface Operation {
  readonly operator: '|' | '&' | '~'
  readonly operands: readonly Expression[]
}

/** How an imported module or name is called in one file. */
export interface ImportBinding {
  /** The name in the file: `models`, `m`, `django` (for `import django.db.models.deletion`). */
  readonly local: string
  /** What it means: `django.db.models`, `django.db.migrations`; for `import a.b.c` the root `a`. */
  readonly target: string
  /** For `import a.b.c`: the module that it makes reachable. */
  readonly module?: string
  readonly statement: 'import' | 'from'
  readonly place: Place
}

export interface Module {
  readonly file: SourceFileOf
  /** Imports at module level that are not behind an `if` or a `try`. */
  readonly imports: readonly ImportBinding[]
  /** `import *` statements: what a bare unknown name may come from. */
  readonly starImports: readonly string[]
  /** Places of whole import statements at module level, in order: where a new one is put. */
  readonly importStatements: readonly Place[]
  /** Every name that the module or its class Migration binds: to what, or undefined where that is no import. */
  readonly names: ReadonlyMap<string, string | undefined>
  /** Classes of one base at module level that nothing else has a hand in, by their names. */
  readonly classes: ReadonlyMap<string, ModuleClass>
  readonly migration: MigrationClass | undefined
}

type SourceFileOf = Place['file']

/** A class of a file's own. */
export interface ModuleClass {
  /** The name of the class it extends, resolved. */
  readonly base: string
  /** What `classShape` makes of its body: two that are alike do the same. */
  readonly shape: string | undefined
}

/** The `class Migration` of a file. */
export interface MigrationClass {
  readonly place: Place
  /** `class Migration(migrations.Migration):`, up to and with the colon. */
  readonly header: Place
  /** The name of the class it extends, resolved; the first, where there are several. */
  readonly base: string
  /** Class attributes, in order, by name; `dependencies`, `operations`, `atomic`, … and any others. */
  readonly attributes: readonly ClassAttribute[]
  /** The operations in order, or those that there are in any case; `opaque` where the list holds something that is no call. */
  readonly operations: readonly Expression[]
  /** Set when `operations` cannot be read as a whole: built by a function, or behind an `if`. */
  readonly opaqueOperations: Opaque | undefined
  /** Methods and control flow in the class body that may change what the migration does. */
  readonly overrides: readonly { readonly what: string; readonly place: Place }[]
}

export interface ClassAttribute {
  readonly name: string
  readonly value: Expression
  /** The whole statement. */
  readonly place: Place
  /** The right-hand side, where an edit goes. */
  readonly valuePlace: Place
}
