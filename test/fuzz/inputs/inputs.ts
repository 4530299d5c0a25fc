import { DIALECTS } from '../../../src/core/dialect'
import { randomFrom, weighted, type Random } from '../../property/random'
import type { Input } from '../input'
import { BIG } from './big'
import type { Seed } from './corpus'
import { garbled, mutated } from './mutate'
import { hostileProject } from './named'
import { randomPython } from './random-python'

const WEIGHTS = { mutated: 60, garbled: 6, python: 14, bytes: 5, hostile: 15 }

export const BIG_COUNT = BIG.length

/** The input of that number: the big ones first, and then what the seed makes; the same for the same seed. */
export function inputAt(number: number, seed: number, seeds: readonly Seed[]): Input {
  const big = BIG[number]
  if (big !== undefined) return big()
  const random = randomFrom(seed * 1_000_003 + number)
  const kind = weighted(random, WEIGHTS)
  if (kind === 'hostile') return hostileInput(number, random)
  const { name, files, targets } = random.pick(seeds)
  // The last is the one that changes something.
  const target = random.chance(70) ? (targets.at(-1) ?? '') : random.pick(targets)
  const text = files[target] ?? ''
  const broken = {
    mutated: () => mutated(text, random, seeds),
    garbled: () => garbled(text, random),
    python: () => randomPython(random),
    bytes: () => Uint8Array.from({ length: random.int(random.pick([8, 600])) }, () => random.int(256)),
  }[kind]()
  // A mistake in one file is met by whoever works on another.
  const asked = random.chance(85) ? target : (targets.at(-1) ?? target)
  return {
    name: `${kind}: ${name}/${target}`,
    files: { ...files, [target]: broken },
    target: asked,
    dialect: random.pick(DIALECTS),
  }
}

function hostileInput(number: number, random: Random): Input {
  const app = `hostile${number}`
  const dialect = random.chance(40) ? 'sqlite' : random.pick(DIALECTS)
  return {
    name: 'hostile',
    files: hostileProject(app, dialect, random),
    target: `${app}/migrations/0002_change.py`,
    dialect,
  }
}
