import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { cacheFor } from './code-cache'
import type * as Program from './main'

/**
 * What `bin/bgsplit.js` calls: loads the program, compiled already where it has run before, and runs it. To compile
 * it takes longer than to check a migration. Nothing but this file and what it needs is read before that.
 */
export function start(): void {
  const argv = process.argv.slice(2)
  if (argv.length === 1 && argv[0] === '--version') process.stdout.write(`${version()}\n`)
  else load(join(__dirname, 'main.js'), argv).main()
}

function version(): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- outside src, and the same from dist
  return (require('../../package.json') as { readonly version: string }).version
}

type Load = (exports: object, require: NodeJS.Require, module: object, file: string, folder: string) => void

/** As `require` loads a file, with a cache of what V8 makes of it. */
function load(file: string, argv: readonly string[]): typeof Program {
  const { text, stamp } = read(file)
  const cache = cacheFor(stamp, argv, process)
  const cached = cache?.read()
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, {
    filename: file,
    ...(cached && { cachedData: cached.data }),
  })
  // What a function has been compiled for in this run is in it, where it is made at the end of the run.
  if (cache !== undefined && cached?.isOld !== false)
    process.once('exit', () => {
      cache.write(script.createCachedData())
    })
  const module = { exports: {} }
  // The text begins as the line above says.
  const run = script.runInThisContext() as Load
  run(module.exports, createRequire(file), module, file, dirname(file))
  // The build makes the file of main.ts.
  return module.exports as typeof Program
}

/** The build has left nothing in it that is not ASCII, and a digest of itself at its end. */
function read(file: string): { readonly text: string; readonly stamp: string } {
  const handle = openSync(file, 'r')
  try {
    const text = readFileSync(handle, 'latin1')
    const { mtimeMs, size } = fstatSync(handle)
    return { text, stamp: `${text.slice(-DIGEST).trim()} ${mtimeMs} ${size}` }
  } finally {
    closeSync(handle)
  }
}

const DIGEST = 65
