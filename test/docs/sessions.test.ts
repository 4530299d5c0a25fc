import { problemsOf } from './run'
import { MINUTES, sessionsThat } from './tried-sessions'

/** What README and docs/ show of the program alone. */
test.each(sessionsThat('nothing'))(
  'the commands of %s',
  (_place, session) => {
    expect(problemsOf(session, undefined)).toEqual([])
  },
  MINUTES,
)
