'use strict'
/**
 * Splits migrations of public packages as when they were the newest, and runs both halves: see ../README.md.
 *
 *     npm run test:corpus:halves -- [--only django-oscar,rdmo] [--count 3] [--dialects sqlite,postgresql] [--json out.json]
 */
const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { parseArgs } = require('node:util')
const { CACHE, environment, databaseOf } = require('../environments.js')
const { compare } = require('./compare.js')

const ROOT = path.resolve(__dirname, '../../..')
const WORK = path.join(CACHE, 'halves')

/** Packages that install without anything of the system, and the folders of their own apps. */
const PACKAGES = {
  'django-celery-beat': ['django_celery_beat'],
  'django-cms': ['cms'],
  'django-filer': ['filer'],
  'django-helpdesk': ['helpdesk'],
  'django-ledger': ['django_ledger'],
  'django-oauth-toolkit': ['oauth2_provider'],
  'django-oscar': ['oscar'],
  'django-taggit': ['taggit'],
  pretalx: ['pretalx'],
  rdmo: ['rdmo'],
  'social-auth-app-django': ['social_django'],
  wagtail: ['wagtail'],
}

function run(command, args, options = {}) {
  const all = { encoding: 'utf8', maxBuffer: 1 << 28, ...options, env: { ...process.env, ...options.env } }
  const { status, stdout, stderr, error } = spawnSync(command, args, all)
  if (error) throw new Error(`cannot start ${command}: ${error.message}`)
  return { status, stdout, stderr }
}

function must(command, args, options) {
  const done = run(command, args, options)
  if (done.status === 0) return done.stdout
  throw new Error(`${command} ${args.slice(0, 3).join(' ')} failed (${done.status}):\n${done.stderr}`)
}

/** One file of the sources as they are, beside node_modules, where it finds what it needs. */
async function bundled(name) {
  const { build } = await import('rolldown')
  const { dependencies } = require('../../../package.json')
  const folder = path.join(ROOT, 'node_modules', '.cache', 'bgsplit', `halves-${process.pid}`)
  const file = path.join(folder, 'cli', `${name}.js`)
  await build({
    input: path.join(__dirname, `${name}.ts`),
    platform: 'node',
    logLevel: 'warn',
    external: (id) => Object.keys(dependencies).some((each) => id === each || id.startsWith(`${each}/`)),
    transform: { target: 'node20' },
    output: { dir: path.dirname(file), entryFileNames: `${name}.js`, format: 'cjs', codeSplitting: false },
  })
  // Templates are found from the bundle: two folders up.
  for (const beside of ['templates', 'package.json']) {
    const link = path.resolve(file, '../../..', beside)
    fs.rmSync(link, { force: true })
    fs.symlinkSync(path.join(ROOT, beside), link)
  }
  return file
}

/** A copy that can be written to: of links, the files that they lead to. */
function pristine(name, project) {
  const folder = path.join(WORK, name, 'project')
  fs.rmSync(path.join(WORK, name), { recursive: true, force: true })
  fs.mkdirSync(path.dirname(folder), { recursive: true })
  must('cp', ['-aL', project, folder])
  return folder
}

/** Hard links: what is written there replaces a link, and what is removed is only taken out of the copy. */
function copy(folder, name, { removed }) {
  const target = path.join(path.dirname(folder), name)
  fs.rmSync(target, { recursive: true, force: true })
  must('cp', ['-al', folder, target])
  for (const each of removed) fs.rmSync(path.join(target, each))
  return target
}

/** The names of both halves, once bgsplit has been run. */
function split(cli, tree, { path: file }, dialect) {
  const folder = path.dirname(path.join(tree, file))
  const earlier = new Set(fs.readdirSync(folder))
  must(process.execPath, [cli, '--dialect', dialect, path.join(tree, file)], { cwd: tree })
  const made = fs.readdirSync(folder).filter((each) => each.endsWith('.py') && !earlier.has(each))
  const step = (number) =>
    made.find((each) => fs.readFileSync(path.join(folder, each), 'utf8').includes(`# Step ${number} of 2`))
  const [state, database] = [step(1), step(2)]
  if (made.length !== 2 || !state || !database) throw new Error(`bgsplit made ${made.join(', ')}`)
  return [state, database].map((each) => path.basename(each, '.py'))
}

