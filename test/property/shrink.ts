import type { ArgumentSpec, CaseSpec, FieldSpec, ModelSpec, OperationSpec } from './spec'

/**
 * The smallest case that still fails: each part is left out in turn, as long as anything can be. `fails` says
 * whether a case does so in the same way.
 */
export function shrunk(spec: CaseSpec, fails: (candidate: CaseSpec) => boolean): CaseSpec {
  let current = spec
  for (;;) {
    const smaller = smallerCases(current).find((candidate) => isWhole(candidate) && fails(candidate))
    if (smaller === undefined) return current
    current = smaller
  }
}

/** Whether what the operations name has been made before: nothing else could run. */
function isWhole({ models, change }: CaseSpec): boolean {
  return change.every(({ kind, args }, index) => {
    const before = change.slice(0, index).filter((each) => isMaker(each.kind))
    const made = new Set(namesIn(JSON.stringify([models, before])))
    const own = new Set(['constraint', 'index', 'name'].flatMap((each) => namesGiven(kind, args[each])))
    const wanted = Object.entries(args).flatMap(([name, each]) =>
      each.kind === 'text' && !NEW.has(name) ? namesIn(each.text) : [],
    )
    return wanted.every((name) => made.has(name) || own.has(name))
  })
}

/** Arguments that name what has not been there before. */
const NEW: ReadonlySet<string> = new Set(['new_name', 'table'])

/** The generator's names end in a number. */
function namesIn(text: string): readonly string[] {
  return text.toLowerCase().match(/\b[a-z]\w*\d\b/g) ?? []
}

function namesGiven(kind: string, argument: ArgumentSpec | undefined): readonly string[] {
  if (!kind.startsWith('Add') || argument?.kind !== 'text') return []
  const name = argument.text.startsWith('models.') ? /name="(\w+)"/.exec(argument.text)?.[1] : argument.text
  return namesIn(name ?? '')
}

function isMaker(kind: string): boolean {
  return !/^(?:Remove|Alter|Delete|Run)/.test(kind)
}

function smallerCases(spec: CaseSpec): readonly CaseSpec[] {
  const plain = { databaseOperations: 'sql', fill: 'auto', strict: false } as const
  const isPlain = JSON.stringify(plain) === JSON.stringify(spec.options)
  return [
    ...(spec.later.length > 0 ? [{ ...spec, later: [] }] : []),
    ...(isPlain ? [] : [{ ...spec, options: plain }]),
    ...(spec.version === '4.2' ? [{ ...spec, version: '5.2' as const }] : []),
    ...shorter(spec.change).map((change) => ({ ...spec, change })),
    ...shorter(spec.models).map((models) => ({ ...spec, models })),
    ...each(spec.models, smallerModels).map((models) => ({ ...spec, models })),
    ...each(spec.change, smallerOperations).map((change) => ({ ...spec, change })),
  ]
}

/** The list without one of its items. */
function shorter<T>(items: readonly T[]): readonly (readonly T[])[] {
  return items.map((item) => items.filter((other) => other !== item))
}

/** The list with one of its items made smaller. */
function each<T>(items: readonly T[], smaller: (item: T) => readonly T[]): readonly (readonly T[])[] {
  return items.flatMap((item) =>
    smaller(item).map((one) => items.map((other) => (other === item ? one : other))),
  )
}

function smallerModels(model: ModelSpec): readonly ModelSpec[] {
  const { orderWithRespectTo, ...unordered } = model
  return [
    ...(orderWithRespectTo === undefined ? [] : [unordered]),
    ...shorter(model.late).map((late) => ({ ...model, late })),
    ...shorter(model.rules).map((rules) => ({ ...model, rules })),
    ...shorter(model.uniqueTogether).map((uniqueTogether) => ({ ...model, uniqueTogether })),
    ...lessOf(model.options).map((options) => ({ ...model, options })),
    ...lessOf(model.fields).map((fields) => ({ ...model, fields })),
    ...eachOf(model.fields, smallerFields).map((fields) => ({ ...model, fields })),
  ]
}

type Table<T> = Readonly<Record<string, T>>

function lessOf<T>(table: Table<T>): readonly Table<T>[] {
  return shorter(Object.entries(table)).map((entries) => Object.fromEntries(entries))
}

function eachOf<T>(table: Table<T>, smaller: (item: T) => readonly T[]): readonly Table<T>[] {
  return Object.entries(table).flatMap(([name, item]) =>
    smaller(item).map((one) => Object.fromEntries(Object.entries({ ...table, [name]: one }))),
  )
}

/** Without these a field is none to Django. */
const NEEDED = new Set([
  'max_length',
  'max_digits',
  'decimal_places',
  'to',
  'on_delete',
  'upload_to',
  'primary_key',
  'parent_link',
  'expression',
  'output_field',
  'db_persist',
  'related_name',
])

function smallerFields({ className, options }: FieldSpec): readonly FieldSpec[] {
  return lessOf(options)
    .filter((less) => Object.keys(options).every((name) => name in less || !NEEDED.has(name)))
    .map((less) => ({ className, options: less }))
}

function smallerOperations({ kind, args }: OperationSpec): readonly OperationSpec[] {
  return eachOf(args, smallerArguments).map((smaller) => ({ kind, args: smaller }))
}

function smallerArguments(argument: ArgumentSpec): readonly ArgumentSpec[] {
  switch (argument.kind) {
    case 'text':
      return []
    case 'field':
      return smallerFields(argument.field).map((field) => ({ ...argument, field }))
    case 'model':
      return smallerModels(argument.model).map((model) => ({ ...argument, model }))
    case 'operations':
      return [...shorter(argument.operations), ...each(argument.operations, smallerOperations)].map(
        (operations) => ({
          ...argument,
          operations,
        }),
      )
  }
}
