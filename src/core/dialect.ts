/** The databases that bgsplit writes SQL for. MariaDB is a variant of MySQL, as in Django. */
export const DIALECTS = ['postgresql', 'mysql', 'mariadb', 'sqlite'] as const

export type Dialect = (typeof DIALECTS)[number]
