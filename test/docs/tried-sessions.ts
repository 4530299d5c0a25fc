import { FIXTURES } from './fixtures'
import type { Fixture } from './fixtures'
import { PAGES } from './page'
import { tried, where } from './session'
import type { Session } from './session'

/** The sessions of all pages that need this much, each with its place, for `test.each`. */
export function sessionsThat(needs: Fixture['needs']): readonly (readonly [string, Session])[] {
  const sessions = PAGES.flatMap((page) => tried(page).sessions)
  return sessions
    .filter(({ fixture }) => FIXTURES[fixture]?.needs === needs)
    .map((session) => [where(session), session] as const)
}

/** For a test of one. */
export const MINUTES = 60_000

/** Pages that are tried by a file of their own, beside the others. */
export const DEPLOYING = 'docs/deploying/'
