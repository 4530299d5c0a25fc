import { statSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import type { Finding } from '../core/finding'
import type { Project } from '../django/project'
import { readSource } from '../django/read-source'
import type { FileChange } from '../emit/change'
import { writeChanges } from '../emit/write'
import { baselineText, readBaseline } from '../plan/findings/baseline'
import type { Baseline } from '../plan/findings/baseline'
import type { Host } from './host'
import { shownPath } from './report/failures'
import { pathFrom } from './report/paths'

/**
 * The baseline of a file.
 * @throws Refusal `unreadable` where it is not there, `baseline` where it is none.
 */
export function baselineAt(path: string, cwd: string): Baseline {
  return readBaseline(readSource(path, shownPath(path, cwd)))
}

/**
 * Writes the findings as they are to be known from now on: all of it or nothing, and nothing where it is there already.
 * @throws Refusal `write-failed`
 */
export function writeBaseline(
  path: string,
  findings: readonly Finding[],
  project: Project,
  { cwd, note }: Host,
): void {
  const target = resolve(cwd, path)
  const text = baselineText(findings, (file) => pathFrom(project.absoluteRoot, file, cwd))
  const change = changeTo(target, text)
  if (change !== undefined) writeChanges([change], journalFolder(target, project))
  note(`note: ${shownPath(target, cwd) ?? path} has ${known(findings.length)} known from now on`)
}

function known(count: number): string {
  return count === 1 ? '1 finding that is' : `${count} findings that are`
}

function changeTo(path: string, text: string): FileChange | undefined {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return { kind: 'create', path, text }
  const before = readSource(path).text
  return before === text ? undefined : { kind: 'edit', path, before, text }
}

/** Where the next run finds it, should this one be cut short. */
function journalFolder(path: string, { absoluteRoot }: Project): string {
  const inside = relative(absoluteRoot, path)
  return inside.startsWith('..') || isAbsolute(inside) ? dirname(path) : absoluteRoot
}
