import { DIALECTS } from '../../core/dialect'
import type { Dialect } from '../../core/dialect'
import { didYouMean } from '../../core/nearest'
import { DJANGO_FIELDS, fieldClass } from './classes'
import type { FieldClass } from './classes'

/** Classes of a project or of a package that bgsplit has never heard of, by name. */
export interface OwnClasses {
  /** As the configuration says it. */
  readonly get: (className: string) => FieldClass | undefined
  /** As the project's own source defines it; undefined where that cannot be told. */
  readonly inSource?: (className: string) => FieldClass | undefined
}

/** What is wrong with what was said of a class. */
export interface NoClass {
  readonly reason: string
  readonly wayOut: string
}

/**
 * What a class is to a database, as the configuration says it: a type of SQL, a table of types by database, or the
 * class of Django that it behaves like, as `DecimalField`.
 */
export function ownClass(said: unknown): FieldClass | NoClass {
  if (typeof said === 'object' && said !== null && !Array.isArray(said)) return byDialect(said)
  if (typeof said !== 'string') return noType(said)
  const like = namesClass(said) ? djangoClass(said) : undefined
  if (like !== undefined) return like
  return isType(said) ? column(Object.fromEntries(DIALECTS.map((each) => [each, said]))) : noType(said)
}

/** Whether a class could be read. */
export function isFieldClass(found: FieldClass | NoClass): found is FieldClass {
  return !('reason' in found)
}

/** No type of a database is called so. */
function namesClass(said: string): boolean {
  return /(Field|Key)$|\.[A-Z]\w*$/.test(said)
}

function djangoClass(said: string): FieldClass | NoClass {
  const name = said.includes('.') ? said : `django.db.models.${said}`
  const found = fieldClass(name)
  // A generated column is nothing without its expression, which only Django's own class has.
  if (found.kind !== 'unknown' && found.kind !== 'generated') return { ...found, like: name }
  return {
    reason: `there is no field class ${said}`,
    wayOut: didYouMean(said, DJANGO_FIELDS, 'give one of Django, or the type of the column'),
  }
}

/** MariaDB has the type of MySQL where it has none of its own. */
function byDialect(said: object): FieldClass | NoClass {
  const types: Readonly<Record<string, unknown>> = { ...said }
  for (const [dialect, type] of Object.entries(types)) {
    if (!isDialect(dialect))
      return {
        reason: `${dialect} is no database`,
        wayOut: didYouMean(dialect, DIALECTS, 'put the name of the class in quotes, and databases in braces'),
      }
    if (typeof type !== 'string' || !isType(type)) return noType(type)
  }
  // Looked at above.
  const known = types as Readonly<Partial<Record<Dialect, string>>>
  return column({ ...(known.mysql !== undefined && { mariadb: known.mysql }), ...known })
}

function isDialect(name: string): name is Dialect {
  return DIALECTS.some((each) => each === name)
}

function noType(said: unknown): NoClass {
  return {
    reason: `${JSON.stringify(said)} is no type of a column`,
    wayOut: 'give one such as "numeric(12, 2)", or a field class of Django such as "DecimalField"',
  }
}

/** Its values are not known: nothing is a natural zero, and no default is taken for one of the database. */
function column(types: Readonly<Partial<Record<Dialect, string>>>): FieldClass {
  return { kind: 'column', family: 'unknown', types, positions: [] }
}

/** A name, what is in brackets behind it, further words, and the brackets of an array; no second statement. */
const TYPE = /^[a-z_"][\w". ]*(\([\w ',.-]*\))?[\w ]*(\[\d*\])*$/i
/** They say something of the column, which the field says. */
const NO_PART =
  /--|\b(not|null|default|primary|unique|references|check|generated|constraint|auto_increment|(small|big)?serial)\b/i

function isType(said: string): boolean {
  return TYPE.test(said) && !NO_PART.test(said)
}
