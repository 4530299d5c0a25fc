import { fstatSync, writeSync } from 'node:fs'

/**
 * Whether a standard stream may be a terminal. Node's own streams tell for sure, but to make them takes a tenth of a
 * run: a file, a pipe and a socket, which most output goes to, are written to without them.
 */
export function mayBeTerminal(descriptor: 1 | 2): boolean {
  // A closed pipe has another name there.
  if (process.platform === 'win32') return true
  try {
    const stats = fstatSync(descriptor)
    return !stats.isFile() && !stats.isFIFO() && !stats.isSocket()
  } catch {
    return true
  }
}

/** Writes all of a text to what is no terminal. Whoever closed the pipe has read enough (`bgsplit --dry-run … | head`). */
export function writeTo(descriptor: 1 | 2, text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    const written = attempt(descriptor, rest)
    if (written === undefined) return
    rest = rest.subarray(written)
  }
}

/** How much was written; undefined where nobody reads any more. */
function attempt(descriptor: number, bytes: Buffer): number | undefined {
  try {
    return writeSync(descriptor, bytes)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EPIPE') return undefined
    if (code !== 'EAGAIN') throw error
    // A pipe that another process has made one that does not wait, and that is full.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, A_MOMENT)
    return 0
  }
}

/** Milliseconds. */
const A_MOMENT = 5

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
