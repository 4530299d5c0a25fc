import { Refusal } from '../core/errors'
import { printExpression, printString } from '../python/print'
import { spellTarget } from '../python/print-scope'
import type { Step } from '../plan/plan'
import type { Fill, Guard, RowFunction } from '../plan/row-function'
import { contentTypeText } from './content-type-function'
import { copyText } from './copy-function'
import { docstring, only, type Target } from './function-text'
import { render } from './render'
import type { Style } from './style'

/** The functions that steps run, each once, as Python that a formatter still has to see. */
export function rowFunctionTexts(steps: readonly Step[], target: Target): readonly string[] {
  const texts = steps.flatMap(({ rowFunction, operation }) => {
    if (rowFunction === undefined) return []
    assertNames(rowFunction, operation)
    return [textOf(rowFunction, target)]
  })
  return [...new Set(texts)]
}

const IDENTIFIER = /^[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}\p{Pc}]*$/u

/** Names of models and fields become names of Python; Django takes no other either (`fields.E001` and on). */
function assertNames(rowFunction: RowFunction, operation: Step['operation']): void {
  const wrong = namesIn(rowFunction).find((name) => !IDENTIFIER.test(name))
  if (wrong === undefined) return
  throw new Refusal({
    code: 'no-strategy',
    reason: `"${wrong}" is no name that Python can read`,
    wayOut: 'give the model or the field a name that is an identifier',
    place: operation.place,
  })
}

function namesIn(rowFunction: RowFunction): readonly string[] {
  switch (rowFunction.kind) {
    case 'fill':
      return [rowFunction.model, rowFunction.field, rowFunction.attribute]
    case 'guard': {
      const { model, query, missing } = rowFunction
      const keywords = query.flatMap(({ args }) => args.flatMap(({ name }) => name ?? []))
      return [model, ...keywords, ...(missing ? [missing.model, missing.attribute] : [])]
    }
    case 'copy':
    case 'content-type':
      return []
  }
}

function textOf(rowFunction: RowFunction, target: Target): string {
  switch (rowFunction.kind) {
    case 'fill':
      return fillText(rowFunction, target)
    case 'guard':
      return guardText(rowFunction, target)
    case 'copy':
      return copyText(rowFunction, target)
    case 'content-type':
      return contentTypeText(rowFunction, target)
  }
}

function fillText(fill: Fill, { scope, style, onlyOn }: Target): string {
  const { name, field, attribute, perRow } = fill
  const what = perRow ? 'a value of its own' : 'the default'
  const purpose = `Give each ${fill.model} whose ${field} is NULL ${what}, 1,000 rows at a time.`
  return render('fill-rows.py.ejs', style, {
    name,
    docstring: docstring(purpose, style),
    model: fill.model,
    found: getModel(fill),
    field,
    attribute,
    value: printExpression(fill.value, scope),
    perRow,
    ...only(onlyOn),
  })
}

function guardText(guard: Guard, { scope, style, onlyOn }: Target): string {
  const { name, query, alike, missing } = guard
  const string = (value: string): string => printString(value)
  return render('check-rows.py.ejs', style, {
    name,
    docstring: docstring('Stop before anything is changed while there are rows that do not fit.', style),
    model: guard.model,
    found: getModel(guard),
    query: query.map((call) => printExpression(call, scope)).join('.'),
    ...(alike && {
      alike: {
        names: `[${alike.map(string).join(', ')}]`,
        count: guard.count ?? 'times',
        counted: `${spellTarget('django.db.models.Count', scope)}("pk")`,
      },
    }),
    ...(missing && {
      missing: {
        model: missing.model,
        found: getModel(missing),
        field: missing.field,
        outer: `${spellTarget('django.db.models.OuterRef', scope)}(${string(missing.attribute)})`,
        exists: spellTarget('django.db.models.Exists', scope),
      },
    }),
    error: spellTarget('django.core.management.base.CommandError', scope),
    message: message(guard, style),
    ...only(onlyOn),
  })
}

function getModel({ app, model }: { readonly app: string; readonly model: string }): string {
  return `apps.get_model(${printString(app)}, ${printString(model)})`
}

/** Columns that the lines of a message stand in: three levels. */
const DEPTH = 3

/** Braces in names are doubled, as an f-string wants them. */
function message({ problem, remedy }: Guard, { lineLength, indent }: Style): readonly string[] {
  const [about, what] = [problem, remedy].map((text) => text.replace(/[{}]/g, '$&$&'))
  const text = `${about ?? ''}: {count} (first: {some}). ${what ?? ''}, then run migrate again.`
  const width = Math.max(lineLength - DEPTH * indent.length - 4, 40)
  return pieces(text, width).map((piece) => `f${printString(piece)}`)
}

/** Cut after spaces, so that the pieces together are the text. */
function pieces(text: string, width: number): readonly string[] {
  return text.split(/(?<= )/).reduce<readonly string[]>((lines, word) => {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length > width) return [...lines, word]
    return [...lines.slice(0, -1), last + word]
  }, [])
}
