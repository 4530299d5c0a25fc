import { Refusal } from '../../core/errors'
import { textOf } from '../../core/span'
import { canonicalTarget } from '../../python/canonical'
import type { Call, Expression } from '../../python/nodes'
import type { Field, NamedRule, ProjectSettings, Relation } from '../state'
import { stringValue } from '../../python/arguments'
import { argument, calleeOf, truthy } from './call'
import { classTarget } from './class-target'
import { fieldClass, type FieldClass } from './classes'
import { readRelation } from './read-relation'

export { fieldFamily } from './column-type'

/** Where a field stands, and what is known of the settings: needed to say which model a relation points to. */
export interface FieldContext {
  readonly app: string
  readonly model: string
  readonly settings: ProjectSettings
}

/**
 * Reads a field of a migration: `models.CharField(max_length=20)`. A class that neither bgsplit nor the configuration knows gives a field of
 * kind `unknown`, with the facts that its keywords tell.
 *
 * @throws Refusal `not-a-migration` where the expression is no call of a named class
 */
export function readField(name: string, expression: Expression, context: FieldContext): Field {
  const target = classTarget(expression, context.settings)
  if (expression.kind !== 'call' || target === undefined) throw notAField(name, expression)
  const className = canonicalTarget(target)
  const own = context.settings.ownClasses
  const fieldType = fieldClass(className, own)
  const relation = readRelation(expression, fieldType, context)
  return {
    name,
    kind: hasUnreadableThrough(expression, relation) ? 'none' : fieldType.kind,
    className,
    source: expression,
    ...readFlags(expression, fieldType),
    ...readNames(expression),
    ...readDefaults(expression, fieldType),
    ...(relation && { relation }),
    ...(own && !isDjangos(className) && { own }),
  }
}

/** What a class of Django's own is, nobody else has a say in; but others may be inside it. */
function isDjangos(className: string): boolean {
  const { kind, family } = fieldClass(className)
  return kind !== 'unknown' && kind !== 'generated' && family !== 'array'
}

/** A `through` that cannot be read names a model all the same: there is no table of the field's own. */
function hasUnreadableThrough(call: Call, relation: Relation | undefined): boolean {
  return relation?.through === undefined && truthy(argument(call, 'through'), true)
}

function notAField(name: string, expression: Expression): Refusal {
  return new Refusal({
    code: 'not-a-migration',
    reason: `the field ${name} is not the call of a field class: ${textOf(expression.place)}`,
    wayOut: 'write the field as a call, as makemigrations does',
    place: expression.place,
  })
}

function readFlags(
  call: Call,
  { positions, nullImplied, uniqueImplied, indexedUnlessTold }: FieldClass,
): Pick<Field, 'null' | 'unique' | 'primaryKey' | 'dbIndex' | 'autoNow'> {
  const flag = (name: string): boolean => truthy(argument(call, name, positions))
  const dbIndex = argument(call, 'db_index', positions)
  return {
    null: nullImplied === true || flag('null'),
    unique: uniqueImplied === true || flag('unique'),
    primaryKey: flag('primary_key'),
    dbIndex: dbIndex === undefined ? indexedUnlessTold === true : truthy(dbIndex),
    autoNow: flag('auto_now') || flag('auto_now_add'),
  }
}

function readNames(call: Call): Pick<Field, 'dbColumn' | 'dbTablespace' | 'dbCollation' | 'dbComment'> {
  const dbColumn = stringValue(argument(call, 'db_column'))
  const dbTablespace = stringValue(argument(call, 'db_tablespace'))
  const dbCollation = stringValue(argument(call, 'db_collation'))
  const dbComment = stringValue(argument(call, 'db_comment'))
  return {
    ...(dbColumn && { dbColumn }),
    ...(dbTablespace && { dbTablespace }),
    ...(dbCollation && { dbCollation }),
    ...(dbComment && { dbComment }),
  }
}

function readDefaults(call: Call, { positions }: FieldClass): Pick<Field, 'default' | 'dbDefault'> {
  const pythonDefault = provided(argument(call, 'default', positions))
  const dbDefault = provided(argument(call, 'db_default'))
  return { ...(pythonDefault && { default: pythonDefault }), ...(dbDefault && { dbDefault }) }
}

/** `default=models.NOT_PROVIDED` is no default (django/db/models/fields/__init__.py). */
function provided(value: Expression | undefined): Expression | undefined {
  const isMissing =
    value?.kind === 'reference' && canonicalTarget(value.target) === 'django.db.models.NOT_PROVIDED'
  return isMissing ? undefined : value
}

/**
 * Reads a `models.Index(…)` or a constraint. The name is empty for an index in Meta that has none: Django then makes
 * one from the table and the columns, see `ruleName` in tables.ts.
 *
 * @throws Refusal `not-a-migration` where the expression is no call of a named class
 */
export function readRule(expression: Expression): NamedRule {
  const target = calleeOf(expression)
  if (expression.kind !== 'call' || target === undefined) throw notARule(expression)
  const name = stringValue(argument(expression, 'name')) ?? ''
  return { name, className: canonicalTarget(target), source: expression }
}

function notARule(expression: Expression): Refusal {
  return new Refusal({
    code: 'not-a-migration',
    reason: `an index or constraint is not the call of a class: ${textOf(expression.place)}`,
    wayOut: 'write it as a call, as makemigrations does',
    place: expression.place,
  })
}
