'use strict'
/**
 * Feeds bgsplit with what nobody would write: see README.md beside this.
 *
 *     npm run test:fuzz -- [--only <number>]
 */
const { fork, spawnSync } = require('node:child_process')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { ensureVenv } = require('../support/venv.js')

const ROOT = path.resolve(__dirname, '../..')
const CASES = Number(process.env.BGSPLIT_FUZZ_CASES ?? 2000)
/** The big ones come first: with a number behind them, they are left out. */
const FIRST = Number(process.env.BGSPLIT_FUZZ_FIRST ?? 0)
const SEED = Number(process.env.BGSPLIT_FUZZ_SEED ?? 1)
/** For each command on one input, in seconds. */
const LIMIT = Number(process.env.BGSPLIT_FUZZ_LIMIT ?? 5)
const WORKERS = Number(process.env.BGSPLIT_FUZZ_WORKERS ?? Math.max(1, os.availableParallelism()))
/** After so many times the limit a worker is taken to hang. */
const PATIENCE = 3

/** One file, as deep as that of the program: templates are found from there. */
async function bundle(name) {
  const { rolldown } = await import('rolldown')
  const { dependencies } = require('../../package.json')
  const external = (id) => Object.keys(dependencies).some((each) => id === each || id.startsWith(`${each}/`))
  const built = await rolldown({
    input: path.join(__dirname, 'worker.ts'),
    platform: 'node',
    external,
    tsconfig: path.join(ROOT, 'tsconfig.json'),
    logLevel: 'warn',
  })
  const file = path.join(ROOT, 'dist', 'fuzz', name)
  await built.write({ file, format: 'cjs' })
  return file
}

/** Every input from `first` on by `step`; a worker that ends before its time is begun again behind what ended it. */
function runAll(script, first, end, step, samples, seen) {
  return new Promise((resolve) => {
    let current
    let at = first
    const begin = () => {
      if (at >= end) return resolve()
      const args = [ROOT, SEED, at, end, step, samples].map(String)
      const child = fork(script, args, { stdio: ['ignore', 'inherit', 'pipe', 'ipc'], cwd: os.tmpdir() })
      let words = ''
      let hangs = false
      child.stderr.on('data', (data) => (words = (words + data).slice(-2000)))
      let timer
      const watch = () => {
        clearTimeout(timer)
        timer = setTimeout(
          () => {
            hangs = true
            child.kill('SIGKILL')
          },
          LIMIT * PATIENCE * 1000,
        )
      }
      watch()
      child.on('message', (message) => {
        watch()
        if (message.begins !== undefined) current = message
        else {
          seen({ ...message, name: current.begins })
          at = message.number + step
        }
      })
      child.on('exit', (code, signal) => {
        clearTimeout(timer)
        if (code === 0) return resolve()
        const what = hangs ? 'hangs' : `the process ended: ${signal ?? code}\n${words}`
        const number = current?.number ?? at
        seen({
          number,
          name: current?.begins ?? '',
          findings: [{ command: '', what }],
          times: {},
          outcomes: {},
        })
        at = number + step
        begin()
      })
    }
    begin()
  })
}

function python(script, input) {
  let interpreter
  try {
    interpreter = ensureVenv().python
  } catch (error) {
    if (process.env.CI !== undefined) throw error
    console.log(`SKIPPED: nothing was compared with Python: ${error.message}`)
    return { findings: [], words: 'not compared with Python' }
  }
  const { status, stdout, stderr } = spawnSync(interpreter, ['-B', path.join(__dirname, script), input], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (status !== 0)
    return { findings: [{ number: -1, name: script, command: script, what: stderr }], words: '' }
  return JSON.parse(stdout)
}

async function main() {
  const started = Date.now()
  const script = await bundle(`worker-${process.pid}.js`)
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bgsplit-fuzz-run-'))
  const samples = path.join(folder, 'samples.jsonl')
  fs.writeFileSync(samples, '')
  const findings = []
  const outcomes = new Map()
  let inputs = 0
  let written = 0
  const seen = ({ number, name, findings: found, times, outcomes: ended, isWritten }) => {
    inputs++
    if (isWritten) written++
    for (const each of found) findings.push({ number, name, ...each })
    for (const [command, time] of Object.entries(times))
      if (time > LIMIT * 1000)
        findings.push({ number, name, command, what: `took ${(time / 1000).toFixed(1)} s` })
    const outcome = ended['split --dry-run'] ?? 'ended'
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  }
  const only = process.argv.indexOf('--only')
  try {
    if (only > 0) {
      const number = Number(process.argv[only + 1])
      await runAll(script, number, number + 1, 1, samples, seen)
    } else {
      const all = Array.from({ length: WORKERS }, (_, at) =>
        runAll(script, FIRST + at, CASES, WORKERS, samples, seen),
      )
      await Promise.all(all)
    }
    const words = []
    for (const each of ['same_values.py', 'on_sqlite.py']) {
      const result = python(each, samples)
      findings.push(...result.findings)
      words.push(result.words)
    }
    report(findings, { inputs, written, words, outcomes, seconds: (Date.now() - started) / 1000 })
  } finally {
    fs.rmSync(script, { force: true })
    if (process.env.BGSPLIT_FUZZ_KEEP === undefined) fs.rmSync(folder, { recursive: true })
    else console.log(folder)
  }
}

/** What is probably the same: where it was thrown. */
function signatureOf({ command, what }) {
  const lines = what.split('\n')
  const thrown = lines.find((line) => /^\s+at /.test(line)) ?? ''
  return thrown === '' ? `${command} ${what.slice(0, 60)}` : `${lines[0].slice(0, 60)}${thrown}`
}

function report(findings, { inputs, written, words, outcomes, seconds }) {
  const groups = Map.groupBy
    ? Map.groupBy(findings, signatureOf)
    : findings.reduce(
        (map, each) => map.set(signatureOf(each), [...(map.get(signatureOf(each)) ?? []), each]),
        new Map(),
      )
  for (const group of groups.values()) {
    const [{ number, name, command, what }] = group
    console.log(`\n${group.length} × ${command}: input ${number} (${name}), seed ${SEED}`)
    console.log(
      what
        .split('\n')
        .slice(0, Number(process.env.BGSPLIT_FUZZ_LINES ?? 12))
        .join('\n'),
    )
  }
  const ends = [...outcomes].sort((one, other) => other[1] - one[1])
  console.log(`\nsplit --dry-run ended: ${ends.map(([code, count]) => `${code} ${count}`).join(', ')}`)
  for (const line of words) console.log(line)
  console.log(
    `seed ${SEED}: ${inputs} inputs, ${written} written, ${findings.length} findings, ${seconds.toFixed(0)} s`,
  )
  process.exitCode = findings.length === 0 ? 0 : 1
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
