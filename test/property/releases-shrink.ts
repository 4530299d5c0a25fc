import type { MigrationSpec, ReleasesSpec } from './releases-spec'
import type { ArgumentSpec, FieldSpec, ModelSpec, OperationSpec } from './spec'

/**
 * The smallest project that still fails: each part is left out in turn, as long as anything can be. `fails` says
 * whether one does so in the same way; it has to look whether Django could run it at all.
 */
export function shrunk(spec: ReleasesSpec, fails: (candidate: ReleasesSpec) => boolean): ReleasesSpec {
  let current = spec
  for (;;) {
    const smaller = smallerThan(current).find((candidate) => fails(candidate))
    if (smaller === undefined) return current
    current = smaller
  }
}

function smallerThan(spec: ReleasesSpec): readonly ReleasesSpec[] {
  const plain = { databaseOperations: 'sql', fill: 'auto', strict: false } as const
  const { migrations } = spec
  const with_ = (less: readonly MigrationSpec[]): ReleasesSpec => ({ ...spec, migrations: less })
  const firstChosen = migrations.findIndex(({ isChosen }) => isChosen)
  return [
    ...migrations.toReversed().map((each) => with_(withoutMigration(migrations, each))),
    with_(migrations.map((each, index) => (index === firstChosen ? { ...each, isChosen: false } : each))),
    ...(JSON.stringify(plain) === JSON.stringify(spec.options) ? [] : [{ ...spec, options: plain }]),
    ...eachOf(migrations, smallerMigrations).map(with_),
  ]
}

/** What came after it comes after what it came after. */
function withoutMigration(
  migrations: readonly MigrationSpec[],
  { key, dependencies }: MigrationSpec,
): readonly MigrationSpec[] {
  return migrations
    .filter((each) => each.key !== key)
    .map((each) => ({
      ...each,
      runBefore: each.runBefore.filter((other) => other !== key),
      dependencies: [
        ...new Set(each.dependencies.flatMap((other) => (other === key ? dependencies : [other]))),
      ],
    }))
}

function smallerMigrations(migration: MigrationSpec): readonly MigrationSpec[] {
  const { operations } = migration
  return [
    ...shorter(operations).map((less) => ({ ...migration, operations: less })),
    ...eachOf(operations, smallerOperations).map((less) => ({ ...migration, operations: less })),
  ]
}

function smallerOperations({ kind, args }: OperationSpec): readonly OperationSpec[] {
  return eachValue(args, smallerArguments).map((smaller) => ({ kind, args: smaller }))
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
      return shorter(argument.operations).map((operations) => ({ ...argument, operations }))
  }
}

function smallerModels(model: ModelSpec): readonly ModelSpec[] {
  const { orderWithRespectTo, ...rest } = model
  return [
    ...(orderWithRespectTo === undefined ? [] : [rest]),
    ...shorter(model.uniqueTogether).map((uniqueTogether) => ({ ...model, uniqueTogether })),
    ...lessOf(model.options).map((options) => ({ ...model, options })),
    ...lessOf(model.fields)
      .filter(hasKeyOf(model))
      .map((fields) => ({ ...model, fields })),
    ...eachValue(model.fields, smallerFields).map((fields) => ({ ...model, fields })),
  ]
}

/** Without its primary key a model is none. */
function hasKeyOf({ fields }: ModelSpec): (less: ModelSpec['fields']) => boolean {
  const keys = Object.keys(fields).filter((name) => fields[name]?.options['primary_key'] !== undefined)
  return (less) => keys.every((name) => name in less)
}

/** Without these a field is none to Django. */
const NEEDED = new Set(
  (
    'max_length max_digits decimal_places to on_delete upload_to primary_key parent_link expression ' +
    'output_field db_persist related_name'
  ).split(' '),
)

function smallerFields({ className, options }: FieldSpec): readonly FieldSpec[] {
  return lessOf(options)
    .filter((less) => Object.keys(options).every((name) => name in less || !NEEDED.has(name)))
    .map((less) => ({ className, options: less }))
}

type Table<T> = Readonly<Record<string, T>>

/** The list without one of its items. */
function shorter<T>(items: readonly T[]): readonly (readonly T[])[] {
  return items.map((item) => items.filter((other) => other !== item))
}

/** The list with one of its items made smaller. */
function eachOf<T>(items: readonly T[], smaller: (item: T) => readonly T[]): readonly (readonly T[])[] {
  return items.flatMap((item) =>
    smaller(item).map((one) => items.map((other) => (other === item ? one : other))),
  )
}

function lessOf<T>(table: Table<T>): readonly Table<T>[] {
  return shorter(Object.entries(table)).map((entries) => Object.fromEntries(entries))
}

function eachValue<T>(table: Table<T>, smaller: (item: T) => readonly T[]): readonly Table<T>[] {
  return Object.entries(table).flatMap(([name, item]) =>
    smaller(item).map((one) => Object.fromEntries(Object.entries({ ...table, [name]: one }))),
  )
}
