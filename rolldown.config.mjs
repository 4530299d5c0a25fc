import { readFileSync } from 'node:fs'
import { defineConfig } from 'rolldown'

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))

/** One file: finding and reading two hundred small modules would be a fifth of a run. */
export default defineConfig({
  input: 'src/cli/main.ts',
  platform: 'node',
  tsconfig: 'tsconfig.json',
  external: (id) => Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`)),
  transform: { target: 'node20' },
  // As deep as its sources lie in src, since templates/ is found from there.
  output: { file: 'dist/cli/main.js', format: 'cjs', comments: false },
})
