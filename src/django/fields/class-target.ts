import { isReferenceTo, stringValue } from '../../python/arguments'
import type { Expression } from '../../python/nodes'
import type { ProjectSettings } from '../state'
import { calleeOf, positionalArguments } from './call'

const IMPORT_STRING = 'django.utils.module_loading.import_string'
const DEFAULT_AUTO_FIELD = 'django.conf.settings.DEFAULT_AUTO_FIELD'

/** django/conf/global_settings.py, up to Django 5.2. */
const AUTO_FIELD = 'django.db.models.AutoField'

/**
 * The class that the call of a field is of. Packages that leave their keys to the project write
 * `import_string(settings.DEFAULT_AUTO_FIELD)` for it, mostly by a name of the module (django-oscar, Kiwi TCMS).
 * Undefined where it is no call, or only Python could tell.
 */
export function classTarget(expression: Expression, settings: ProjectSettings): string | undefined {
  if (expression.kind !== 'call') return undefined
  const { callee } = expression
  if (callee.kind === 'reference') return callee.target
  if (callee.kind !== 'call' || calleeOf(callee) !== IMPORT_STRING) return undefined
  const dotted = positionalArguments(callee)[0]?.value
  if (dotted !== undefined && isReferenceTo(dotted, DEFAULT_AUTO_FIELD))
    return settings.defaultAutoField ?? AUTO_FIELD
  return stringValue(dotted)
}
