import type { RenameContentType } from '../plan/row-function'
import { printString } from '../python/print'
import { spellTarget } from '../python/print-scope'
import { columns } from './comments'
import { docstring, type Target } from './function-text'
import { wrapComment } from './python-text'
import { render } from './render'

const WHEN_TAKEN =
  'There is one of that name already: remove_stale_contenttypes asks what to do with the other.'

/** The text of the two functions that rename a content type, there and back: on every database. */
export function contentTypeText(rename: RenameContentType, { scope, style }: Target): string {
  const { name, reverseName, app, from, to } = rename
  const purpose = `Rename the content type of ${from}, as RenameModel would: what points at it stays with ${to}.`
  return render('rename-content-type.py.ejs', style, {
    name,
    reverseName,
    docstring: docstring(purpose, style),
    reverseDocstring: docstring('The same on the way back.', style),
    whenTaken: wrapComment(WHEN_TAKEN, style.lineLength - 2 * columns(style.indent)),
    app: printString(app),
    old: printString(from.toLowerCase()),
    new: printString(to.toLowerCase()),
    router: spellTarget('django.db.router', scope),
    atomic: spellTarget('django.db.transaction.atomic', scope),
    integrityError: spellTarget('django.db.IntegrityError', scope),
  })
}
