'use strict'
const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')

const ROOT = path.resolve(__dirname, '../..')
const CACHE = path.join(ROOT, 'node_modules', '.cache', 'bgsplit')

/** The patch release that a bare `--django 5.2` means, so that two runs a month apart test the same thing. */
const PINNED_DJANGO = { 4.2: '4.2.26', 5.2: '5.2.19' }
const DRIVERS = ['psycopg[binary]==3.3.9', 'PyMySQL==1.2.4', 'Pillow==11.3.0']

const LOCK_STALE_AFTER = 15 * 60_000
const LOCK_POLL = 250

/**
 * Makes (once) the virtual environment that tests with real Django run in, and returns
 * `{ python, directory, django }`. Safe to call from several processes at once. Throws when it cannot be made.
 *
 * `also` are further packages, each with its exact version; they get an environment of their own.
 *
 * `BGSPLIT_TEST_PYTHON` names an interpreter that already has everything, for machines without a network.
 */
function ensureVenv({ django = '5.2.19', also = [] } = {}) {
  const ready = process.env.BGSPLIT_TEST_PYTHON
  if (ready) return { python: ready, directory: path.dirname(path.dirname(ready)), django: undefined }
  const version = PINNED_DJANGO[django] ?? django
  const directory = path.join(CACHE, ['venv', version, ...also].join('-').replaceAll('==', '-'))
  const requirements = [`Django==${version}`, ...DRIVERS, ...also]
  if (!isComplete(directory, requirements)) {
    withLock(`${directory}.lock`, () => {
      if (!isComplete(directory, requirements)) build(directory, requirements)
    })
  }
  return { python: pythonOf(directory), directory, django: version }
}

function pythonOf(directory) {
  const inside = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']
  return path.join(directory, ...inside)
}

/** The stamp is written last, so that an interrupted installation is made again and not used. */
function isComplete(directory, requirements) {
  try {
    return fs.readFileSync(stampOf(directory), 'utf8') === requirements.join('\n')
  } catch {
    return false
  }
}

function stampOf(directory) {
  return path.join(directory, 'bgsplit-requirements.txt')
}

function build(directory, requirements) {
  fs.rmSync(directory, { recursive: true, force: true })
  fs.mkdirSync(path.dirname(directory), { recursive: true })
  const base = process.env.PYTHON ?? 'python3'
  run(base, ['-m', 'venv', directory])
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input']
  run(pythonOf(directory), ['-m', 'pip', 'install', ...quiet, ...requirements])
  fs.writeFileSync(stampOf(directory), requirements.join('\n'))
}

function run(command, args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (error) throw new Error(`cannot start ${command}: ${error.message}`)
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed (${status}):\n${stderr}`)
}

/** A directory is the lock: `mkdir` is atomic everywhere. One left by a killed process is taken over. */
function withLock(lock, work) {
  fs.mkdirSync(path.dirname(lock), { recursive: true })
  while (!tryLock(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_POLL)
  try {
    work()
  } finally {
    fs.rmSync(lock, { recursive: true, force: true })
  }
}

function tryLock(lock) {
  try {
    fs.mkdirSync(lock)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (ageOf(lock) > LOCK_STALE_AFTER) fs.rmSync(lock, { recursive: true, force: true })
    return false
  }
}

function ageOf(file) {
  try {
    return Date.now() - fs.statSync(file).mtimeMs
  } catch {
    return 0
  }
}

module.exports = { ensureVenv }
