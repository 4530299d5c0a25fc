'use strict'
/**
 * Puts the PostgreSQL SQL of every golden case through squawk, a linter of migrations: see README.md beside this file.
 *
 *     npm run test:squawk [-- --cases glob] [--verbose]
 *
 * This file only makes the environment and hands over to check.py, which owns the arguments.
 */
const { spawn } = require('node:child_process')
const path = require('node:path')
const { ensureVenv } = require('../support/venv.js')

const ROOT = path.resolve(__dirname, '../..')
/** The wheel carries the binary: nothing is downloaded when it is installed. */
const SQUAWK = 'squawk-cli==2.70.0'

function main() {
  const { python } = ensureVenv({ also: [SQUAWK] })
  const child = spawn(python, ['-m', 'squawk.check', ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: {
      ...process.env,
      PYTHONPATH: path.join(ROOT, 'test'),
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONUNBUFFERED: '1',
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
  const [first] = error.message.split('\n').filter((line) => /ERROR|cannot|No matching/.test(line))
  console.log(`SKIPPED: test:squawk: squawk cannot be installed: ${first ?? error.message}`)
  console.log(process.env.CI ? '0 passed, 1 failed' : '0 passed, 0 failed, 1 skipped')
  process.exitCode = process.env.CI ? 1 : 0
}
