import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { Refusal } from '../core/errors'
import { foldersUp } from '../emit/toml'
import { gitProgram, runGit } from './run-git'

/** A work tree of git. */
export interface Repository {
  readonly git: string
  /** The folder that paths of git begin at, with no links in it. */
  readonly top: string
}

/** When a file came. */
export interface Added {
  readonly commit: string
  /** When it was committed: a rebase or a squash counts as that. */
  readonly date: Date
  /** The clone's history is cut off there: it came then, or earlier. */
  readonly isOldestKnown: boolean
}

/**
 * The commit that last added a file, following no renames; undefined where git knows of none: no git, no repository,
 * a file that is not committed.
 */
export function addedOn(path: string): Added | undefined {
  const found = locate(path)
  if (found === undefined) return undefined
  // No colours, signatures (which run a program) or renames, whatever the configuration says.
  const options = ['-1', '--no-color', '--no-show-signature', '--no-follow', '--no-renames', '--no-textconv']
  const format = ['--no-ext-diff', '--diff-filter=A', '--format=%H %ct %P']
  const said = text(saidBy(found.repository, ['log', ...options, ...format, '--', found.path]))
  const [commit, seconds, ...parents] = (said ?? '').split('\n', 1)[0]?.split(' ').filter(Boolean) ?? []
  if (commit === undefined || seconds === undefined) return undefined
  const isOldestKnown = parents.length === 0 && isShallow(found.repository)
  return { commit, date: new Date(Number(seconds) * 1000), isOldestKnown }
}

/** Whether a file, or a folder, is in a commit; false as well where there is no git or no such ref (`listedAt` tells). */
export function existsAt(ref: string, path: string): boolean {
  const found = locate(path)
  const commit = found === undefined ? undefined : commitOf(found.repository, ref)
  if (found === undefined || commit === undefined) return false
  return (saidBy(found.repository, listTree(commit, found.path))?.length ?? 0) > 0
}

/**
 * The names of the files in a folder as a commit has it, sorted; none where it has no such folder. Undefined where
 * there is no such ref, or no git.
 */
export function listedAt(ref: string, folder: string): readonly string[] | undefined {
  const found = locate(join(folder, 'x'))
  const commit = found === undefined ? undefined : commitOf(found.repository, ref)
  if (found === undefined || commit === undefined) return undefined
  const inside = folderOf(found.path)
  const paths = [...filesAt(found.repository, commit, [inside]).keys()]
  return paths.map((path) => path.slice(inside.length)).sort()
}

/**
 * The files in some folders, not in those below, as a commit has them: the ids of their contents by their paths. A
 * folder ends in a slash, or is empty for the top.
 */
export function filesAt(
  repository: Repository,
  commit: string,
  folders: readonly string[],
): ReadonlyMap<string, string> {
  const inner = folders.filter((folder) => folder !== '')
  const asked = [...(inner.length > 0 ? [inner] : []), ...(inner.length < folders.length ? [[]] : [])]
  const found = asked.flatMap((paths) => records(saidBy(repository, listTree(commit, ...paths))))
  return new Map(found.flatMap((record) => blobsOf(record)))
}

/** Every file of a commit, by its path. */
export function allFilesAt(repository: Repository, commit: string): ReadonlyMap<string, string> {
  const found = records(saidBy(repository, ['ls-tree', '-z', '--full-tree', '-r', commit]))
  return new Map(found.flatMap((record) => blobsOf(record)))
}

function listTree(commit: string, ...paths: readonly string[]): readonly string[] {
  return ['ls-tree', '-z', '--full-tree', commit, ...(paths.length === 0 ? [] : ['--', ...paths])]
}

/** Path and id of a line of `ls-tree`; none for a folder or a submodule. */
function blobsOf(record: string): readonly (readonly [path: string, id: string])[] {
  const [, kind, id, path] = /^\d+ (\w+) (\w+)\t(.*)$/s.exec(record)?.slice() ?? []
  return kind === 'blob' && id !== undefined && path !== undefined ? [[path, id]] : []
}

