import { textOf } from '../core/span'
import type { Span } from '../core/span'
import type { MigrationClass } from '../python/nodes'
import { importLines, insertImports } from '../python/insert-imports'
import { scopeOfModule, spellTarget } from '../python/print-scope'
import type { PrintScope } from '../python/print-scope'
import type { Plan, SplitOperation } from '../plan/plan'
import { classComment, columns } from './comments'
import { definitions } from './definitions'
import { applyEdits } from './edits'
import type { TextEdit } from './edits'
import { withNewlines } from './format'
import type { Formatter } from './format'
import { indentAt, lineEnd, lineStart, reindent, stringSpans } from './python-text'
import { stepView } from './print-step'
import { render } from './render'
import { placesOf } from './split-places'
import type { SplitPlace } from './split-places'
import { markerEdits } from './stage'
import type { Stage } from './stage'
import type { Style } from './style'

interface Job {
  readonly plan: Plan
  readonly style: Style
  readonly formatter: Formatter
  readonly scope: PrintScope
  readonly text: string
}

/** What the state migration is written with. */
export interface StateHalf {
  /** The name of the database migration, for the comment; undefined where it is not written yet. */
  readonly database: string | undefined
  readonly style: Style
  readonly formatter: Formatter
  /** Names of other migrations in it that have changed. */
  readonly references: readonly TextEdit[]
  /** The runner that the file is marked for; none if left out. */
  readonly stage?: Stage
}

/**
 * The text of the state migration: the user's own file, with each operation that is split wrapped where it stands,
 * a comment at the top of the class and the imports that this takes. Everything else is as it was, to the byte.
 *
 * @param half what else goes into it
 * @throws Refusal `opaque-operations` where an operation is reached in a way that leaves no place to edit.
 */
export function stateFileText(plan: Plan, half: StateHalf): string {
  const { database, style, formatter, references, stage = 'none' } = half
  const { module, file } = plan.migration
  if (module.migration === undefined) throw new Error(`${file.path} has no class Migration`)
  const job: Job = { plan, style, formatter, scope: scopeOfModule(module), text: file.text }
  const operations = placesOf(plan.splits, file.text).flatMap((place) => placeEdits(place, job))
  const functions = functionEdits(module.migration, job)
  const comment = commentEdit(module.migration, classComment(1, plan.changes, database, style), job)
  const marker = markerEdits(stage, module, style, job.scope)
  const edits = [...operations, ...functions, comment, ...marker, ...references]
  return applyEdits(file.text, [...edits, ...insertImports(module, importLines(job.scope))])
}

/** The functions that the operations run, above the class. */
function functionEdits({ header }: MigrationClass, job: Job): readonly TextEdit[] {
  const { plan, style, formatter, text } = job
  const steps = plan.splits.flatMap((split) => split.fills)
  const texts = definitions(plan.onVendor, steps, job).map((each) => formatter.file(each, style).trimEnd())
  const at = lineStart(text, header.span.start)
  const gap = style.newline.repeat(3)
  return texts.length === 0 ? [] : [{ span: { start: at, end: at }, text: `${texts.join(gap)}${gap}` }]
}

/** An operation with the splits that go there in place of it: the user's own text, put among lines of ours. */
function placeEdits(place: SplitPlace, job: Job): readonly TextEdit[] {
  const base = indentAt(job.text, place.anchor.start)
  const written = separateText(place.splits, base, job)
  const { anchor } = place
  const only = place.replaces ? onlyItem(job.text, anchor) : undefined
  if (only !== undefined && place.removed.length === 0) return [onItsOwnLines(only, base, place, job)]
  const own: TextEdit = place.replaces
    ? { span: anchor, text: written }
    : { span: { start: anchor.end, end: anchor.end }, text: `,${job.style.newline}${base}${written}` }
  return [own, ...place.removed.map((span) => ({ span, text: '' }))]
}

/** What is between the brackets of a list that holds one item on one line: `[migrations.RemoveField(…)]`. */
function onlyItem(text: string, item: Span): Span | undefined {
  const before = /\[[ \t]*$/.exec(text.slice(0, item.start))?.[0]
  const after = /^[ \t]*,?[ \t]*(?=\])/.exec(text.slice(item.end))?.[0]
  if (before === undefined || after === undefined) return undefined
  return { start: item.start - before.length + 1, end: item.end + after.length }
}

function onItsOwnLines(span: Span, base: string, place: SplitPlace, job: Job): TextEdit {
  const inner = base + job.style.indent
  const { newline } = job.style
  return { span, text: `${newline}${inner}${separateText(place.splits, inner, job)},${newline}${base}` }
}

const SEPARATE = 'django.db.migrations.SeparateDatabaseAndState'

