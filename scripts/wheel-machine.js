'use strict'

/** The numbers of the machines in ELF (e_machine), Mach-O (cputype) and PE (Machine). */
const MACHINES = {
  linux: { x64: 0x3e, arm64: 0xb7 },
  darwin: { x64: 0x01000007, arm64: 0x0100000c },
  win32: { x64: 0x8664, arm64: 0xaa64 },
}

/**
 * Whether a compiled module is for a platform, `linux-arm64`, as its first bytes say. Its folder is no proof:
 * tree-sitter-python 0.23.6 has the file of linux-x64 in that of linux-arm64
 * (https://github.com/tree-sitter/workflows/issues/22). npm compiles there instead; pip would install what cannot run.
 */
function isFor(platform, bytes) {
  const [system, machine] = platform.split('-')
  return machineOf(system, bytes) === MACHINES[system][machine]
}

function machineOf(system, bytes) {
  if (system === 'linux')
    return bytes.toString('latin1', 0, 4) === '\x7fELF' ? bytes.readUInt16LE(18) : undefined
  if (system === 'darwin') return bytes.readUInt32LE(0) === 0xfeedfacf ? bytes.readUInt32LE(4) : undefined
  const header = bytes.toString('latin1', 0, 2) === 'MZ' ? bytes.readUInt32LE(0x3c) : 0
  return bytes.toString('latin1', header, header + 4) === 'PE\0\0'
    ? bytes.readUInt16LE(header + 4)
    : undefined
}

module.exports = { isFor }
