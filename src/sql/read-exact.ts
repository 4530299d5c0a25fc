import type { Dialect } from '../core/dialect'
import { lazy } from '../core/lazy'
import type { Change } from '../django/changes'
import { exactReader, type Form, type ReadExact } from './exact'
import { MARIADB_FORMS, MYSQL_FORMS } from './exact-mysql'
import { POSTGRESQL_FORMS } from './exact-postgresql'

/** What is done to twins and views, which is read only as it is written; undefined for any other text. */
export function readExact(sql: string, dialect: Dialect): readonly Change[] | undefined {
  for (const read of READERS[dialect]()) {
    const changes = read(sql)
    if (changes !== undefined) return changes
  }
  return undefined
}

const READERS: Readonly<Record<Dialect, () => readonly ReadExact[]>> = {
  postgresql: lazy(() => readersOf(POSTGRESQL_FORMS, 'postgresql')),
  mysql: lazy(() => readersOf(MYSQL_FORMS, 'mysql')),
  mariadb: lazy(() => readersOf(MARIADB_FORMS, 'mariadb')),
  sqlite: () => [],
}

function readersOf(forms: readonly Form[], dialect: Dialect): readonly ReadExact[] {
  return forms.map((form) => exactReader(form, dialect))
}
