import { djangoPython } from '../support/django'
import { problemsOf } from './run'
import { DEPLOYING, MINUTES, sessionsThat } from './tried-sessions'

const python = djangoPython()

/** What the pages show of the program and of real Django; deploying.test.ts has the others. */
test.each(sessionsThat('django').filter(([, { page }]) => !page.startsWith(DEPLOYING)))(
  'the commands of %s',
  (_place, session) => {
    if (python !== undefined) expect(problemsOf(session, python)).toEqual([])
  },
  5 * MINUTES,
)
