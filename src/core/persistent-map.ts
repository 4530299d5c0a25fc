const BUCKETS = 64

interface Entry<V> {
  readonly value: V
  /** When the key was first set: entries are walked in that order, as in a Map. */
  readonly order: number
}

type Bucket<K, V> = ReadonlyMap<K, Entry<V>>

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
  readonly #buckets: readonly Bucket<K, V>[]
  readonly #next: number
  readonly #order: KeyOrder<K>
  readonly size: number

  private constructor(buckets: readonly Bucket<K, V>[], next: number, size: number, order: KeyOrder<K> = {}) {
    this.#buckets = buckets
    this.#next = next
    this.size = size
    this.#order = order
  }

  /** A persistent map with the entries of any other, in its order. */
  static from<K extends string, V>(entries: Iterable<readonly [K, V]> = []): PersistentMap<K, V> {
    const buckets = Array.from({ length: BUCKETS }, () => new Map<K, Entry<V>>())
    let order = 0
    for (const [key, value] of entries) {
      const bucket = buckets[bucketOf(key)]
      bucket?.set(key, { value, order: bucket.get(key)?.order ?? order++ })
    }
    return new PersistentMap(
      buckets,
      order,
      buckets.reduce((sum, bucket) => sum + bucket.size, 0),
    )
  }

  get(key: K): V | undefined {
    return this.#bucket(key).get(key)?.value
  }

  has(key: K): boolean {
    return this.#bucket(key).has(key)
  }

  /** A key that is there keeps its place, as in a Map. */
  with(key: K, value: V): PersistentMap<K, V> {
    const bucket = new Map(this.#bucket(key))
    const known = bucket.get(key)
    bucket.set(key, { value, order: known?.order ?? this.#next })
    return this.#replaced(key, bucket, known === undefined ? 1 : 0)
  }

  without(key: K): PersistentMap<K, V> {
    if (!this.has(key)) return this
    const bucket = new Map(this.#bucket(key))
    bucket.delete(key)
    return this.#replaced(key, bucket, -1)
  }

  *entries(): MapIterator<[K, V]> {
    for (const key of this.#keys()) {
      const entry = this.#bucket(key).get(key)
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

  #bucket(key: K): Bucket<K, V> {
    return this.#buckets[bucketOf(key)] ?? new Map()
  }

  #replaced(key: K, bucket: Bucket<K, V>, growth: number): PersistentMap<K, V> {
    return new PersistentMap(
      this.#buckets.with(bucketOf(key), bucket),
      this.#next + Math.max(growth, 0),
      this.size + growth,
      growth === 0 ? this.#order : {},
    )
  }

  #keys(): readonly K[] {
    this.#order.keys ??= this.#buckets
      .flatMap((bucket) => [...bucket])
      .sort(([, left], [, right]) => left.order - right.order)
      .map(([key]) => key)
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

function persistent<K extends string, V>(map: ReadonlyMap<K, V>): PersistentMap<K, V> {
  return map instanceof PersistentMap ? (map as PersistentMap<K, V>) : PersistentMap.from(map)
}

/** FNV-1a, folded to a bucket. */
function bucketOf(key: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  }
  return ((hash >>> 16) ^ hash) & (BUCKETS - 1)
}
