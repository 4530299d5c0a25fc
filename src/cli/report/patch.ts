import type { FileChange } from '../../emit/change'
import { diffOf } from '../../emit/diff'
import type { Host } from '../host'
import { colouredDiff } from './colours'

/** Changes as a patch that `git apply` takes, coloured for a terminal. */
export function patchOf(changes: readonly FileChange[], { cwd, colours }: Host): string {
  const patch = diffOf(changes, cwd)
  return colours ? colouredDiff(patch) : patch
}
