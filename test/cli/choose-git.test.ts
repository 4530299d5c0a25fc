import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { commitAll, git, write } from '../support/git'
import { folderWith, migration } from '../support/project'
import { refusalOf } from '../support/refusal'
import { filesOf, projectFolder, repositoryWith, take } from './choose-support'

const SHOP = { 'shop.0001_initial': [], 'shop.0002_auto': ['shop.0001_initial'] }
const BLOG = { 'blog.0001_initial': [] }
const CHOICES = '(--since, --git-base, --showmigrations or --all choose otherwise)'

function text(...dependencies: readonly string[]): string {
  return migration({ dependencies })
}

/** On `main` what is above; on the branch at hand, 0003 is committed. */
function branched(files = filesOf({ ...SHOP, ...BLOG })): string {
  const folder = repositoryWith(files)
  git(folder, 'checkout', '--quiet', '-b', 'feature')
  write(folder, { 'shop/migrations/0003_new.py': text('shop.0002_auto') })
  commitAll(folder)
  return folder
}

/** A clone of it with `origin/main`, on `main`. */
function clone(from: string, ...options: readonly string[]): string {
  const folder = folderWith({})
  git(folder, 'clone', '--quiet', ...options, pathToFileURL(from).href, '.')
  return folder
}

describe('--git-base', () => {
  test('takes what has been committed, staged and put there since the merge base', () => {
    const folder = branched()
    write(folder, { 'shop/migrations/0004_staged.py': text('shop.0003_new') })
    git(folder, 'add', '--all')
    write(folder, { 'shop/migrations/0005_untracked.py': text('shop.0004_staged') })
    const { keys, notes } = take(folder, ['.'], { gitBase: 'main' })
    expect(keys).toEqual(['shop.0003_new', 'shop.0004_staged', 'shop.0005_untracked'])
    expect(notes).toEqual(['taking the 3 migrations new since HEAD left main'])
    expect(take(folder, ['blog'], { gitBase: 'main' })).toMatchObject({
      keys: [],
      notes: ['no migration of the app blog is new since HEAD left main'],
    })
  })

  test('the merge base counts, not where the ref is now', () => {
    const folder = branched()
    git(folder, 'checkout', '--quiet', 'main')
    rmSync(join(folder, 'shop/migrations/0002_auto.py'))
    write(folder, { 'shop/migrations/0003_new.py': text('shop.0001_initial') })
    commitAll(folder)
    git(folder, 'checkout', '--quiet', 'feature')
    expect(take(folder, ['shop'], { gitBase: 'main' }).keys).toEqual(['shop.0003_new'])
  })

  test('any ref: a tag, an id, a relative one', () => {
    const folder = branched()
    git(folder, 'tag', 'live', 'main')
    const id = git(folder, 'rev-parse', 'main').trim()
    for (const ref of ['live', id, id.slice(0, 8), 'HEAD~1', 'feature^', 'refs/heads/main']) {
      expect(take(folder, ['shop'], { gitBase: ref }).keys).toEqual(['shop.0003_new'])
    }
  })

  test('a renamed and a copied file are new, a changed one is not, and that is said', () => {
    const folder = repositoryWith(filesOf({ ...SHOP, 'shop.0003_old': ['shop.0002_auto'], ...BLOG }))
    git(folder, 'checkout', '--quiet', '-b', 'feature')
    git(folder, 'mv', 'shop/migrations/0003_old.py', 'shop/migrations/0003_better.py')
    write(folder, {
      'blog/migrations/0002_copy.py': text(),
      'blog/migrations/0001_initial.py': migration({ operations: ['migrations.RunSQL("SELECT 1")'] }),
      'shop/migrations/0001_initial.py': `# A comment.\n${text()}`,
    })
    commitAll(folder)
    const { keys, notes } = take(folder, ['.'], { gitBase: 'main' })
    expect(keys.toSorted()).toEqual(['blog.0002_copy', 'shop.0003_better'])
    const changed =
      'blog.0001_initial was there when HEAD left main, and is not taken, though its operations have changed'
    expect(notes).toEqual(['taking the 2 migrations new since HEAD left main', changed])
  })

  test('lines that end otherwise in the work tree are no change', () => {
    const folder = branched()
    const crlf = migration({ operations: ['migrations.RunSQL("""a\n b""")'] })
    write(folder, { 'shop/migrations/0003_new.py': crlf })
    commitAll(folder)
    write(folder, { 'shop/migrations/0003_new.py': crlf.replaceAll('\n', '\r\n') })
    expect(take(folder, ['shop'], { gitBase: 'HEAD' }).notes).toHaveLength(1)
  })

  test('a file that was there, was removed, and is there again is history', () => {
    const folder = branched()
    git(folder, 'rm', '--quiet', '--cached', 'shop/migrations/0002_auto.py')
    expect(take(folder, ['shop'], { gitBase: 'main' }).keys).toEqual(['shop.0003_new'])
  })

  test('an ignored file is not new, and that is said; one that is tracked all the same is', () => {
    const folder = branched()
    write(folder, { '.gitignore': '*_local.py\n', 'shop/migrations/0004_local.py': text('shop.0003_new') })
    expect(take(folder, ['shop'], { gitBase: 'main' })).toMatchObject({
      keys: ['shop.0003_new'],
      notes: [
        'taking the migration new since HEAD left main',
        'git ignores shop.0004_local, which is not taken',
      ],
    })
    git(folder, 'add', '--force', 'shop/migrations/0004_local.py')
    expect(take(folder, ['shop'], { gitBase: 'main' }).keys).toEqual(['shop.0003_new', 'shop.0004_local'])
  })

  test('an app that has been moved is history, a copy of one is not', () => {
    const folder = branched()
    mkdirSync(join(folder, 'apps'))
    renameSync(join(folder, 'shop'), join(folder, 'apps/shop'))
    git(folder, 'mv', 'blog', 'news')
    write(folder, { 'apps/shop/migrations/0001_initial.py': `${text()}# Another import path.\n` })
    write(folder, {
      'fresh/migrations/0001_initial.py': migration({ operations: ['migrations.RunSQL("x")'] }),
    })
    const { keys, notes } = take(folder, ['.'], { gitBase: 'main' })
    expect(keys.toSorted()).toEqual(['fresh.0001_initial', 'shop.0003_new'])
    const moved =
      'news.0001_initial, shop.0001_initial and shop.0002_auto have been moved from another folder'
    expect(notes).toContain(`${moved} since HEAD left main, and count as history`)
  })

  test.each(['nowhere', '--output=x', '-x', '', 'main..feature', '^main', 'main:shop', 'a\nb', 'a b"c'])(
    'the ref %j is refused',
    (ref) => {
      const folder = branched()
      const before = git(folder, 'status', '--porcelain')
      const refusal = refusalOf(() => take(folder, ['shop'], { gitBase: ref }))
      expect(refusal).toMatchObject({ code: 'git', reason: `git knows of no commit ${JSON.stringify(ref)}` })
      expect(git(folder, 'status', '--porcelain')).toBe(before)
    },
  )

  test('no history in common', () => {
    const folder = branched()
    git(folder, 'checkout', '--quiet', '--orphan', 'other')
    commitAll(folder)
    expect(refusalOf(() => take(folder, ['shop'], { gitBase: 'main' })).reason).toBe(
      'git knows of no commit that HEAD and main have in common',
    )
  })

  test('a shallow clone: how to get the rest is said', () => {
    const origin = branched()
    git(origin, 'checkout', '--quiet', 'main')
    commitAll(origin, 'another on main')
    const folder = clone(origin, '--depth=1', '--branch=feature')
    expect(refusalOf(() => take(folder, ['shop'], { gitBase: 'main' })).wayOut).toContain('fetch-depth: 0')
    git(folder, 'fetch', '--quiet', '--depth=1', 'origin', 'main:refs/remotes/origin/main')
    const refusal = refusalOf(() => take(folder, ['shop']))
    expect(refusal.reason).toMatch(/HEAD and origin\/main have in common: the clone is shallow$/)
    expect(refusal.wayOut).toContain('git fetch --unshallow')
    git(folder, 'fetch', '--quiet', '--unshallow')
    expect(take(folder, ['shop'], { gitBase: 'origin/main' }).keys).toEqual(['shop.0003_new'])
  })

  test('nothing committed yet', () => {
    const folder = projectFolder(filesOf(SHOP))
    git(folder, 'init', '--quiet')
    expect(refusalOf(() => take(folder, ['shop'], { gitBase: 'HEAD' })).code).toBe('git')
  })

  test('no repository', () => {
    const refusal = refusalOf(() => take(projectFolder(filesOf(SHOP)), ['shop'], { gitBase: 'main' }))
    expect(refusal).toMatchObject({ code: 'git', reason: 'git has no repository here' })
  })

  test('hostile names', () => {
    const name = ':!we "ird\'\n$(x) é:*[a]'
    const files = Object.entries(filesOf(SHOP)).map(
      ([path, content]) => [`${name}/${path}`, content] as const,
    )
    const folder = repositoryWith(Object.fromEntries(files))
    git(folder, 'checkout', '--quiet', '-b', 'we"ird\'$(x)é')
    const added = `${name}/shop/migrations/0003 "ü\n*.py`
    write(folder, { [added]: text('shop.0002_auto'), 'x/shop/migrations/0003.py': text() })
    const { keys } = take(folder, [name], { gitBase: 'main' })
    expect(keys).toEqual(['shop.0003 "ü\n*'])
    expect(take(folder, [added]).keys).toEqual(keys)
    commitAll(folder)
    expect(take(folder, [name], { gitBase: 'main' }).keys).toEqual(keys)
    expect(take(folder, [name], { gitBase: 'we"ird\'$(x)é' }).keys).toEqual([])
  })

  test('from inside the folder, by a link, and with the migrations at the top of the repository', () => {
    const folder = branched()
    expect(take(join(folder, 'shop/migrations'), ['.'], { gitBase: 'main' }).keys).toEqual(['shop.0003_new'])
    const elsewhere = folderWith({})
    symlinkSync(join(folder, 'shop'), join(elsewhere, 'shop'))
    expect(take(elsewhere, ['shop'], { gitBase: 'main' }).keys).toEqual(['shop.0003_new'])
    const own = folderWith({
      'shop/migrations/0001_initial.py': text(),
      'shop/migrations/sub/0001_x.py': text(),
    })
    const top = join(own, 'shop/migrations')
    git(top, 'init', '--quiet', '-b', 'main')
    commitAll(top)
    writeFileSync(join(top, '0002_new.py'), text('shop.0001_initial'))
    expect(take(own, ['shop'], { gitBase: 'main' }).keys).toEqual(['shop.0002_new'])
  })

  test('in a worktree, a submodule, and out of a hook', () => {
    const folder = branched()
    const worktree = join(folderWith({}), 'tree')
    git(folder, 'worktree', 'add', '--quiet', '-b', 'third', worktree, 'feature')
    write(worktree, { 'shop/migrations/0004_there.py': text('shop.0003_new') })
    const keys = ['shop.0003_new', 'shop.0004_there']
    expect(take(worktree, ['shop'], { gitBase: 'main' }).keys).toEqual(keys)
    const whole = repositoryWith(filesOf({ 'news.0001_initial': [] }))
    git(whole, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', folder, 'lib')
    commitAll(whole)
    write(whole, { 'news/migrations/0002_x.py': text('news.0001_initial') })
    git(join(whole, 'lib'), 'branch', 'main', 'origin/main')
    expect(take(whole, ['.'], { gitBase: 'main' }).keys.toSorted()).toEqual(['news.0002_x', 'shop.0003_new'])
    const hook = {
      GIT_DIR: join(whole, '.git'),
      GIT_INDEX_FILE: '.git/index',
      GIT_WORK_TREE: whole,
      GIT_PREFIX: 'x',
    }
    Object.assign(process.env, hook)
    try {
      expect(take(worktree, ['shop'], { gitBase: 'main' }).keys).toEqual(keys)
    } finally {
      for (const name of Object.keys(hook)) Reflect.deleteProperty(process.env, name)
    }
  })
})

describe('a folder without a choice', () => {
  test('takes what git does not have on origin/main, and says so', () => {
    const folder = clone(branched(), '--branch=feature')
    git(folder, 'remote', 'set-head', 'origin', '--delete')
    const notes = [`taking the migration that git does not have on origin/main ${CHOICES}`]
    expect(take(folder, ['.'])).toEqual({ keys: ['shop.0003_new'], notes, folders: true })
    expect(take(folder, ['blog'])).toEqual({
      keys: [],
      notes: [`git has all migrations of the app blog on origin/main ${CHOICES}`],
      folders: true,
    })
  })

  test('or on what origin calls its default branch', () => {
    const origin = branched()
    git(origin, 'branch', '--quiet', 'trunk', 'feature')
    const folder = clone(origin, '--branch=feature')
    git(folder, 'remote', 'set-head', 'origin', 'trunk')
    write(folder, { 'shop/migrations/0004_x.py': text('shop.0003_new') })
    const { keys, notes } = take(folder, ['shop'])
    expect(keys).toEqual(['shop.0004_x'])
    expect(notes[0]).toContain('on origin/trunk (')
    git(folder, 'update-ref', '-d', 'refs/remotes/origin/trunk')
    expect(take(folder, ['shop']).notes[0]).toContain('on origin/main (')
  })

  test('on the default branch itself, what has not been pushed', () => {
    const folder = clone(branched(), '--branch=main')
    write(folder, { 'shop/migrations/0003_local.py': text('shop.0002_auto') })
    commitAll(folder)
    write(folder, { 'shop/migrations/0004_local.py': text('shop.0003_local') })
    expect(take(folder, ['shop']).keys).toEqual(['shop.0003_local', 'shop.0004_local'])
  })

  test.each(['main', 'master'])('without an origin, what has not been committed on %s', (name) => {
    const folder = repositoryWith(filesOf(SHOP))
    git(folder, 'branch', '--quiet', '-m', name)
    write(folder, { 'shop/migrations/0003_new.py': text('shop.0002_auto') })
    expect(take(folder, ['shop'])).toMatchObject({
      keys: ['shop.0003_new'],
      notes: [`taking the migration that git does not have on ${name} ${CHOICES}`],
    })
  })

  test('a tag called main is not meant', () => {
    const folder = branched()
    git(folder, 'tag', 'main', 'feature')
    expect(take(folder, ['shop']).keys).toEqual(['shop.0003_new'])
  })

  test('asks for a choice where there is no git, no default branch, and no program git', () => {
    const asks = { code: 'usage', wayOut: 'choose with --since, --git-base, --showmigrations or --all' }
    const none = projectFolder(filesOf(SHOP))
    expect(refusalOf(() => take(none, ['.']))).toMatchObject({
      ...asks,
      reason: 'which migrations are new? git has no repository here',
    })
    const folder = branched()
    git(folder, 'branch', '--quiet', '-m', 'main', 'trunk')
    expect(refusalOf(() => take(folder, ['.']))).toMatchObject({
      ...asks,
      reason: 'which migrations are new? git has no branch here that is usually the default',
    })
    const other = branched()
    const { PATH } = process.env
    process.env['PATH'] = 'bin'
    try {
      expect(refusalOf(() => take(other, ['.']))).toMatchObject(asks)
    } finally {
      process.env['PATH'] = PATH
    }
  })
})
