import { Refusal } from '../core/errors'
import type { SourceFile } from '../core/span'
import { readFile } from './read-file'

/** Strict, and keeps a byte order mark as the first character, so that what is written back has it too. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * A Python file as text. `path` is where it is read from, `shown` how messages call it.
 * Throws `unreadable` and `not-utf8`.
 */
export function readSource(path: string, shown: string = path): SourceFile {
  return { path: shown, text: decode(readBytes(path, shown), shown) }
}

function readBytes(path: string, shown: string): Uint8Array {
  try {
    return readFile(path)
  } catch (error) {
    throw new Refusal({
      code: 'unreadable',
      reason: `cannot read the file: ${error instanceof Error ? error.message : String(error)}`,
      wayOut: 'check that it is there and that you may read it',
      path: shown,
    })
  }
}

function decode(bytes: Uint8Array, shown: string): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Refusal({
      code: 'not-utf8',
      reason: 'the file is not UTF-8',
      wayOut: 'save it as UTF-8, without a coding line',
      path: shown,
    })
  }
}
