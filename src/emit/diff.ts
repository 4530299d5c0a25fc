import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type * as Diff from 'diff'
import type { StructuredPatch } from 'diff'
import { targetOf } from './change'
import type { FileChange } from './change'
import { foldersUp } from './toml'

/** Lines around a change, as git shows them. */
const CONTEXT = 3

/**
 * The changes as one patch in git's own form, renames included, which `git apply` takes. Names are relative to the
 * root of the git repository, as git writes them, or to `folder` where there is none.
 */
export function diffOf(changes: readonly FileChange[], folder: string): string {
  const [first] = changes
  if (first === undefined) return ''
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- 15 ms that only a dry run needs
  const diff = require('diff') as typeof Diff
  const root = gitRoot(targetOf(first)) ?? (existsSync(folder) ? realpathSync(folder) : resolve(folder))
  const texts = changes.map((change) => {
    const { before, after, names } = sides(change, root)
    const patch = diff.structuredPatch(names.before, names.after, before, after, undefined, undefined, {
      context: CONTEXT,
    })
    return diff.formatPatch({ ...patch, ...kindOf(change) })
  })
  return texts.join('')
}

interface Sides {
  readonly before: string
  readonly after: string
  readonly names: { readonly before: string; readonly after: string }
}

function sides(change: FileChange, root: string): Sides {
  const after = `b/${nameIn(root, targetOf(change))}`
  if (change.kind === 'create')
    return { before: '', after: change.text, names: { before: '/dev/null', after } }
  const source = change.kind === 'rename' ? change.from : change.path
  return { before: change.before, after: change.text, names: { before: `a/${nameIn(root, source)}`, after } }
}

function kindOf(change: FileChange): Partial<StructuredPatch> & { isGit: true } {
  switch (change.kind) {
    case 'rename':
      return { isGit: true, isRename: true }
    case 'create':
      return { isGit: true, isCreate: true }
    case 'edit':
      return { isGit: true }
  }
}

function nameIn(root: string, path: string): string {
  return relative(root, realPath(path)).split(sep).join('/')
}

/** The folder with `.git` in it: a folder, or a file in work trees and submodules. */
function gitRoot(path: string): string | undefined {
  return foldersUp(realPath(path)).find((folder) => existsSync(join(folder, '.git')))
}

/** Symbolic links in the folder followed: git knows files by where they really are. */
function realPath(path: string): string {
  const folder = resolve(dirname(path))
  return join(existsSync(folder) ? realpathSync(folder) : folder, basename(path))
}
