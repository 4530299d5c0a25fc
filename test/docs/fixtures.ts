import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commitAll, git } from '../support/git'
import { ROOT } from './page'

/** Where a session begins. */
export interface Fixture {
  /** What must be there: nothing, real Django, or that and what only `npm run test:packages` has. */
  readonly needs: 'nothing' | 'django' | 'packages'
  /** Fills a folder; gives back the path where the session begins, if not there. */
  readonly make: (folder: string) => unknown
}

const MIGRATIONS = 'shop/migrations'
const REMOVAL = `${MIGRATIONS}/0002_remove_product_rating.py`

export const FIXTURES: Readonly<Record<string, Fixture>> = {
  empty: { needs: 'django', make: () => undefined },
  /** The example; what `makemigrations` has just written is not committed. */
  shop: { needs: 'nothing', make: shopIn },
  /** The example before its removal. */
  released: { needs: 'nothing', make: releasedIn },
  /** A branch of three migrations, deployed on PostgreSQL. */
  branch: {
    needs: 'nothing',
    make: (folder) => {
      branchIn(folder, {
        '0011_remove_product_rating': "migrations.RemoveField('product', 'rating')",
        '0012_product_batch': "migrations.AddField('product', 'batch', models.IntegerField(default=0))",
        '0013_product_name_idx':
          "migrations.AddIndex('product', models.Index(fields=['name'], name='product_name_idx'))",
      })
    },
  },
  /** One whose last migration takes a name anew. */
  barrier: {
    needs: 'nothing',
    make: (folder) => {
      branchIn(folder, {
        '0011_remove_product_rating': "migrations.RemoveField('product', 'rating')",
        '0012_remove_product_buyer': "migrations.RemoveField('product', 'buyer')",
        '0014_product_rating': "migrations.AddField('product', 'rating', models.TextField(null=True))",
      })
    },
  },
  live: { needs: 'django', make: liveIn },
  /** What git holds of this repository and its packages are made of. */
  clone: { needs: 'packages', make: cloneIn },
}

/** Of everything but the removal there is a commit, on `main`, which is that of `origin` and live as `production`. */
function shopIn(folder: string): void {
  cpSync(join(ROOT, 'examples/shop'), folder, { recursive: true })
  const text = readFileSync(join(folder, REMOVAL))
  rmSync(join(folder, REMOVAL))
  git(folder, 'init', '--quiet', '--initial-branch', 'main')
  commitAll(folder)
  pushed(folder, 'origin')
  writeFileSync(join(folder, REMOVAL), text)
}

/** To a new repository of its own, outside of the folder. */
function pushed(folder: string, name: string): void {
  const remote = join(folder, '..', `${name}.git`)
  git(folder, 'init', '--quiet', '--bare', remote)
  git(folder, 'remote', 'add', name, remote)
  git(folder, 'push', '--quiet', name, 'main', 'main:production')
}

function releasedIn(folder: string): void {
  shopIn(folder)
  rmSync(join(folder, REMOVAL))
}

/** The example with these migrations behind `0010_product_buyer`, each of one operation. */
function branchIn(folder: string, operations: Readonly<Record<string, string>>): void {
  releasedIn(folder)
  writeFileSync(join(folder, 'pyproject.toml'), '[tool.bgsplit]\ndialect = "postgresql"\n')
  const all = {
    '0010_product_buyer':
      "migrations.AddField('product', 'buyer', models.CharField(max_length=9, null=True))",
    ...operations,
  }
  let before = '0001_initial'
  for (const [name, operation] of Object.entries(all)) {
    writeFileSync(join(folder, MIGRATIONS, `${name}.py`), migrationOf(before, operation))
    before = name
  }
}

function migrationOf(before: string, operation: string): string {
  return `from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('shop', '${before}')]

    operations = [${operation}]
`
}

/**
 * The example as it is when its removal is to be deployed: `new/`, where `makemigrations` has just written it; `old/`,
 * which is live on the same database; the remotes `origin` and `heroku`. `old-code` and `new-code` are commands that
 * insert, read and delete as the two do, one after the other.
 */
function liveIn(folder: string): string {
  const [now, old] = [join(folder, 'new'), join(folder, 'old')]
  shopIn(now)
  const settings = join(now, 'settings.py')
  const text = readFileSync(settings, 'utf8').replace('BASE_DIR / "db', 'BASE_DIR.parent / "db')
  writeFileSync(settings, text)
  git(now, 'commit', '--quiet', '--message', 'Both on one database', 'settings.py')
  git(now, 'push', '--quiet', 'origin', 'main', 'main:production')
  pushed(now, 'heroku')
  git(now, 'worktree', 'add', '--quiet', '--detach', old)
  writeFileSync(join(old, 'shop/models.py'), `${MODELS}    rating = models.IntegerField()\n`)
  program(join(folder, 'old-code'), OLD_CODE)
  program(join(folder, 'new-code'), NEW_CODE)
  return now
}

const PARTS = [
  ...['bin', 'python', 'scripts', 'src', 'templates', '.npmrc', 'package.json', 'package-lock.json'],
  ...['README.md', 'LICENSE', 'CHANGELOG.md', 'rolldown.config.mjs', 'tsconfig.json'],
]

function cloneIn(folder: string): string {
  const clone = join(folder, 'clone')
  for (const part of PARTS) cpSync(join(ROOT, part), join(clone, part), { recursive: true })
  return clone
}

const MODELS = `from django.db import models


class Product(models.Model):
    name = models.CharField(max_length=255)
`

const OLD_CODE = `cd "$(dirname "$0")/old" && python manage.py shell -v 0 -c '
from shop.models import Product
Product.objects.create(name="old", rating=5)
print(*Product.objects.values_list("name", "rating"))
Product.objects.filter(name="new").delete()
'`
const NEW_CODE = `cd "$(dirname "$0")/new" && python manage.py shell -v 0 -c '
from shop.models import Product
Product.objects.create(name="new")
print(*Product.objects.values_list("name"))
Product.objects.filter(name="old").delete()
'`

function program(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 })
}
