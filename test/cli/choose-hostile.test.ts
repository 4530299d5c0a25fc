import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addedOn, existsAt, listedAt } from '../../src/cli/git'
import { commitAll, git, write } from '../support/git'
import { folderWith, migration } from '../support/project'
import { refusalOf } from '../support/refusal'
import { filesOf, repositoryWith, take } from './choose-support'

const SHOP = { 'shop.0001_initial': [], 'shop.0002_auto': ['shop.0001_initial'] }

interface Trap {
  readonly folder: string
  /** There once the script has been run. */
  readonly sprung: string
  readonly script: string
}

/** A repository with a new and a changed migration, and a script that leaves a file. */
function trap(): Trap {
  const folder = repositoryWith({ ...filesOf(SHOP), '.gitattributes': '*.py diff=evil filter=evil\n' })
  git(folder, 'checkout', '--quiet', '-b', 'feature')
  write(folder, {
    'shop/migrations/0003_new.py': migration({ dependencies: ['shop.0002_auto'] }),
    'shop/migrations/0002_auto.py': migration({ operations: ['migrations.RunSQL("x")'] }),
  })
  const away = folderWith({})
  const [script, sprung] = [join(away, 'script'), join(away, 'sprung')]
  writeFileSync(script, `#!/bin/sh\necho "$0 $@" >>'${sprung}'\n`)
  chmodSync(script, 0o755)
  return { folder, script, sprung }
}

/** Everything that bgsplit asks git for. */
function askAll(folder: string): void {
  expect(take(folder, ['.'], { gitBase: 'main' }).keys).toContain('shop.0003_new')
  expect(take(folder, ['.']).keys).toContain('shop.0003_new')
  expect(addedOn(join(folder, 'shop/migrations/0001_initial.py'))).toBeDefined()
  expect(existsAt('main', join(folder, 'shop/migrations/0001_initial.py'))).toBe(true)
  expect(listedAt('main', join(folder, 'shop/migrations'))).toHaveLength(2)
}

test.each([
  'core.fsmonitor',
  'diff.external',
  'diff.evil.command',
  'diff.evil.textconv',
  'filter.evil.clean',
  'filter.evil.smudge',
  'filter.evil.process',
  'core.pager',
  'pager.log',
  'core.editor',
  'core.sshCommand',
  'core.askPass',
  'core.alternateRefsCommand',
  'gpg.program',
  'credential.helper',
  'interactive.diffFilter',
  'sequence.editor',
  'uploadpack.packObjectsHook',
])('%s of a repository is not run', (key) => {
  const { folder, script, sprung } = trap()
  git(folder, 'config', key, script)
  askAll(folder)
  expect(existsSync(sprung)).toBe(false)
})

test('nor are aliases of the commands in use', () => {
  const { folder, script, sprung } = trap()
  for (const name of ['log', 'ls-files', 'ls-tree', 'rev-parse', 'merge-base', 'symbolic-ref', 'cat-file']) {
    git(folder, 'config', `alias.${name}`, `!${script}`)
  }
  askAll(folder)
  expect(existsSync(sprung)).toBe(false)
})

test('nor are hooks, in their folder or in another', () => {
  const { folder, script, sprung } = trap()
  for (const name of ['post-index-change', 'reference-transaction', 'fsmonitor-watchman', 'post-checkout']) {
    for (const hooks of ['.git/hooks', 'hooks']) {
      write(folder, { [`${hooks}/${name}`]: readFileSync(script) })
      chmodSync(join(folder, hooks, name), 0o755)
    }
  }
  askAll(folder)
  git(folder, 'config', 'core.hooksPath', 'hooks')
  askAll(folder)
  expect(existsSync(sprung)).toBe(false)
})

test('nor is a program to check signatures, of a signed commit', () => {
  const { folder, script, sprung } = trap()
  const commit = git(folder, 'cat-file', 'commit', 'HEAD')
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n'
  writeFileSync(join(folder, '.git/signed'), commit.replace('\n\n', `\n${signature}\n`))
  const id = git(folder, 'hash-object', '-t', 'commit', '-w', '.git/signed').trim()
  git(folder, 'update-ref', 'refs/heads/feature', id)
  git(folder, 'update-ref', 'refs/heads/main', id)
  git(folder, 'config', 'gpg.program', script)
  git(folder, 'config', 'log.showSignature', 'true')
  askAll(folder)
  expect(existsSync(sprung)).toBe(false)
  // The trap is one.
  git(folder, 'log', '-1')
  expect(existsSync(sprung)).toBe(true)
})

test('nor is a partial clone made to fetch what it misses', () => {
  const { folder, script, sprung } = trap()
  const blob = git(folder, 'rev-parse', 'main:shop/migrations/0002_auto.py').trim()
  rmSync(join(folder, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true })
  for (const [key, value] of [
    ['core.repositoryFormatVersion', '1'],
    ['extensions.partialClone', 'origin'],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.url', `ext::${script} %S`],
    ['protocol.ext.allow', 'always'],
    ['protocol.allow', 'always'],
  ] as const) {
    git(folder, 'config', key, value)
  }
  askAll(folder)
  expect(existsSync(sprung)).toBe(false)
  expect(() => git(folder, 'cat-file', 'blob', blob)).toThrow()
  expect(existsSync(sprung)).toBe(true)
})

