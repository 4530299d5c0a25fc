import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A project that is known to be right, and the migrations of it that may be broken. */
export interface Seed {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly targets: readonly string[]
}

export interface Corpus {
  /** Of bgsplit. */
  readonly root: string
  readonly seeds: readonly Seed[]
}

/**
 * The projects of the goldens, of `test/folders` and the example; and, where `BGSPLIT_FUZZ_CORPUS` names a folder, each
 * migration in it as one of an app of its own.
 */
export function corpus(root: string): Corpus {
  const cases = join(root, 'test/cases')
  const goldens = foldersIn(cases).flatMap((strategy) =>
    foldersIn(join(cases, strategy)).map((name) => join(cases, strategy, name, 'before')),
  )
  const seeds = [...goldens, join(root, 'test/folders/project'), join(root, 'examples/shop')].map(seedAt)
  const all = [...seeds, ...foreign(process.env['BGSPLIT_FUZZ_CORPUS'])]
  return { root, seeds: all.filter(({ targets }) => targets.length > 0) }
}

function foldersIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

function seedAt(folder: string): Seed {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
  const texts = names.filter((name) => /\.(py|toml)$/.test(name)).sort()
  return {
    name: folder.split('/').slice(-3).join('/'),
    files: Object.fromEntries(texts.map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
    targets: texts.filter((name) => /\/migrations\/[^_][^/]*\.py$/.test(name)),
  }
}

function foreign(folder: string | undefined): readonly Seed[] {
  if (folder === undefined) return []
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const targets = names.filter((name) => /\/migrations\/[^_][^/]*\.py$/.test(name)).sort()
  return targets.map((name) => {
    const target = `shop/migrations/${name.split('/').at(-1) ?? ''}`
    return { name, files: { [target]: readFileSync(join(folder, name), 'utf8') }, targets: [target] }
  })
}
