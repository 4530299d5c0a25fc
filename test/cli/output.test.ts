import { spawn, spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const BIN = resolve(__dirname, '../../bin/bgsplit.js')
const PROJECT = resolve(__dirname, '../../examples/shop')
const ARGS = ['state', '.', '--format', 'json', '--dialect', 'postgresql']

const run = (script: string) => spawnSync('bash', ['-c', script], { cwd: PROJECT, encoding: 'utf8' })
const command = [process.execPath, BIN, ...ARGS].map((word) => `'${word}'`).join(' ')

describe('what is printed is the same', () => {
  const wanted = spawnSync(process.execPath, [BIN, ...ARGS], { cwd: PROJECT, encoding: 'utf8' }).stdout
  test('through a socket', () => {
    expect(wanted).toMatch(/^\{[^]*\}\n$/)
  })

  test('through a pipe', () => {
    expect(run(`${command} | cat`).stdout).toBe(wanted)
  })

  test('into a file, in its turn with what is no result', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bgsplit-output-'))
    const file = join(folder, 'both')
    const descriptor = openSync(file, 'a')
    spawnSync(process.execPath, [BIN, ...ARGS], { cwd: PROJECT, stdio: ['ignore', descriptor, descriptor] })
    closeSync(descriptor)
    expect(readFileSync(file, 'utf8')).toBe(wanted)
    rmSync(folder, { recursive: true })
  })
})

test('whoever has read enough may go', () => {
  const { stdout, stderr } = run(`${command} | true; echo "\${PIPESTATUS[0]}"`)
  expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' })
})

test('a full pipe that does not wait is waited for', async () => {
  const script = `
import fcntl, os, subprocess, sys, time
ends = os.pipe()
fcntl.fcntl(ends[1], fcntl.F_SETFL, fcntl.fcntl(ends[1], fcntl.F_GETFL) | os.O_NONBLOCK)
os.write(ends[1], b"x" * 65000)
child = subprocess.Popen(sys.argv[1:], stdout=ends[1])
os.close(ends[1])
time.sleep(1)
with os.fdopen(ends[0], "rb") as pipe:
    text = pipe.read()
print(len(text), text[-2:], child.wait())
`
  const child = spawn('python3', ['-c', script, process.execPath, BIN, ...ARGS], { cwd: PROJECT })
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()))
  await new Promise((done) => child.on('close', done))
  const size = spawnSync(process.execPath, [BIN, ...ARGS], { cwd: PROJECT }).stdout.length
  expect(said).toBe(`${65000 + size} b'}\\n' 0\n`)
})
