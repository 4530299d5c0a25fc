/**
 * One file that is to be written. Paths are as the user would write them; `before` is the text that was read, with
 * its byte order mark, so that a file that has changed since is not written over.
 */
export type FileChange = Rename | Create | Edit

export interface Rename {
  readonly kind: 'rename'
  readonly from: string
  readonly to: string
  readonly before: string
  readonly text: string
}

export interface Create {
  readonly kind: 'create'
  readonly path: string
  readonly text: string
}

export interface Edit {
  readonly kind: 'edit'
  readonly path: string
  readonly before: string
  readonly text: string
}

/** Where the text of a change ends up. */
export function targetOf(change: FileChange): string {
  return change.kind === 'rename' ? change.to : change.path
}
