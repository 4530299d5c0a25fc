'use strict'
/**
 * Virtual environments in which packages of the corpus are installed, each with a small project around it.
 *
 * environments.json says, by package, which Python it needs and what is installed, environments/<package>.txt which
 * versions that came to, and environments/<package>.py is its settings module.
 */
const { spawnSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const environments = require('./environments.json')

const CACHE = process.env.BGSPLIT_CORPUS ?? path.join(os.homedir(), '.cache', 'bgsplit-corpus')
const HERE = path.join(__dirname, 'environments')
/** Installs what is locked, without resolving anything again; pip takes ten times as long. */
const UV = 'uv==0.13.9'

/** Says which of its packages Django's apps stand in: name of the package, its folder. */
const FIND = `
import sys
from importlib.util import find_spec
sys.path.insert(0, sys.argv[1])
import django
django.setup()
from django.apps import apps
for top in sorted({config.name.split(".")[0] for config in apps.get_app_configs()} - {"django"}):
    for folder in find_spec(top).submodule_search_locations or ():
        print(top, folder, sep="\t")
`

function run(command, args, env = {}) {
  const options = { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, ...env } }
  const { status, stdout, stderr, error } = spawnSync(command, args, options)
  if (error) throw new Error(`cannot start ${command}: ${error.message}`)
  if (status !== 0) throw new Error(`${command} ${args.slice(0, 4).join(' ')} failed (${status}):\n${stderr}`)
  return stdout
}

/** An interpreter of that version: on the PATH, else among pyenv's. Undefined where there is none. */
function interpreter(version) {
  const pyenv = path.join(process.env.PYENV_ROOT ?? path.join(os.homedir(), '.pyenv'), 'versions')
  const others = fs.existsSync(pyenv) ? fs.readdirSync(pyenv) : []
  const own = others.filter((each) => each.startsWith(`${version}.`)).sort()
  const candidates = [`python${version}`, ...own.map((each) => path.join(pyenv, each, 'bin', 'python'))]
  return candidates.find((each) => spawnSync(each, ['-c', 'import venv'], { stdio: 'ignore' }).status === 0)
}

/** uv in an environment of its own. */
function uv() {
  const folder = path.join(CACHE, 'tools', UV)
  const command = path.join(folder, 'bin', 'uv')
  if (fs.existsSync(command)) return command
  run(process.env.PYTHON ?? 'python3', ['-m', 'venv', folder])
  run(path.join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', UV])
  return command
}

/**
 * Makes (once) the environment of a package, and its project anew. Gives `{ python, project, variables }`: the
 * interpreter, the folder with `manage.py` and a link to every package that has apps, and the environment variables
 * that a `manage.py` needs. `{ missing }` says which Python the machine does not have.
 *
 * Throws where something cannot be installed.
 */
function environment(name) {
  const { python: version } = environments[name]
  const base = interpreter(version)
  if (base === undefined) return { missing: `Python ${version}` }
  const lock = path.join(HERE, `${name}.txt`)
  const stamp = createHash('sha256').update(version).update(fs.readFileSync(lock)).digest('hex').slice(0, 8)
  const folder = path.join(CACHE, 'environments', `${name}-${stamp}`)
  const python = path.join(folder, 'bin', 'python')
  if (!fs.existsSync(path.join(folder, 'complete'))) {
    fs.rmSync(folder, { recursive: true, force: true })
    run(base, ['-m', 'venv', '--without-pip', folder])
    run(uv(), ['pip', 'sync', '--quiet', '--python', python, lock])
    fs.writeFileSync(path.join(folder, 'complete'), '')
  }
  const project = path.join(CACHE, 'projects', name)
  const variables = { DJANGO_SETTINGS_MODULE: 'corpus_settings', PYTHONDONTWRITEBYTECODE: '1' }
  makeProject(name, project, python, variables)
  return { python, project, variables }
}

/** The settings alone: beside the links, an app that is no package of its own would stand in two places. */
function settingsOf(name) {
  return path.join(CACHE, 'settings', name)
}

function makeProject(name, project, python, variables) {
  fs.rmSync(project, { recursive: true, force: true })
  fs.mkdirSync(project, { recursive: true })
  fs.copyFileSync(path.join(HERE, 'manage.py'), path.join(project, 'manage.py'))
  const settings = settingsOf(name)
  fs.mkdirSync(settings, { recursive: true })
  for (const folder of [project, settings]) {
    fs.copyFileSync(path.join(HERE, 'corpus_base.py'), path.join(folder, 'corpus_base.py'))
    fs.copyFileSync(path.join(HERE, `${name}.py`), path.join(folder, 'corpus_settings.py'))
  }
  const found = run(python, ['-c', FIND, project], { ...variables, ...databaseOf('sqlite', project) })
  for (const line of found.split('\n').filter((each) => each.includes('\t'))) {
    const [top, folder] = line.split('\t')
    if (!fs.existsSync(path.join(project, top))) fs.symlinkSync(folder, path.join(project, top))
  }
}

/** The environment variable that tells the settings of a database: a file, or one on the server. */
function databaseOf(dialect, project, name = defaultName(dialect, project)) {
  const settings = {
    sqlite: { ENGINE: 'django.db.backends.sqlite3', NAME: name },
    postgresql: {
      ENGINE: 'django.db.backends.postgresql',
      NAME: name,
      HOST: process.env.PGHOST ?? '127.0.0.1',
      PORT: process.env.PGPORT ?? '5432',
      USER: process.env.PGUSER ?? 'postgres',
    },
  }
  return { CORPUS_DATABASE: JSON.stringify(settings[dialect]) }
}

function defaultName(dialect, project) {
  return dialect === 'sqlite' ? path.join(project, 'corpus.sqlite3') : path.basename(project)
}

/** Resolves what an environment installs anew, and writes the versions down. */
function lock(name) {
  const { python: version, requirements, without = [] } = environments[name]
  const input = path.join(CACHE, `${name}.in`)
  fs.mkdirSync(CACHE, { recursive: true })
  fs.writeFileSync(input, requirements.map((each) => `${each}\n`).join(''))
  const output = path.join(HERE, `${name}.txt`)
  const quiet = ['--quiet', '--no-header', '--no-annotate', '--upgrade']
  run(uv(), ['pip', 'compile', ...quiet, '--python', interpreter(version), '--output-file', output, input])
  const kept = fs
    .readFileSync(output, 'utf8')
    .split('\n')
    .filter((line) => !without.some((each) => line.startsWith(`${each}==`)))
  fs.writeFileSync(output, kept.join('\n'))
}

module.exports = { CACHE, environment, settingsOf, environments, databaseOf, lock }

/** `node environments.js lock NAME…`, `node environments.js make NAME…`: prints where each is. */
if (require.main === module) {
  const [, , what, ...names] = process.argv
  const installed = Object.keys(environments).filter((each) => environments[each].requirements)
  for (const name of names.length === 0 ? installed : names) {
    if (what === 'lock') lock(name)
    else console.log(JSON.stringify({ name, ...environment(name) }))
  }
}
