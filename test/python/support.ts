import { spawnSync } from 'node:child_process'
import type { SourceFile } from '../../src/core/span'
import type { Expression, Module } from '../../src/python/nodes'
import { readBindings } from '../../src/python/read-bindings'
import { readModule } from '../../src/python/read-module'

export function file(text: string, path = 'shop/migrations/0002_auto.py'): SourceFile {
  return { path, text }
}

export function moduleOf(text: string, path?: string): Module {
  return readModule(file(text, path))
}

export const IMPORTS = `import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models
`

/** What a name that is assigned the source is bound to, after the usual imports of a migration or others. */
export function expression(source: string, before = IMPORTS, path?: string): Expression {
  const value = readBindings(file(`${before}\nRESULT = ${source}\n`, path)).values.get('RESULT')
  if (value === undefined) throw new Error(`nothing is bound in ${source}`)
  return value()
}

/** An expression without places: what tests compare. */
export function plain(expression: Expression | undefined): unknown {
  return JSON.parse(JSON.stringify(expression ?? null, withoutPlaces)) as unknown
}

const LEFT_OUT: ReadonlySet<string> = new Set([
  'place',
  'binding',
  'via',
  'spelling',
  'enclosed',
  'references',
])

function withoutPlaces(key: string, value: unknown): unknown {
  return LEFT_OUT.has(key) ? undefined : value
}

/** Runs a Python program with JSON on its standard input; undefined where there is no Python and this is no CI. */
export function python(program: string, input: unknown): unknown {
  const run = spawnSync('python3', ['-c', program], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (run.error !== undefined && process.env['CI'] === undefined) return undefined
  if (run.error !== undefined) throw run.error
  if (run.status !== 0) throw new Error(run.stderr)
  return JSON.parse(run.stdout) as unknown
}
