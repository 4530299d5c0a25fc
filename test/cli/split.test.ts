import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { run, tree } from './run'

const EXAMPLE = resolve('examples/shop')
const PATH = 'shop/migrations/0002_remove_product_rating.py'
const STATE = 'shop/migrations/0002_remove_product_rating_from_state.py'
const DATABASE = 'shop/migrations/0003_remove_product_rating_from_db.py'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bgsplit-cli-'))
  cpSync(EXAMPLE, root, { recursive: true })
})
afterEach(() => {
  chmodSync(join(root, 'shop/migrations'), 0o755)
  rmSync(root, { recursive: true })
})

const put = (path: string, text: string) => {
  writeFileSync(join(root, path), text)
}
const migration = (...lines: readonly string[]) =>
  `from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n${lines.map((line) => `    ${line}\n`).join('')}`

describe('a split', () => {
  test('is written, and nothing but it', () => {
    const before = tree(root)
    const { stderr, status } = run(root, '--dialect', 'postgresql', PATH)
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    const after = tree(root)
    const { [PATH]: original, ...others } = before
    expect(after).toEqual({ ...others, [STATE]: after[STATE], [DATABASE]: after[DATABASE] })
    expect(original).toContain('RemoveField')
    expect(after[STATE]).toContain('SeparateDatabaseAndState')
    expect(after[DATABASE]).toContain('DROP COLUMN')
  })

  test('is told: files, reasons, releases, ways back, and what to do where it has run', () => {
    const { stdout } = run(root, '--dialect', 'postgresql', PATH)
    expect(stdout).toBe(`Split shop.0002_remove_product_rating
  renamed ${PATH} -> ${STATE}
  created ${DATABASE}

Why
  Product.rating: old code still reads and writes the column shop_product.rating (${PATH}:13:9)
    Old code may go on using the column while both run: new code leaves it out, and the database fills in a default.

Releases
  1. Release the new code with 0002_remove_product_rating_from_state: run migrate, then let the new code in beside the old.
     Way back: put the old code back. The database serves both, so that nothing has to be migrated.
     Once only old code runs, python manage.py migrate shop 0001_initial takes the migration back as well.
  2. In a later release, when no old code runs any more, ship 0003_remove_product_rating_from_db: it drops the column shop_product.rating.
     Way back: python manage.py migrate shop 0002_remove_product_rating_from_state, then put the old code back.
     What was dropped comes back empty.

Where shop.0002_remove_product_rating has been applied already, unsplit (your own machine, a test server), the database is at the end of both. Record them there without running them:
  python manage.py migrate shop 0003_remove_product_rating_from_db --fake
  python manage.py migrate shop --prune   # forgets the old name, which does no harm (Django 4.1 or later)
`)
  })

  test('is the same through `split`, from another folder, and by an absolute path', () => {
    const first = run(root, '--dry-run', PATH).stdout
    expect(run(root, 'split', '--dry-run', PATH).stdout).toBe(first)
    expect(run(join(root, 'shop/migrations'), '--dry-run', '0002_remove_product_rating.py').stdout).toBe(
      first.replaceAll('shop/migrations/', ''),
    )
    expect(run('/', '--dry-run', join(root, PATH)).stdout).toContain('rename from ')
  })

  describe('of files that name each other', () => {
    beforeEach(() => {
      put(
        'shop/migrations/0003_more.py',
        migration(
          "dependencies = [('shop', '0002_remove_product_rating')]",
          "operations = [migrations.RemoveField('product', 'name')]",
        ),
      )
    })

    const dependencies = () => {
      const files = Object.entries(tree(root)).filter(([path]) => /000\d/.test(path))
      const named = files.map(([path, text]) => [
        path.slice('shop/migrations/'.length, -3),
        /\(["']shop["'], ["'](.*)["']\)/.exec(text)?.[1],
      ])
      return Object.fromEntries(named) as Record<string, string | undefined>
    }

    test('is planned together', () => {
      const args = ['--dialect', 'postgresql', PATH, 'shop/migrations/0003_more.py', `./${PATH}`]
      const { stdout, status } = run(root, ...args)
      expect(status).toBe(0)
      expect(dependencies()).toEqual({
        '0001_initial': undefined,
        '0002_remove_product_rating_from_state': '0001_initial',
        '0003_remove_product_name_from_state': '0002_remove_product_rating_from_state',
        '0004_remove_product_rating_from_db': '0003_remove_product_name_from_state',
        '0005_remove_product_name_from_db': '0004_remove_product_rating_from_db',
      })
      expect(stdout.match(/^Split /gm)).toHaveLength(2)
      expect(stdout).toContain('migrate shop 0003_remove_product_name_from_state\n')
      expect(stdout).not.toContain('migrate shop 0003_more')
    })

    test('waits for the next release on SQLite, where one would lose what the other puts off', () => {
      const { status } = run(root, PATH, 'shop/migrations/0003_more.py')
      expect(status).toBe(0)
      expect(dependencies()).toEqual({
        '0001_initial': undefined,
        '0002_remove_product_rating_from_state': '0001_initial',
        '0003_remove_product_name_from_state': '0004_remove_product_rating_from_db',
        '0004_remove_product_rating_from_db': '0002_remove_product_rating_from_state',
        '0005_remove_product_name_from_db': '0003_remove_product_name_from_state',
      })
    })
  })

  test('of a file whose name looks like an option, after --', () => {
    cpSync(join(root, PATH), join(root, 'shop/migrations/-0002.py'))
    rmSync(join(root, PATH))
    const { stdout } = run(join(root, 'shop/migrations'), '--dry-run', '--', '-0002.py')
    expect(stdout).toContain('rename from -0002.py\n')
  })

  test('keeps the permissions of the file', () => {
    chmodSync(join(root, PATH), 0o600)
    run(root, PATH)
    expect(run(root, STATE).status).toBe(0)
  })
})

describe('--dry-run', () => {
  test('prints a patch that does what the command would do', () => {
    const before = tree(root)
    const { stdout, stderr, status } = run(root, '--dry-run', PATH)
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    expect(tree(root)).toEqual(before)
    execFileSync('git', ['apply', '-'], { cwd: root, input: stdout })
    const patched = tree(root)
    rmSync(root, { recursive: true })
    cpSync(EXAMPLE, root, { recursive: true })
    run(root, PATH)
    expect(tree(root)).toEqual(patched)
  })

  test('keeps notes apart from the patch', () => {
    put('settings.py', 'INSTALLED_APPS = ["shop"]\n')
    const { stdout, stderr } = run(root, '--dry-run', PATH)
    expect(stdout).toMatch(/^diff --git /)
    expect(stderr).toMatch(/^note: .*postgresql.*\n$/)
  })

  test('stops quietly when nobody reads on', () => {
    const bin = resolve('bin/bgsplit.js')
    const shell = `set -o pipefail; ${process.execPath} ${bin} --dry-run ${PATH} | true`
    expect(execFileSync('bash', ['-c', shell], { cwd: root, stdio: 'pipe' }).toString()).toBe('')
  })
})

describe('nothing to split', () => {
  const kept: readonly (readonly [string, string])[] = [
    ['an empty one', 'operations = []'],
    [
      'a new nullable column',
      "operations = [migrations.AddField('product', 'sku', models.TextField(null=True))]",
    ],
    [
      'a new model',
      "operations = [migrations.CreateModel('Tag', [('id', models.AutoField(primary_key=True))])]",
    ],
  ]

  test.each(kept)('%s is left as it is, and said', (_, operations) => {
    put(PATH, migration("dependencies = [('shop', '0001_initial')]", operations))
    const before = tree(root)
    const { stdout, stderr, status } = run(root, PATH)
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    expect(stdout).toBe(
      `${PATH}: nothing to split: old and new code can both live with it as it is written\n`,
    )
    expect(tree(root)).toEqual(before)
  })

  test('in what it has written itself', () => {
    run(root, PATH)
    const before = tree(root)
    const { stdout, stderr, status } = run(root, STATE, DATABASE)
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    expect(stdout.match(/nothing to split/g)).toHaveLength(2)
    expect(tree(root)).toEqual(before)
  })

  test('in a dry run leaves the patch empty', () => {
    const { stdout, stderr, status } = run(root, '--dry-run', 'shop/migrations/0001_initial.py')
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 })
    expect(stderr).toContain('nothing to split')
  })
})