/** The files below some folders that git has in its index, or would take up with `git add`: not the ignored ones. */
export function knownFiles(repository: Repository, folders: readonly string[]): ReadonlySet<string> {
  const paths = folders.map((folder) => (folder === '' ? '.' : folder))
  return new Set(
    records(saidBy(repository, ['ls-files', '-z', '-c', '-o', '--exclude-standard', '--', ...paths])),
  )
}

/** What a file held in a commit, by the id of `filesAt`; undefined where this clone does not have it. */
export function contentOf(repository: Repository, id: string): Buffer | undefined {
  return saidBy(repository, ['cat-file', 'blob', id])
}

/** The full id of the commit that a ref names; undefined where there is none. Nothing in a ref can be an option. */
export function commitOf(repository: Repository, ref: string): string | undefined {
  if (ref === '' || ref.startsWith('-') || ref.includes('\0')) return undefined
  const said = text(saidBy(repository, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]))
  return said === undefined ? undefined : /^[0-9a-f]{40,64}$/m.exec(said)?.[0]
}

/** The last commit that two have in common; undefined where this clone knows of none. */
export function mergeBase(repository: Repository, one: string, other: string): string | undefined {
  return text(saidBy(repository, ['merge-base', one, other]))?.trim()
}

/** Whether the history of the clone is cut off. */
export function isShallow(repository: Repository): boolean {
  return text(saidBy(repository, ['rev-parse', '--is-shallow-repository']))?.trim() === 'true'
}

/** What a symbolic ref points at, in full: `refs/remotes/origin/main` of `refs/remotes/origin/HEAD`. */
export function symbolicRef(repository: Repository, ref: string): string | undefined {
  return text(saidBy(repository, ['symbolic-ref', '--quiet', ref]))?.trim()
}

/** A path in the repository that it belongs to. */
export interface Located {
  readonly repository: Repository
  /** From its top, with slashes. */
  readonly path: string
}

/**
 * The repository around a file, which need not be there any more. Links are followed in its folder, not in the file
 * itself, which git has under its own name. Undefined where there is no git, or no repository.
 * @throws Refusal `git` where git does not want to read the repository.
 */
export function locate(path: string): Located | undefined {
  const folder = existingFolder(dirname(path))
  const real = join(realpathSync(folder), relative(folder, dirname(path)), basename(path))
  const repository = repositoryAt(realpathSync(folder))
  if (repository === undefined) return undefined
  const inside = relative(repository.top, real)
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return undefined
  return { repository, path: inside.split(sep).join('/') }
}

/** `shop/migrations/` of `shop/migrations/x`; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

function existingFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existingFolder(dirname(folder))
}

/** Asked for once for each folder that has a `.git`, as git itself looks for it. */
function repositoryAt(folder: string): Repository | undefined {
  const holder = foldersUp(join(folder, 'x')).find((each) => existsSync(join(each, '.git')))
  const git = gitProgram()
  if (holder === undefined || git === undefined) return undefined
  const found = REPOSITORIES.get(holder) ?? askForRepository(git, holder)
  if (found !== undefined) REPOSITORIES.set(holder, found)
  return found
}

const REPOSITORIES = new Map<string, Repository>()

function askForRepository(git: string, folder: string): Repository | undefined {
  const { stdout, stderr, status } = runGit(git, folder, ['rev-parse', '--show-toplevel'])
  if (status === 0) return { git, top: realpathSync(stdout.toString().replace(/\r?\n$/, '')) }
  if (/not a git repository|must be run in a work tree/.test(stderr.toString())) return undefined
  throw new Refusal({
    code: 'git',
    reason: `git does not read the repository: ${firstLine(stderr.toString())}`,
    wayOut: 'see that "git status" works here',
    path: folder,
  })
}

function firstLine(said: string): string {
  return (said.split('\n', 1)[0] ?? '').replace(/^fatal: /, '')
}

/** What git says on its standard output; undefined where it fails. */
function saidBy({ git, top }: Repository, args: readonly string[]): Buffer | undefined {
  const { stdout, status } = runGit(git, top, args)
  return status === 0 ? stdout : undefined
}

function text(said: Buffer | undefined): string | undefined {
  return said?.toString()
}

function records(said: Buffer | undefined): readonly string[] {
  return (text(said) ?? '').split('\0').filter((record) => record !== '')
}
