'use strict'
/**
 * Runs bgsplit over the migrations of public packages: see README.md beside this.
 *
 *     npm run test:corpus -- [--only wagtail,pretix] [--dialect postgresql] [--json results.json]
 *         [--plan all] [--seconds 60] [--newest-seconds 600] [--state folder] [--truth] [--quick] [--docs] [--page]
 */
const fs = require('node:fs')
const path = require('node:path')
const { parseArgs } = require('node:util')
const { CACHE, environments } = require('./environments.js')
const { download, run, unpacked } = require('./download.js')
const packages = require('./packages.json')
const { HEAD, faults, line, page, row, total } = require('./report.js')
const { heldAnew, truthOf } = require('./truth.js')

const ROOT = path.resolve(__dirname, '../..')
const RESULTS = path.join(CACHE, 'results')

/** One file of the sources as they are, beside node_modules, where it finds what it needs. */
async function bundled() {
  const { build } = await import('rolldown')
  const { dependencies } = require('../../package.json')
  const folder = path.join(ROOT, 'node_modules', '.cache', 'bgsplit', `corpus-${process.pid}`)
  const file = path.join(folder, 'cli', 'measure.js')
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

/** Gives the JSON of the state that bgsplit comes to in a project. */
function replayWith(measure) {
  return (project, dialect) => {
    const state = path.join(path.dirname(measure), 'state.json')
    const options = { dialect, plan: 'none', seconds: 0, newestSeconds: 0, state }
    run(process.execPath, [measure, project, JSON.stringify(options)])
    return JSON.parse(fs.readFileSync(state, 'utf8'))
  }
}

function resultOf(each, measure, { dialect, plan, seconds, state, truth, ...values }) {
  const newestSeconds = Number(values['newest-seconds'])
  const options = { dialect, plan, seconds: Number(seconds), newestSeconds }
  if (state !== undefined) options.state = path.resolve(state, `${each.name}.json`)
  const stdout = run(process.execPath, [measure, unpacked(each), JSON.stringify(options)])
  const measured = { name: each.name, version: each.version, ...JSON.parse(stdout) }
  return truth ? { ...measured, truth: truthOf(each.name, replayWith(measure)) } : measured
}

function options() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      dialect: { type: 'string', default: 'postgresql' },
      json: { type: 'string' },
      plan: { type: 'string', default: 'unsafe' },
      seconds: { type: 'string', default: '600' },
      'newest-seconds': { type: 'string', default: '600' },
      state: { type: 'string' },
      truth: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      docs: { type: 'boolean', default: false },
      page: { type: 'boolean', default: false },
    },
  })
  return values.quick ? { ...values, truth: true } : values
}

function chosen({ only, quick }) {
  const names = only?.split(',')
  const unknown = names?.find((name) => !packages.some((each) => each.name === name))
  if (unknown !== undefined) throw new Error(`there is no package ${unknown} in packages.json`)
  if (names !== undefined) return packages.filter(({ name }) => names.includes(name))
  return quick ? packages.filter(({ name }) => environments[name]?.quick === true) : packages
}

/** The page is made of the last result of every package, of this run or of one before. */
async function writePage() {
  const results = packages.map(lastResult)
  const file = path.join(ROOT, 'docs', 'corpus.md')
  const { format, resolveConfig } = await import('prettier')
  fs.writeFileSync(file, await format(page(results), { ...(await resolveConfig(file)), filepath: file }))
  return results
}

function lastResult({ name, version }) {
  const file = path.join(RESULTS, `${name}.json`)
  if (!fs.existsSync(file)) throw new Error(`no result of ${name} is kept: --only ${name} --truth --docs`)
  const result = JSON.parse(fs.readFileSync(file, 'utf8'))
  if (result.version !== version) throw new Error(`the last result of ${name} is of ${result.version}`)
  return heldAnew({ ...result, truth: result.truth ?? { missing: "Django's side was not run" } })
}

function keep(result) {
  fs.mkdirSync(RESULTS, { recursive: true })
  fs.writeFileSync(path.join(RESULTS, `${result.name}.json`), JSON.stringify(result))
}

async function main() {
  const values = options()
  if (values.page) return report(await writePage())
  const wanted = chosen(values)
  download(wanted)
  const measure = await bundled()
  const results = []
  const print = (cells) => process.stdout.write(line(cells))
  print(HEAD)
  print(HEAD.map(() => '---'))
  try {
    for (const each of wanted) {
      const result = resultOf(each, measure, values)
      results.push(result)
      if (values.docs) keep(result)
      print(row(`${each.name} ${each.version}`, result))
    }
  } finally {
    fs.rmSync(path.dirname(path.dirname(measure)), { recursive: true, force: true })
  }
  print(total(results))
  if (values.json !== undefined) fs.writeFileSync(values.json, JSON.stringify(results, undefined, 2))
  report(results)
  if (values.docs) await writePage()
}

/** Says everything for which a run fails. */
function report(results) {
  const found = faults(results)
  for (const each of found) console.log(each)
  process.exitCode = found.length === 0 ? 0 : 1
}

main().catch((error) => {
  console.error(`test:corpus: ${error.message}`)
  process.exitCode = 1
})
