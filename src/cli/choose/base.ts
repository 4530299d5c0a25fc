import { Refusal } from '../../core/errors'
import { commitOf, isShallow, mergeBase, symbolicRef } from '../git'
import type { Repository } from '../git'

/** What is compared with: where this branch left another. */
export interface Base {
  /** The other branch, as the user calls it. */
  readonly ref: string
  /** The merge base. */
  readonly commit: string
}

/**
 * Where HEAD left a ref.
 * @throws Refusal `git` where there is no such ref, no commit yet, or no common history in this clone.
 */
export function baseFor(ref: string, repository: Repository): Base {
  const other = commitOf(repository, ref)
  if (other === undefined) throw noSuchRef(ref, repository)
  return { ref, commit: commonWith(other, ref, repository) }
}

/**
 * Where HEAD left the default branch: the one that `origin` calls so, else the first of `origin/main`,
 * `origin/master`, `main` and `master`. On that branch itself it is what has been pushed, or committed where there
 * is no `origin`. Undefined where there is none of these.
 */
export function defaultBase(repository: Repository): Base | undefined {
  const remote = symbolicRef(repository, 'refs/remotes/origin/HEAD')
  for (const full of [...(remote === undefined ? [] : [remote]), ...USUAL]) {
    const commit = commitOf(repository, full)
    const ref = full.replace(/^refs\/(remotes|heads)\//, '')
    if (commit !== undefined) return { ref, commit: commonWith(commit, ref, repository) }
  }
  return undefined
}

const USUAL = [
  'refs/remotes/origin/main',
  'refs/remotes/origin/master',
  'refs/heads/main',
  'refs/heads/master',
]

function commonWith(commit: string, ref: string, repository: Repository): string {
  const head = commitOf(repository, 'HEAD')
  if (head === undefined)
    throw refusal('git has no commit here yet', 'commit first, or give --all', repository)
  const base = mergeBase(repository, commit, head)
  if (base !== undefined) return base
  const reason = `git knows of no commit that HEAD and ${ref} have in common`
  if (!isShallow(repository))
    throw refusal(reason, 'give another ref, --since, --showmigrations or --all', repository)
  throw refusal(`${reason}: the clone is shallow`, UNSHALLOW, repository)
}

const UNSHALLOW = 'run "git fetch --unshallow" (in GitHub Actions: fetch-depth: 0 for actions/checkout)'

function noSuchRef(ref: string, repository: Repository): Refusal {
  const fetch = isShallow(repository) ? UNSHALLOW : 'check the name, or run "git fetch"'
  return refusal(`git knows of no commit ${JSON.stringify(ref)}`, fetch, repository)
}

function refusal(reason: string, wayOut: string, { top }: Repository): Refusal {
  return new Refusal({ code: 'git', reason, wayOut, path: top })
}
