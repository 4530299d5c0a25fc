import type { Dialect } from '../../core/dialect'
import { quoteColumn } from '../../core/quote'
import { columnName, hasColumn } from '../columns'
import { fieldClass, type FieldFamily } from '../fields/classes'
import { concreteModel, findField, targetOf } from '../local-fields'
import type { Field, Model, ProjectState } from '../state'

/** The model whose rule is written, and for which database. */
export interface RuleSite {
  readonly model: Model
  readonly state: ProjectState
  readonly dialect: Dialect
}

/** A column that a rule names, with what its values are: of a key those of the field that it points to. */
export interface RuleColumn {
  readonly field: Field
  readonly family: FieldFamily
  /** The field whose `get_prep_value` a value to compare with goes through. */
  readonly valueField: Field
  /** Quoted. */
  readonly sql: string
}

/**
 * `Query.resolve_ref` without joins: the column of a field by its name, the name of its attribute, or `pk`. Undefined
 * where the model itself has no such column, or its class may have lookups of its own.
 */
export function ruleColumn(name: string, site: RuleSite): RuleColumn | undefined {
  const { model, state, dialect } = site
  const found = findField(model, state, name)
  if (found?.model !== concreteModel(model, state)) return undefined
  const { field } = found
  const valueField = valueFieldOf(field, state)
  if (!hasColumn(field) || field.kind === 'generated' || valueField === undefined) return undefined
  const column = columnName(field)
  const isPlain = !/["`%]/.test(column)
  const { family } = fieldClass(valueField.className)
  return isPlain && family !== 'unknown'
    ? { field, family, valueField, sql: quoteColumn(column, dialect) }
    : undefined
}

function valueFieldOf(field: Field, state: ProjectState): Field | undefined {
  const seen = new Set<Field>()
  let current: Field | undefined = field
  while (current?.kind === 'relation' && !seen.has(current)) {
    seen.add(current)
    current = isOwn(current) ? targetOf(current, state)?.field : undefined
  }
  return current?.kind === 'column' && isOwn(current) ? current : undefined
}

/** A class of another package may be a subclass with lookups and values of its own. */
function isOwn({ className }: Field): boolean {
  return className.startsWith('django.')
}
