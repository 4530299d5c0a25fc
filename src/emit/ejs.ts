import { Script } from 'node:vm'
import type * as Ejs from 'ejs'
import { Refusal } from '../core/errors'
import type { SourceFile } from '../core/span'
import { lineStart } from './python-text'

/** A compiled template. What it throws begins with the lines that `thrownIn` reads. */
export type Compiled = (view: object) => string

/** Says which file an `include` means; undefined leaves it to EJS, which looks beside the file that includes. */
export type Includer = (path: string) => SourceFile | undefined

/**
 * Compiles a template; nothing of it is run.
 * @throws Refusal `template` at the line that is no EJS or no JavaScript.
 */
export function compileTemplate(file: SourceFile, includer: Includer = () => undefined): Compiled {
  const options: Ejs.Options = {
    filename: file.path,
    localsName: 'view',
    // Neither `with (view)`, which lets names of the data hide the template's own, nor HTML's idea of escaping.
    _with: false,
    strict: true,
    escape: String,
    includer: (path, found) => included(path, found, includer),
  }
  // The types of EJS have neither of the two. A template is text: `compile` gives what is called at once.
  const template = new (load().Template)(withoutMark(file), options) as unknown as {
    readonly source: string
    readonly currentLine: number
    readonly compile: () => Compiled
  }
  try {
    return template.compile()
  } catch (error) {
    const said = messageOf(error).split(/ in |\n/, 1)[0] ?? ''
    throw templateRefusal(
      file,
      syntaxErrorIn(template.source) ?? { line: template.currentLine, message: said },
    )
  }
}

function included(path: string, found: string | undefined, includer: Includer): Ejs.IncluderResult {
  const file = includer(path)
  // EJS takes both, the name for its messages (`includeFile` in ejs.js); its types allow one.
  const both: object | undefined = file && { filename: file.path, template: withoutMark(file) }
  if (both !== undefined) return both as Ejs.IncluderResult
  if (found === undefined) throw new Error(`there is no template ${JSON.stringify(path)} to include`)
  return { filename: found }
}

/** As EJS reads files itself. */
function withoutMark({ text }: SourceFile): string {
  return text.replace(/^\uFEFF/, '')
}

/** What is wrong in a template, at the beginning of a line. */
export interface TemplateProblem {
  /** From 1. */
  readonly line: number
  readonly message: string
}

export function templateRefusal(file: SourceFile, { line, message }: TemplateProblem): Refusal {
  const lines = file.text.split('\n').slice(0, line - 1)
  const start = Math.min(
    lines.reduce((sum, each) => sum + each.length + 1, 0),
    file.text.length,
  )
  return new Refusal({
    code: 'template',
    reason: message,
    wayOut: 'mend the template; nothing was written',
    place: { file, span: { start: lineStart(file.text, start), end: start } },
  })
}

/**
 * EJS does not say where a template is no JavaScript. It makes of each line what stands above `__line = 4`, so that
 * the place of the error in that program leads back to the line; where a tag is not closed there is no program yet.
 */
function syntaxErrorIn(source: string): TemplateProblem | undefined {
  if (!source.includes('return __output')) return undefined
  try {
    new Script(`(function (view, escapeFn, include, rethrow) { "use strict";\n${source}\n})`, {
      filename: 'x',
    })
    return undefined
  } catch (error) {
    const at = /^x:(\d+)/m.exec(isThrown(error) ? (error.stack ?? '') : '')?.[1]
    const before = source.split('\n').slice(0, Number(at ?? 1) - 2)
    const last = before.findLast((line) => LINE.test(line))
    return { line: Number(LINE.exec(last ?? '')?.[1] ?? 1), message: `not JavaScript: ${messageOf(error)}` }
  }
}

const LINE = /^ {4}; __line = (\d+)$/

interface Thrown {
  readonly name: string
  readonly message: string
  readonly stack?: string
}

/** By its shape: what another realm throws is no `Error` of this one. */
function isThrown(error: unknown): error is Thrown {
  return typeof error === 'object' && error !== null && 'message' in error && 'name' in error
}

function messageOf(error: unknown): string {
  return isThrown(error) ? error.message : String(error)
}

/** The files and lines that an error came through, the outermost first, and what it was. */
export interface Trace {
  readonly frames: readonly { readonly path: string; readonly line: number }[]
  readonly message: string
}

/**
 * Reads what EJS throws: for each template, from the outermost to the innermost, `path:line`, some lines of it behind
 * their numbers, an empty line; then the message (`rethrow` in ejs.js).
 *
 * @param isTemplate whether a path is that of a template: a message of somebody's own may look like that as well
 */
export function traceOf(error: unknown, isTemplate: (path: string) => boolean): Trace {
  const frames: { readonly path: string; readonly line: number }[] = []
  let rest = messageOf(error)
  for (;;) {
    const [whole = '', path = '', line] = FRAME.exec(rest) ?? []
    if (!isTemplate(path)) break
    frames.push({ path, line: Number(line) })
    rest = rest.slice(whole.length)
  }
  const name = isThrown(error) && error.name !== 'Error' ? `${error.name}: ` : ''
  return { frames, message: name + (rest.split('\n', 1)[0] ?? '') }
}

const FRAME = /^([^\n]*):(\d+)\n(?:(?: >> | {4})\d+\| [^\n]*\n)+\n/

function load(): typeof Ejs {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- 8 ms that only writing needs
  return require('ejs') as typeof Ejs
}
