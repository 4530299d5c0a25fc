'use strict'
const { execFileSync } = require('node:child_process')
const path = require('node:path')

/**
 * Builds the program wherever npm makes a package of this repository. `npm install --global` from git, which is how
 * pre-commit installs a hook, runs this in a fresh clone to which it has not brought the development dependencies: its
 * `npm install` there is told to be global as well (https://github.com/npm/cli/issues/8440 and others like it).
 */
const ROOT = path.resolve(__dirname, '..')

if (!hasBuilder()) npm('ci', '--ignore-scripts', '--global=false', '--include=dev', '--prefix', ROOT)
npm('run', 'build', '--global=false', '--prefix', ROOT)

function hasBuilder() {
  try {
    require.resolve('rolldown', { paths: [ROOT] })
    return true
  } catch {
    return false
  }
}

/** The npm that has started this; its standard output is for what it prints itself. */
function npm(...args) {
  const program = process.env.npm_execpath
  const [command, before] = program === undefined ? ['npm', []] : [process.execPath, [program]]
  const env = { ...process.env, npm_config_local_prefix: ROOT }
  execFileSync(command, [...before, ...args], { cwd: ROOT, env, stdio: ['ignore', 2, 2] })
}
