'use strict'
/**
 * Feeds bgsplit with what nobody would write: see README.md beside this.
 *
 *     npm run test:fuzz -- [--only <number>]
 */
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { bundle } = require('./running/bundle.js')
const { comparePython, migrateOn } = require('./running/python.js')
const { report } = require('./running/report.js')
const { runShare } = require('./running/share.js')

const { env } = process
const OPTIONS = {
  cases: Number(env.BGSPLIT_FUZZ_CASES ?? 2000),
  /** The big ones come first: with a number behind them, they are left out. */
  first: Number(env.BGSPLIT_FUZZ_FIRST ?? 0),
  seed: Number(env.BGSPLIT_FUZZ_SEED ?? 1),
  /** For each command on one input, in seconds. */
  limit: Number(env.BGSPLIT_FUZZ_LIMIT ?? 5),
  workers: Number(env.BGSPLIT_FUZZ_WORKERS ?? Math.max(1, os.availableParallelism())),
  /** How many hostile projects are migrated for real on SQLite; on each of the servers, which take longer, a fifth. */
  real: Number(env.BGSPLIT_FUZZ_REAL ?? 150),
  servers: (env.BGSPLIT_FUZZ_SERVERS ?? '').split(',').filter((each) => each !== ''),
}

async function main() {
  const started = Date.now()
  const script = await bundle(`worker-${process.pid}.js`)
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bgsplit-fuzz-run-'))
  const run = { ...OPTIONS, script, samples: path.join(folder, 'samples') }
  const tally = newTally(run.limit)
  try {
    await runInputs(run, tally)
    tally.seconds.push(['inputs', (Date.now() - started) / 1000])
    await runPython(run, tally)
    report(tally, { ...run, seconds: (Date.now() - started) / 1000 })
  } finally {
    fs.rmSync(script, { force: true })
    if (env.BGSPLIT_FUZZ_KEEP === undefined) fs.rmSync(folder, { recursive: true })
    else console.log(folder)
  }
}

async function runInputs(run, tally) {
  const only = process.argv.indexOf('--only')
  const number = Number(process.argv[only + 1])
  if (only > 0) {
    await runShare({ ...run, first: number, cases: number + 1, step: 1, commands: 'all' }, 0, tally.seen)
    return
  }
  const shares = Array.from({ length: run.workers }, (_, at) =>
    runShare({ ...run, first: run.first + at, step: run.workers, commands: '' }, at, tally.seen),
  )
  await Promise.all(shares)
}

/** The share of each worker is compared by a Python of its own; then databases, one after the other. */
async function runPython(run, tally) {
  const files = Array.from({ length: run.workers }, (_, at) => `${run.samples}-${at}`).filter(fs.existsSync)
  const began = Date.now()
  tally.compared(await Promise.all(files.map((file) => comparePython(file))))
  for (const dialect of ['sqlite', ...run.servers])
    tally.compared([await migrateOn(dialect, files, run.real)])
  tally.seconds.push(['Python', (Date.now() - began) / 1000])
}

/** What is known so far. */
function newTally(limit) {
  const tally = {
    findings: [],
    outcomes: new Map(),
    kinds: new Map(),
    words: [],
    seconds: [],
    inputs: 0,
    written: 0,
    slowest: { time: 0 },
    seen({ number, name, findings, times, outcomes, isWritten }) {
      tally.inputs++
      if (isWritten) tally.written++
      count(tally.kinds, name.split(':')[0])
      tally.findings.push(...findings.map((each) => ({ number, name, ...each })))
      for (const [command, time] of Object.entries(times)) {
        if (time > tally.slowest.time) tally.slowest = { time, number, name, command }
        if (time > limit * 1000)
          tally.findings.push({ number, name, command, what: `took ${(time / 1000).toFixed(1)} s` })
      }
      count(tally.outcomes, Object.values(outcomes).at(-1) ?? 'ended')
    },
    compared(results) {
      if (results.length === 0) return
      for (const { findings } of results) tally.findings.push(...findings)
      const [{ words }] = results
      const sums = words.map((word, at) =>
        typeof word === 'number' ? results.reduce((sum, each) => sum + (each.words[at] ?? 0), 0) : word,
      )
      tally.words.push(sums.join(''))
    },
  }
  return tally
}

function count(map, key) {
  map.set(key, (map.get(key) ?? 0) + 1)
}

main().catch((error) => {
  console.error(error)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
})
