/** A source of choices that gives the same ones for the same seed. */
export interface Random {
  /** From 0 to `below`, without it. */
  readonly int: (below: number) => number
  /** True in that many of a hundred cases. */
  readonly chance: (percent: number) => boolean
  readonly pick: <T>(items: readonly T[]) => T
  /** Up to `most` different items, in their order; at least one where there is any. */
  readonly some: <T>(items: readonly T[], most: number) => readonly T[]
}

/** Mulberry32: small, quick, and good enough to choose test cases with. */
export function randomFrom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const int = (below: number): number => Math.floor(next() * below)
  const pick = <T>(items: readonly T[]): T => {
    const item = items[int(items.length)]
    if (item === undefined) throw new RangeError('there is nothing to pick from')
    return item
  }
  const some = <T>(items: readonly T[], most: number): readonly T[] => {
    const wanted = Math.min(items.length, 1 + int(most))
    const chosen = new Set<T>()
    while (chosen.size < wanted) chosen.add(pick(items))
    return items.filter((item) => chosen.has(item))
  }
  return { int, chance: (percent) => int(100) < percent, pick, some }
}

/** One of the keys of a table of weights. */
export function weighted<K extends string>(random: Random, weights: Readonly<Record<K, number>>): K {
  // The keys of an object literal are those of its type.
  const entries = Object.entries(weights) as [K, number][]
  let rest = random.int(entries.reduce((sum, [, weight]) => sum + weight, 0))
  for (const [key, weight] of entries) {
    if (rest < weight) return key
    rest -= weight
  }
  throw new RangeError('there are no weights')
}
