import { intValue, truthy } from '../../python/arguments'
import type { WrittenClass } from '../../python/read-classes'
import type { Constructor, SetOption } from '../../python/read-constructor'
import { classOfType, type FieldClass } from './classes'

/** A class of the project's own, and what it comes from. */
export interface Derivation {
  /** The class of Django that it extends; without facts for `Field` itself. Missing for a mixin. */
  readonly root?: { readonly className: string; readonly facts?: FieldClass }
  /** The classes of the project on the way there, the most derived first. */
  readonly chain: readonly WrittenClass[]
}

/**
 * What a class of fields is to a database, by the class that it extends and by what it overrides of it. Undefined where
 * that may change the column, or whether there is one, in a way that only Python could tell.
 */
export function derivedClass(className: string, { root, chain }: Derivation): FieldClass | undefined {
  if (root === undefined || chain.some(overridesColumn)) return undefined
  const base = chain.some(({ members }) => members.has(TYPE)) ? typed(chain) : root.facts
  if (base === undefined) return undefined
  const facts = withConstructors(base, chain)
  if (facts === undefined || (facts.kind === 'many-to-many' && chain.some(makesItself))) return undefined
  if (!chain.some(overridesValues)) return { ...facts, like: facts.like ?? nameOf(base, root) }
  // Nobody knows its values: nothing is a natural zero, and no default is taken for one of the database.
  return { ...facts, ...(facts.kind === 'column' && { family: 'unknown' as const }), ownValues: className }
}

function nameOf(base: FieldClass, root: Required<Derivation>['root']): string {
  return base === root.facts ? root.className : `django.db.models.${base.internalType ?? ''}`
}

const TYPE = 'get_internal_type'

/** Methods of a field that say what its column is (django/db/models/fields/__init__.py and related.py). */
const COLUMN: readonly string[] = [
  ...[
    'db_type',
    'rel_db_type',
    'db_type_suffix',
    'db_type_parameters',
    'db_parameters',
    'db_check',
    'cast_db_type',
  ],
  ...[
    'column',
    'concrete',
    'get_attname',
    'get_attname_column',
    'set_attributes_from_name',
    '__new__',
    'generated',
  ],
  ...[
    'null',
    'unique',
    'primary_key',
    'db_index',
    'db_column',
    'db_default',
    'max_length',
    'empty_strings_allowed',
  ],
  ...[
    'related_fields',
    'foreign_related_fields',
    'local_related_fields',
    'resolve_related_fields',
    'many_to_many',
  ],
  ...['one_to_one', 'many_to_one', 'target_field', 'db_constraint', 'through'],
]

function overridesColumn({ members }: WrittenClass): boolean {
  return COLUMN.some((name) => members.has(name))
}

/** Methods of a field by which its values become those of the database, and back. */
const VALUES: readonly string[] = [
  ...[
    'from_db_value',
    'get_prep_value',
    'get_db_prep_value',
    'get_db_prep_save',
    'get_db_converters',
    'pre_save',
  ],
  ...['get_placeholder', 'select_format', 'to_python'],
]

function overridesValues({ members }: WrittenClass): boolean {
  return VALUES.some((name) => members.has(name))
}

/** A many-to-many field makes its table there. */
function makesItself({ members, extended }: WrittenClass): boolean {
  return members.has('contribute_to_class') && !extended.has('contribute_to_class')
}

/** The class that the database type is called after, where the first that says so returns a plain text. */
function typed(chain: readonly WrittenClass[]): FieldClass | undefined {
  const type = chain.find(({ members }) => members.has(TYPE))?.returns.get(TYPE)
  return type === undefined ? undefined : classOfType(type)
}

/** With what the constructors do to the options, the most basic class first. */
function withConstructors(base: FieldClass, chain: readonly WrittenClass[]): FieldClass | undefined {
  const isWritten = !chain.some(({ members }) => members.has('deconstruct'))
  return chain.reduceRight<FieldClass | undefined>(
    (facts, { constructor }) =>
      facts && (constructor === undefined ? facts : constructed(facts, constructor, isWritten)),
    base,
  )
}

/** Options that a column depends on. */
const OPTIONS: readonly string[] = [
  ...[
    'null',
    'unique',
    'db_index',
    'primary_key',
    'max_length',
    'db_column',
    'db_collation',
    'db_tablespace',
  ],
  ...[
    'db_default',
    'db_constraint',
    'to_field',
    'to_fields',
    'from_fields',
    'through',
    'through_fields',
    'db_table',
  ],
  ...[
    'parent_link',
    'max_digits',
    'decimal_places',
    'auto_now',
    'auto_now_add',
    'base_field',
    'size',
    'output_field',
  ],
]

/** `isWritten` where a migration holds all options that are set: nothing of the class leaves any of them out. */
function constructed(
  facts: FieldClass,
  { positions, options, mentions }: Constructor,
  isWritten: boolean,
): FieldClass | undefined {
  if (OPTIONS.some((name) => mentions.has(name))) return undefined
  const implied = OPTIONS.map((name) => impliedBy(name, options.get(name), isWritten))
  if (implied.includes(undefined)) return undefined
  return Object.assign({}, facts, positions && { positions }, ...implied) as FieldClass
}

/** What an option that is set means for every field of the class; undefined where that cannot be said. */
function impliedBy(
  name: string,
  option: SetOption | undefined,
  isWritten: boolean,
): Partial<FieldClass> | undefined {
  if (option === undefined) return {}
  const { value, isDefault } = option
  const flag = FLAGS[name]
  if (flag !== undefined && truthy(value) === true) return flag
  if (flag !== undefined && isDefault && truthy(value) === false) return {}
  const length = name === 'max_length' ? intValue(value) : undefined
  if (length !== undefined) return { maxLength: length }
  const isNone = value.kind === 'none' && isDefault
  return isNone || (isWritten && flag === undefined && name !== 'max_length') ? {} : undefined
}

const FLAGS: Readonly<Partial<Record<string, Partial<FieldClass>>>> = {
  null: { nullImplied: true },
  unique: { uniqueImplied: true },
  db_index: { indexedUnlessTold: true },
}
