import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../core/errors'
import { nearest } from '../core/nearest'
import type { SourceFile } from '../core/span'
import { readSource } from '../django/read-source'
import { loadFormatter } from './format'
import { compileTemplate } from './ejs'
import { isMissing, reasonOf } from './system-error'
import { TEMPLATE_NAMES, isTemplateName } from './template-names'
import type { TemplateName } from './template-names'

/** Templates of the user's own, which take the place of those of the same name. */
export interface Templates {
  readonly folder: string
  readonly files: ReadonlyMap<TemplateName, SourceFile>
  /** What is wrong with a text as Python, and at which offset; undefined where nothing is. */
  readonly problemIn: (python: string) => PythonProblem | undefined
}

export interface PythonProblem {
  readonly message: string
  readonly offset: number
}

/**
 * The templates in a folder, read and compiled, so that a mistake in one that this run has no use for is told as well.
 * Folders in it are for what they include, and pages of Markdown and names that begin with a dot for anything.
 *
 * @throws Refusal `template` where there is no such folder, a file has a name that no template has, or one cannot be
 *   compiled
 */
export async function openTemplates(folder: string): Promise<Templates> {
  const files = new Map<TemplateName, SourceFile>()
  for (const name of namesIn(folder)) {
    if (!isTemplateName(name)) throw unknownName(name, folder)
    const file = readSource(join(folder, name))
    compileTemplate(file)
    files.set(name, file)
  }
  return { folder, files, problemIn: await pythonChecker() }
}

function namesIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries
      .filter((entry) => !entry.isDirectory() && !/^\.|\.md$/.test(entry.name))
      .map((entry) => entry.name)
      .sort()
  } catch (error) {
    const reason = isMissing(error)
      ? 'there is no such folder'
      : `cannot read the folder (${reasonOf(error)})`
    const wayOut = 'give a folder with templates'
    throw new Refusal({ code: 'template', reason, wayOut, path: folder })
  }
}

function unknownName(name: string, folder: string): Refusal {
  const like = nearest(name, TEMPLATE_NAMES)
  return new Refusal({
    code: 'template',
    reason: 'no template has this name',
    wayOut: like === undefined ? `the names are ${TEMPLATE_NAMES.join(', ')}` : `did you mean "${like}"?`,
    path: join(folder, name),
  })
}

const STYLE = { lineLength: 88, quotes: 'double', indent: '    ', newline: '\n' } as const

/** The formatter reads Python as strictly as Python does; what it throws ends in `at byte range 9..15`. */
async function pythonChecker(): Promise<Templates['problemIn']> {
  const formatter = await loadFormatter()
  return (python) => {
    try {
      formatter.file(python, STYLE)
      return undefined
    } catch (error) {
      const [, message, start] = /^(.*?) at byte range (\d+)\.\.\d+$/s.exec(reasonOf(error)) ?? []
      const before = Buffer.from(python).subarray(0, Number(start ?? 0))
      return { message: message ?? reasonOf(error), offset: before.toString().length }
    }
  }
}
