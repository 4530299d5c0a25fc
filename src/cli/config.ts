import { statSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import { Refusal } from '../core/errors'
import { didYouMean } from '../core/nearest'
import { nearestToml, tableAt } from '../emit/toml'
import type { RawTable, TomlFile } from '../emit/toml'
import { OPTION_NAMES, camelCase, optionOf } from './options'
import type { ConfiguredName, OptionName, Values } from './options'
import { placeInToml } from './toml-place'
import { readValue } from './values'

/** `[tool.bgsplit]` as it was checked. What it leaves open is undefined; paths are absolute. */
export type Config = Values<ConfiguredName>

/** The names that it may hold. */
export const KEYS = OPTION_NAMES.filter((name) => optionOf(name).configured)

const SECTION = ['tool', 'bgsplit'] as const

/**
 * The configuration that a file or a folder comes under: `[tool.bgsplit]` in the nearest `pyproject.toml` that has one.
 * @throws Refusal `config` at the place of an unknown key or a value that is none of its kind.
 */
export function configFor(path: string, cwd = '.'): Config {
  const found = nearestToml(startOf(resolve(cwd, path)), ['pyproject.toml'], hasTool)
  const table = found === undefined ? {} : (tableAt(found.table, ...SECTION) ?? {})
  const names = Object.keys(table).map((key) => knownKey(found, key))
  const values = names.map((name) => [camelCase(name), valueIn(found, table, name)] as const)
  // readValue gives what ValueOf says; what the file does not say is undefined.
  return Object.fromEntries(values) as unknown as Config
}

/** The search goes up from the folder of a file. */
function startOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? `${path}${sep}x` : path
}

function hasTool({ table }: TomlFile): boolean {
  return tableAt(table, ...SECTION) !== undefined
}

function valueIn(toml: TomlFile | undefined, table: RawTable, name: OptionName): unknown {
  const option = optionOf(name)
  const read = readValue(option, table[name], name)
  if ('reason' in read) {
    const inner = read.key === undefined ? [] : [read.key]
    throw refusal(toml, [name, ...inner], read.reason, read.wayOut)
  }
  const { value } = read
  const isPath = option.kind === 'path' && typeof value === 'string'
  return isPath ? resolve(dirname(toml?.file.path ?? ''), value) : value
}

function knownKey(toml: TomlFile | undefined, key: string): OptionName {
  const known = KEYS.find((each) => each === key)
  if (known !== undefined) return known
  const isFlag = OPTION_NAMES.some((each) => each === key)
  if (isFlag) throw refusal(toml, [key], `${key} says something of one run`, `give --${key} to the command`)
  const wayOut = didYouMean(key, KEYS, `the keys are ${KEYS.join(', ')}`)
  throw refusal(toml, [key], `unknown key ${key} in [tool.bgsplit]`, wayOut)
}

function refusal(
  toml: TomlFile | undefined,
  keys: readonly string[],
  reason: string,
  wayOut: string,
): Refusal {
  const place = toml && placeInToml(toml.file, SECTION, keys)
  return new Refusal({ code: 'config', reason, wayOut, place })
}
