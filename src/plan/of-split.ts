import type { SourceFile } from '../core/span'

/** Whether a migration is a half that bgsplit wrote, and says so in its comment (templates/class-comment.py.ejs). */
export function isOfSplit({ text }: SourceFile): boolean {
  return /^[ \t]*# Step [12] of 2, for /m.test(text)
}
