'use strict'
/**
 * Old and new code write to the same rows, from eight threads, for the length of a rename: see README.md beside this.
 *
 *     npm run test:threads -- --dialects postgresql,mariadb [--rows 200000] [--cases field] [--seconds 3]
 *
 * This file only finds Python and hands over to runner.py, which owns the arguments.
 */
const { spawn } = require('node:child_process')
const path = require('node:path')
const { ensureVenv } = require('../support/venv.js')

const ROOT = path.resolve(__dirname, '../..')

function main() {
  const { python } = ensureVenv()
  const child = spawn(python, ['-m', 'threads.runner', ...process.argv.slice(2)], {
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
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}

try {
  main()
} catch (error) {
  console.error(`test:threads: no Python to run with: ${error.message}`)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
}
