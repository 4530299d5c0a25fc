import type { Vendor } from '../core/dialect'
import type { Place } from '../core/span'
import type { Expression } from '../python/nodes'
import type { Field, Model, ModelOptions, NamedRule } from './state'

interface Base {
  /** The whole call in the file, or of the operation that this one is a part of. */
  readonly place: Place
  /** The expression it was read from: what is written again, verbatim. */
  readonly source: Expression
}

interface OnModel extends Base {
  /** The model's name as written; compare with `modelKey`. */
  readonly model: string
}

/** One member of the union for each kind of `K`, so that a `switch` tells them apart. */
type EachOnModel<K extends string, Facts> = K extends string ? OnModel & { readonly kind: K } & Facts : never

/**
 * A migration operation as Django names it. `Opaque` is anything that bgsplit cannot read: an operation of another
 * package, a conditional, a call that makes operations.
 */
export type Operation =
  | (Base & { readonly kind: 'CreateModel'; readonly definition: Model })
  | (OnModel & { readonly kind: 'DeleteModel' })
  | (Base & { readonly kind: 'RenameModel'; readonly from: string; readonly to: string })
  | (OnModel & { readonly kind: 'AlterModelTable'; readonly table: string | undefined })
  | (OnModel & { readonly kind: 'AlterModelTableComment'; readonly comment: string | undefined })
  | EachOnModel<'AlterUniqueTogether' | 'AlterIndexTogether', { readonly sets: string[][] }>
  | (OnModel & { readonly kind: 'AlterOrderWithRespectTo'; readonly field: string | undefined })
  | (OnModel & { readonly kind: 'AlterModelOptions'; readonly options: Partial<ModelOptions> })
  | (OnModel & { readonly kind: 'AlterModelManagers' })
  | EachOnModel<'AddField' | 'AlterField', { readonly field: Field; readonly preserveDefault: boolean }>
  | (OnModel & { readonly kind: 'RemoveField'; readonly name: string })
  | (OnModel & { readonly kind: 'RenameField'; readonly from: string; readonly to: string })
  | (OnModel & { readonly kind: 'AddIndex'; readonly index: NamedRule; readonly concurrently: boolean })
  | (OnModel & { readonly kind: 'RemoveIndex'; readonly name: string; readonly concurrently: boolean })
  | (OnModel & {
      readonly kind: 'RenameIndex'
      readonly newName: string
      readonly oldName: string | undefined
      readonly oldFields: readonly string[] | undefined
    })
  | (OnModel & {
      readonly kind: 'AddConstraint'
      readonly constraint: NamedRule
      /** `AddConstraintNotValid` of contrib.postgres. */
      readonly notValid: boolean
    })
  | EachOnModel<'RemoveConstraint' | 'ValidateConstraint', { readonly name: string }>
  | (OnModel & { readonly kind: 'AlterConstraint'; readonly name: string; readonly constraint: NamedRule })
  | (Base & {
      readonly kind: 'RunSQL'
      /** The statements, in order; undefined where they cannot be read without running Python. */
      readonly sql: readonly string[] | undefined
      readonly reverseSql: readonly string[] | undefined
      readonly reversible: boolean
      readonly stateOperations: readonly Operation[]
    })
  | (Base & { readonly kind: 'RunPython'; readonly reversible: boolean })
  | (Base & {
      readonly kind: 'SeparateDatabaseAndState'
      readonly stateOperations: readonly Operation[]
      readonly databaseOperations: readonly Operation[]
      /** Set where any other database gets the state operations in place of these: see `on-vendor.ts`. */
      readonly vendor?: Vendor
    })
  /** Extensions and collations of contrib.postgres: nothing that a model depends on. */
  | (Base & { readonly kind: 'Extension'; readonly name: string })
  | (Base & {
      readonly kind: 'Opaque'
      readonly what: string
      /** What it does in any case, where that much can be read. */
      readonly part?: Operation
    })

export type OperationKind = Operation['kind']

export type OperationOf<K extends OperationKind> = Extract<Operation, { readonly kind: K }>
