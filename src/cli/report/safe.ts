import { commentText } from '../../emit/python-text'

/**
 * Text from a file as one line that does nothing but stand there: it cannot end the line, move the cursor, change
 * colours or turn the direction of writing. Our own accents come after it.
 */
export function safe(text: string): string {
  return commentText(text)
}
