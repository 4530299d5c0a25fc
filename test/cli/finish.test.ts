import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { commitAll, git, write } from '../support/git'
import { migration } from '../support/project'
import { run, tree } from './run'

const PRODUCT =
  'migrations.CreateModel("Product", fields=[("id", models.BigAutoField(primary_key=True)), ("rating", models.IntegerField(null=True)), ("size", models.IntegerField(null=True))])'
const letGo = (field: string): string =>
  `migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("product", "${field}")])`

const INITIAL = 'shop/migrations/0001_initial.py'
const RATING = 'shop/migrations/0002_remove_product_rating_from_state.py'
const SIZE = 'shop/migrations/0003_by_hand.py'
const FILES = {
  'manage.py': '',
  [INITIAL]: migration({ operations: [PRODUCT] }),
  [RATING]: migration({ dependencies: ['shop.0001_initial'], operations: [letGo('rating')] }),
  [SIZE]: migration({
    dependencies: ['shop.0002_remove_product_rating_from_state'],
    operations: [letGo('size')],
  }),
}
const FIRST = 'shop/migrations/0004_remove_product_rating_from_db.py'
const SECOND = 'shop/migrations/0005_remove_product_size_from_db.py'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bgsplit-finish-'))
  write(root, FILES)
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

const finish = (...args: readonly string[]) => run(root, 'finish', ...args, '--dialect', 'postgresql')
const NOT_LOOKED =
  'note: nobody has looked whether the state migrations are live (--live names a ref of git)\n'

describe('bgsplit finish', () => {
  test('writes a database migration for each state migration, one behind the other', () => {
    const before = tree(root)
    const { stdout, stderr, status } = finish('.')
    expect({ stderr, status }).toEqual({ stderr: NOT_LOOKED, status: 0 })
    const after = tree(root)
    expect(after).toEqual({ ...before, [FIRST]: after[FIRST], [SECOND]: after[SECOND] })
    expect(after[FIRST]).toContain('("shop", "0003_by_hand")')
    expect(after[SECOND]).toContain('("shop", "0004_remove_product_rating_from_db")')
    expect(stdout).toBe(`Finish shop.0002_remove_product_rating_from_state
  created ${FIRST}

Finish shop.0003_by_hand
  created ${SECOND}

Releases
  Release 1: when no code from before the state migrations runs any more, run migrate:
    shop.0004_remove_product_rating_from_db: drops the column shop_product.rating
    shop.0005_remove_product_size_from_db: drops the column shop_product.size
  Way back: before you put back code from before the state migrations, run:
      python manage.py migrate shop 0003_by_hand
    What was dropped comes back empty.

Where the migration was applied before it was split (your own machine, a test server), the database has no need of this. Record it there without running it:
  python manage.py migrate shop 0004_remove_product_rating_from_db --fake
  python manage.py migrate shop 0005_remove_product_size_from_db --fake
`)
  })

  test('finds nothing the second time', () => {
    finish('.')
    const after = tree(root)
    expect(finish('.')).toEqual({ stdout: 'nothing is pending\n', stderr: '', status: 0 })
    expect(tree(root)).toEqual(after)
  })

  test('writes only what is named', () => {
    finish(SIZE)
    const written = 'shop/migrations/0004_remove_product_size_from_db.py'
    expect(Object.keys(tree(root)).filter((path) => !(path in FILES))).toEqual([written])
  })

  test('prints a patch that git takes, and writes nothing', () => {
    const before = tree(root)
    const { stdout } = finish('shop', '--dry-run')
    expect(tree(root)).toEqual(before)
    execFileSync('git', ['apply', '-'], { cwd: root, input: stdout })
    const patched = tree(root)
    write(root, FILES)
    for (const path of [FIRST, SECOND]) rmSync(join(root, path))
    finish('shop')
    expect(tree(root)).toEqual(patched)
  })

  test('is told as data and as Markdown', () => {
    const { stdout } = finish(RATING, '--format', 'json', '--dry-run')
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      kind: 'finish',
      written: false,
      files: [{ path: FIRST }],
      releases: [
        {
          migrations: [
            { migration: 'shop.0004_remove_product_rating_from_db', dependencies: ['shop.0003_by_hand'] },
          ],
        },
      ],
    })
    expect(finish(RATING, '--format', 'markdown').stdout).toContain(`created \`${FIRST}\``)
  })

  test('names the new end of the app for django-linear-migrations', () => {
    const path = 'shop/migrations/max_migration.txt'
    write(root, { [path]: '0003_by_hand\n' })
    finish('.')
    expect(tree(root)[path]).toBe('0005_remove_product_size_from_db\n')
  })

  test('marks it for the runner, and names it as the team does', () => {
    finish(
      RATING,
      '--stage',
      'safemigrate',
      '--state-name',
      '{slug}_from_state',
      '--database-name',
      '{slug}_contract',
    )
    const written = tree(root)['shop/migrations/0004_remove_product_rating_contract.py']
    expect(written).toContain('safe = Safe.after_deploy()')
  })

  test('writes nothing where one of them cannot be finished', () => {
    const before = tree(root)
    const other = 'migrations.AlterField("product", "size", models.CharField(max_length=3))'
    const text = migration({
      dependencies: ['shop.0002_remove_product_rating_from_state'],
      operations: [`migrations.SeparateDatabaseAndState(state_operations=[${other}])`],
    })
    write(root, { [SIZE]: text })
    const { stdout, stderr, status } = finish('.')
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 })
    expect(stderr).toContain('no database migration for this can be proved right')
    expect(tree(root)).toEqual({ ...before, [SIZE]: text })
  })
})

