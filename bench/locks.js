'use strict'
/**
 * How long queries wait while each half of a split runs, beside the unsplit migration: see README.md beside this file.
 *
 *     npm run bench:locks -- [--cases glob] [--rows 2000000] [--markdown FILE] [--max-wait 1s]
 *
 * This file only finds Python and hands over to locks/runner.py, which owns the arguments.
 */
const { spawn } = require('node:child_process')
const path = require('node:path')
const { ensureVenv } = require('../test/support/venv.js')

const ROOT = path.resolve(__dirname, '..')

function main() {
  const { python } = ensureVenv()
  const child = spawn(python, ['-m', 'locks.runner', ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: {
      ...process.env,
      PYTHONPATH: [__dirname, path.join(ROOT, 'test')].join(path.delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONUNBUFFERED: '1',
      BGSPLIT_ROLLOUT_NODE: process.execPath,
    },
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}

try {
  main()
} catch (error) {
  console.error(`bench:locks: no Python to run with: ${error.message}`)
  process.exitCode = 1
}
