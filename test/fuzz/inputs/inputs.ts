import { DIALECTS } from '../../../src/core/dialect'
import { randomFrom, weighted, type Random } from '../../property/random'
import type { Input } from '../input'
import { beside } from './beside'
import { BIG } from './big'
import type { Corpus, Seed } from './corpus'
import { hostile } from './hostile'
import { garbled, mutated } from './mutate'
import { hostileProject } from './named'
import { randomPython } from './random-python'
import { strange } from './strange'

const WEIGHTS = { mutated: 48, garbled: 5, python: 10, bytes: 3, hostile: 16, beside: 12, strange: 6 }

export const BIG_COUNT = BIG.length

/** The input of that number: the big ones first, and then what the seed makes; the same for the same seed. */
export function inputAt(number: number, seed: number, { seeds, root }: Corpus): Input {
  const big = BIG[number]
  if (big !== undefined) return big()
  const random = randomFrom(seed * 1_000_003 + number)
  const kind = weighted(random, WEIGHTS)
  if (kind === 'hostile') return hostileInput(number, random)
  const project = random.pick(seeds)
  // The last is the one that changes something.
  const target = random.chance(70) ? (project.targets.at(-1) ?? '') : random.pick(project.targets)
  const dialect = random.pick(DIALECTS)
  const options = random.chance(30) ? { format: random.pick(FORMATS) } : {}
  const about = { target, dialect, options }
  if (kind === 'beside' || kind === 'strange') {
    const { what, ...made } =
      kind === 'beside' ? beside(project, target, { seeds, random, root }) : strange(project, target, random)
    return {
      ...about,
      ...made,
      options: { ...options, ...made.options },
      name: `${kind}: ${what}, ${project.name}`,
    }
  }
  const files = { ...project.files, [target]: BROKEN[kind](project.files[target] ?? '', random, seeds) }
  // A mistake in one file is met by whoever works on another.
  const asked = random.chance(85) ? target : (project.targets.at(-1) ?? target)
  return { ...about, files, target: asked, name: `${kind}: ${project.name}/${target}` }
}

const FORMATS = ['json', 'github', 'sarif', 'markdown']

type Broken = (text: string, random: Random, seeds: readonly Seed[]) => string | Uint8Array

const BROKEN: Readonly<Record<'mutated' | 'garbled' | 'python' | 'bytes', Broken>> = {
  mutated,
  garbled,
  python: (_text, random) => randomPython(random),
  bytes: (_text, random) =>
    Uint8Array.from({ length: random.int(random.pick([8, 600])) }, () => random.int(256)),
}

function hostileInput(number: number, random: Random): Input {
  const isPlain = random.chance(85)
  const folder = hostile(random)
    .replace(/[/\0]|\p{Cs}/gu, '')
    .slice(0, 40)
  const app = isPlain ? `hostile${number}${random.pick(['', '', 'é', '日本'])}` : `${folder}${number}`
  const dialect = random.chance(40) ? 'sqlite' : random.pick(DIALECTS)
  return {
    // Only what is a name to Python can be an app of Django's.
    name: isPlain ? 'hostile' : 'hostile: the folder of the app',
    files: hostileProject(app, dialect, random),
    target: `${app}/migrations/0002_change.py`,
    dialect,
    options: random.chance(30) ? { format: random.pick(FORMATS) } : {},
  }
}
