import { djangoPython } from '../support/django'
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
