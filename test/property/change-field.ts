import { FIELD_TYPES, foreignKey, isRelation, oneOffDefault, typeOf, type FieldSite } from './fields'
import { without } from './models'
import { weighted, type Random } from './random'
import type { FieldSpec } from './spec'

type Options = Readonly<Record<string, string>>

/** A field that an AlterField may go to: one or two things about it are different. */
export function alteredField(site: FieldSite, field: FieldSpec): FieldSpec | undefined {
  const once = tweaked(site, field)
  return site.random.chance(30) && once !== undefined ? (tweaked(site, once) ?? once) : once
}

type Tweak = 'null' | 'unique' | 'index' | 'size' | 'default' | 'dbDefault' | 'remark' | 'column' | 'type'

const WEIGHTS: Readonly<Record<Tweak, number>> = {
  ...{
    null: 24,
    unique: 10,
    index: 10,
    size: 24,
    default: 10,
    dbDefault: 14,
    remark: 8,
    column: 4,
    type: 10,
  },
}

function tweaked(site: FieldSite, field: FieldSpec): FieldSpec | undefined {
  const { random } = site
  const isKey = isRelation(field)
  switch (weighted(random, WEIGHTS)) {
    case 'null':
      return toggled(field, 'null', 'True')
    case 'unique':
      return isKey || !typeOf(field)?.indexable ? undefined : toggled(withShortText(field), 'unique', 'True')
    case 'index':
      return field.className === 'ForeignKey'
        ? toggled(field, 'db_index', 'False')
        : isKey || field.options['unique']
          ? undefined
          : toggled(field, 'db_index', 'True')
    case 'size':
      return isKey ? toggled(field, 'db_constraint', 'False') : resized(random, field)
    case 'default':
      return isKey ? undefined : withValue(site, field, 'default')
    case 'dbDefault':
      return isKey || site.version === '4.2' ? undefined : withValue(site, field, 'db_default')
    case 'remark':
      return toggled(field, 'verbose_name', '"other"')
    case 'column':
      return toggled(field, 'db_column', `"col_${site.fresh()}"`)
    case 'type':
      return isKey ? otherKey(site, field) : otherType(site, field)
  }
}

function toggled(field: FieldSpec, option: string, value: string): FieldSpec {
  const { className, options } = field
  if (options[option] === undefined) return { className, options: { ...options, [option]: value } }
  return { className, options: without(options, option) }
}

/** As long as MySQL can index. */
function withShortText(field: FieldSpec): FieldSpec {
  const { className, options } = field
  return Number(options['max_length'] ?? 0) > 255
    ? { className, options: { ...options, max_length: '255' } }
    : field
}

function resized(random: Random, { className, options }: FieldSpec): FieldSpec | undefined {
  if (options['max_length'] !== undefined)
    return { className, options: { ...options, max_length: random.pick(['10', '30', '120', '255']) } }
  if (options['max_digits'] !== undefined)
    return { className, options: { ...options, max_digits: random.pick(['6', '9', '12']) } }
  return undefined
}

function withValue(
  { random }: FieldSite,
  field: FieldSpec,
  option: 'default' | 'db_default',
): FieldSpec | undefined {
  const { className, options } = field
  const type = typeOf(field)
  if (options['auto_now'] || options['auto_now_add'] || type === undefined) return undefined
  if (options[option] !== undefined && random.chance(50))
    return { className, options: without(options, option) }
  const values =
    option === 'default' ? [...type.defaults, ...(type.callables ?? [])] : (type.dbDefaults ?? [])
  return values.length === 0
    ? undefined
    : {
        className,
        options: { ...options, [option]: random.pick(values.map((each) => (each === '{}' ? 'dict' : each))) },
      }
}

/** Another class with what it shares: null, uniqueness and the column. */
function otherType(site: FieldSite, field: FieldSpec): FieldSpec | undefined {
  const { random } = site
  const next = typeOf(field)?.next ?? []
  if (next.length === 0) return undefined
  const className = random.chance(85) ? random.pick(next) : random.pick(Object.keys(FIELD_TYPES))
  const type = FIELD_TYPES[className]
  if (type === undefined || className === field.className) return undefined
  const kept = shared(field.options, type.indexable)
  return {
    className,
    options: { ...type.options?.(random), ...kept, ...sharedText(className, field.options) },
  }
}

function sharedText(className: string, { max_length }: Options): Options {
  return className === 'CharField' && max_length !== undefined ? { max_length } : {}
}

function shared(options: Options, indexable: boolean): Options {
  const names = ['null', 'blank', 'db_column', ...(indexable ? ['unique'] : [])]
  return Object.fromEntries(Object.entries(options).filter(([name]) => names.includes(name)))
}

/** A foreign key to another model, or of the other class. */
function otherKey(site: FieldSite, field: FieldSpec): FieldSpec {
  const { options } = field
  if (site.random.chance(50)) {
    const className = field.className === 'ForeignKey' ? 'OneToOneField' : 'ForeignKey'
    return { className, options: without(without(options, 'db_index'), 'unique') }
  }
  const fresh = foreignKey(site, 'ForeignKey')
  const { to = '', to_field: toField } = fresh.options
  const target = { to, ...(toField === undefined ? {} : { to_field: toField }) }
  return { className: field.className, options: { ...without(options, 'to_field'), ...target } }
}

/** What makemigrations asks for where a field that may hold NULL may do so no longer. */
export function oneOffForAlter(before: FieldSpec, after: FieldSpec, random: Random): string | undefined {
  if (before.options['null'] === undefined || after.options['null'] !== undefined) return undefined
  return random.chance(75) ? oneOffDefault(after, random) : undefined
}

/** A field whose value the database works out from a number; undefined where the model has none. */
export function generatedField(
  { random }: FieldSite,
  fields: Readonly<Record<string, FieldSpec>>,
): FieldSpec | undefined {
  const numbers = Object.entries(fields).filter(([, each]) =>
    /^(Integer|SmallInteger)Field$/.test(each.className),
  )
  if (numbers.length === 0) return undefined
  const [name] = random.pick(numbers)
  const options = {
    expression: `models.F("${name}")`,
    output_field: 'models.BigIntegerField()',
    db_persist: 'True',
  }
  return { className: 'GeneratedField', options }
}
