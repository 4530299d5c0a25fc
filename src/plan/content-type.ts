import type { Step } from './plan'
import type { OperationWriter } from './write-operation'

/**
 * Renames the content type of a model, and back. Django does so of its own accord where it finds a RenameModel, but it
 * does not look inside SeparateDatabaseAndState (django/contrib/contenttypes/management/__init__.py,
 * inject_rename_contenttypes_operations). It may stand anywhere and does nothing where there are no content types.
 *
 * @param app the label of the model's app
 * @param from the model's old name, as written: `Product`
 * @param to its new name
 */
export function renameContentType(write: OperationWriter, app: string, from: string, to: string): Step {
  const name = (old: string, own: string): string =>
    write.functionName(`rename_content_type_${old}_to_${own}`.toLowerCase())
  return write.runBothWays({
    kind: 'content-type',
    name: name(from, to),
    reverseName: name(to, from),
    app,
    from,
    to,
  })
}
