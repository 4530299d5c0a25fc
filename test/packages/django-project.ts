import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ensureVenv } from '../support/venv'
import { run as bgsplit } from '../cli/run'
import type { Result } from '../cli/run'

/** Long enough for pip to install Django. */
export const MINUTES = 60_000

const MANAGE = `import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
`

const SETTINGS = `SECRET_KEY = "x"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}
INSTALLED_APPS = ["django.contrib.contenttypes", "shop"]
SILENCED_SYSTEM_CHECKS = ["models.W042"]
`

const MODELS = `from django.db import models


class Product(models.Model):
    name = models.TextField()
`

export const INITIAL = `from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.TextField()),
                ("rating", models.IntegerField()),
            ],
        ),
    ]
`

/** A migration of the app, as makemigrations writes it. */
export function migration(after: string, ...operations: readonly string[]): string {
  const lines = operations.map((operation) => `        ${operation},\n`).join('')
  return `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "${after}"),
    ]

    operations = [
${lines}    ]
`
}

export const REMOVE = 'migrations.RemoveField(model_name="product", name="rating")'
export const REMOVED = migration('0001_initial', REMOVE)

export const STATE = '0002_remove_product_rating_from_state'
export const DATABASE = '0003_remove_product_rating_from_db'

/**
 * A column whose name comes back, so that it has to be dropped in between; then one more is removed. Beside them the
 * names of what is written, as `migrate` runs it.
 */
export const BARRIER = {
  migrations: {
    '0002_remove_product_rating': REMOVED,
    '0003_product_rating': migration(
      '0002_remove_product_rating',
      'migrations.AddField("product", "rating", models.TextField(null=True))',
    ),
    '0004_remove_product_name': migration('0003_product_rating', 'migrations.RemoveField("product", "name")'),
  },
  names: [
    STATE,
    '0005_remove_product_rating_from_db',
    '0003_product_rating',
    '0004_remove_product_name_from_state',
    '0006_remove_product_name_from_db',
  ],
} as const

/** What pip says where there is no way to the registry, and we where there is no Python. */
const NO_NETWORK = /No matching distribution|NewConnectionError|Temporary failure|cannot start/

/**
 * The interpreter of an environment with these packages; undefined, and a loud word, where there is no Python or no
 * network to install them from. On CI that is a failure.
 */
export function pythonWith(...packages: readonly string[]): string | undefined {
  try {
    return ensureVenv({ also: packages }).python
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (process.env['CI'] === 'true' || !NO_NETWORK.test(reason)) throw error
    process.stderr.write(
      `\nSKIPPED: ${packages.join(', ')} not tried: ${reason.split('\n', 2).join(' ')}\n\n`,
    )
    return undefined
  }
}

/** A small project on SQLite, whose app `shop` has these migrations. */
export class DjangoProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'bgsplit-packages-'))

  constructor(
    readonly python: string,
    migrations: Readonly<Record<string, string>>,
    settings: readonly string[],
  ) {
    this.write('manage.py', MANAGE)
    this.write('settings.py', SETTINGS + settings.map((line) => `${line}\n`).join(''))
    this.write('shop/__init__.py', '')
    this.write('shop/models.py', MODELS)
    this.write('shop/migrations/__init__.py', '')
    for (const [name, text] of Object.entries(migrations)) this.write(this.path(name), text)
  }

  /** `shop/migrations/0001_initial.py`, or the path of a file that is no migration. */
  path(name: string): string {
    return `shop/migrations/${name.includes('.') ? name : `${name}.py`}`
  }

  write(path: string, text: string): void {
    const target = join(this.folder, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }

  read(name: string): string {
    return readFileSync(join(this.folder, this.path(name)), 'utf8')
  }

  has(name: string): boolean {
    return existsSync(join(this.folder, this.path(name)))
  }

  /** Takes migrations out of the project, as long as they have not been shipped, or puts them back. */
  ship(name: string, isShipped: boolean): void {
    const [there, away] = [join(this.folder, this.path(name)), join(this.folder, `${name}.away`)]
    renameSync(isShipped ? away : there, isShipped ? there : away)
  }

  manage(...args: readonly string[]): Result {
    const { stdout, stderr, status } = spawnSync(this.python, ['manage.py', ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', NO_COLOR: '1' },
    })
    return { stdout, stderr, status }
  }

  /** Runs a command of Django's that has to succeed. */
  managed(...args: readonly string[]): string {
    const { stdout, stderr, status } = this.manage(...args)
    if (status !== 0) throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`)
    return stdout
  }

  /** Splits with the real program, for SQLite, which has to succeed. */
  bgsplit(...args: readonly string[]): void {
    const { stdout, stderr, status } = bgsplit(this.folder, ...args, '--dialect', 'sqlite')
    if (status !== 0) throw new Error(`bgsplit ${args.join(' ')} failed:\n${stdout}${stderr}`)
  }

  /** The migrations of the app that the database has. */
  applied(): readonly string[] {
    const lines = this.managed('showmigrations', 'shop').split('\n')
    return lines.flatMap((line) => /^ \[X\] (\w+)/.exec(line)?.[1] ?? [])
  }

  columns(): readonly string[] {
    const rows = this.sql('SELECT name FROM pragma_table_info("shop_product")')
    return rows.split('\n').filter((name) => name !== '')
  }

  /** Old code and new code each insert a row, one right after the other. */
  insertBoth(): void {
    this.sql(`INSERT INTO shop_product (name, rating) VALUES ('old', 3)`)
    this.sql(`INSERT INTO shop_product (name) VALUES ('new')`)
  }

  private sql(statement: string): string {
    const code = `import sqlite3; c = sqlite3.connect("db.sqlite3"); print(*(r[0] for r in c.execute(${JSON.stringify(statement)})), sep="\\n"); c.commit()`
    const { stdout, stderr, status } = spawnSync(this.python, ['-c', code], {
      cwd: this.folder,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(stderr)
    return stdout
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
