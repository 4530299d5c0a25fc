'use strict'
module.exports = globalThis.__outer['tree-sitter']
