'use strict'
/** The packages of the corpus: downloaded once, by version and hash, and unpacked. */
const { spawnSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')

const ROOT = path.resolve(__dirname, '../..')
const CACHE = process.env.BGSPLIT_CORPUS ?? path.join(os.homedir(), '.cache', 'bgsplit-corpus')
const PYTHON = process.env.PYTHON ?? 'python3'

/** Only what bgsplit reads, and a manage.py, so that a file of it finds the whole as its project. */
const UNPACK = `
import pathlib, sys, zipfile
wheel, folder = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    archive.extractall(folder, [each for each in archive.namelist() if each.endswith(".py")])
(pathlib.Path(folder) / "manage.py").touch()
`

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (error) throw new Error(`cannot start ${command}: ${error.message}`)
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed (${status}):\n${stderr}`)
  return stdout
}

/** All missing ones at once; pip itself refuses what has another hash. */
function download(wanted) {
  const files = path.join(CACHE, 'files')
  fs.mkdirSync(files, { recursive: true })
  const missing = wanted.filter(({ file }) => !fs.existsSync(path.join(files, file)))
  if (missing.length === 0) return
  const requirements = path.join(CACHE, 'requirements.txt')
  const line = ({ name, version, sha256 }) => `${name}==${version} --hash=sha256:${sha256}\n`
  fs.writeFileSync(requirements, missing.map(line).join(''))
  const wheels = ['--no-deps', '--only-binary=:all:', '--python-version=3.13', '--require-hashes']
  run(PYTHON, ['-m', 'pip', 'download', '--quiet', ...wheels, '--dest', files, '--requirement', requirements])
}

/**
 * The folder of a package; renamed into its place when it is whole.
 * Throws where the file in the cache is not the one that is pinned.
 */
function unpacked({ file, sha256 }) {
  const folder = path.join(
    CACHE,
    'unpacked',
    `${file.split('-').slice(0, 2).join('-')}-${sha256.slice(0, 8)}`,
  )
  if (fs.existsSync(folder)) return folder
  const wheel = path.join(CACHE, 'files', file)
  const found = createHash('sha256').update(fs.readFileSync(wheel)).digest('hex')
  if (found !== sha256)
    throw new Error(`${wheel} has the sha256 ${found}, and ${sha256} is pinned: remove it`)
  const half = `${folder}.${process.pid}`
  run(PYTHON, ['-c', UNPACK, wheel, half])
  fs.renameSync(half, folder)
  return folder
}

module.exports = { download, run, unpacked }
