import type { Dialect } from '../core/dialect'
import { truncateName } from './names'
import type { Model } from './state'

/**
 * `_meta.db_table` (django/db/models/options.py): what Meta says, or the app and the model, cut to what the database
 * can hold. Of a proxy ask with `concreteModel`.
 */
export function tableName(model: Model, dialect: Dialect): string {
  const { dbTable } = model.options
  return dbTable === undefined
    ? truncateName(`${model.app}_${model.name.toLowerCase()}`, dialect)
    : withOuterQuotes(dbTable)
}

/**
 * A name in another schema may be written `hr"."staff`, to which `quote_name` adds the outer quotes; many-to-many
 * tables get such a name from Django itself (`strip_quotes`). Here it always has them.
 */
export function withOuterQuotes(name: string): string {
  for (const mark of ['"', '`']) {
    if (name.includes(`${mark}.${mark}`) && !name.startsWith(mark)) return mark + name + mark
  }
  return name
}