describe('one line, status 2, nothing changed', () => {
  const remove = (model: string, field: string) =>
    migration(
      "dependencies = [('shop', '0001_initial')]",
      `operations = [migrations.RemoveField('${model}', '${field}')]`,
    )

  const cases: readonly (readonly [string, () => readonly string[], RegExp])[] = [
    ['no path', () => [], /^bgsplit: no path is given; /],
    ['no such file', () => ['shop/nope.py'], /^shop\/nope\.py: there is no such file/],
    ['a mistyped command', () => ['splt'], /^splt: .*did you mean "split"\?$/],
    [
      'an unknown option',
      () => ['--dialec', 'x', PATH],
      /^bgsplit: unknown option --dialec; did you mean --dialect\?$/,
    ],
    [
      'an unknown option that is like none',
      () => ['--zzzzz', PATH],
      /^bgsplit: unknown option --zzzzz; see /,
    ],
    [
      'a dialect there is not',
      () => ['--dialect', 'oracle', PATH],
      /^bgsplit: --dialect cannot be "oracle"; give one of/,
    ],
    [
      'a dialect that is mistyped',
      () => ['--dialect', 'postgresql,sqllite', PATH],
      /^bgsplit: --dialect cannot be "sqllite"; did you mean "sqlite"\?$/,
    ],
    [
      'a dialect twice',
      () => ['--dialect', 'sqlite,postgresql,sqlite', PATH],
      /^bgsplit: --dialect names sqlite twice; name it once$/,
    ],
    [
      'two dialects that Django does not tell apart',
      () => ['--dialect', 'mariadb,mysql', PATH],
      /^bgsplit: --dialect names mysql and mariadb, which Django does not tell apart; name the one/,
    ],
    ['no dialect', () => ['--dialect', ',', PATH], /^bgsplit: --dialect cannot be ""; give one of/],
    [
      'several dialects of a state',
      () => ['state', '--dialect', 'postgresql,sqlite', 'shop'],
      /^bgsplit: --dialect cannot be "postgresql,sqlite"; give one database/,
    ],
    [
      'a wrong dialect in a configured list',
      () => {
        put('pyproject.toml', '[tool.bgsplit]\ndialect = ["postgres", "sqlite"]\n')
        return [PATH]
      },
      /^pyproject\.toml:2:1: dialect cannot be "postgres"; did you mean "postgresql"\?$/,
    ],
    [
      'a configured list of no dialects',
      () => {
        put('pyproject.toml', '[tool.bgsplit]\ndialect = []\n')
        return [PATH]
      },
      /^pyproject\.toml:2:1: dialect names no database; give one of/,
    ],
    [
      'a configured list of something else',
      () => {
        put('pyproject.toml', '[tool.bgsplit]\ndialect = ["postgresql", 3]\n')
        return [PATH]
      },
      /^pyproject\.toml:2:1: dialect cannot be 3; give one of/,
    ],
    ['an option without its value', () => [PATH, '--dialect'], /^bgsplit: --dialect needs a value; /],
    [
      'a folder without git',
      () => ['shop/migrations'],
      /^shop\/migrations: which migrations are new\?.*--since, --git-base/,
    ],
    [
      'a file of no app',
      () => ['shop/models.py'],
      /^shop\/models\.py: the file is not among the migrations of an app/,
    ],
    [
      'no migration',
      () => {
        put(PATH, 'x = 1\n')
        return [PATH]
      },
      new RegExp(`^${PATH}.*: there is no class Migration`),
    ],
    [
      'no Python',
      () => {
        put(PATH, migration('operations = [(]'))
        return [PATH]
      },
      new RegExp(`^${PATH}:5:\\d+: this is not valid Python`),
    ],
    [
      'not UTF-8',
      () => {
        writeFileSync(join(root, PATH), Buffer.from([0x23, 0xff, 0x0a]))
        return [PATH]
      },
      /not UTF-8/,
    ],
    [
      'no such field',
      () => {
        put(PATH, remove('product', 'ratin'))
        return [PATH]
      },
      new RegExp(`^${PATH}:6:\\d+: .*rating`),
    ],
    [
      'no such model',
      () => {
        put(PATH, remove('produkt', 'rating'))
        return [PATH]
      },
      new RegExp(`^${PATH}:6:\\d+: .*Product`, 'i'),
    ],
    [
      'a primary key',
      () => {
        put(PATH, remove('product', 'id'))
        return [PATH]
      },
      new RegExp(`^${PATH}:6:\\d+: `),
    ],
    [
      'one of several that cannot be split',
      () => {
        put(
          'shop/migrations/0003_x.py',
          remove('product', 'nothing').replace('0001_initial', '0002_remove_product_rating'),
        )
        return [PATH, 'shop/migrations/0003_x.py']
      },
      /^shop\/migrations\/0003_x\.py:6:/,
    ],
    [
      'a read-only file',
      () => {
        chmodSync(join(root, PATH), 0o444)
        return [PATH]
      },
      /the file is read-only; make it writable$/,
    ],
    [
      'a read-only folder',
      () => {
        chmodSync(join(root, 'shop/migrations'), 0o555)
        return [PATH]
      },
      /the folder is read-only; make it writable$/,
    ],
    [
      'a symbolic link',
      () => {
        writeFileSync(join(root, 'real.py'), readFileSync(join(root, PATH)))
        rmSync(join(root, PATH))
        symlinkSync('../../real.py', join(root, PATH))
        return [PATH]
      },
      /not a regular file/,
    ],
    [
      'a configuration that is not TOML',
      () => {
        put('pyproject.toml', '[tool')
        return [PATH]
      },
      /^pyproject\.toml:1:\d+: not valid TOML/,
    ],
    [
      'an unknown key',
      () => {
        put('pyproject.toml', '[tool.bgsplit]\nfill = "auto"\ndialekt = "x"\n')
        return [PATH]
      },
      /^pyproject\.toml:3:1: unknown key dialekt in \[tool\.bgsplit\]; did you mean "dialect"\?$/,
    ],
    [
      'a wrong value',
      () => {
        put('pyproject.toml', '[tool.bgsplit]\nstrict = "yes"\n')
        return [PATH]
      },
      /^pyproject\.toml:2:1: strict cannot be "yes"; give true or false$/,
    ],
    [
      'a name that would break the line',
      () => [`a\u001b[31m\nb.py`],
      /^a\\u001b\[31m\\nb\.py: there is no such file/,
    ],
  ]

  test.each(cases)('%s', (_, prepare, line) => {
    const args = prepare()
    const before = tree(root)
    const { stdout, stderr, status } = run(root, ...args)
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 })
    expect(stderr.trimEnd()).toMatch(line)
    expect(stderr.trimEnd()).not.toContain('\n')
    expect(tree(root)).toEqual(before)
  })
})

