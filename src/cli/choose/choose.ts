import { Refusal } from '../../core/errors'
import { listed } from '../../core/words'
import type { Choice } from '../flags'
import type { Host } from '../host'
import { selectByDefault, selectByGit } from './by-git'
import { selectByShowmigrations } from './by-showmigrations'
import type { Chosen } from './chosen'
import { inOrder } from './in-order'
import { givenBy } from './paths'
import type { Given } from './paths'
import { selectAll } from './selection'
import type { Selection } from './selection'
import { selectSince } from './since'

/**
 * What to work on: the files among the paths as they are, and of the folders what the choice says; without one, what
 * is new since `git-base` of the configuration, else what git does not have on the default branch. Nothing chosen is
 * no error: a note says so.
 *
 * @throws Refusal where a path or the choice cannot be followed, and where a choice is needed.
 */
export function choose(paths: readonly string[], choice: Choice, host: Host): Chosen {
  const asked = askedFor(choice)
  if (asked.length > 1) throw usage(`${listed(asked)} cannot go together`, 'give one of them')
  const given = givenBy(paths, host)
  const [flag] = asked
  if (flag !== undefined && !given.folders) {
    throw usage(`${flag} is for folders`, 'leave it out, or give the folder instead of the files')
  }
  const { project, config, folders } = given
  const { migrations, notes } = folders ? selected(choice, given, host) : NOTHING
  const all = [...new Set([...given.files, ...migrations])]
  return { project, config, migrations: inOrder(all, project), notes, folders }
}

const NOTHING: Selection = { migrations: [], notes: [] }

function askedFor({ since, gitBase, showmigrations, all }: Choice): readonly string[] {
  return [
    ...(since === undefined ? [] : ['--since']),
    ...(gitBase === undefined ? [] : ['--git-base']),
    ...(showmigrations === undefined ? [] : ['--showmigrations']),
    ...(all ? ['--all'] : []),
  ]
}

function selected(choice: Choice, given: Given, host: Host): Selection {
  const { since, gitBase, showmigrations, all } = choice
  if (since !== undefined) return selectSince(since, given)
  if (gitBase !== undefined) return selectByGit(gitBase, given)
  if (showmigrations !== undefined) return selectByShowmigrations(showmigrations, given, host)
  if (all) return selectAll(given)
  const base = given.config.gitBase
  return base === undefined ? selectByDefault(given) : selectByGit(base, given)
}

function usage(reason: string, wayOut: string): Refusal {
  return new Refusal({ code: 'usage', reason, wayOut })
}
