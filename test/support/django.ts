import { spawnSync } from 'node:child_process'
import { ensureVenv } from './venv'

/**
 * The Python of the virtual environment with real Django; undefined, said loudly, where it cannot be had. On CI that
 * is a failure: a differential test that never runs proves nothing.
 */
export function djangoPython(): string | undefined {
  try {
    return ensureVenv().python
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(
      `\nSKIPPED: no virtual environment with Django, nothing was compared with it. ${reason}\n\n`,
    )
    return undefined
  }
}

/** Runs a Python script that prints JSON. */
export function runPython(python: string, script: string, args: readonly string[]): unknown {
  const { status, stdout, stderr } = spawnSync(python, ['-B', script, ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) throw new Error(`${script} failed:\n${stderr}`)
  return JSON.parse(stdout)
}