describe('the database', () => {
  const sqlOf = (...args: readonly string[]) =>
    /(`|")shop_product\1/.exec(run(root, '--dry-run', ...args, PATH).stdout)?.[1]

  test('is that of the option, else of the configuration, else of the settings', () => {
    expect(sqlOf('--dialect', 'mysql')).toBe('`')
    put('settings.py', 'DATABASES = {"default": {"ENGINE": "django.db.backends.mysql"}}\n')
    expect(sqlOf()).toBe('`')
    put('pyproject.toml', '[tool.bgsplit]\ndialect = "postgresql"\n')
    expect(sqlOf()).toBe('"')
    expect(sqlOf('--dialect', 'mariadb')).toBe('`')
  })

  test('may be several: the first is deployed to', () => {
    const { stdout, status } = run(root, '--dialect', 'postgresql,sqlite', PATH)
    expect(status).toBe(0)
    expect(stdout).toMatch(
      /^On sqlite 0002_\w+_from_state does all of it at once, and 0003_\w+_from_db nothing\.$/m,
    )
    const written = Object.values(tree(root)).filter((text) => text.includes('class OnPostgreSQL('))
    expect(written).toHaveLength(2)
  })

  test.each(['["mariadb", "sqlite"]', '"mariadb,sqlite"', '"mariadb, sqlite"'])(
    'several, configured: %s',
    (list) => {
      put('pyproject.toml', `[tool.bgsplit]\ndialect = ${list}\n`)
      expect(run(root, '--dry-run', PATH).stdout).toContain('class OnMySQL(')
      expect(run(root, '--dry-run', '--dialect', 'mariadb', PATH).stdout).not.toContain('class On')
      expect(run(root, 'state', 'shop').status).toBe(0)
    },
  )

  test('--database-operations and --fill, from either', () => {
    expect(run(root, '--dry-run', '--database-operations', 'django', PATH).stdout).not.toContain('RunSQL')
    expect(run(root, '--dry-run', '--fill', 'null', PATH).stdout).toContain('null=True')
    put('pyproject.toml', '[tool.bgsplit]\nfill = "null"\ndatabase-operations = "django"\n')
    const { stdout } = run(root, '--dry-run', PATH)
    expect(stdout).not.toContain('RunSQL')
    expect(stdout).toContain('null=True')
  })
})

test('what an earlier run left behind is cleared up first, and said', () => {
  put('.bgsplit-journal.json', '{"version": 1, "phase": "prep')
  const { stderr, status } = run(root, '--dry-run', PATH)
  expect(status).toBe(0)
  expect(stderr).toMatch(/^note: an earlier run was cut short .*\(\.bgsplit-journal\.json\)\n$/)
  expect(Object.keys(tree(root))).not.toContain('.bgsplit-journal.json')
})

describe('help', () => {
  test.each([['--help'], ['-h'], ['split', '--help']])('%s %s', (...args) => {
    const { stdout, stderr, status } = run(root, ...args.filter((each) => typeof each === 'string'))
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    expect(stdout).toContain('bgsplit')
    expect(stdout).toContain('--dry-run')
  })

  test('--version', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(run(root, '--version')).toEqual({ stdout: `${version}\n`, stderr: '', status: 0 })
  })
})
