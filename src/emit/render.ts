import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as Ejs from 'ejs'
import type {
  ClassCommentView,
  CopyView,
  DatabaseMigrationView,
  FillView,
  GuardView,
  OnVendorView,
  RenameContentTypeView,
  StateOperationView,
} from './view-models'

/** What each template is given. */
interface Views {
  readonly 'check-rows.py.ejs': GuardView
  readonly 'class-comment.py.ejs': ClassCommentView
  readonly 'copy-rows.py.ejs': CopyView
  readonly 'database-migration.py.ejs': DatabaseMigrationView
  readonly 'fill-rows.py.ejs': FillView
  readonly 'on-vendor.py.ejs': OnVendorView
  readonly 'rename-content-type.py.ejs': RenameContentTypeView
  readonly 'state-operation.py.ejs': StateOperationView
}

const OWN_TEMPLATES = join(__dirname, '..', '..', 'templates')

/**
 * Fills in a template. Templates are programs, trusted as such; a view is data: it is handed over as an object and
 * is never read as a template, so that `<%` in a name is two characters like any others.
 */
export function render<Name extends keyof Views>(
  name: Name,
  view: Views[Name],
  templates: string = OWN_TEMPLATES,
): string {
  const filename = join(templates, name)
  const options: Ejs.Options = {
    filename,
    localsName: 'view',
    // Neither `with (view)`, which lets names of the data hide the template's own, nor HTML's idea of escaping.
    _with: false,
    strict: true,
    escape: String,
  }
  return load().compile(readFileSync(filename, 'utf8'), options)(view) as string
}

function load(): typeof Ejs {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- 8 ms that only writing needs
  return require('ejs') as typeof Ejs
}
