'use strict'
/**
 * Runs bgsplit over the migrations of public packages: see README.md beside this.
 *
 *     npm run test:corpus -- [--only wagtail,pretix] [--dialect postgresql] [--json results.json]
 *         [--plan all] [--seconds 60] [--state folder]
 *
 * The packages are downloaded once, by version and hash, into ~/.cache/bgsplit-corpus (BGSPLIT_CORPUS is another).
 */
const fs = require('node:fs')
const path = require('node:path')
const { parseArgs } = require('node:util')
const { download, run, unpacked } = require('./download.js')
const packages = require('./packages.json')

const ROOT = path.resolve(__dirname, '../..')

/** One file of the sources as they are, beside node_modules, where it finds what it needs. */
async function bundled() {
  const { build } = await import('rolldown')
  const { dependencies } = require('../../package.json')
  const file = path.join(
    ROOT,
    'node_modules',
    '.cache',
    'bgsplit',
    `corpus-${process.pid}`,
    'cli',
    'measure.js',
  )
  await build({
    input: path.join(__dirname, 'measure.ts'),
    platform: 'node',
    logLevel: 'warn',
    external: (id) => Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`)),
    transform: { target: 'node20' },
    output: { file, format: 'cjs' },
  })
  // Templates are found from the bundle: two folders up.
  const templates = path.resolve(file, '../../../templates')
  fs.rmSync(templates, { force: true })
  fs.symlinkSync(path.join(ROOT, 'templates'), templates)
  return file
}

function codes(cases) {
  const counts = new Map()
  for (const { code } of cases) counts.set(code, (counts.get(code) ?? 0) + 1)
  const sorted = [...counts].sort(([, a], [, b]) => b - a)
  return sorted.length === 0 ? '' : ` (${sorted.map(([code, count]) => `${code} ${count}`).join(', ')})`
}

const HEAD = [
  'package',
  'migrations',
  'read',
  'replayed (passed over)',
  'unsafe (planned)',
  'split',
  'refused',
  'unlike check',
  'crashes',
  'as the newest: split',
  'refused',
  'unlike check',
  'ms: load read replay check plan newest',
]

function row(name, each) {
  const { load, read, replay, check, plan, newest } = each.times
  return [
    name,
    each.migrations,
    `${each.read}${codes(each.notRead)}`,
    `${each.replayed} (${each.passed.length})`,
    `${each.unsafe} (${each.planned})`,
    each.split,
    `${each.refused.length}${codes(each.refused)}`,
    `${each.unlike.length}${codes(each.unlike)}`,
    each.crashes.length + each.newest.crashes.length,
    each.newest.split,
    `${each.newest.refused.length}${codes(each.newest.refused)}`,
    `${each.newest.unlike.length}${codes(each.newest.unlike)}`,
    [load, read, replay, check, plan, newest].join(' '),
  ]
}

function total(results) {
  const sum = (key) => results.reduce((all, each) => all + each[key], 0)
  const every = (key) => results.flatMap((each) => each[key])
  const times = {}
  for (const part of ['load', 'read', 'replay', 'check', 'plan', 'newest'])
    times[part] = results.reduce((all, each) => all + each.times[part], 0)
  const counted = Object.fromEntries(
    ['migrations', 'read', 'replayed', 'unsafe', 'planned', 'split'].map((key) => [key, sum(key)]),
  )
  const listed = Object.fromEntries(
    ['notRead', 'passed', 'refused', 'unlike', 'crashes'].map((key) => [key, every(key)]),
  )
  const newest = {
    split: results.reduce((all, each) => all + each.newest.split, 0),
    refused: results.flatMap((each) => each.newest.refused),
    unlike: results.flatMap((each) => each.newest.unlike),
    crashes: results.flatMap((each) => each.newest.crashes),
  }
  return row(`${results.length} packages`, { ...counted, ...listed, newest, times })
}

async function main() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      dialect: { type: 'string', default: 'postgresql' },
      json: { type: 'string' },
      plan: { type: 'string', default: 'unsafe' },
      seconds: { type: 'string', default: '600' },
      state: { type: 'string' },
    },
  })
  const names = values.only?.split(',')
  const wanted = packages.filter(({ name }) => names === undefined || names.includes(name))
  download(wanted)
  const measure = await bundled()
  const results = []
  const print = (cells) => console.log(`| ${cells.join(' | ')} |`)
  print(HEAD)
  print(HEAD.map(() => '---'))
  for (const each of wanted) {
    const { dialect, plan } = values
    const options = { dialect, plan, seconds: Number(values.seconds) }
    if (values.state !== undefined) options.state = path.resolve(values.state, `${each.name}.json`)
    const stdout = run(process.execPath, [measure, unpacked(each), JSON.stringify(options)])
    const result = { name: each.name, version: each.version, ...JSON.parse(stdout) }
    results.push(result)
    print(row(`${each.name} ${each.version}`, result))
  }
  print(total(results))
  if (values.json !== undefined) fs.writeFileSync(values.json, JSON.stringify(results, undefined, 2))
  const crashes = results.flatMap(({ name, crashes: found, newest }) =>
    [...found, ...newest.crashes].map((each) => `${name} ${each.migration}: ${each.text}`),
  )
  for (const each of crashes) console.log(each)
  fs.rmSync(path.dirname(path.dirname(measure)), { recursive: true, force: true })
  process.exitCode = crashes.length === 0 ? 0 : 1
}

main().catch((error) => {
  console.error(`test:corpus: ${error.message}`)
  process.exitCode = 1
})
