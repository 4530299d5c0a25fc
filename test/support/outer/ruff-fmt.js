'use strict'
module.exports = globalThis.__outer['@wasm-fmt/ruff_fmt']
