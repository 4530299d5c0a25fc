/**
 * A project as data that prints as migrations: what the generator makes, and what the shrinker takes apart. Options
 * are Python text by name.
 */
export interface FieldSpec {
  readonly className: string
  readonly options: Readonly<Record<string, string>>
}

/** An index or a constraint: `models.<className>(<expressions>, <options>, name=…)`. */
export interface RuleSpec {
  readonly className: 'Index' | 'UniqueConstraint' | 'CheckConstraint'
  readonly name: string
  /** The fields it uses in any way. */
  readonly uses: readonly string[]
  readonly text: string
}

export interface ModelSpec {
  readonly app: string
  readonly name: string
  /** With the primary key. */
  readonly fields: Readonly<Record<string, FieldSpec>>
  /** Fields that were added later, by operations of their own: some databases keep what filled them. */
  readonly late: readonly string[]
  /** The parent of multi-table inheritance, as `shop.place`. */
  readonly base?: string
  readonly uniqueTogether: readonly (readonly string[])[]
  readonly rules: readonly RuleSpec[]
  readonly orderWithRespectTo?: string
  /** Further options of Meta. */
  readonly options: Readonly<Record<string, string>>
}

export interface OperationSpec {
  readonly kind: string
  readonly args: Readonly<Record<string, ArgumentSpec>>
}

export type ArgumentSpec =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly field: FieldSpec }
  | { readonly kind: 'model'; readonly model: ModelSpec }
  | { readonly kind: 'operations'; readonly operations: readonly OperationSpec[] }

/** How it is to be split. */
export interface CaseOptions {
  readonly databaseOperations: 'sql' | 'django'
  readonly fill: 'auto' | 'null'
  readonly strict: boolean
}

export interface CaseSpec {
  readonly seed: number
  readonly options: CaseOptions
  /** Of the files' headers. */
  readonly version: '5.2' | '4.2'
  /** All models of the first migrations, in the order in which they can be made. */
  readonly models: readonly ModelSpec[]
  /** The operations of shop.0002_auto. */
  readonly change: readonly OperationSpec[]
  /** Those of shop.0003_later; no such file where there are none. */
  readonly later: readonly OperationSpec[]
}

export function keyOf({ app, name }: Pick<ModelSpec, 'app' | 'name'>): string {
  return `${app}.${name.toLowerCase()}`
}

export function py(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

export function text(value: string): ArgumentSpec {
  return { kind: 'text', text: value }
}

/** Operations of a model that are named after the model, and not by `model_name`. */
export function onModel(
  kind: string,
  model: ModelSpec,
  args: Readonly<Record<string, ArgumentSpec>>,
): OperationSpec {
  return { kind, args: { model_name: text(py(model.name.toLowerCase())), ...args } }
}

export function ofModel(
  kind: string,
  model: ModelSpec,
  args: Readonly<Record<string, ArgumentSpec>>,
): OperationSpec {
  return { kind, args: { name: text(py(model.name.toLowerCase())), ...args } }
}

export function ruleText({ className, name, text: body }: RuleSpec): string {
  return `models.${className}(${body}, name=${py(name)})`
}

export function setsText(sets: readonly (readonly string[])[]): string {
  const tuples = sets.map((set) => `(${set.map((name) => `${py(name)}, `).join('')})`)
  return tuples.length === 0 ? 'set()' : `{${tuples.join(', ')}}`
}

/** The operations of a kind, those in halves included. */
export function kindsIn(operations: readonly OperationSpec[]): readonly string[] {
  return operations.flatMap(({ kind, args }) => [
    kind,
    ...Object.values(args).flatMap((each) => (each.kind === 'operations' ? kindsIn(each.operations) : [])),
  ])
}
