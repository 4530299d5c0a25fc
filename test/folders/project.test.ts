import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { tree } from '../cli/run'
import { djangoPython } from '../support/django'

test('the 40 migrations are what makemigrations writes', () => {
  const python = djangoPython()
  if (python === undefined) return
  const root = mkdtempSync(join(tmpdir(), 'bgsplit-folders-'))
  const env = { ...process.env, PYTHONPATH: resolve('test'), PYTHONDONTWRITEBYTECODE: '1' }
  execFileSync(python, ['-W', 'ignore', '-m', 'folders.make', join(root, 'project')], { env })
  const written = tree(join(root, 'project'))
  rmSync(root, { recursive: true })
  expect(written).toEqual(tree(resolve('test/folders/project')))
  expect(Object.keys(written).filter((name) => name.includes('migrations/0'))).toHaveLength(40)
}, 120_000)
