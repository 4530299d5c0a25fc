import { relative, resolve, sep } from 'node:path'

/** A path from a folder, with forward slashes on every system: `shop/migrations/0002_auto.py`. */
export function pathFrom(folder: string, path: string, cwd: string): string {
  const found = relative(folder, resolve(cwd, path))
  return found === '' ? '.' : found.replaceAll(sep, '/')
}
