'use strict'
/**
 * Loaded before bgsplit in a run that is not timed: writes which Python files it reads, one path a line, to the file
 * that BGSPLIT_BENCH_READS names.
 */
const fs = require('node:fs')
const path = require('node:path')

const read = []
for (const name of ['readFileSync', 'openSync']) {
  const original = fs[name]
  fs[name] = (file, ...options) => {
    if (typeof file === 'string' && file.endsWith('.py')) read.push(path.resolve(file))
    return original(file, ...options)
  }
}
process.on('exit', () => fs.writeFileSync(process.env.BGSPLIT_BENCH_READS, read.join('\n')))
