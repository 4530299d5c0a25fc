import type { Place, SourceFile } from '../core/span'
import { walk, placeOf } from './cursor'
import { parse } from './parse'

/**
 * Every comment of a Python file, in order. What looks like one inside a string is none.
 *
 * Throws `not-python` where the text is no Python.
 */
export function commentsIn(file: SourceFile): readonly Place[] {
  const comments: Place[] = []
  const cursor = parse(file).rootNode.walk()
  walk(cursor, (type) => {
    if (type === 'comment') comments.push(placeOf(file, cursor))
    return true
  })
  return comments
}
