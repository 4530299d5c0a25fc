import type { Vendor } from '../core/dialect'
import { bindArguments, referenceTarget } from '../python/arguments'
import type { Call, Expression } from '../python/nodes'
import type { Operation, OperationOf } from './operation'
import { FIELD_OPERATIONS } from './operations/fields'
import { MODEL_OPERATIONS } from './operations/models'
import { OPTION_OPERATIONS } from './operations/options'
import { POSTGRES_OPERATIONS } from './operations/postgres'
import type { OperationReader, ReadContext } from './operations/reader'
import { RULE_OPERATIONS } from './operations/rules'
import { SPECIAL_OPERATIONS } from './operations/special'

const { PartOfCreateModel: PART, ...MODELS } = MODEL_OPERATIONS

const CORE: ReadonlyMap<string, OperationReader> = new Map<string, OperationReader>(
  Object.entries({
    ...MODELS,
    ...OPTION_OPERATIONS,
    ...FIELD_OPERATIONS,
    ...RULE_OPERATIONS,
    ...SPECIAL_OPERATIONS,
  }),
)

const POSTGRES: ReadonlyMap<string, OperationReader> = new Map<string, OperationReader>(
  Object.entries(POSTGRES_OPERATIONS),
)

/**
 * A migration operation, read from the expression that makes it. Every operation of Django 5.2 is known, by the
 * class that its name means; whatever else the expression is, or holds that only Python could tell, is `Opaque`.
 */
export function readOperation(expression: Expression, context: ReadContext): Operation {
  if (expression.kind !== 'call') return opaque(expression, describe(expression))
  const vendor = vendorOf(expression.callee, context)
  if (vendor !== undefined) return readOnVendor(expression, vendor, context)
  const name = referenceTarget(expression.callee)
  const reader = name === undefined ? undefined : readerOf(name)
  if (reader === undefined) return opaque(expression, name ?? calleeName(expression))
  const operation = read(expression, reader, context)
  if (operation !== undefined) return operation
  const part = readPart(expression, name, context)
  return {
    ...opaque(expression, `${lastPart(name)} with arguments that only Python could tell`),
    ...(part && { part }),
  }
}

/** A model that is made with some fields in any case and others under a condition. */
function readPart(source: Call, name: string | undefined, context: ReadContext): Operation | undefined {
  if (name !== 'django.db.migrations.CreateModel') return undefined
  return read(source, PART, context)
}

function vendorOf(callee: Expression, { onVendor }: ReadContext): Vendor | undefined {
  return callee.kind === 'reference' && callee.origin === 'local' ? onVendor?.get(callee.target) : undefined
}

function readOnVendor(source: Call, vendor: Vendor, context: ReadContext): Operation {
  const operation = read(source, SPECIAL_OPERATIONS.SeparateDatabaseAndState, context)
  if (operation?.kind === 'SeparateDatabaseAndState') return { ...operation, vendor }
  return opaque(source, calleeName(source))
}

function read(source: Call, reader: OperationReader, context: ReadContext): Operation | undefined {
  const { values, extra, duplicates, unpacked } = bindArguments(source, reader.parameters)
  if (extra.length + duplicates.length + unpacked.length > 0) return undefined
  return reader.read({
    place: source.place,
    source,
    context,
    argument: (name) => values.get(name)?.value,
    readNested: (nested) => readOperation(nested, context),
  })
}

/** Django's own class; the front end gives the documented one of the names that it can be imported by. */
function readerOf(target: string): OperationReader | undefined {
  const core = /^django\.db\.migrations\.(\w+)$/.exec(target)
  if (core !== null) return CORE.get(core[1] ?? '')
  const postgres = /^django\.contrib\.postgres\.operations\.(\w+)$/.exec(target)
  return POSTGRES.get(postgres?.[1] ?? '')
}

function calleeName({ callee }: Call): string {
  return callee.kind === 'reference' ? callee.target : 'a call of something computed'
}

function lastPart(name: string | undefined): string {
  return name?.split('.').at(-1) ?? ''
}

function opaque(source: Expression, what: string): OperationOf<'Opaque'> {
  return { kind: 'Opaque', place: source.place, source, what }
}

/** What an expression that is no call is, in a reader's words. */
function describe(expression: Expression): string {
  if (expression.kind === 'opaque') return expression.what
  if (expression.kind === 'reference') return expression.target
  return `a ${expression.kind}`
}