function separateText(splits: readonly SplitOperation[], base: string, job: Job): string {
  const { plan, style, formatter } = job
  const column = columns(base) + 2 * columns(style.indent)
  const database = splits.flatMap((split) => split.database.map((step) => stepView(step, { ...job, column })))
  const standIn = unusedName([job.text, ...database.map((step) => step.code)])
  const code = render('state-operation.py.ejs', style, {
    name: plan.onVendor?.name ?? spellTarget(SEPARATE, job.scope),
    originals: splits.map((_, index) => ({ comment: [], code: `${standIn}${index}` })),
    database,
  })
  const formatted = withNewlines(formatter.item(code.trimEnd(), base, style), style)
  return [withOriginals(formatted, standIn, splits, job), ...fillTexts(splits, base, job)].join(
    `,${style.newline}${base}`,
  )
}

/** What gives rows their values, as operations of their own after it. */
function fillTexts(splits: readonly SplitOperation[], base: string, job: Job): readonly string[] {
  const { style, formatter } = job
  const steps = splits.flatMap((split) => split.fills)
  return steps.map((step) => {
    const { code, comment } = stepView(step, { ...job, column: columns(base) })
    const text = withNewlines(formatter.item(code, base, style), style)
    return [...comment, text].join(`${style.newline}${base}`)
  })
}

/** The formatter never sees what the user wrote: a name stands in for it, on a line of its own. */
function withOriginals(
  formatted: string,
  standIn: string,
  splits: readonly SplitOperation[],
  job: Job,
): string {
  return formatted.replace(
    new RegExp(`^([ \\t]*)${standIn}(\\d+)(?=,?\\r?$)`, 'gm'),
    (_, indent: string, index: string) => indent + original(splits[Number(index)], indent, job),
  )
}

function original(split: SplitOperation | undefined, indent: string, { text }: Job): string {
  if (split === undefined) throw new Error('an operation has got lost in the template')
  return reindent(
    textOf(split.original.source.place),
    indentAt(text, split.original.source.place.span.start),
    indent,
  )
}

/** A name that occurs nowhere in what is written. */
function unusedName(texts: readonly string[]): string {
  let name = 'operation_'
  while (texts.some((text) => text.includes(name))) name += '_'
  return name
}

const NOT_ATOMIC = 'Each batch of rows, and each statement, is a transaction of its own.'

/** The comment goes where the body begins, after the docstring if there is one, and ends with an empty line. */
function commentEdit(
  migration: MigrationClass,
  lines: readonly string[],
  { plan, text, style }: Job,
): TextEdit {
  const header = migration.header.span
  const indent = indentAt(text, header.start) + style.indent
  const atomic = plan.stateAtomic ? [] : ['', `${indent}# ${NOT_ATOMIC}`, `${indent}atomic = False`]
  const comment = [...lines.map((line) => indent + line), ...atomic]
  const firstLine = lineEnd(text, header.end)
  if (hasCode(text.slice(header.end, firstLine))) return aboveClass(lines, header.start, text, style)
  const docstring = docstringEnd(text, firstLine)
  const at = docstring ?? firstLine
  const before = docstring === undefined ? [] : ['']
  const after = isBlankLine(text, at) ? [] : ['']
  const inserted = [...before, ...comment, ...after].map((line) => style.newline + line).join('')
  return { span: { start: at, end: at }, text: inserted }
}

function hasCode(rest: string): boolean {
  return /^\s*[^\s#]/.test(rest)
}

/** A class whose body stands on the line of its header. */
function aboveClass(lines: readonly string[], start: number, text: string, style: Style): TextEdit {
  const at = lineStart(text, start)
  const comment = lines.map((line) => indentAt(text, start) + line + style.newline).join('')
  return { span: { start: at, end: at }, text: comment }
}

/** The end of the line with the end of the docstring; undefined where the body begins with something else. */
function docstringEnd(text: string, from: number): number | undefined {
  const start = from + (/^(?:\s|#[^\r\n]*)*/.exec(text.slice(from))?.[0].length ?? 0)
  const string = /^[rRuU]?["']/.test(text.slice(start, start + 2)) ? firstString(text, start) : undefined
  if (string?.start !== start) return undefined
  const end = lineEnd(text, string.end)
  return /^[ \t;]*(?:#|$)/.test(text.slice(string.end, end)) ? end : undefined
}

function firstString(text: string, start: number): Span | undefined {
  const [first] = stringSpans(text.slice(start))
  return first === undefined ? undefined : { start: start + first.start, end: start + first.end }
}

/** Whether the line after the line break at `at` is empty. */
function isBlankLine(text: string, at: number): boolean {
  return /^(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r|$)/.test(text.slice(at))
}
