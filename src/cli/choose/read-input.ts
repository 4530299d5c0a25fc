import { closeSync, openSync, readSync } from 'node:fs'
import { resolve } from 'node:path'
import { Refusal } from '../../core/errors'
import type { SourceFile } from '../../core/span'
import { isSystemError, reasonOf } from '../../emit/system-error'

/** Far more than any project's migrations come to. */
const LARGEST = 16 << 20

/**
 * A text that somebody hands in: a file, a pipe, or standard input for `-`. UTF-8, or UTF-16 with its mark, as
 * PowerShell writes it.
 * @throws Refusal `unreadable`, also where it is too large, and `not-utf8`.
 */
export function readInput(path: string, cwd: string): SourceFile {
  const shown = path === '-' ? '<stdin>' : path
  const bytes = readBytes(path, cwd, shown)
  if (bytes.length > LARGEST) throw unreadable(shown, `it is larger than ${LARGEST >> 20} MB`)
  return { path: shown, text: decode(bytes, shown) }
}

function readBytes(path: string, cwd: string, shown: string): Uint8Array {
  try {
    if (path === '-') return readAll(0)
    const descriptor = openSync(resolve(cwd, path), 'r')
    try {
      return readAll(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    throw isSystemError(error) ? unreadable(shown, reasonOf(error)) : error
  }
}

function readAll(descriptor: number): Uint8Array {
  const parts: Uint8Array[] = []
  for (let size = 0; size <= LARGEST;) {
    const part = new Uint8Array(1 << 16)
    const read = readSome(descriptor, part)
    if (read === 0) break
    parts.push(part.subarray(0, read))
    size += read
  }
  return Buffer.concat(parts)
}

/** Standard input may be such that it says "try again" while nothing is there yet; on Windows a closed pipe is an error. */
function readSome(descriptor: number, part: Uint8Array): number {
  for (;;) {
    try {
      return readSync(descriptor, part)
    } catch (error) {
      if (isSystemError(error) && error.code === 'EOF') return 0
      if (!isSystemError(error) || error.code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT)
    }
  }
}

/** Milliseconds. */
const WAIT = 20

function decode(bytes: Uint8Array, path: string): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  try {
    const text = new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // Said below.
  }
  throw new Refusal({ code: 'not-utf8', reason: 'the file is not UTF-8', wayOut: 'give a text file', path })
}

function unreadable(path: string, why: string): Refusal {
  const wayOut = 'check that it is there and that you may read it'
  return new Refusal({ code: 'unreadable', reason: `cannot read the file: ${why}`, wayOut, path })
}
