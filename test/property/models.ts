import { isIndexable, isManyToMany, randomField, type FieldSite } from './fields'
import { keyOf, py, type FieldSpec, type ModelSpec, type RuleSpec } from './spec'

const WORDS = ['rating', 'price', 'title', 'state', 'owner', 'code', 'note', 'Total']

export function freshName({ random, fresh }: FieldSite): string {
  return `${random.pick(WORDS)}${fresh()}`
}

/** A model with a primary key, some fields and rules over them. `site.targets` are the models that it may know. */
export function randomModel(site: FieldSite, app: string): ModelSpec {
  const { random } = site
  const name = `${random.pick(['Product', 'Order', 'Tag', 'customer'])}${site.fresh()}`
  const bare: ModelSpec = { app, name, fields: {}, late: [], uniqueTogether: [], rules: [], options: {} }
  const parent = random.chance(15) ? random.pick([...site.targets, bare]) : bare
  const root = parent === bare ? { ...bare, fields: key(site) } : childOf(bare, parent)
  const known = { ...site, targets: [...site.targets, root] }
  const fields = Object.fromEntries(
    Array.from({ length: 1 + random.int(6) }, () => [freshName(site), randomField(known)]),
  )
  const model = withMeta(site, { ...root, fields: { ...root.fields, ...fields } })
  return { ...model, late: lateFields(site, model, Object.keys(fields)) }
}

/** Those that the options of CreateModel name have to be there from the first. */
function lateFields(
  { random }: FieldSite,
  { uniqueTogether, orderWithRespectTo }: ModelSpec,
  names: readonly string[],
): readonly string[] {
  const needed = new Set([...uniqueTogether.flat(), orderWithRespectTo])
  return names.filter((name) => !needed.has(name) && random.chance(20))
}

function key({ random }: FieldSite): Readonly<Record<string, FieldSpec>> {
  const options = { primary_key: 'True', serialize: 'False' }
  const automatic = { ...options, auto_created: 'True', verbose_name: '"ID"' }
  if (random.chance(8))
    return {
      id: { className: 'UUIDField', options: { ...options, default: 'uuid.uuid4', editable: 'False' } },
    }
  if (random.chance(5)) return { code: { className: 'CharField', options: { ...options, max_length: '20' } } }
  return { id: { className: random.chance(15) ? 'AutoField' : 'BigAutoField', options: automatic } }
}

function childOf(model: ModelSpec, parent: ModelSpec): ModelSpec {
  const pointer = {
    auto_created: 'True',
    on_delete: 'django.db.models.deletion.CASCADE',
    parent_link: 'True',
    primary_key: 'True',
    serialize: 'False',
    to: py(keyOf(parent)),
  }
  const field = { className: 'OneToOneField', options: pointer }
  return { ...model, base: keyOf(parent), fields: { [`${parent.name.toLowerCase()}_ptr`]: field } }
}

function withMeta(site: FieldSite, model: ModelSpec): ModelSpec {
  const { random, fresh } = site
  const keys = foreignKeysOf(model)
  const ordered = keys.length > 0 && random.chance(12) ? { orderWithRespectTo: random.pick(keys) } : {}
  const options = {
    ...(random.chance(12) ? { db_table: py(random.pick([`table_${fresh()}`, `Table ${fresh()}`])) } : {}),
    ...(random.chance(5) ? { verbose_name: '"thing"' } : {}),
    ...(random.chance(5) ? { db_table_comment: '"of the shop"' } : {}),
  }
  const together = random.chance(22) ? someFields(site, model) : []
  const rules = Array.from({ length: random.int(3) }, () => randomRule(site, model)).flatMap(
    (each) => each ?? [],
  )
  return { ...model, ...ordered, options, uniqueTogether: together.length > 1 ? [together] : [], rules }
}

export function foreignKeysOf({ fields }: ModelSpec): readonly string[] {
  return Object.entries(fields)
    .filter(([, { className }]) => className === 'ForeignKey')
    .map(([name]) => name)
}

