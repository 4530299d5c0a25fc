'use strict'
const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { parseArgs } = require('node:util')
const { parse } = require('smol-toml')
const { isFor } = require('./wheel-machine')

/**
 * `npm run wheel`: puts the program that `npm run build` left, and the modules that it loads, into a copy of python/
 * and has hatchling make a wheel of it for each platform. `--out` is the folder for them (dist/wheels).
 */
const ROOT = path.resolve(__dirname, '..')
const CACHE = path.join(ROOT, 'node_modules', '.cache', 'bgsplit')
/** What npm publishes as well, but for the documents. */
const PROGRAM = ['bin', 'dist/cli/main.js', 'dist/cli/start.js', 'templates', 'package.json']

/**
 * The platforms that tree-sitter is compiled for, by Node's names, and pip's for where that runs: tree-sitter.node
 * asks for GLIBCXX_3.4.29 (GCC 11), which manylinux 2.34 is the first to promise.
 */
const PLATFORMS = {
  'linux-x64': 'manylinux_2_34_x86_64',
  'linux-arm64': 'manylinux_2_34_aarch64',
  'darwin-x64': 'macosx_10_9_x86_64',
  'darwin-arm64': 'macosx_11_0_arm64',
  'win32-x64': 'win_amd64',
  'win32-arm64': 'win_arm64',
}

/** What Node loads. */
const LOADED = /\.(js|cjs|mjs|json|node|wasm)$/
const LICENCE = /^licen[cs]e/i
/** For compilers (whose licence stays: some of it is compiled in), and the grammar once more for browsers. */
const NOT_LOADED = /\/node-addon-api\/|\/tree-sitter-python\.wasm$/

function main() {
  const { values } = parseArgs({
    options: { out: { type: 'string', default: path.join(ROOT, 'dist', 'wheels') } },
  })
  const python = backend()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bgsplit-wheel-'))
  try {
    for (const platform of Object.keys(PLATFORMS))
      wheel(platform, path.join(folder, platform), python, values.out)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

function wheel(platform, stage, python, out) {
  const missing = missingFor(platform)
  if (missing !== undefined) {
    console.error(`no wheel for ${platform}: ${missing} is not compiled for it, whatever its folder says`)
    return
  }
  fill(stage, platform)
  const env = { ...process.env, BGSPLIT_WHEEL_PLATFORM: PLATFORMS[platform] }
  const args = ['-m', 'hatchling', 'build', '--target', 'wheel', '--directory', path.resolve(out)]
  const stdio = ['ignore', 'inherit', 'inherit']
  execFileSync(python, args, { cwd: stage, env, stdio })
}

/** The compiled module that a platform lacks, or that is another's. */
function missingFor(platform) {
  const compiled = modules().flatMap((folder) =>
    filesIn(`${folder}/prebuilds`).filter((file) => file.endsWith('.node')),
  )
  const names = new Set(
    compiled.map((file) => path.posix.join(file, '..', '..', platform, path.posix.basename(file))),
  )
  return [...names].find(
    (file) => !compiled.includes(file) || !isFor(platform, fs.readFileSync(path.join(ROOT, file))),
  )
}

/** python/ with the program in it. */
function fill(stage, platform) {
  const isSource = (file) => path.basename(file) !== '__pycache__'
  fs.cpSync(path.join(ROOT, 'python'), stage, { recursive: true, filter: isSource })
  fs.cpSync(path.join(ROOT, 'LICENSE'), path.join(stage, 'LICENSE'))
  const program = path.join(stage, 'src', 'bgsplit', 'program')
  for (const part of PROGRAM) fs.cpSync(path.join(ROOT, part), path.join(program, part), { recursive: true })
  for (const folder of modules()) {
    const files = filesIn(folder)
    for (const file of files.filter((file) => isTaken(file, platform))) copy(file, path.join(program, file))
    for (const file of licencesOf(folder, files)) copy(file, path.join(stage, 'licenses', licenceName(file)))
  }
}

function copy(file, target) {
  fs.cpSync(path.join(ROOT, file), target)
}

/** The folders of what is installed for a run, `node_modules/yargs`, as package-lock.json has them. */
function modules() {
  const { packages } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'))
  return Object.keys(packages).filter((folder) => folder !== '' && !packages[folder].dev)
}

function isTaken(file, platform) {
  if (file.endsWith('.node')) return path.posix.dirname(file).endsWith(`/prebuilds/${platform}`)
  return LOADED.test(file) && !NOT_LOADED.test(file)
}

/** Throws where there is none. */
function licencesOf(folder, files) {
  const licences = files.filter((file) => LICENCE.test(path.posix.basename(file)))
  if (licences.length === 0) throw new Error(`${folder} has no licence`)
  return licences
}

/** `wasm-fmt-ruff_fmt-LICENSE` of `node_modules/@wasm-fmt/ruff_fmt/LICENSE`: they lie in one folder. */
function licenceName(file) {
  return file.replaceAll(/(^|\/)node_modules\/@?/g, '$1').replaceAll('/', '-')
}

/** The files of a folder, but not those of the modules in it; none where there is no such folder. */
function filesIn(folder) {
  if (!fs.existsSync(path.join(ROOT, folder))) return []
  const entries = fs.readdirSync(path.join(ROOT, folder), { withFileTypes: true })
  return entries.flatMap((entry) => {
    const file = `${folder}/${entry.name}`
    if (!entry.isDirectory()) return [file]
    return entry.name === 'node_modules' ? [] : filesIn(file)
  })
}

/** A Python with what pyproject.toml asks for to build: made once, and again where that has changed. */
function backend() {
  const { requires } = parse(fs.readFileSync(path.join(ROOT, 'python', 'pyproject.toml'), 'utf8'))[
    'build-system'
  ]
  const folder = path.join(CACHE, 'wheel-backend')
  const inside = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']
  const python = path.join(folder, ...inside)
  const stamp = path.join(folder, 'requires.txt')
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === requires.join('\n')) return python

  fs.rmSync(folder, { recursive: true, force: true })
  const stdio = ['ignore', 2, 2]
  execFileSync(process.env.PYTHON ?? 'python3', ['-m', 'venv', folder], { stdio })
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input']
  execFileSync(python, ['-m', 'pip', 'install', ...quiet, ...requires], { stdio })
  fs.writeFileSync(stamp, requires.join('\n'))
  return python
}

main()
