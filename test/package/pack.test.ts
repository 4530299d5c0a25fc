import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'

const ROOT = resolve(__dirname, '../..')
const MIGRATION = 'shop/shop/migrations/0002_remove_product_rating.py'
const MINUTES = 60_000
/** What npm says where it has no way to the registry. */
const NO_NETWORK =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ENOTCACHED)\b/

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

describe('the package', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bgsplit-pack-'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  test(
    'holds the program and its templates, and works installed elsewhere with no scripts run',
    () => {
      const { filename, files } = pack(folder)
      const paths = files.map(({ path }) => path).filter((path) => !path.startsWith('templates/'))
      expect(paths.sort()).toEqual([
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'bin/bgsplit.js',
        'dist/cli/main.js',
        'dist/cli/start.js',
        'package.json',
      ])

      const project = join(folder, 'project')
      if (!install(join(folder, filename), project)) return
      cpSync(join(ROOT, 'examples/shop'), join(project, 'shop'), { recursive: true })
      const installed = split(join(project, 'node_modules/.bin/bgsplit'), project)
      expect(installed).toEqual(split(join(ROOT, 'bin/bgsplit.js'), project))
      expect(installed).toMatchObject({ status: 0, stdout: expect.stringContaining('diff --git') as string })
    },
    5 * MINUTES,
  )
})

/** The tarball of what `npm run build` left: to build again would pull the program away under other tests. */
function pack(folder: string): Packed {
  const { stdout, stderr } = npm(ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder)
  const [packed] = JSON.parse(stdout) as readonly Packed[]
  if (packed === undefined) throw new Error(stderr)
  return { ...packed, filename: basename(packed.filename) }
}

/** False where that cannot be tried: without a network, except on CI. */
function install(tarball: string, project: string): boolean {
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n')
  const { status, stderr } = npm(project, 'install', '--ignore-scripts', '--prefer-offline', tarball)
  if (status !== 0 && NO_NETWORK.test(stderr) && process.env['CI'] === undefined) {
    process.stderr.write(`SKIPPED: the package was not installed, npm has no network: ${stderr}\n`)
    return false
  }
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
  return true
}

function npm(cwd: string, ...args: readonly string[]) {
  // Under `npm test` the folder of this repository is handed on as the place to install to.
  const env = { ...process.env, npm_config_local_prefix: cwd }
  return spawnSync('npm', args, { cwd, env, encoding: 'utf8' })
}

/** Runs the example with nothing on the PATH but what lies beside Node. */
function split(program: string, cwd: string) {
  const env = { PATH: dirname(process.execPath), NO_COLOR: '1' }
  const args = ['--dry-run', MIGRATION, '--dialect', 'postgresql']
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' })
  return { status, stdout, stderr }
}