function walk(tree, dialect, { python, variables }, spec) {
  const result = `${tree}.result.json`
  fs.rmSync(result, { force: true })
  fs.writeFileSync(`${tree}.json`, JSON.stringify({ ...spec, result }))
  const sqlite = `${tree}.sqlite3`
  for (const each of ['', '-journal']) fs.rmSync(`${sqlite}${each}`, { force: true })
  const name = dialect === 'sqlite' ? sqlite : `bgsplit_halves_${process.pid}`
  const env = { ...variables, ...databaseOf(dialect, tree, name), PYTHONPATH: path.join(ROOT, 'test') }
  const done = run(python, [path.join(__dirname, 'walk.py'), `${tree}.json`], { cwd: tree, env })
  fs.rmSync(sqlite, { force: true })
  if (done.status === 0) return JSON.parse(fs.readFileSync(result, 'utf8'))
  return { failed: lastWords(done.stderr) }
}

/** Of a traceback, where it ended and why. */
function lastWords(text) {
  const lines = text.trim().split('\n').slice(-5)
  return lines.map((line) => line.trim().slice(0, 300)).join(' | ')
}

/** Of one migration on one database: what differs, or why it could not be looked at. */
function look(base, each, dialect, tools) {
  const [app, name] = [each.key.slice(0, each.key.indexOf('.')), path.basename(each.path, '.py')]
  const trees = ['split', 'original'].map((kind) => copy(base, kind, each))
  try {
    const halves = split(tools.cli, trees[0], each, dialect)
    const both = walk(trees[0], dialect, tools, { stops: halves.map((half) => [app, half]) })
    const ours = new Set(halves)
    const others = (both.applied ?? []).filter(([label, half]) => label !== app || !ours.has(half))
    const whole = walk(trees[1], dialect, tools, { stops: [[app, name]], others })
    if (whole.failed !== undefined) return { skipped: `as it was written: ${whole.failed}` }
    if (both.failed !== undefined) return { differences: [`the halves: ${both.failed}`] }
    return { ...compare(both, whole), halves }
  } catch (error) {
    return { differences: [error.message] }
  } finally {
    if (!tools.keep) for (const tree of trees) fs.rmSync(tree, { recursive: true, force: true })
  }
}

function lookAt(name, values, tools) {
  const env = environment(name)
  if (env.missing) return { name, missing: env.missing, cases: [] }
  const base = pristine(name, env.project)
  const cases = values.dialects.split(',').flatMap((dialect) => {
    const wanted = { dialect, count: Number(values.count), folders: PACKAGES[name] }
    const chosen = JSON.parse(must(process.execPath, [tools.choose, base, JSON.stringify(wanted)]))
    return chosen.map((each) => {
      const found = look(base, each, dialect, { ...tools, ...env })
      console.error(`${name} ${dialect} ${each.key}: ${wordFor(found)}`)
      return { dialect, key: each.key, ...found }
    })
  })
  return { name, cases }
}

function wordFor({ skipped, differences = [], irreversible }) {
  if (skipped !== undefined) return `skipped, ${skipped}`
  if (differences.length > 0) return `differs\n  ${differences.join('\n  ')}`
  return irreversible
    ? 'equal; the original cannot be taken back either'
    : 'equal, there and back and there again'
}

function row({ name, missing, cases }) {
  const count = (dialect, test) => cases.filter((each) => each.dialect === dialect && test(each)).length
  const cells = ['sqlite', 'postgresql'].flatMap((dialect) => [
    count(dialect, ({ skipped }) => skipped === undefined),
    count(dialect, ({ differences }) => differences?.length === 0),
    count(dialect, ({ differences, irreversible }) => differences?.length === 0 && !irreversible),
  ])
  return `| ${[missing ? `${name} (no ${missing})` : name, ...cells].join(' | ')} |`
}

async function main() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: Object.keys(PACKAGES).join(',') },
      count: { type: 'string', default: '4' },
      dialects: { type: 'string', default: 'sqlite,postgresql' },
      json: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  })
  const tools = { cli: await bundled('cli'), choose: await bundled('choose'), keep: values.keep }
  const results = []
  for (const name of values.only.split(',')) results.push(lookAt(name, values, tools))
  console.log('| package | SQLite: run | equal | and back | PostgreSQL: run | equal | and back |')
  console.log('| --- | --- | --- | --- | --- | --- | --- |')
  const all = { name: `${results.length} packages`, cases: results.flatMap(({ cases }) => cases) }
  for (const each of [...results, all]) console.log(row(each))
  if (values.json !== undefined) fs.writeFileSync(values.json, JSON.stringify(results, undefined, 2))
  fs.rmSync(path.dirname(path.dirname(tools.cli)), { recursive: true, force: true })
  process.exitCode = all.cases.some(({ differences = [] }) => differences.length > 0) ? 1 : 0
}

main().catch((error) => {
  console.error(`test:corpus:halves: ${error.message}`)
  process.exitCode = 1
})
