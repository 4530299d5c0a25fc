/** The databases that bgsplit writes SQL for. MariaDB is a variant of MySQL, as in Django. */
export const DIALECTS = ['postgresql', 'mysql', 'mariadb', 'sqlite'] as const

export type Dialect = (typeof DIALECTS)[number]

/** What Django calls a database in `connection.vendor` (django/db/backends/<backend>/base.py). */
export const VENDORS = ['postgresql', 'mysql', 'sqlite'] as const

export type Vendor = (typeof VENDORS)[number]

/** The vendor of a dialect: to Django, MariaDB is MySQL. */
export function vendorOf(dialect: Dialect): Vendor {
  return dialect === 'mariadb' ? 'mysql' : dialect
}
