import { Refusal } from '../core/errors'
import { textOf } from '../core/span'
import type { Expression } from '../python/nodes'
import { printExpression } from '../python/print'
import { scopeOfNewFile } from '../python/print-scope'

/** An expression as a reader may see it: its own text where it has one, else printed, on one line. */
export function expressionText(expression: Expression): string {
  const text = expression.synthetic === true ? printed(expression) : textOf(expression.place)
  return text.replace(/\s*\r?\n\s*/g, ' ')
}

/** A part that only its own file knows cannot be printed for another. */
function printed(expression: Expression): string {
  try {
    return printExpression(expression, scopeOfNewFile(expression.place.file.path))
  } catch (error) {
    if (error instanceof Refusal) return textOf(expression.place)
    throw error
  }
}
