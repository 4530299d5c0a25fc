import { assertNever } from '../core/assert-never'
import { parseDuration } from '../core/duration'
import { didYouMean } from '../core/nearest'
import { isFieldClass, ownClass } from '../django/fields/own-classes'
import type { FieldClass } from '../django/fields/classes'
import { areDialects, dialectsOf } from './dialects'
import { SEVERITIES } from './options'
import type { Option } from './options'
import { ruleIds } from './rule-ids'

/** A setting as it was read, or what is wrong with it. */
export type Read = { readonly value: unknown } | Problem

export interface Problem {
  readonly reason: string
  readonly wayOut: string
  /** In a table: the key whose value is wrong. */
  readonly key?: string
}

/**
 * Reads what was given for a setting, as text of the command line or as a value of TOML. What comes out is of the type
 * that `ValueOf` says. `said` is what a message calls the setting: `--fill`, `fill`.
 */
export function readValue(option: Option, given: unknown, said: string): Read {
  const wrong = (wayOut: string): Read => ({ reason: cannotBe(said, given), wayOut })
  switch (option.kind) {
    case 'flag':
      return typeof given === 'boolean' ? { value: given } : wrong('give true or false')
    case 'choice':
      return option.choices.some((each) => each === given)
        ? { value: given }
        : wrong(`give one of ${option.choices.join(', ')}`)
    case 'duration':
      return textBy(parseDuration, given) ?? wrong('give a time such as 5s or 500ms')
    case 'version':
      return textBy(parseVersion, given) ?? wrong('give a version such as 4.2')
    case 'dialects':
      return readDialects(given, said)
    case 'text':
    case 'ref':
    case 'path':
      return typeof given === 'string' && given !== '' ? { value: given } : wrong('give a text')
    case 'rules':
      return readEntries(given, said, readSeverity)
    case 'fields':
      return readEntries(given, said, readOwnClass)
    default:
      return assertNever(option)
  }
}

function cannotBe(said: string, given: unknown): string {
  return `${said} cannot be ${JSON.stringify(given)}`
}

/** A string that has to be understood. */
function textBy(parse: (text: string) => unknown, given: unknown): Read | undefined {
  const value = typeof given === 'string' ? parse(given) : undefined
  return value === undefined ? undefined : { value }
}

function parseVersion(text: string): string | undefined {
  return /^\d+\.\d+(\.\d+)?$/.test(text) ? text : undefined
}

/** A name, names by comma, or a list of names. */
function readDialects(given: unknown, said: string): Read {
  const names: readonly unknown[] =
    typeof given === 'string' ? given.split(',') : Array.isArray(given) ? given : [given]
  const found = dialectsOf(names, said)
  return areDialects(found) ? { value: found } : found
}

/** A table as a map, each entry read by itself. */
function readEntries(
  given: unknown,
  said: string,
  read: (key: string, value: unknown) => { readonly entry: unknown } | Problem,
): Read {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { reason: cannotBe(said, given), wayOut: `give a table, [tool.bgsplit.${said}]` }
  const entries = new Map<string, unknown>()
  for (const [key, value] of Object.entries(given)) {
    const found = read(key, value)
    if ('reason' in found) return { ...found, key }
    entries.set(key, found.entry)
  }
  return { value: entries }
}

function readSeverity(rule: string, value: unknown): { readonly entry: string } | Problem {
  const ids = ruleIds()
  if (!ids.includes(rule))
    return { reason: `there is no rule ${rule}`, wayOut: didYouMean(rule, ids, 'docs/rules.md has them all') }
  const entry = SEVERITIES.find((each) => each === value)
  if (entry !== undefined) return { entry }
  return { reason: cannotBe(rule, value), wayOut: `give one of ${SEVERITIES.join(', ')}` }
}

function readOwnClass(name: string, value: unknown): { readonly entry: FieldClass } | Problem {
  const known = /^(django\.(db|contrib)\.)/.test(name)
  if (known || !/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/.test(name))
    return {
      reason: known ? `${name} is a class of Django` : `${name} is not the name of a class with its module`,
      wayOut: 'give one of your own in quotes, such as "shop.fields.MoneyField"',
    }
  const entry = ownClass(value)
  return isFieldClass(entry) ? { entry } : { ...entry, reason: `${name}: ${entry.reason}` }
}
