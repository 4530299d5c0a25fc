import { listed } from '../core/words'
import type { PlannedChange } from '../plan/plan'
import { commentText, wrapComment } from './python-text'
import { render } from './render'
import type { Style } from './style'
import type { ClassCommentView } from './view-models'

/**
 * The comment at the top of a class of the two: which step it is, for which release, and what the other one is.
 * Lines are wrapped to what is left of the line beside the indentation of the class body.
 *
 * @param other the name of the other half; undefined where that is not written yet (`--phase state`)
 */
export function classComment(
  step: 1 | 2,
  changes: readonly PlannedChange[],
  other: string | undefined,
  style: Style,
): readonly string[] {
  const text = render('class-comment.py.ejs', style, commentView(step, changes, other))
  return wrapped(
    text.split('\n').map((line) => line.replace(/^# ?/, '')),
    style.lineLength - columns(style.indent),
  )
}

/** Lines of comment for an operation that stands at a column. */
export function stepComment(lines: readonly string[], column: number, style: Style): readonly string[] {
  return wrapped(lines, style.lineLength - column)
}

/** How many columns white space takes; a tab as four, as the formatter counts. */
export function columns(indent: string): number {
  return indent.replaceAll('\t', '    ').length
}

/** Below this a comment is no longer readable, however deep it stands. */
const NARROWEST = 40

function wrapped(paragraphs: readonly string[], width: number): readonly string[] {
  return paragraphs.flatMap((paragraph) => wrapComment(paragraph, Math.max(width, NARROWEST)))
}

function commentView(
  step: 1 | 2,
  changes: readonly PlannedChange[],
  other: string | undefined,
): ClassCommentView {
  return {
    step,
    release: releaseWords(changes),
    changes: changes.map((change) => ({
      subject: commentText(change.subject),
      overlap: sentence(commentText(change.overlap)),
      item: `${commentText(change.subject)}: ${inner(sentence(commentText(change.overlap)))}`,
      later: commentText(change.later).replace(/\.$/, ''),
    })),
    other: other === undefined ? undefined : commentText(other),
  }
}

/** What the code of the release does: each verb once, with all that it is about. */
function releaseWords(changes: readonly PlannedChange[]): string {
  const verbs = [...new Set(changes.map((change) => change.verb))]
  return listed(
    verbs.map((verb) => {
      const subjects = changes.filter((change) => change.verb === verb).map((change) => change.subject)
      return `${verb} ${listed(subjects.map(commentText))}`
    }),
  )
}

function sentence(text: string): string {
  const capital = text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}

/** A sentence after a colon. */
function inner(text: string): string {
  return text.replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase())
}