test('nor is what is called git in the folder, or in one that PATH names by a relative path', () => {
  const { folder, script, sprung } = trap()
  const notOne = folderWith({ 'git/': '' })
  write(folder, { git: readFileSync(script), 'bin/git': readFileSync(script) })
  for (const path of ['git', 'bin/git']) chmodSync(join(folder, path), 0o755)
  const [{ PATH = '' }, cwd] = [process.env, process.cwd()]
  process.env['PATH'] = `.:bin::${notOne}:${PATH}`
  try {
    process.chdir(folder)
    askAll(folder)
  } finally {
    process.chdir(cwd)
    process.env['PATH'] = PATH
  }
  expect(existsSync(sprung)).toBe(false)
})

test('a repository of somebody else, which git does not read: what git says is said', () => {
  const { folder } = trap()
  process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER'] = '1'
  try {
    const refusal = refusalOf(() => take(folder, ['.']))
    expect(refusal).toMatchObject({ code: 'git', wayOut: 'see that "git status" works here' })
    expect(refusal.reason).toMatch(/^git does not read the repository: detected dubious ownership/)
  } finally {
    delete process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER']
  }
})

test('nothing is written into the repository', () => {
  const { folder } = trap()
  const state = (): unknown => {
    const paths = readdirSync(join(folder, '.git'), { recursive: true, encoding: 'utf8' })
    return [paths.sort(), readFileSync(join(folder, '.git/index'), 'base64')]
  }
  const before = state()
  askAll(folder)
  expect(state()).toEqual(before)
})

describe('what git is asked for pending work', () => {
  test('when a file was added: the last time, and with no regard to renames', () => {
    const folder = repositoryWith(filesOf(SHOP))
    const path = join(folder, 'shop/migrations/0002_auto.py')
    const at = (date: string): void => {
      process.env['GIT_COMMITTER_DATE'] = date
      try {
        commitAll(folder)
      } finally {
        delete process.env['GIT_COMMITTER_DATE']
      }
    }
    rmSync(path)
    at('2024-01-01T00:00:00Z')
    write(folder, { 'shop/migrations/0002_auto.py': migration() })
    at('2024-02-01T00:00:00Z')
    write(folder, { 'shop/migrations/0002_auto.py': `${migration()}# Changed.\n` })
    at('2024-03-01T00:00:00Z')
    git(folder, 'mv', 'shop/migrations/0002_auto.py', 'shop/migrations/0002_better.py')
    at('2024-04-01T00:00:00Z')
    const moved = addedOn(join(folder, 'shop/migrations/0002_better.py'))
    const commit = git(folder, 'rev-parse', 'HEAD').trim()
    expect(moved).toEqual({ commit, date: new Date('2024-04-01T00:00:00Z'), isOldestKnown: false })
    expect(addedOn(path)?.date).toEqual(new Date('2024-02-01T00:00:00Z'))
  })

  test('nothing is known of what is not committed, and outside of a repository', () => {
    const folder = repositoryWith(filesOf(SHOP))
    write(folder, { 'shop/migrations/0003_new.py': '' })
    expect(addedOn(join(folder, 'shop/migrations/0003_new.py'))).toBeUndefined()
    const outside = folderWith({ 'x.py': '' })
    expect(addedOn(join(outside, 'x.py'))).toBeUndefined()
    expect(existsAt('main', join(outside, 'x.py'))).toBe(false)
    expect(listedAt('main', outside)).toBeUndefined()
  })

  test('where the clone is cut off, that is said', () => {
    const origin = repositoryWith(filesOf(SHOP))
    commitAll(origin)
    const folder = folderWith({})
    git(folder, 'clone', '--quiet', '--depth=1', `file://${origin}`, '.')
    expect(addedOn(join(folder, 'shop/migrations/0001_initial.py'))?.isOldestKnown).toBe(true)
    expect(addedOn(join(origin, 'shop/migrations/0001_initial.py'))?.isOldestKnown).toBe(false)
  })

  test('what is in a folder as a ref has it, whether the folder is still there or not', () => {
    const folder = repositoryWith({ ...filesOf(SHOP), 'shop/migrations/sub/x.py': '' })
    rmSync(join(folder, 'shop'), { recursive: true })
    const migrations = join(folder, 'shop/migrations')
    expect(listedAt('main', migrations)).toEqual(['0001_initial.py', '0002_auto.py'])
    expect(listedAt('main', join(folder, 'nowhere'))).toEqual([])
    expect(listedAt('main', folder)).toEqual(['manage.py'])
    expect(listedAt('nowhere', migrations)).toBeUndefined()
    expect(listedAt('--output=x', migrations)).toBeUndefined()
    expect(existsAt('main', join(migrations, '0001_initial.py'))).toBe(true)
    expect(existsAt('main', join(migrations, '0001'))).toBe(false)
    expect(existsAt('nowhere', join(migrations, '0001_initial.py'))).toBe(false)
  })
})
