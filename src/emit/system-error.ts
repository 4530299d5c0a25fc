/** What Node throws when the system refuses. Told by its shape: tests have classes of errors of their own. */
export interface SystemError {
  readonly code: string
  readonly message: string
  readonly path?: string
}

export function isSystemError(error: unknown): error is SystemError {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false
  return typeof error.code === 'string' && 'syscall' in error
}

/** Nothing has that name. */
export function isMissing(error: unknown): boolean {
  return isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

/** Something has that name already. */
export function isTaken(error: unknown): boolean {
  return isSystemError(error) && error.code === 'EEXIST'
}

/** The system's own words: `ENOSPC: no space left on device, write`. */
export function reasonOf(error: unknown): string {
  return isSystemError(error) || error instanceof Error ? error.message : String(error)
}
