'use strict'
const { spawn } = require('node:child_process')
const path = require('node:path')
const { createInterface } = require('node:readline')

/**
 * What times commands: `await clock.time({ argv, cwd, env, statuses })` gives `{ wall, cpu, memory, said }`, in
 * milliseconds and megabytes. Throws where a command ends with a status that is none of `statuses` (0).
 */
function startClock(python) {
  const child = spawn(python, [path.join(__dirname, 'clock.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const time = async ({ argv, cwd = process.cwd(), env = {}, statuses = [0] }) => {
    child.stdin.write(`${JSON.stringify({ argv, cwd, env })}\n`)
    const { value, done } = await lines.next()
    if (done) throw new Error('clock.py has ended')
    const measured = JSON.parse(value)
    if (statuses.includes(measured.status)) return measured
    throw new Error(`${argv.join(' ')} ended with ${measured.status}:\n${measured.said.slice(-2000)}`)
  }
  return { time, stop: () => child.stdin.end() }
}

/**
 * Every case once, and again, so that all of them meet what else the machine has to do. The first round is for the
 * caches of the disk and of what is compiled, and counts for nothing. A case may have `runs` of its own.
 */
async function rounds(clock, cases, runs) {
  const found = new Map(cases.map(({ name }) => [name, []]))
  for (let round = 0; round <= runs; round++) {
    for (const each of cases) {
      if (round > (each.runs ?? runs)) continue
      const measured = await clock.time(each)
      if (round > 0 || each.runs === 0) found.get(each.name).push(measured)
    }
  }
  return new Map([...found].map(([name, all]) => [name, summary(all)]))
}

function summary(all) {
  const of = (key) => all.map((each) => each[key]).sort((a, b) => a - b)
  const least = (key) => of(key)[0]
  const middle = (key) => of(key)[all.length >> 1]
  return {
    runs: all.length,
    wall: least('wall'),
    wallMedian: middle('wall'),
    cpu: least('cpu'),
    cpuMedian: middle('cpu'),
    memory: of('memory').at(-1),
  }
}

module.exports = { rounds, startClock }
