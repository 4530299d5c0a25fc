/**
 * Django defines most classes in private modules and documents them one level up. `MigrationWriter` writes either
 * (a field's `deconstruct` shortens `django.db.models.fields` to `django.db.models`, an expression keeps the module
 * it is defined in). One name for each: the documented one. Checked against Django 5.2 by asking each module which
 * of its names are the same object in the public package; names that are not (RawSQL, KeyTransform, …) stay.
 */
interface Reexport {
  /** The private module, and any module inside it. */
  readonly module: string
  /** The names in it that are public, as a pattern of the whole name. */
  readonly names: string
  readonly target: string
  /** Not in modules inside it. */
  readonly shallow?: true
}

const MODELS = 'django.db.models'
const GIS = 'django.contrib.gis.db.models'
const EXPRESSIONS =
  'Case|Exists|Expression|ExpressionList|ExpressionWrapper|F|Func|OrderBy|OuterRef|RowRange|Subquery|Value|' +
  'ValueRange|When|Window|WindowFrame|WindowFrameExclusion'
const AGGREGATES = 'Aggregate|AnyValue|Avg|Count|Max|Min|StdDev|StringAgg|Sum|Variance'
const OPERATIONS =
  '(?!\\w*Operation\\b)(?:Create|Delete|Rename|Alter|Add|Remove)[A-Z]\\w*|RunSQL|RunPython|SeparateDatabaseAndState'
const POSTGRES_FIELDS =
  '(?!Simple|Continuous)\\w*(?:Array|HStore|JSON|Range|Text|Email|Char)Field|CIText|RangeBoundary|RangeOperators'
const GIS_OWN =
  '(?:Geometry|Point|LineString|Polygon|MultiPoint|MultiLineString|MultiPolygon|GeometryCollection|Raster)Field'
const GIS_AGGREGATES = 'Collect|Extent|Extent3D|MakeLine|Union'

const REEXPORTS: readonly Reexport[] = [
  { module: `${GIS}.fields`, names: GIS_OWN, target: GIS },
  { module: `${GIS}.aggregates`, names: GIS_AGGREGATES, target: GIS },
  { module: GIS, names: `(?!(?:${GIS_OWN}|${GIS_AGGREGATES})\\b)[A-Z]\\w*`, target: MODELS, shallow: true },
  {
    module: `${MODELS}.functions`,
    names: '(?!\\w*(?:Mixin|TruncBase|LagLeadFunction)\\b)[A-Z]\\w*',
    target: `${MODELS}.functions`,
  },
  {
    module: `${MODELS}.fields`,
    names:
      '(?!RelatedField\\b)\\w*(?:Field|ForeignKey|ForeignObject|Rel|CompositePrimaryKey|OrderWrt|NOT_PROVIDED)',
    target: MODELS,
  },
  { module: `${MODELS}.deletion`, names: '[A-Z][A-Z_]+|ProtectedError|RestrictedError', target: MODELS },
  { module: `${MODELS}.indexes`, names: 'Index', target: MODELS },
  { module: `${MODELS}.constraints`, names: '\\w*Constraint|Deferrable', target: MODELS },
  { module: `${MODELS}.query_utils`, names: 'Q|FilteredRelation', target: MODELS },
  { module: `${MODELS}.expressions`, names: EXPRESSIONS, target: MODELS },
  { module: `${MODELS}.aggregates`, names: AGGREGATES, target: MODELS },
  { module: `${MODELS}.enums`, names: '\\w*Choices', target: MODELS },
  { module: `${MODELS}.manager`, names: 'Manager', target: MODELS },
  { module: `${MODELS}.base`, names: 'Model', target: MODELS },
  { module: `${MODELS}.query`, names: 'QuerySet|Prefetch', target: MODELS },
  { module: `${MODELS}.lookups`, names: 'Lookup|Transform', target: MODELS },
  {
    module: 'django.db.migrations.migration',
    names: 'Migration|swappable_dependency',
    target: 'django.db.migrations',
  },
  {
    module: 'django.db.migrations.operations',
    names: OPERATIONS,
    target: 'django.db.migrations',
  },
  {
    module: 'django.contrib.postgres.fields',
    names: POSTGRES_FIELDS,
    target: 'django.contrib.postgres.fields',
  },
]

const RULES = REEXPORTS.map(({ module, names, target, shallow }) => {
  const inside = shallow === true ? '' : '(?:\\.[a-z_]\\w*)*'
  // After the name comes nothing, or what it holds: `Choices.label`.
  const pattern = new RegExp(`^${module.replaceAll('.', '\\.')}${inside}\\.((?:${names})(?:\\..*)?)$`)
  return { prefix: `${module}.`, pattern, target }
})

/** The documented name of what Django defines elsewhere; any other dotted name comes back as it is. */
export function canonicalTarget(target: string): string {
  if (!target.startsWith('django.')) return target
  const known = KNOWN.get(target)
  if (known !== undefined) return known
  const found = withoutPrivate(target)
  KNOWN.set(target, found)
  return found
}

/** A project has few of them, and each in every file. */
const KNOWN = new Map<string, string>()

function withoutPrivate(target: string): string {
  for (const rule of RULES) {
    if (!target.startsWith(rule.prefix)) continue
    const name = rule.pattern.exec(target)?.[1]
    if (name !== undefined) return `${rule.target}.${name}`
  }
  return target
}

/** The database's or Django's answer to a parent that goes: written `django.db.models.deletion.CASCADE`. */
const ON_DELETE =
  /^django\.db\.models\.(CASCADE|PROTECT|RESTRICT|SET|SET_NULL|SET_DEFAULT|DO_NOTHING|DB_[A-Z_]+)$/

/** The dotted name under which Django's MigrationWriter writes a target. */
export function writerTarget(target: string): string {
  return target.replace(ON_DELETE, 'django.db.models.deletion.$1')
}
