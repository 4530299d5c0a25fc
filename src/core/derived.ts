import { differingKeys } from './persistent-map'

/** What is worked out from a map, and how it follows when some of its entries change. */
export interface Derivation<K extends string, V, D> {
  readonly empty: D
  /**
   * What is derived from `to`, where `derived` is from `from` and only these keys differ.
   */
  readonly follow: (derived: D, keys: readonly K[], from: ReadonlyMap<K, V>, to: ReadonlyMap<K, V>) => D
}

/** How many maps are remembered to start from. */
const RECENT = 6
/** A map with more differences than this is not near another. */
const NEAR = 64

/**
 * Derives from a map what follows from its entries: from one of the maps that were asked for last if there is one that
 * differs little, so that it takes as long as there are differences; else from nothing. What comes out is the same.
 */
export function derivedFrom<K extends string, V, D>({
  empty,
  follow,
}: Derivation<K, V, D>): (map: ReadonlyMap<K, V>) => D {
  const known = new WeakMap<ReadonlyMap<K, V>, D>()
  const recent: ReadonlyMap<K, V>[] = []
  const derive = (map: ReadonlyMap<K, V>): D => {
    for (const near of recent) {
      const keys = differingKeys(near, map, NEAR)
      const derived = known.get(near)
      if (keys !== undefined && derived !== undefined) return follow(derived, keys, near, map)
    }
    return follow(empty, [...map.keys()], new Map<K, V>(), map)
  }
  return (map) => {
    const derived = known.get(map) ?? derive(map)
    known.set(map, derived)
    if (recent[0] !== map) {
      const index = recent.indexOf(map)
      recent.splice(index < 0 ? RECENT - 1 : index, 1)
      recent.unshift(map)
    }
    return derived
  }
}
