import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

/**
 * The bytes of a file. What is none is not waited for: opening a pipe would take until somebody writes to it, and
 * reading a device may never end.
 *
 * @throws Error where there is none, it is none, or it may not be read
 */
export function readFile(path: string): Buffer {
  const handle = openSync(path, constants.O_RDONLY | NOT_WAITING)
  try {
    const stats = fstatSync(handle)
    if (!stats.isFile() && !stats.isDirectory()) throw new Error(`${path} is neither a file nor a folder`)
    return readFileSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Windows has no such flag: the type of the library does not say so. */
const NOT_WAITING = (constants.O_NONBLOCK as number | undefined) ?? 0
