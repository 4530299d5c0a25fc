import { dirname, join, resolve } from 'node:path'
import { Refusal } from '../core/errors'
import type { Place, SourceFile } from '../core/span'
import { readFile } from '../django/read-file'
import { isMissing, reasonOf } from './system-error'

/** What a TOML file holds before anyone has looked at it. */
export type RawTable = Readonly<Record<string, unknown>>

export interface TomlFile {
  readonly file: SourceFile
  readonly table: RawTable
}

/**
 * Reads a TOML file; undefined where there is none.
 * @throws Refusal `config` at the place of a syntax error, or when the file cannot be read.
 */
export function readToml(path: string): TomlFile | undefined {
  const text = readIfThere(path)
  if (text === undefined) return undefined
  const file = { path, text }
  return { file, table: parseToml(file) }
}

/** The table at a dotted path (`tool`, `ruff`); undefined where there is none or it is something else. */
export function tableAt(table: RawTable, ...keys: readonly string[]): RawTable | undefined {
  let found: unknown = table
  for (const key of keys) found = isTable(found) ? found[key] : undefined
  return isTable(found) ? found : undefined
}

/** The folder of a file and every folder above it, nearest first. */
export function foldersUp(path: string): readonly string[] {
  const folders: string[] = []
  let folder = dirname(resolve(path))
  while (folder !== folders.at(-1)) {
    folders.push(folder)
    folder = dirname(folder)
  }
  return folders
}

/** The first file of these names in the nearest folder that has one which `wanted` accepts. */
export function nearestToml(
  path: string,
  names: readonly string[],
  wanted: (file: TomlFile) => boolean,
): TomlFile | undefined {
  for (const folder of foldersUp(path))
    for (const name of names) {
      const found = readToml(join(folder, name))
      if (found !== undefined && wanted(found)) return found
    }
  return undefined
}

function isTable(value: unknown): value is RawTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

function readIfThere(path: string): string | undefined {
  try {
    return readFile(path).toString('utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    const reason = `cannot read it (${reasonOf(error)})`
    throw new Refusal({ code: 'config', reason, wayOut: 'make it readable', path })
  }
}

function parseToml(file: SourceFile): RawTable {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- 5 ms that most projects do not need
  const { parse } = require('smol-toml') as { readonly parse: (text: string) => RawTable }
  try {
    return parse(file.text.replace(/^\uFEFF/, ''))
  } catch (error) {
    if (!isTomlError(error)) throw error
    const reason = `not valid TOML: ${firstLine(error.message)}`
    throw new Refusal({ code: 'config', reason, wayOut: 'correct it', place: placeOf(file, error) })
  }
}

/** What smol-toml throws; both count from 1. */
type TomlError = Error & { readonly line: number; readonly column: number }

function isTomlError(error: unknown): error is TomlError {
  return typeof error === 'object' && error !== null && 'line' in error && 'column' in error
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.replace(/^Invalid TOML document: /, '') ?? message
}

function placeOf(file: SourceFile, error: TomlError): Place {
  const before = file.text.split('\n').slice(0, error.line - 1)
  const start = before.reduce((sum, line) => sum + line.length + 1, 0) + error.column - 1
  return { file, span: { start, end: start } }
}
