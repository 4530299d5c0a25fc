import type { Place } from '../core/span'
import type { Call, Expression } from '../python/nodes'
import type { OwnClasses } from './fields/own-classes'

/** `app_label.modelname`, the model name in lower case, as Django keys its project state. */
export type ModelKey = `${string}.${string}`

export function modelKey(app: string, name: string): ModelKey {
  return `${app}.${name.toLowerCase()}`
}

/**
 * What a field is to the database.
 * - `column`: one column; `generated`: a GeneratedField; `relation`: ForeignKey or OneToOneField, a column and a key
 * - `many-to-many`: no column; a table of its own, unless `through` names a model
 * - `none`: nothing at all (GenericForeignKey, GenericRelation, TaggableManager, CompositePrimaryKey)
 * - `unknown`: a class that bgsplit does not know; taken to be one column of unknown type
 */
export type FieldKind = 'column' | 'generated' | 'relation' | 'many-to-many' | 'none' | 'unknown'

/** A field as the state holds it: its source, and the facts that matter to a database. */
export interface Field {
  readonly name: string
  readonly kind: FieldKind
  /** The class in the place Django documents it: `django.db.models.CharField`, `djmoney.models.fields.MoneyField`. */
  readonly className: string
  /** The expression in the migration. Options below are read from it; it is what is written again. */
  readonly source: Call
  readonly null: boolean
  readonly unique: boolean
  readonly primaryKey: boolean
  readonly dbIndex: boolean
  /** `auto_now` or `auto_now_add`. */
  readonly autoNow: boolean
  readonly dbColumn?: string
  readonly dbTablespace?: string
  readonly dbCollation?: string
  readonly dbComment?: string
  /** The Python default; absent where there is none. `default=None` counts as one. */
  readonly default?: Expression
  readonly dbDefault?: Expression
  readonly relation?: Relation
  /** What the configuration says of the classes of the project; left out where it says nothing. */
  readonly own?: OwnClasses
}

export interface Relation {
  /** The model it points to; undefined where the target cannot be read (another setting than AUTH_USER_MODEL). */
  readonly to: ModelKey | undefined
  /** `to` as written, for messages. */
  readonly toSource: Expression
  readonly toField?: string
  readonly dbConstraint: boolean
  readonly oneToOne: boolean
  readonly parentLink: boolean
  /** Many-to-many only: the model of an explicit `through`. */
  readonly through?: ModelKey
  readonly throughFields?: readonly [string, string]
  /** Many-to-many only: `db_table=`. */
  readonly dbTable?: string
}

export interface ModelOptions {
  readonly dbTable?: string
  readonly dbTableComment?: string
  readonly managed: boolean
  readonly proxy: boolean
  readonly abstract: boolean
  /** The setting that swaps it out: `AUTH_USER_MODEL`. */
  readonly swappable?: string
  readonly uniqueTogether: readonly (readonly string[])[]
  readonly indexTogether: readonly (readonly string[])[]
  readonly indexes: readonly NamedRule[]
  readonly constraints: readonly NamedRule[]
  readonly orderWithRespectTo?: string
}

/** A `models.Index(…)`, `models.UniqueConstraint(…)`, `CheckConstraint`, `ExclusionConstraint`, or a custom one. */
export interface NamedRule {
  readonly name: string
  readonly className: string
  readonly source: Expression
}

export interface Model {
  readonly app: string
  /** As written: `OrderLine`. */
  readonly name: string
  /** In the order of the columns. Does not hold the fields of bases, nor an `id` that no migration spells out. */
  readonly fields: ReadonlyMap<string, Field>
  /** Models it extends (`shop.place`), for multi-table inheritance and proxies; mixins are not in it. */
  readonly bases: readonly ModelKey[]
  readonly options: ModelOptions
  /** The operation that made it. */
  readonly place: Place
}

/** The models of a project at one point of its history. Never changed: an operation gives a new one. */
export interface ProjectState {
  readonly models: ReadonlyMap<ModelKey, Model>
  readonly settings: ProjectSettings
}

/** What is read, never run, of the settings. */
export interface ProjectSettings {
  /** `AUTH_USER_MODEL`, as a key. */
  readonly userModel: ModelKey
  /** Other settings that name a swappable model, by name, where they could be read. */
  readonly swappable: ReadonlyMap<string, ModelKey>
  readonly hasDatabaseRouters: boolean
  /**
   * `DEFAULT_AUTO_FIELD`, where it could be read: the class of the `id` of many-to-many tables. (The `id` of a model is
   * spelled out in its migration. AppConfig.default_auto_field has no say here: django/db/migrations/state.py,
   * AppConfigStub.)
   */
  readonly defaultAutoField?: string
  /** Field classes of the project itself, from the configuration. */
  readonly ownClasses?: OwnClasses
}
