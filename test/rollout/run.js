'use strict'
/**
 * Walks every case with real Django, old and new code live on one real database: see README.md beside this file.
 *
 *     npm run test:rollout -- --dialects postgresql,mariadb [--cases glob] [--django 5.2] [--jobs 2] [--keep]
 *
 * This file only finds Python and hands over to runner.py, which owns the arguments, or, where `--tests-on` is given, to
 * several.py.
 */
const { spawn } = require('node:child_process')
const path = require('node:path')
const { ensureVenv } = require('../support/venv.js')

const ROOT = path.resolve(__dirname, '../..')

function main() {
  const { django, rest } = takeDjango(process.argv.slice(2))
  const { python } = ensureVenv({ django })
  const runner = rest.some((argument) => /^--tests-on(=|$)/.test(argument)) ? 'several' : 'runner'
  const child = spawn(python, ['-m', `rollout.${runner}`, ...rest], {
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

/** Takes `--django VERSION` out of the arguments: it chooses the interpreter, so the runner cannot read it. */
function takeDjango(args) {
  const rest = []
  let django
  for (let index = 0; index < args.length; index += 1) {
    if (args[index] === '--django') django = args[(index += 1)]
    else if (args[index].startsWith('--django=')) django = args[index].slice('--django='.length)
    else rest.push(args[index])
  }
  return { django, rest }
}

try {
  main()
} catch (error) {
  console.error(`test:rollout: no Python to run with: ${error.message}`)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
}
