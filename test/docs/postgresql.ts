import { spawnSync } from 'node:child_process'
import type { Session, Step } from './session'

/** A session of a page on SQLite, as it goes on PostgreSQL. */

const { PGHOST = '127.0.0.1', PGPORT = '5432', PGUSER = 'postgres', PGPASSWORD = '' } = process.env

/** What the page has, and what stands there on PostgreSQL. */
const DIFFERENT = (database: string): readonly (readonly [string, string])[] => [
  [
    'DATABASES["default"]["NAME"] = BASE_DIR.parent / "db.sqlite3"',
    `DATABASES = {"default": ${settings(database)}}`,
  ],
  [
    'OperationalError: no such column: shop_product.rating',
    'ProgrammingError: column shop_product.rating does not exist\n...',
  ],
  ['gets a rule (name)', 'gets a rule (shop_product_name_b8d5e94c_uniq)'],
]

function settings(database: string): string {
  const login = { HOST: PGHOST, PORT: PGPORT, USER: PGUSER, PASSWORD: PGPASSWORD }
  // What JSON writes of texts is Python as well.
  return JSON.stringify({ ENGINE: 'django.db.backends.postgresql', NAME: database, ...login })
}

export function onPostgresql(session: Session, database: string): Session {
  const changed = (text: string): string =>
    DIFFERENT(database).reduce((so, [here, there]) => so.replace(here, there), text)
  const steps = session.steps.map((step): Step => {
    if (step.kind === 'append') return { ...step, text: changed(step.text) }
    return step.kind === 'run' && step.shown !== undefined ? { ...step, shown: changed(step.shown) } : step
  })
  return { ...session, steps }
}

/** Runs a statement that stands outside of any transaction; says what went wrong, if anything did. */
export function administer(python: string, statement: string): string | undefined {
  const login = { host: PGHOST, port: PGPORT, user: PGUSER, password: PGPASSWORD, dbname: 'postgres' }
  const code = `import psycopg; psycopg.connect(autocommit=True, **${JSON.stringify(login)}).execute(${JSON.stringify(statement)})`
  const { status, stderr } = spawnSync(python, ['-c', code], { encoding: 'utf8' })
  return status === 0 ? undefined : stderr
}
