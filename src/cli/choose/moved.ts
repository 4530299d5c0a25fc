import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { digest } from '../../core/digest'
import { orUndefined } from '../../core/errors'
import { textOf } from '../../core/span'
import type { SourceFile } from '../../core/span'
import type { Migration } from '../../django/migration'
import type { Expression } from '../../python/nodes'
import { readModule } from '../../python/read-module'
import { allFilesAt, contentOf } from '../git'
import type { Repository } from '../git'

/** A migration and where git has it, or would have it. */
export interface Tracked {
  readonly migration: Migration
  /** From the top of the repository. */
  readonly path: string
}

/**
 * Which of the new files of a folder that a commit does not have were there in another folder, which is gone: an app
 * that has been moved. They have the same content, or the same name in an app of the same name.
 */
export function movedSince(
  commit: string,
  added: readonly Tracked[],
  repository: Repository,
): readonly Tracked[] {
  if (added.length === 0) return []
  const gone = [...allFilesAt(repository, commit)].filter(([path]) => !existsSync(join(repository.top, path)))
  return added.filter(({ migration, path }) =>
    gone.some(
      ([old, id]) =>
        basename(old) === basename(path) && (endOf(old) === endOf(path) || isContent(id, migration)),
    ),
  )
}

/** `shop/migrations/0002_auto.py`. */
function endOf(path: string): string {
  return path.split('/').slice(-3).join('/')
}

/** Whether what a migration does is something else than in the content with this id; not where there is none. */
export function hasChanged(migration: Migration, id: string | undefined, repository: Repository): boolean {
  if (id === undefined || isContent(id, migration)) return false
  const old = contentOf(repository, id)?.toString()
  if (old === undefined) return false
  const before = operationsIn({ path: '', text: old })
  const now = operationsIn(textOfFile(migration))
  return before !== undefined && now !== undefined && before !== now
}

/** The id that git gives to what the file holds; git may keep its lines without the carriage returns. */
function isContent(id: string, migration: Migration): boolean {
  const text = textOfFile(migration)?.text
  return text !== undefined && [text, text.replaceAll('\r\n', '\n')].some((each) => idOf(each, id) === id)
}

function idOf(text: string, like: string): string {
  const bytes = Buffer.from(text)
  return digest(like.length === SHA1 ? 'sha1' : 'sha256', `blob ${bytes.length}\0`, bytes)
}

/** Characters of an id; a repository may use SHA-256 instead. */
const SHA1 = 40

function textOfFile(migration: Migration): SourceFile | undefined {
  return orUndefined(() => migration.file)
}

/** Its operations without their layout and comments; undefined where there are none to be read. */
function operationsIn(file: SourceFile | undefined): string | undefined {
  const found = file === undefined ? undefined : orUndefined(() => readModule(file).migration)
  if (found === undefined) return undefined
  const { operations, opaqueOperations } = found
  return JSON.stringify([operations, opaqueOperations], (key, value: unknown) =>
    key === 'place' || key === 'binding' || key === 'via'
      ? undefined
      : isOpaque(value)
        ? textOf(value.place)
        : value,
  )
}

function isOpaque(value: unknown): value is Expression & { readonly kind: 'opaque' } {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'opaque'
}