/** Fields of the model itself that a rule can be over. */
export function columnsOf({ fields }: ModelSpec): readonly string[] {
  return Object.entries(fields)
    .filter(([, field]) => isIndexable(field) && field.options['primary_key'] === undefined)
    .map(([name]) => name)
}

export function someFields({ random }: FieldSite, model: ModelSpec): readonly string[] {
  const columns = columnsOf(model)
  return columns.length === 0 ? [] : random.some(columns, 2)
}

/** An index or a constraint over columns of the model; undefined where it has none. */
export function randomRule(site: FieldSite, model: ModelSpec): RuleSpec | undefined {
  const { random } = site
  const uses = someFields(site, model)
  const [first] = uses
  if (first === undefined) return undefined
  if (random.chance(35)) return index(site, model, uses)
  return random.chance(50) ? check(site, model, first) : unique(site, model, uses)
}

function index(site: FieldSite, model: ModelSpec, uses: readonly string[]): RuleSpec {
  const { random, fresh } = site
  const fields = uses.map((name) => py(random.chance(25) ? `-${name}` : name))
  const partial = random.chance(20) ? `, condition=${conditionOn(site, model, uses[0] ?? '')}` : ''
  return { className: 'Index', name: `idx_${fresh()}`, uses, text: `fields=[${fields.join(', ')}]${partial}` }
}

function check(site: FieldSite, model: ModelSpec, field: string): RuleSpec {
  const word = site.version === '5.2' ? 'condition' : 'check'
  const body = `${word}=${conditionOn(site, model, field)}`
  return { className: 'CheckConstraint', name: `chk_${site.fresh()}`, uses: [field], text: body }
}

function unique(site: FieldSite, model: ModelSpec, uses: readonly string[]): RuleSpec {
  const { random, fresh } = site
  const base = { className: 'UniqueConstraint', name: `uniq_${fresh()}`, uses } as const
  const [first = ''] = uses
  if (model.fields[first]?.className === 'CharField' && random.chance(25)) {
    return { ...base, uses: [first], text: `django.db.models.functions.text.Lower(${py(first)})` }
  }
  const fields = `fields=(${uses.map((name) => `${py(name)}, `).join('')})`
  if (random.chance(20)) return { ...base, text: `condition=${conditionOn(site, model, first)}, ${fields}` }
  if (random.chance(10)) return { ...base, text: `deferrable=models.Deferrable["DEFERRED"], ${fields}` }
  if (random.chance(8) && site.version === '5.2') return { ...base, text: `${fields}, nulls_distinct=False` }
  return { ...base, text: fields }
}

function conditionOn({ random }: FieldSite, model: ModelSpec, field: string): string {
  const className = model.fields[field]?.className ?? ''
  const isNumber = /Integer|Decimal|Float/.test(className)
  const kept = isNumber && random.chance(70) ? `("${field}__gte", 0)` : `("${field}__isnull", False)`
  return random.chance(25)
    ? `models.Q(${kept}, ("${field}__isnull", True), _connector="OR")`
    : `models.Q(${kept})`
}

export function without<T>(record: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name))
}

export function isUsedByKeys(models: readonly ModelSpec[], model: ModelSpec, field: string): boolean {
  const target = py(keyOf(model))
  return models.some(({ fields }) =>
    Object.values(fields).some(
      ({ options }) => options['to'] === target && options['to_field'] === py(field),
    ),
  )
}

export function pointingAt(model: ModelSpec, target: ModelSpec): readonly string[] {
  return Object.entries(model.fields)
    .filter(([, { options }]) => options['to'] === py(keyOf(target)))
    .map(([name]) => name)
}

export function plainFields(model: ModelSpec): readonly string[] {
  return Object.entries(model.fields)
    .filter(([, field]) => !isManyToMany(field) && field.options['primary_key'] === undefined)
    .map(([name]) => name)
}
