import { djangoPython } from '../support/django'
import { problemsOf } from './run'
import { MINUTES, sessionsThat } from './tried-sessions'

const python = djangoPython()

/** What the pages show of the program and of real Django, old and new code on one database. */
test.each(sessionsThat('django'))(
  'the commands of %s',
  (_place, session) => {
    if (python !== undefined) expect(problemsOf(session, python)).toEqual([])
  },
  5 * MINUTES,
)