test('the folder of 40 migrations: what --phase state leaves out is what finish writes', () => {
  const folders = ['at once', 'later'].map((name) => join(root, name))
  for (const folder of folders)
    cpSync(resolve('test/folders/project'), folder, {
      recursive: true,
      filter: (path) => !path.endsWith('.pyc'),
    })
  const [once = '', later = ''] = folders
  run(once, '.', '--all', '--dialect', 'postgresql')
  run(later, '.', '--all', '--dialect', 'postgresql', '--phase', 'state')
  const before = tree(later)
  expect(run(later, 'finish', '.', '--dialect', 'postgresql').status).toBe(0)
  const [wanted, found] = [tree(once), tree(later)]
  const written = Object.keys(found).filter((path) => !(path in before))
  expect(written).toHaveLength(3)
  expect(Object.keys(found).sort()).toEqual(Object.keys(wanted).sort())
  for (const path of written) expect(found[path]).toBe(wanted[path])
}, 60_000)

describe('--live', () => {
  beforeEach(() => {
    git(root, 'init', '--quiet', '--initial-branch', 'main')
    rmSync(join(root, SIZE))
    commitAll(root)
    write(root, FILES)
  })

  test('refuses what is not in the ref', () => {
    const before = tree(root)
    const { stdout, stderr, status } = finish('.', '--live', 'main')
    expect({ stdout, stderr, status }).toEqual({
      stdout: '',
      stderr: `${SIZE}: this is not in main yet; release the state migration first, and finish it in a later release\n`,
      status: 2,
    })
    expect(tree(root)).toEqual(before)
  })

  test('names all that are not', () => {
    rmSync(join(root, RATING))
    git(root, 'commit', '--quiet', '--all', '--amend', '--message', 'first')
    write(root, FILES)
    const { stderr } = finish('.', '--live', 'main')
    expect(stderr).toContain(`these are not in main yet: ${RATING}, ${SIZE}; release`)
  })

  test('lets through what is', () => {
    expect(finish(RATING, '--live', 'HEAD')).toMatchObject({ stderr: '', status: 0 })
  })

  test('is asked from the configuration as well', () => {
    write(root, { 'pyproject.toml': '[tool.bgsplit]\nlive = "main"\n' })
    expect(finish(SIZE).stderr).toContain('this is not in main yet')
  })

  test('refuses a ref that is not there', () => {
    const { stderr, status } = finish('.', '--live', 'origin/production')
    expect(stderr).toContain('git knows of no commit origin/production')
    expect(status).toBe(2)
  })

  test('is not asked where nothing is pending', () => {
    write(root, { 'stock/migrations/0001_initial.py': migration({ operations: [PRODUCT] }) })
    expect(finish('stock', '--live', 'nowhere')).toEqual({
      stdout: 'nothing is pending\n',
      stderr: '',
      status: 0,
    })
  })
})
