'use strict'
const path = require('node:path')

const ROOT = path.resolve(__dirname, '../../..')

/** The worker as one file, as deep as that of the program: templates are found from there. */
async function bundle(name) {
  const { rolldown } = await import('rolldown')
  const { dependencies } = require('../../../package.json')
  const external = (id) => Object.keys(dependencies).some((each) => id === each || id.startsWith(`${each}/`))
  const built = await rolldown({
    input: path.join(__dirname, '..', 'worker.ts'),
    platform: 'node',
    external,
    tsconfig: path.join(ROOT, 'tsconfig.json'),
    logLevel: 'warn',
  })
  const file = path.join(ROOT, 'dist', 'fuzz', name)
  await built.write({ file, format: 'cjs' })
  return file
}

module.exports = { ROOT, bundle }
