import { Refusal } from '../core/errors'
import { templateRefusal } from './ejs'
import type { TemplateName } from './template-names'
import type { Templates } from './templates'

/** What of a file is not as planned: what templates know it by. */
export type Part = 'dependencies' | 'runBefore' | 'operations' | 'atomic' | 'attributes'

const WORDS: Readonly<Record<Part, string>> = {
  dependencies: 'the dependencies differ',
  runBefore: '`run_before` differs',
  operations: 'the operations differ',
  atomic: '`atomic` differs',
  attributes: 'the mark for the runner is not there',
}

/** What was rendered does not read back as planned. */
export class NotAsPlanned extends Error {
  readonly part: Part

  constructor(part: Part, message: string) {
    super(message)
    this.part = part
  }
}

/** Those that a file may have been made with, the likeliest first. A comment cannot change what a file means. */
const SUSPECTS: Readonly<Record<'state' | 'database', readonly TemplateName[]>> = {
  state: ['state-operation.py.ejs', 'steps.py.ejs', 'on-vendor.py.ejs'],
  database: ['database-migration.py.ejs', 'steps.py.ejs', 'state-operation.py.ejs', 'on-vendor.py.ejs'],
}

/** Where in a template a part is likely to be. */
const TRACES: Readonly<Record<Part, RegExp>> = {
  dependencies: /dependenc/,
  runBefore: /run_?before/i,
  operations: /view\.(operations|originals|database|steps)\b/,
  atomic: /atomic/,
  attributes: /view\.attributes/,
}

/**
 * Runs the check of a file that was rendered. What it finds is a bug of ours, unless templates of the user's were in
 * play: then it is told as theirs.
 *
 * @throws Refusal `template`
 */
export function blaming(
  half: 'state' | 'database',
  templates: Templates | undefined,
  check: () => void,
): void {
  try {
    check()
  } catch (error) {
    const file = SUSPECTS[half].flatMap((name) => templates?.files.get(name) ?? [])[0]
    const isOurs = file === undefined || !(error instanceof NotAsPlanned || error instanceof Refusal)
    if (isOurs) throw error
    const what = error instanceof Refusal ? error.reason : WORDS[error.part]
    const trace = error instanceof Refusal ? undefined : TRACES[error.part]
    const at = trace === undefined ? -1 : file.text.split('\n').findIndex((line) => trace.test(line))
    const message = `what it gives does not read back as planned: ${what}`
    throw templateRefusal(file, { line: Math.max(at, 0) + 1, message })
  }
}
