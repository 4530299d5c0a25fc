import { join, relative, resolve } from 'node:path'
import type { Refusal } from '../core/errors'
import type { SourceFile } from '../core/span'
import { readSource } from '../django/read-source'
import { compileTemplate, templateRefusal, traceOf } from './ejs'
import type { Style } from './style'
import { newMarks } from './template-marks'
import { formOf, isTemplateName } from './template-names'
import type { TemplateForm, TemplateName } from './template-names'
import type { Templates } from './templates'
import type {
  ClassCommentView,
  CopyView,
  DatabaseMigrationView,
  FillView,
  GuardView,
  OnVendorView,
  RenameContentTypeView,
  StateOperationView,
  StepsView,
} from './view-models'

/** What each template is given. */
interface Views {
  readonly 'check-rows.py.ejs': GuardView
  readonly 'class-comment.py.ejs': ClassCommentView
  readonly 'copy-rows.py.ejs': CopyView
  readonly 'database-migration.py.ejs': DatabaseMigrationView
  readonly 'fill-rows.py.ejs': FillView
  readonly 'on-vendor.py.ejs': OnVendorView
  readonly 'rename-content-type.py.ejs': RenameContentTypeView
  readonly 'state-operation.py.ejs': StateOperationView
  readonly 'steps.py.ejs': StepsView
}

const OWN_TEMPLATES = join(__dirname, '..', '..', 'templates')

/**
 * Fills in a template. Templates are programs, trusted as such; a view is data: it is handed over as an object and
 * is never read as a template, so that `<%` in a name is two characters like any others.
 *
 * @param style its templates take the place of ours
 * @throws Refusal `template`, at a line of one of the user's, where it throws or what comes out is not Python
 */
export function render<Name extends TemplateName>(
  name: Name,
  { templates }: Pick<Style, 'templates'>,
  view: Views[Name],
): string {
  const text = filledIn(name, view, templates)
  if (templates !== undefined) {
    assertPython(text, name, view, templates)
    assertDefined(text, name, view, templates)
  }
  return text
}

type Change = (file: SourceFile) => SourceFile

function filledIn(
  name: TemplateName,
  view: object,
  templates: Templates | undefined,
  change: Change = (file) => file,
): string {
  const fileOf = (each: TemplateName): SourceFile => change(templates?.files.get(each) ?? ownTemplate(each))
  const includer = (path: string) => (isTemplateName(path) ? fileOf(path) : undefined)
  const compiled = compileTemplate(fileOf(name), includer)
  try {
    return compiled(view)
  } catch (error) {
    throw (templates && failureIn(templates, error, name)) ?? error
  }
}

function ownTemplate(name: TemplateName): SourceFile {
  return readSource(join(OWN_TEMPLATES, name))
}

/**
 * Where a template of the user's, or what it includes, has thrown; undefined where none had a hand in it. What is no
 * error EJS gives no line to.
 */
function failureIn({ folder, files }: Templates, error: unknown, name: TemplateName): Refusal | undefined {
  const { frames, message } = traceOf(error, (path) => isBelow(folder, path) || isBelow(OWN_TEMPLATES, path))
  const frame = frames.findLast(({ path }) => isBelow(folder, path))
  const whole = frames.length === 0 ? files.get(name) : undefined
  if (frame === undefined) return whole && templateRefusal(whole, { line: 1, message })
  const file = [...files.values()].find(({ path }) => path === frame.path)
  const path = join(folder, relative(resolve(folder), resolve(frame.path)))
  return templateRefusal(file ?? readSource(path), { line: frame.line, message })
}

function isBelow(folder: string, path: string): boolean {
  return path !== '' && !relative(resolve(folder), resolve(path)).startsWith('..')
}

/** What makes a whole file of what a template gives. */
const AROUND: Readonly<Record<Exclude<TemplateForm, 'comment'>, readonly [string, string]>> = {
  statements: ['', ''],
  expression: ['[\n', '\n,\n]\n'],
  items: ['[\n', '\n]\n'],
}

function assertPython(text: string, name: TemplateName, view: object, templates: Templates): void {
  const form = formOf(name)
  if (form === 'comment') return
  const [before, after] = AROUND[form]
  const problem = templates.problemIn(before + text + after)
  if (problem === undefined) return
  const offset = Math.min(problem.offset - before.length, text.length)
  const quoted = /[^\r\n]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0].trim() ?? ''
  const message = `what it gives is not Python (\`${quoted}\`): ${problem.message}`
  const origin = originOf(offset, text, { name, view, templates })
  if (origin === undefined) throw new Error(`${name}: ${message}\n\n${text}`)
  throw templateRefusal(origin.file, { line: origin.line, message })
}

/** The functions and the class that operations name are there under these names. */
function assertDefined(text: string, name: TemplateName, view: object, { files }: Templates): void {
  const file = files.get(name)
  if (file === undefined || formOf(name) !== 'statements') return
  const known: Readonly<Record<string, unknown>> = { ...view }
  for (const key of ['name', 'reverseName']) {
    const wanted = known[key]
    if (typeof wanted !== 'string' || isDefinedIn(text, wanted)) continue
    const line = file.text.split('\n').findIndex((each) => each.includes(`view.${key}`))
    throw templateRefusal(file, {
      line: Math.max(line, 0) + 1,
      message: `what it gives does not define ${wanted}`,
    })
  }
}

function isDefinedIn(text: string, name: string): boolean {
  return new RegExp(`^(?:(?:def|class) ${name}(?=[\\s(:])|${name} *=)`, 'm').test(text)
}

interface Filling {
  readonly name: TemplateName
  readonly view: object
  readonly templates: Templates
}

/**
 * The line of a template of the user's that an offset comes from, or the nearest before it, or else the first; the
 * template itself where it gives something else when it is asked again.
 */
function originOf(offset: number, text: string, { name, view, templates }: Filling) {
  const files = [...templates.files.values()]
  const marks = newMarks()
  const again = marks.found(filledIn(name, view, templates, marks.marked))
  const own = again.origins.filter(({ file }) => files.includes(file) && again.text === text)
  const found = own.findLast((each) => each.offset <= offset) ?? own[0]
  const whole = templates.files.get(name)
  return found ?? (whole && { file: whole, line: 1 })
}
