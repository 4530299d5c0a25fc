import type { Vendor } from '../core/dialect'
import type { OnVendor } from '../plan/several/on-vendor'
import { printString } from '../python/print'
import { spellTarget } from '../python/print-scope'
import { docstring, type Target } from './function-text'
import { render } from './render'

/** The class that does its database operations on one database only, as Python that a formatter still has to see. */
export function onVendorText({ name, vendor }: OnVendor, { scope, style }: Target): string {
  const purpose =
    `The database operations are for ${LABELS[vendor]}, which old and new code use side by side. Any other database, ` +
    'such as that of the tests, gets the state operations instead, all at once, or nothing where there are none.'
  return render('on-vendor.py.ejs', style, {
    name,
    separate: spellTarget('django.db.migrations.SeparateDatabaseAndState', scope),
    vendor: printString(vendor),
    docstring: docstring(purpose, style),
  })
}

const LABELS: Readonly<Record<Vendor, string>> = {
  postgresql: 'PostgreSQL',
  mysql: 'MySQL and MariaDB',
  sqlite: 'SQLite',
}
