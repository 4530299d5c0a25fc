'use strict'
const { spawn } = require('node:child_process')
const path = require('node:path')
const { ensureVenv } = require('../../support/venv.js')

/** Compares what was written with what it was made of. */
function comparePython(samples) {
  return python('same_values.py', [samples])
}

/** Migrates hostile projects for real, at most so many. */
function migrateOn(dialect, samples, most) {
  return python('on_database.py', ['--dialect', dialect, '--most', String(most), ...samples])
}

async function python(script, args) {
  let interpreter
  try {
    interpreter = ensureVenv().python
  } catch (error) {
    if (process.env.CI !== undefined) throw error
    console.log(`SKIPPED: nothing was compared with Python: ${error.message}`)
    return { findings: [], words: ['not compared with Python'] }
  }
  const { status, stdout, stderr } = await ran(interpreter, [
    '-B',
    path.join(__dirname, '..', script),
    ...args,
  ])
  if (status === 0) return JSON.parse(stdout)
  return {
    findings: [{ number: -1, name: script, command: script, what: stderr }],
    words: [`${script} failed`],
  }
}

function ran(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const seen = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'])
      child[stream].setEncoding('utf8').on('data', (text) => (seen[stream] += text))
    child.on('close', (status) => resolve({ status, ...seen }))
  })
}

module.exports = { comparePython, migrateOn }
