import type { Dialect } from '../core/dialect'
import { Refusal } from '../core/errors'
import { parseDuration } from '../core/duration'
import { didYouMean } from '../core/nearest'
import type { Place, SourceFile } from '../core/span'
import { nearestToml, tableAt } from '../emit/toml'
import type { RawTable } from '../emit/toml'
import { areDialects, dialectsOf } from './dialects'

/** `[tool.bgsplit]` as it was checked. What it leaves open is undefined. */
export interface Config {
  /** The first is deployed to; empty where it is left open. */
  readonly dialects: readonly Dialect[]
  readonly databaseOperations: 'sql' | 'django' | undefined
  readonly fill: 'auto' | 'null' | undefined
  readonly strict: boolean | undefined
  /** Milliseconds. */
  readonly lockTimeout: number | undefined
  /** `4.2`: for migrations whose header does not say. */
  readonly django: string | undefined
}

/** `[tool.bgsplit]` as it was written. */
interface RawConfig {
  readonly file: SourceFile
  readonly table: RawTable
}

const CHOICES = {
  'database-operations': ['sql', 'django'],
  fill: ['auto', 'null'],
} as const

const KEYS = ['dialect', ...Object.keys(CHOICES), 'strict', 'lock-timeout', 'django']

/**
 * The configuration that a path comes under: `[tool.bgsplit]` in the nearest `pyproject.toml` that has one.
 * @throws Refusal `config` at the place of an unknown key or a value that is none of its kind.
 */
export function configFor(path: string): Config {
  const raw = rawConfigFor(path)
  if (raw === undefined) return NOTHING
  for (const key of Object.keys(raw.table)) checkKey(raw, key)
  return {
    dialects: dialectsIn(raw),
    databaseOperations: choice(raw, 'database-operations'),
    fill: choice(raw, 'fill'),
    strict: flag(raw, 'strict'),
    lockTimeout: parsed(raw, 'lock-timeout', parseDuration, 'give a time such as "5s" or "500ms"'),
    django: parsed(raw, 'django', parseVersion, 'give a version such as "4.2"'),
  }
}

const NOTHING: Config = {
  dialects: [],
  databaseOperations: undefined,
  fill: undefined,
  strict: undefined,
  lockTimeout: undefined,
  django: undefined,
}

/** A name, names by comma as on the command line, or a list of names. */
function dialectsIn(raw: RawConfig): readonly Dialect[] {
  const value = raw.table['dialect']
  if (value === undefined) return []
  const names: readonly unknown[] =
    typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [value]
  const found = dialectsOf(names, 'dialect')
  if (areDialects(found)) return found
  throw refusal(raw, 'dialect', found.reason, found.wayOut)
}

/** A string that has to be read; what cannot be is refused. */
function parsed<T>(
  raw: RawConfig,
  key: string,
  parse: (text: string) => T | undefined,
  wayOut: string,
): T | undefined {
  const value = raw.table[key]
  if (value === undefined) return undefined
  const found = typeof value === 'string' ? parse(value) : undefined
  if (found !== undefined) return found
  throw refusal(raw, key, `${key} cannot be ${JSON.stringify(value)}`, wayOut)
}

function parseVersion(text: string): string | undefined {
  return /^\d+\.\d+(\.\d+)?$/.test(text) ? text : undefined
}

function rawConfigFor(path: string): RawConfig | undefined {
  const found = nearestToml(
    path,
    ['pyproject.toml'],
    ({ table }) => table['tool'] !== undefined && hasTool(table),
  )
  const table = found === undefined ? undefined : tableAt(found.table, 'tool', 'bgsplit')
  return found === undefined || table === undefined ? undefined : { file: found.file, table }
}

function hasTool(table: RawTable): boolean {
  return tableAt(table, 'tool', 'bgsplit') !== undefined
}

function checkKey(raw: RawConfig, key: string): void {
  if (KEYS.includes(key)) return
  const wayOut = didYouMean(key, KEYS, `the keys are ${KEYS.join(', ')}`)
  throw refusal(raw, key, `unknown key ${key} in [tool.bgsplit]`, wayOut)
}

type Choices = typeof CHOICES

function choice<K extends keyof Choices>(raw: RawConfig, key: K): Choices[K][number] | undefined {
  const value = raw.table[key]
  if (value === undefined) return undefined
  const choices: readonly Choices[K][number][] = CHOICES[key]
  const found = choices.find((each) => each === value)
  if (found !== undefined) return found
  throw refusal(raw, key, `${key} cannot be ${JSON.stringify(value)}`, `give one of ${choices.join(', ')}`)
}

function flag(raw: RawConfig, key: string): boolean | undefined {
  const value = raw.table[key]
  if (value === undefined || typeof value === 'boolean') return value
  throw refusal(raw, key, `${key} cannot be ${JSON.stringify(value)}`, 'give true or false')
}

function refusal(raw: RawConfig, key: string, reason: string, wayOut: string): Refusal {
  return new Refusal({ code: 'config', reason, wayOut, place: placeOfKey(raw.file, key) })
}

/** The key in its section; the start of the section where it is written in some other way. */
function placeOfKey(file: SourceFile, key: string): Place {
  const section = Math.max(file.text.search(/^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*bgsplit[ \t]*\]/m), 0)
  const pattern = new RegExp(`^[ \\t]*(["']?)(${key.replace(/[^\w-]/g, '.')})\\1[ \\t]*=`, 'dm')
  const found = pattern.exec(file.text.slice(section))?.indices?.[2]
  const start = section + (found?.[0] ?? 0)
  return { file, span: { start, end: found === undefined ? start : section + found[1] } }
}
