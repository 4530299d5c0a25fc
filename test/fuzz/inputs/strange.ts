import type { Random } from '../../property/random'
import type { Entry, Input } from '../input'
import type { Seed } from './corpus'
import { hostile } from './hostile'

type Made = Partial<Pick<Input, 'entries' | 'vanishing' | 'files' | 'options' | 'isNobody'>>

/** A sound project on a file system where not everything is a file that can be read. */
export function strange(
  seed: Seed,
  target: string,
  random: Random,
): Made & { readonly files: Input['files']; readonly what: string } {
  const [what, make] = random.pick(Object.entries(WAYS))
  const folder = target.slice(0, target.lastIndexOf('/'))
  const app = target.slice(0, target.indexOf('/'))
  const made = make({ seed, target, folder, app, random })
  const added = Object.keys(made.files ?? {})
  const kept = Object.entries(seed.files).filter(
    ([path]) => !added.some((each) => each.startsWith(`${path}/`)),
  )
  return { what, ...made, files: { ...Object.fromEntries(kept), ...made.files } }
}

interface Site {
  readonly seed: Seed
  readonly target: string
  readonly folder: string
  readonly app: string
  readonly random: Random
}

const WAYS: Readonly<Record<string, (site: Site) => Made>> = {
  link: ({ target, folder, random }) => ({
    entries: [{ kind: 'link', path: somewhere(target, folder, random), to: destination(target, random) }],
  }),
  'link of a folder': ({ folder, app, random }) => ({
    entries: [
      {
        kind: 'link',
        path: random.pick([`${app}/again`, `${folder}/migrations`, 'other/migrations', 'z', folder]),
        to: random.pick(['..', '.', `../${app}`, app, '/dev', '/proc/self', '/nowhere', '../..']),
      },
    ],
  }),
  pipe: ({ target, folder, random }) => ({
    entries: [{ kind: 'pipe', path: somewhere(target, folder, random) }],
  }),
  'folder for a file': ({ target, folder, random }) => ({
    entries: [{ kind: 'folder', path: somewhere(target, folder, random) }],
  }),
  'file for a folder': ({ folder, app, random }) => ({
    files: {
      [random.pick([`${app}/apps.py/x`, `${folder}/x.py/y.py`, 'pyproject.toml/x', 'ruff.toml/x'])]: '',
    },
  }),
  permissions: ({ target, folder, app, random }) => ({
    isNobody: true,
    entries: [
      {
        kind: 'mode',
        path: random.pick([target, folder, app, '.']),
        mode: random.pick([0, 0o111, 0o444, 0o555]),
      },
    ],
  }),
  vanishing: ({ seed, target, random }) => ({
    vanishing: { path: random.pick([target, random.pick(Object.keys(seed.files))]), after: random.int(80) },
  }),
  journal: ({ target, random }) => ({ files: { '.bgsplit-journal.json': journal(target, random) } }),
  'what bgsplit leaves': ({ folder, random }) => ({
    entries: [leftover(folder, random)],
  }),
  'names of files': ({ seed, target, folder, random }) => {
    const name = hostile(random)
      .replace(/[/\0]|\p{Cs}/gu, '')
      .slice(0, 60)
    return {
      files: { [`${folder}/x${name}${random.pick(['.py', '', '.PY', '.py.py'])}`]: seed.files[target] ?? '' },
    }
  },
}

/** Whatever the commands look for. */
function somewhere(target: string, folder: string, random: Random): string {
  return random.pick([
    target,
    target,
    `${folder}/0001_initial.py`,
    `${folder}/0009_x.py`,
    `${folder}/__init__.py`,
    `${folder}/max_migration.txt`,
    `${folder}/../apps.py`,
    'pyproject.toml',
    'ruff.toml',
    'settings.py',
    'manage.py',
  ])
}

function destination(target: string, random: Random): string {
  const name = target.slice(target.lastIndexOf('/') + 1)
  return random.pick([
    name,
    '0001_initial.py',
    '../../nowhere.py',
    '.',
    '..',
    '/dev/null',
    '/dev/zero',
    '/dev/full',
    '/etc/hostname',
    '/proc/self/mem',
  ])
}

function leftover(folder: string, random: Random): Entry {
  const path = random.pick([
    '.bgsplit-journal.json',
    '.bgsplit-journal.next.json',
    `${folder}/.bgsplit-1.tmp`,
  ])
  return random.pick([
    { kind: 'folder', path },
    { kind: 'pipe', path },
    { kind: 'link', path, to: 'manage.py' },
    { kind: 'link', path, to: path },
  ])
}

/** One that a run has not left: nothing but what it names as its own may be touched. */
function journal(target: string, random: Random): string {
  const folder = target.slice(0, target.lastIndexOf('/'))
  const move = {
    temp: random.pick([`${folder}/.bgsplit-1.tmp`, '../x', '/etc/x', target, '', 1]),
    to: random.pick([target, '../x', '/etc/x', `${folder}/0002_new.py`, null]),
    digest: random.pick(['', 'x', 'a'.repeat(64)]),
    replaces: random.pick([null, '', 'a'.repeat(64)]),
  }
  const removal = {
    path: random.pick([target, '../../x', '/etc/passwd', '.']),
    digest: random.pick(['', 'a']),
  }
  const whole = JSON.stringify({
    version: random.pick([1, 2]),
    phase: random.pick(['prepare', 'commit', 'x']),
    moves: random.chance(50) ? [move] : [],
    removals: random.chance(50) ? [removal] : [],
  })
  return random.pick([whole, whole, whole, whole.slice(0, random.int(whole.length)), '', '[]', 'null'])
}
