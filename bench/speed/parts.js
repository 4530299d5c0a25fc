'use strict'
const fs = require('node:fs')
const path = require('node:path')
const packages = require('../../test/corpus/packages.json')
const { download, unpacked } = require('../../test/corpus/download.js')
const { writeProject } = require('./projects.js')

const ROOT = path.resolve(__dirname, '../..')
const BIN = path.join(ROOT, 'bin/bgsplit.js')
const DIALECT = ['--dialect', 'postgresql']
/** `check` that has found something is 1. */
const DONE = [0, 1]

const EMPTY = { name: 'node -e 0', argv: [process.execPath, '-e', '0'] }
const PARSERS = { name: 'node, parsers loaded', argv: [process.execPath, path.join(__dirname, 'floor.js')] }

/**
 * bgsplit as a case. Its cache of compiled code is in the folder of the bench, so that a bench neither finds nor leaves
 * one; a first run fills it, even on a machine for one run.
 */
function bgsplit(name, args, { folder, cwd = folder, env = {}, ...rest }) {
  const own = { XDG_CACHE_HOME: path.join(folder, 'cache'), CI: '', NO_COLOR: '1', ...env }
  return { name, argv: [process.execPath, BIN, ...args], cwd, env: own, statuses: DONE, ...rest }
}

/** Loading the parsers and parsing the very files that a case reads, each once. */
async function floorOf(each, { folder, clock }) {
  const list = path.join(folder, `reads-${each.name.replaceAll(/\W+/g, '-')}`)
  const [node, ...args] = each.argv
  const argv = [node, '--require', path.join(__dirname, 'reads.js'), ...args]
  await clock.time({ ...each, argv, env: { ...each.env, BGSPLIT_BENCH_READS: list } })
  const files = [...new Set(fs.readFileSync(list, 'utf8').split('\n').filter(Boolean))]
  fs.writeFileSync(list, files.join('\n'))
  const bytes = files.reduce((sum, file) => sum + fs.statSync(file).size, 0)
  const name = `floor of ${each.name}: ${files.length} files, ${Math.ceil(bytes / 1024)} KB`
  return { name, argv: [process.execPath, path.join(__dirname, 'floor.js'), list], runs: each.runs }
}

function goal(words, of, to, most) {
  return { words, of, to, most }
}

async function startUp(bench) {
  const version = bgsplit('--version', ['--version'], bench)
  return {
    title: 'Start-up',
    cases: [EMPTY, PARSERS, version, bgsplit('--help', ['--help'], bench)],
    goals: [],
  }
}

/** One migration that removes a field, in an app of so many. */
async function single(title, migrations, bench) {
  const { folder, python } = bench
  const project = path.join(folder, `one-${migrations}`)
  const file = writeProject(project, { apps: 1, migrations })
  const check = bgsplit('check FILE', ['check', file, ...DIALECT], bench)
  const dry = bgsplit('--dry-run FILE', ['--dry-run', file, ...DIALECT], bench)
  const env = { NODE_DISABLE_COMPILE_CACHE: '1' }
  const first = bgsplit('check FILE, nothing compiled yet', ['check', file, ...DIALECT], { ...bench, env })
  const [checkFloor, dryFloor] = [await floorOf(check, bench), await floorOf(dry, bench)]
  const name = path.basename(file, '.py')
  const sql = {
    name: 'manage.py sqlmigrate',
    argv: [python, 'manage.py', 'sqlmigrate', 'app001', name],
    cwd: project,
  }
  const goals = [
    goal('check of one file', check.name, checkFloor.name, 1.3),
    goal('dry run of one file', dry.name, dryFloor.name, 1.7),
  ]
  return { title, cases: [EMPTY, checkFloor, check, first, dryFloor, dry, sql], goals }
}

/** The package with the most migrations. */
async function corpus(bench) {
  download(packages)
  const counted = packages.map((each) => ({ each, count: migrationsIn(unpacked(each)) }))
  const { each, count } = counted.reduce((most, next) => (next.count > most.count ? next : most))
  const runs = bench.quick ? 1 : Math.min(bench.runs, 5)
  const argv = ['check', '--all', unpacked(each), ...DIALECT]
  const check = bgsplit('check --all', argv, { ...bench, runs })
  const floor = await floorOf(check, bench)
  const goals = [goal(`check of all of ${each.name}`, check.name, floor.name, 1.5)]
  return { title: `${each.name} ${each.version}: ${count} migrations`, cases: [EMPTY, floor, check], goals }
}

function migrationsIn(folder) {
  const files = fs.readdirSync(folder, { recursive: true })
  return files.filter((file) => /[/\\]migrations[/\\][^_][^/\\]*\.py$/.test(file)).length
}

async function linter(bench) {
  const project = path.join(bench.folder, 'linted')
  writeProject(project, { apps: 10, migrations: 300 })
  const runs = bench.quick ? 1 : Math.min(bench.runs, 3)
  const check = bgsplit('check --all', ['check', '--all', project, ...DIALECT], bench)
  const argv = [bench.python, 'manage.py', 'lintmigrations', '--no-cache']
  const lint = { name: 'lintmigrations', argv, cwd: project, statuses: DONE, runs }
  const goals = [{ ...goal('check, to the linter', lint.name, check.name, 50), isLeast: true }]
  return { title: 'django-migration-linter: 300 migrations in 10 apps', cases: [EMPTY, check, lint], goals }
}

/** Apps of fifty migrations each, and more of them. */
async function scale(bench) {
  const sizes = bench.quick ? [100, 1000] : [100, 1000, 5000]
  const cases = []
  for (const size of sizes) {
    const project = path.join(bench.folder, `scale-${size}`)
    writeProject(project, { apps: size / 50, migrations: size })
    const runs = size > 1000 ? 1 : Math.min(bench.runs, 3)
    const argv = ['check', '--all', project, ...DIALECT]
    const check = bgsplit(`check --all, ${size}`, argv, { ...bench, runs })
    cases.push({ ...(await floorOf(check, bench)), migrations: size }, { ...check, migrations: size })
  }
  const [first, last] = [cases[1], cases.at(-1)]
  const flat = {
    ...goal('each migration of many, to each of a hundred', last.name, first.name, 1.5),
    perMigration: true,
  }
  const sized = { [last.name]: last.migrations, [first.name]: first.migrations, base: EMPTY.name }
  return { title: 'Number of migrations', cases: [EMPTY, ...cases], goals: [{ ...flat, sized }] }
}

const PARTS = {
  'start-up': startUp,
  small: (bench) => single('One file in an app of 3 migrations', 3, bench),
  large: (bench) => single('One file in an app of 300 migrations', 300, bench),
  corpus,
  linter,
  scale,
}

module.exports = { PARTS }
