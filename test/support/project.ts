import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadProject } from '../../src/django/project'
import type { Project } from '../../src/django/project'

const made: string[] = []

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Files of a temporary folder by their paths in it; a folder's path ends in `/`. */
export type Files = Readonly<Record<string, string | Uint8Array>>

/** Writes files into a new temporary folder, which goes when the tests of the file are done. */
export function folderWith(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'bgsplit-'))
  made.push(folder)
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path)
    mkdirSync(path.endsWith('/') ? target : dirname(target), { recursive: true })
    if (!path.endsWith('/')) writeFileSync(target, content)
  }
  return folder
}

/** A project of these files, found from `start`; `manage.py` is added. */
export function projectFrom(files: Files, start = '.'): Project {
  const folder = folderWith({ 'manage.py': '', ...files })
  return loadProject(start, { cwd: folder })
}

export interface MigrationParts {
  readonly dependencies?: readonly string[]
  readonly operations?: readonly string[]
  /** Further lines of the class body. */
  readonly body?: readonly string[]
}

/** The text of a migration. A dependency is `shop.0001_initial`, or Python where it holds a bracket. */
export function migration({ dependencies = [], operations = [], body = [] }: MigrationParts = {}): string {
  const pairs = dependencies.map((each) => (each.includes('(') ? each : pairOf(each)))
  return [
    'import django.db.models.deletion',
    'from django.conf import settings',
    'from django.db import migrations, models',
    '',
    '',
    'class Migration(migrations.Migration):',
    ...body.map((line) => `    ${line}`),
    `    dependencies = [${pairs.join(', ')}]`,
    '    operations = [',
    ...operations.map((operation) => `        ${operation},`),
    '    ]',
    '',
  ].join('\n')
}

/** `("shop", "0001_initial")` of `shop.0001_initial`. */
export function pairOf(key: string): string {
  const [app, name] = key.split('.')
  return `("${app ?? ''}", "${name ?? ''}")`
}
