import { basename, dirname, resolve } from 'node:path'
import { Refusal } from '../../core/errors'
import type { Migration } from '../../django/migration'
import { existsAt, listedAt } from '../git'
import type { Host } from '../host'
import { shownPath } from '../report/failures'

/**
 * Throws `not-live` where a first half is not in what is deployed, and `git` where git cannot tell: the database would
 * lose what live code still uses.
 *
 * @param ref a ref of git: what is deployed
 */
export function refuseNotLive(halves: readonly Migration[], ref: string, { cwd }: Host): void {
  const paths = halves.map(({ file }) => resolve(cwd, file.path))
  for (const path of paths) assertKnown(ref, path)
  const missing = paths.filter((path) => !isIn(ref, path))
  const [only, ...more] = missing
  if (only === undefined) return
  const wayOut = 'release the state migration first, and finish it in a later release'
  if (more.length === 0)
    throw new Refusal({ code: 'not-live', reason: `this is not in ${ref} yet`, wayOut, path: only })
  const names = missing.map((path) => shownPath(path, cwd) ?? path).join(', ')
  throw new Refusal({ code: 'not-live', reason: `these are not in ${ref} yet: ${names}`, wayOut })
}

/** By its path, or by its name in the folder: links may lead to it. */
function isIn(ref: string, path: string): boolean {
  return existsAt(ref, path) || listedAt(ref, dirname(path))?.includes(basename(path)) === true
}

function assertKnown(ref: string, path: string): void {
  if (listedAt(ref, dirname(path)) !== undefined) return
  throw new Refusal({
    code: 'git',
    reason: `git knows of no commit ${ref}`,
    wayOut: 'give --live a branch, a tag or a commit of this repository, and see that it has been fetched',
    path,
  })
}
