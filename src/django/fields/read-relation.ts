import type { Call, Expression } from '../../python/nodes'
import { modelKey, type ModelKey, type ProjectSettings, type Relation } from '../state'
import { stringList, stringValue } from '../../python/arguments'
import { argument, calleeOf, truthy } from './call'
import type { FieldClass } from './classes'
import type { FieldContext } from './read-field'

/** What a ForeignKey, OneToOneField or ManyToManyField says about the other side; undefined for other fields. */
export function readRelation(
  call: Call,
  { kind, positions, uniqueImplied }: FieldClass,
  context: FieldContext,
): Relation | undefined {
  const toSource = argument(call, 'to', kind === 'unknown' ? ['to'] : positions)
  if ((kind !== 'relation' && kind !== 'many-to-many') || toSource === undefined) return undefined
  const toField = stringValue(argument(call, 'to_field', positions))
  const dbConstraint = argument(call, 'db_constraint')
  return {
    to: readTarget(toSource, context),
    toSource,
    ...(toField !== undefined && { toField }),
    dbConstraint: dbConstraint === undefined || truthy(dbConstraint, true),
    oneToOne: kind === 'relation' && uniqueImplied === true,
    parentLink: truthy(argument(call, 'parent_link')),
    ...(kind === 'many-to-many' && readThrough(call, context)),
  }
}

function readThrough(
  call: Call,
  context: FieldContext,
): Pick<Relation, 'through' | 'throughFields' | 'dbTable'> {
  const through = argument(call, 'through')
  const throughKey = through && readTarget(through, context)
  const [from, to] = stringList(argument(call, 'through_fields')) ?? []
  const dbTable = stringValue(argument(call, 'db_table'))
  return {
    ...(throughKey && { through: throughKey }),
    ...(from !== undefined && to !== undefined && { throughFields: [from, to] }),
    ...(dbTable && { dbTable }),
  }
}

/**
 * The model that `to=` names (`resolve_relation` of django/db/models/utils.py): 'self', 'Model' of the same app,
 * 'app.Model', or a setting. Undefined where only running Python could tell.
 */
export function readTarget(expression: Expression, context: FieldContext): ModelKey | undefined {
  switch (expression.kind) {
    case 'string':
      return readModelName(expression.value, context)
    case 'reference':
      return readSetting(expression.target, context)
    case 'call':
      return readSwapped(expression, 'get_model_name', context.settings)
    case 'bytes':
      return readModelName(expression.value, context)
    case 'number':
    case 'boolean':
    case 'none':
    case 'list':
    case 'tuple':
    case 'set':
    case 'dict':
    case 'opaque':
      return undefined
  }
}

function readModelName(name: string, { app, model }: FieldContext): ModelKey {
  if (name === 'self') return modelKey(app, model)
  const dot = name.lastIndexOf('.')
  return dot < 0 ? modelKey(app, name) : modelKey(name.slice(0, dot), name.slice(dot + 1))
}

const SETTINGS = 'django.conf.settings.'

function readSetting(target: string, { settings }: FieldContext): ModelKey | undefined {
  if (!target.startsWith(SETTINGS)) return undefined
  const name = target.slice(SETTINGS.length)
  return name === 'AUTH_USER_MODEL' ? settings.userModel : settings.swappable.get(name)
}

/**
 * The model that a call of swapper's means: `swapper.get_model_name('kaffe', 'Brew')` is what the setting
 * KAFFE_BREW_MODEL names, or the model itself. Undefined for any other call.
 */
export function readSwapped(call: Call, name: string, { swappable }: ProjectSettings): ModelKey | undefined {
  const named = swapperArguments(call, name)
  return named && (swappable.get(settingOf(named)) ?? modelKey(named.app, named.model))
}

/** The setting that `swapper.swappable_setting('kaffe', 'Brew')` names: KAFFE_BREW_MODEL. */
export function readSwappableSetting(expression: Expression): string | undefined {
  const named = expression.kind === 'call' ? swapperArguments(expression, 'swappable_setting') : undefined
  return named && settingOf(named)
}

interface Swappable {
  readonly app: string
  readonly model: string
}

/** `set_app_prefix`, by which an app may call its settings otherwise, is not in migrations. */
function settingOf({ app, model }: Swappable): string {
  return `${app}_${model}_MODEL`.toUpperCase()
}

function swapperArguments(call: Call, name: string): Swappable | undefined {
  if (calleeOf(call) !== `swapper.${name}`) return undefined
  const app = stringValue(argument(call, 'app_label', ['app_label', 'model']))
  const model = stringValue(argument(call, 'model', ['app_label', 'model']))
  return app === undefined || model === undefined ? undefined : { app, model }
}
