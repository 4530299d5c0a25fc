'use strict'
const { TestEnvironment } = require('jest-environment-node')

/**
 * Jest gives each test file a realm of its own, and node-tree-sitter breaks in the second realm of one process
 * (`rootNode` is undefined); the formatter is an ES module, which Jest cannot import there. So both are loaded
 * here, in the outer realm, and handed in as a global that the shims in `outer/` export.
 */
class Environment extends TestEnvironment {
  async setup() {
    await super.setup()
    this.global.__outer = {
      'tree-sitter': require('tree-sitter'),
      'tree-sitter-python': require('tree-sitter-python'),
      '@wasm-fmt/ruff_fmt': await import('@wasm-fmt/ruff_fmt'),
    }
  }
}

module.exports = Environment
