'use strict'
/**
 * Splits the folder of 40 migrations and walks every release of it with real Django: see README.md beside this file.
 *
 *     npm run test:folders -- --dialects postgresql [--control] [--keep] [--verbose]
 *
 * This file only finds Python and hands over to runner.py, which owns the arguments.
 */
const { spawn } = require('node:child_process')
const path = require('node:path')
const { ensureVenv } = require('../support/venv.js')

const ROOT = path.resolve(__dirname, '../..')

function main() {
  const { python } = ensureVenv()
  const child = spawn(python, ['-m', 'folders.runner', ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: {
      ...process.env,
      PYTHONPATH: path.join(ROOT, 'test'),
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONUNBUFFERED: '1',
      BGSPLIT_ROLLOUT_NODE: process.execPath,
    },
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 1
    if (signal) console.log(`The runner was ended by ${signal}\n0 passed, 1 failed`)
  })
}

try {
  main()
} catch (error) {
  console.error(`test:folders: no Python to run with: ${error.message}`)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
}
