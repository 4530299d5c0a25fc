import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'rolldown'

/**
 * What is loaded from node_modules all the same: compiled modules, and the parser of command lines, which only help and
 * mistakes need. All else is part of the program, to be found and compiled with it.
 */
const LOADED = ['tree-sitter', 'tree-sitter-python', 'yargs']

const common = {
  platform: 'node',
  tsconfig: 'tsconfig.json',
  external: (id) => LOADED.some((name) => id === name || id.startsWith(`${name}/`)),
  resolve: { alias: { '@wasm-fmt/ruff_fmt$': fileURLToPath(new URL('scripts/ruff.mjs', import.meta.url)) } },
  transform: { target: 'node20' },
}

// As deep as its sources lie in src, since templates/ is found from there.
const output = { dir: 'dist/cli', format: 'cjs', comments: false, codeSplitting: false }

/** What src/cli/start.ts reads in one go: nothing but ASCII, and at its end what tells it from any other. */
const stamped = {
  name: 'stamped',
  generateBundle: (_options, bundle) => {
    for (const chunk of Object.values(bundle))
      chunk.code = withStamp(chunk.code.replaceAll(/[^\x00-\x7f]/g, escaped))
  },
}

function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function withStamp(code) {
  return `${code.trimEnd()}\n//${createHash('sha256').update(code).digest('hex')}\n`
}

/** One file: finding and reading two hundred small modules would be a fifth of a run. And the one that loads it. */
export default defineConfig([
  { ...common, input: 'src/cli/main.ts', plugins: [stamped], output },
  { ...common, input: 'src/cli/start.ts', output },
])
