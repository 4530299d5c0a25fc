'use strict'
/**
 * How long bgsplit takes, beside what it cannot do without and beside its neighbours: see README.md beside this file.
 *
 *     npm run bench -- [--quick] [--runs 15] [--only start-up,small,large,corpus,linter,scale] [--json FILE]
 */
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { parseArgs } = require('node:util')
const { ensureVenv } = require('../test/support/venv.js')
const { rounds, startClock } = require('./speed/clock.js')
const { PARTS } = require('./speed/parts.js')
const { isKept, printPart, verdicts } = require('./speed/report.js')

const LINTER = 'django-migration-linter==6.0.0'

async function main() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      runs: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'string' },
    },
  })
  const runs = Number(values.runs ?? (values.quick ? 3 : 15))
  const wanted = values.only?.split(',') ?? Object.keys(PARTS)
  const { python } = ensureVenv({ also: [LINTER] })
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bgsplit-bench-'))
  const clock = startClock(python)
  const results = {}
  try {
    for (const name of wanted) {
      const part = PARTS[name]
      if (part === undefined) throw new Error(`there is no part ${name}: ${Object.keys(PARTS).join(', ')}`)
      const { title, cases, goals } = await part({ folder, python, runs, quick: values.quick, clock })
      const measured = await rounds(clock, cases, runs)
      results[name] = { measured: Object.fromEntries(measured), goals: verdicts(goals, measured) }
      printPart(title, cases, measured, results[name].goals)
    }
  } finally {
    clock.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
  if (values.json !== undefined) fs.writeFileSync(values.json, `${JSON.stringify(results, undefined, 2)}\n`)
  const goals = Object.values(results).flatMap((each) => each.goals)
  console.log(`${goals.filter(isKept).length} of ${goals.length} goals are kept`)
}

main().catch((error) => {
  console.error(`bench: ${error.message}`)
  process.exitCode = 1
})
