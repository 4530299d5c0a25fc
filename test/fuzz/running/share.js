'use strict'
const { fork } = require('node:child_process')
const os = require('node:os')
const { ROOT } = require('./bundle.js')

/** After so many times the limit a worker is taken to hang: a big input is given to all commands, on busy machines. */
const PATIENCE = 60

/** Every input from `first` on by `step`; a worker that ends before its time is begun again behind what ended it. */
function runShare(run, index, seen) {
  return new Promise((resolve) => {
    let at = run.first
    const begin = () => {
      if (at >= run.cases) {
        resolve()
        return
      }
      runWorker(run, at, index, {
        done: (result) => {
          at = result.number + run.step
          seen(result)
        },
        ended: (current, what) => {
          if (what === undefined) {
            resolve()
            return
          }
          const { number, begins: name } = current ?? { number: at, begins: '' }
          seen({ number, name, findings: [{ command: '', what }], times: {}, outcomes: {} })
          at = number + run.step
          begin()
        },
      })
    }
    begin()
  })
}

function runWorker({ script, seed, cases, step, samples, limit, commands }, first, index, { done, ended }) {
  const args = [ROOT, seed, first, cases, step, `${samples}-${index}`, commands].map(String)
  const child = fork(script, args, { stdio: ['ignore', 'inherit', 'pipe', 'ipc'], cwd: os.tmpdir() })
  let words = ''
  let current
  child.stderr.on('data', (data) => (words = (words + data).slice(-2000)))
  const watch = watcher(child, limit * PATIENCE * 1000)
  child.on('message', (message) => {
    watch.again()
    if (message.done !== undefined) done(message.done)
    if (message.begins !== undefined) current = message
  })
  child.on('exit', (code, signal) => {
    watch.stop()
    if (code === 0) ended(current)
    else ended(current, watch.hangs ? 'hangs' : `the process ended: ${signal ?? code}\n${words}`)
  })
}

/** Kills a process that has said nothing for too long. */
function watcher(child, patience) {
  let timer
  const watch = {
    hangs: false,
    again() {
      clearTimeout(timer)
      timer = setTimeout(() => {
        watch.hangs = true
        child.kill('SIGKILL')
      }, patience)
    },
    stop: () => clearTimeout(timer),
  }
  watch.again()
  return watch
}

module.exports = { runShare }
