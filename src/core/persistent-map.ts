import { differing, EMPTY, entriesIn, entryIn, trieWith, trieWithout, type Trie } from './trie'

/** The keys in order, once they were asked for; shared by all versions that have the same keys. */
interface KeyOrder<K> {
  keys?: readonly K[]
}

/**
 * A Map that is never changed: `with` and `without` give a new one that shares what it has in common with this one.
 * A replay makes thousands of versions of maps with thousands of entries; copying a Map each time is what it would
 * spend its time on. A class because a ReadonlyMap is one: `get`, `size` and iteration come with it.
 */
export class PersistentMap<K extends string, V> implements ReadonlyMap<K, V> {
  readonly #trie: Trie<K, V>
  readonly #next: number
  readonly #order: KeyOrder<K>
  readonly size: number

  private constructor(trie: Trie<K, V>, next: number, size: number, order: KeyOrder<K> = {}) {
    this.#trie = trie
    this.#next = next
    this.size = size
    this.#order = order
  }

  /** A persistent map with the entries of any other, in its order. */
  static from<K extends string, V>(entries: Iterable<readonly [K, V]> = []): PersistentMap<K, V> {
    let map = new PersistentMap<K, V>(EMPTY, 0, 0)
    for (const [key, value] of entries) map = map.with(key, value)
    return map
  }

  get(key: K): V | undefined {
    return entryIn(this.#trie, key)?.value
  }

  has(key: K): boolean {
    return entryIn(this.#trie, key) !== undefined
  }

  /** Where a key comes in the order of the map: less than that of any key after it; undefined where it is not there. */
  placeOf(key: K): number | undefined {
    return entryIn(this.#trie, key)?.order
  }

  /** A key that is there keeps its place, as in a Map. */
  with(key: K, value: V): PersistentMap<K, V> {
    const known = entryIn(this.#trie, key)
    if (known === undefined) {
      const trie = trieWith(this.#trie, { key, value, order: this.#next })
      return new PersistentMap(trie, this.#next + 1, this.size + 1)
    }
    const trie = trieWith(this.#trie, { key, value, order: known.order })
    return new PersistentMap(trie, this.#next, this.size, this.#order)
  }

  without(key: K): PersistentMap<K, V> {
    if (!this.has(key)) return this
    return new PersistentMap(trieWithout(this.#trie, key), this.#next, this.size - 1)
  }

  /** The keys whose values differ, or that one map lacks, in no order; undefined where there are more than `most`. */
  differing(other: PersistentMap<K, V>, most?: number): readonly K[] | undefined {
    return differing(this.#trie, other.#trie, most)
  }

  *entries(): MapIterator<[K, V]> {
    for (const key of this.#keys()) {
      const entry = entryIn(this.#trie, key)
      if (entry !== undefined) yield [key, entry.value]
    }
  }

  keys(): MapIterator<K> {
    return this.#keys().values()
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries()
  }

  forEach(visit: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this)
  }

  #keys(): readonly K[] {
    this.#order.keys ??= entriesIn(this.#trie)
      .toSorted((left, right) => left.order - right.order)
      .map(({ key }) => key)
    return this.#order.keys
  }
}

/** The map with one entry set: any map in, a persistent one out. */
export function withEntry<K extends string, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return persistent(map).with(key, value)
}

/** The map without one entry: any map in, a persistent one out. */
export function withoutEntry<K extends string, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  return persistent(map).without(key)
}

/**
 * The keys whose values differ between two maps, or that one of them lacks, in no order; undefined where there are more
 * than `most`. Of two of which one came from the other it takes as long as there are differences.
 */
export function differingKeys<K extends string, V>(
  one: ReadonlyMap<K, V>,
  other: ReadonlyMap<K, V>,
): readonly K[]
export function differingKeys<K extends string, V>(
  one: ReadonlyMap<K, V>,
  other: ReadonlyMap<K, V>,
  most: number,
): readonly K[] | undefined
export function differingKeys<K extends string, V>(
  one: ReadonlyMap<K, V>,
  other: ReadonlyMap<K, V>,
  most?: number,
): readonly K[] | undefined {
  return one === other ? [] : persistent(one).differing(persistent(other), most)
}

/** The keys in the order in which a map has them; those that it lacks come last, as they were. */
export function inOrderOf<K extends string>(keys: Iterable<K>, map: ReadonlyMap<K, unknown>): readonly K[] {
  const places = persistent(map)
  const placed = [...keys].map((key) => ({ key, place: places.placeOf(key) ?? Infinity }))
  return placed.toSorted((one, other) => compareNumbers(one.place, other.place)).map(({ key }) => key)
}

function compareNumbers(one: number, other: number): number {
  return one === other ? 0 : one - other
}

/** Any map; one that is not persistent is copied. */
export function persistent<K extends string, V>(map: ReadonlyMap<K, V>): PersistentMap<K, V> {
  return map instanceof PersistentMap ? (map as PersistentMap<K, V>) : PersistentMap.from(map)
}
