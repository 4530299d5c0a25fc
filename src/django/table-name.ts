import type { Dialect } from '../core/dialect'
import { truncateName } from './names'
import type { Model } from './state'

/**
 * `_meta.db_table` (django/db/models/options.py): what Meta says, as it is, or the app and the model, cut to what the
 * database can hold. Of a proxy ask with `concreteModel`.
 */
export function tableName(model: Model, dialect: Dialect): string {
  return model.options.dbTable ?? truncateName(`${model.app}_${model.name.toLowerCase()}`, dialect)
}
