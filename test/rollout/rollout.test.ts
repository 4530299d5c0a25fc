import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const MINUTES = 60_000

describe('rollout', () => {
  it(
    'walks every case on SQLite with old and new code live',
    () => {
      const run = join(__dirname, 'run.js')
      const { status, stdout, stderr } = spawnSync(process.execPath, [run, '--dialects', 'sqlite'], {
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      })
      const lines = stdout.split('\n')
      const report = lines.slice(lines.findIndex((line) => line.startsWith('case '))).join('\n')
      expect({ status, report: status === 0 ? '' : report, stderr }).toEqual({
        status: 0,
        report: '',
        stderr: '',
      })
    },
    15 * MINUTES,
  )
})
