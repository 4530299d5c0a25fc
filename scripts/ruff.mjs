import { readFileSync } from 'node:fs'
import { format, initSync } from '@wasm-fmt/ruff_fmt/web'

/**
 * What stands for `@wasm-fmt/ruff_fmt` in the build: its own entry for Node is an ES module, whose loader takes longer to
 * start than the formatter.
 */
initSync(readFileSync(require.resolve('@wasm-fmt/ruff_fmt/wasm')))

export { format }
