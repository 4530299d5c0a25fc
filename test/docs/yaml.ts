import { safeLoad } from 'js-yaml'
import { ROOT } from './page'
import type { Block } from './page'
import { where } from './session'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What a block of YAML is, by its first line, and the commands that it has run. Throws where it is not YAML, or not what
 * its reader takes it for.
 */
export function commandsIn(block: Block): readonly string[] {
  const [, path = ''] = /^# (\S+)\n/.exec(block.text) ?? []
  const value = safeLoad(block.text)
  if (path === '.pre-commit-config.yaml') return preCommit(value, block)
  if (path.startsWith('.github/workflows/')) return workflow(value, block)
  if (path.endsWith('.yaml')) return job(value, block)
  return steps(value, block)
}

type Table = Readonly<Record<string, unknown>>

function table(value: unknown, block: Block): Table {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(block, value)
  // A mapping of YAML.
  return value as Table
}

function list(value: unknown, block: Block): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(block, value)
  return value
}

function wrong(block: Block, value: unknown): Error {
  return new Error(`${where(block)}: not what it should be: ${JSON.stringify(value)}`)
}

/** Hooks of this repository must be among those that it offers; others have to run the program. */
function preCommit(value: unknown, block: Block): readonly string[] {
  const offered = list(safeLoad(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')), block)
  const ids = offered.map((hook) => table(hook, block)['id'])
  for (const repo of list(table(value, block)['repos'], block)) {
    for (const each of list(table(repo, block)['hooks'], block)) {
      const hook = table(each, block)
      const isLocal = table(repo, block)['repo'] === 'local'
      const isRight = isLocal ? String(hook['entry']).startsWith('bgsplit ') : ids.includes(hook['id'])
      if (!isRight) throw wrong(block, hook)
    }
  }
  return []
}

function workflow(value: unknown, block: Block): readonly string[] {
  const whole = table(value, block)
  if (!('on' in whole)) throw wrong(block, whole)
  return Object.values(table(whole['jobs'], block)).flatMap((each) => {
    const { 'runs-on': machine, steps: some } = table(each, block)
    if (typeof machine !== 'string') throw wrong(block, each)
    return steps(some, block)
  })
}

/** Each uses an action, with its version, or runs a command. */
function steps(value: unknown, block: Block): readonly string[] {
  return list(value, block).flatMap((each) => {
    const { uses, run } = table(each, block)
    if (typeof run === 'string') return [run]
    if (typeof uses === 'string' && /^[\w./-]+@v\d+$/.test(uses)) return []
    throw wrong(block, each)
  })
}

/** Of Kubernetes. `npm run test:packages` holds it to the schema. */
function job(value: unknown, block: Block): readonly string[] {
  const { apiVersion, kind, spec } = table(value, block)
  if (apiVersion !== 'batch/v1' || kind !== 'Job') throw wrong(block, value)
  const { template } = table(spec, block)
  const { containers } = table(table(template, block)['spec'], block)
  return list(containers, block).map((each) => list(table(each, block)['command'], block).join(' '))
}

/** `release: command` */
export function releaseCommands(block: Block): readonly string[] {
  return [...block.text.matchAll(/^release: (.*)$/gm)].map(([, command = '']) => command)
}
