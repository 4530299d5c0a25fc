import { djangoPython } from '../support/django'
import { administer, onPostgresql } from './postgresql'
import { problemsOf } from './run'
import { DEPLOYING, MINUTES, sessionsThat } from './tried-sessions'

const python = djangoPython()

/** Of `npm run test:packages`, for its time: the pages about ways of deploying, old and new code on one database. */
test.each(sessionsThat('django').filter(([, { page }]) => page.startsWith(DEPLOYING)))(
  'the commands of %s',
  (_place, session) => {
    if (python !== undefined) expect(problemsOf(session, python)).toEqual([])
  },
  5 * MINUTES,
)

/** Loudly skipped where no server answers, which CI does not let pass. */
test.each(sessionsThat('django').filter(([, { page }]) => page === 'docs/tutorial.md'))(
  'the commands of %s on PostgreSQL',
  (_place, session) => {
    if (python === undefined) return
    const database = `bgsplit_docs_${process.pid}`
    const problem = administer(python, `CREATE DATABASE ${database}`)
    if (problem !== undefined) {
      if (process.env['CI'] !== undefined) throw new Error(problem)
      process.stderr.write(`\nSKIPPED: PostgreSQL does not answer. ${problem}\n\n`)
      return
    }
    try {
      expect(problemsOf(onPostgresql(session, database), python)).toEqual([])
    } finally {
      administer(python, `DROP DATABASE ${database}`)
    }
  },
  5 * MINUTES,
)
