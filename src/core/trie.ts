/**
 * A tree of entries by the hash of their keys, never changed: with one entry set, a new tree shares all branches but
 * those on the way to it with the old one. So two trees of which one came from the other are told apart in the time
 * that their differences take.
 */
export type Trie<K extends string, V> = Leaf<K, V> | Branch<K, V>

export interface Entry<K extends string, V> {
  readonly key: K
  readonly value: V
  /** When the key was first set. */
  readonly order: number
}

type Leaf<K extends string, V> = readonly Entry<K, V>[]

interface Branch<K extends string, V> {
  readonly branches: readonly Trie<K, V>[]
}

const BITS = 4
const FAN = 1 << BITS
/** A leaf with more entries becomes a branch, as long as there are bits of the hash left. */
const FULL = 8

export const EMPTY: Leaf<never, never> = []

/** The entry of a key. */
export function entryIn<K extends string, V>(trie: Trie<K, V>, key: K): Entry<K, V> | undefined {
  let node = trie
  let hash = isBranch(node) ? hashOf(key) : 0
  while (isBranch(node)) {
    node = node.branches[hash & (FAN - 1)] ?? EMPTY
    hash >>>= BITS
  }
  for (const entry of node) if (entry.key === key) return entry
  return undefined
}

/** The tree with an entry set. */
export function trieWith<K extends string, V>(trie: Trie<K, V>, entry: Entry<K, V>): Trie<K, V> {
  return isBranch(trie) ? withIn(trie, entry, hashOf(entry.key), 0) : withInLeaf(trie, entry, 0)
}

/** The tree without the entry of a key, which is in it. */
export function trieWithout<K extends string, V>(trie: Trie<K, V>, key: K): Trie<K, V> {
  return isBranch(trie) ? withoutIn(trie, key, hashOf(key)) : trie.filter((entry) => entry.key !== key)
}

/** Every entry, in the order of nothing. */
export function entriesIn<K extends string, V>(trie: Trie<K, V>): readonly Entry<K, V>[] {
  const found: Entry<K, V>[] = []
  collect(trie, found)
  return found
}

/**
 * The keys whose entries differ, or are in one tree only; undefined where there are more than `most`. What both share
 * is passed over.
 */
export function differing<K extends string, V>(
  one: Trie<K, V>,
  other: Trie<K, V>,
  most = Infinity,
): readonly K[] | undefined {
  const keys: K[] = []
  return compare(one, other, keys, most) ? keys : undefined
}

function isBranch<K extends string, V>(trie: Trie<K, V>): trie is Branch<K, V> {
  return !Array.isArray(trie)
}

function withIn<K extends string, V>(
  trie: Trie<K, V>,
  entry: Entry<K, V>,
  hash: number,
  depth: number,
): Trie<K, V> {
  if (!isBranch(trie)) return withInLeaf(trie, entry, depth)
  const index = hash & (FAN - 1)
  const branch = withIn(trie.branches[index] ?? EMPTY, entry, hash >>> BITS, depth + 1)
  return { branches: trie.branches.with(index, branch) }
}

function withInLeaf<K extends string, V>(leaf: Leaf<K, V>, entry: Entry<K, V>, depth: number): Trie<K, V> {
  const index = leaf.findIndex(({ key }) => key === entry.key)
  if (index >= 0) return leaf.with(index, entry)
  if (leaf.length < FULL || depth * BITS >= 32) return [...leaf, entry]
  return grown([...leaf, entry], depth)
}

function grown<K extends string, V>(entries: Leaf<K, V>, depth: number): Branch<K, V> {
  const leaves = Array.from({ length: FAN }, (): Entry<K, V>[] => [])
  for (const entry of entries) leaves[(hashOf(entry.key) >>> (depth * BITS)) & (FAN - 1)]?.push(entry)
  return { branches: leaves.map((leaf) => (leaf.length > FULL ? withInLeafs(leaf, depth + 1) : leaf)) }
}

/** All of them have the same bits so far. */
function withInLeafs<K extends string, V>(entries: Leaf<K, V>, depth: number): Trie<K, V> {
  return depth * BITS >= 32 ? entries : grown(entries, depth)
}

function withoutIn<K extends string, V>(trie: Trie<K, V>, key: K, hash: number): Trie<K, V> {
  if (!isBranch(trie)) return trie.filter((entry) => entry.key !== key)
  const index = hash & (FAN - 1)
  return { branches: trie.branches.with(index, withoutIn(trie.branches[index] ?? EMPTY, key, hash >>> BITS)) }
}

function collect<K extends string, V>(trie: Trie<K, V>, found: Entry<K, V>[]): void {
  if (isBranch(trie)) for (const branch of trie.branches) collect(branch, found)
  else for (const entry of trie) found.push(entry)
}

/** Whether there are not too many. */
function compare<K extends string, V>(one: Trie<K, V>, other: Trie<K, V>, keys: K[], most: number): boolean {
  if (one === other) return true
  if (isBranch(one) && isBranch(other)) {
    return one.branches.every((branch, index) => compare(branch, other.branches[index] ?? EMPTY, keys, most))
  }
  const [left, right] = [one, other].map(
    (trie) => new Map(entriesIn(trie).map((entry) => [entry.key, entry])),
  )
  for (const [key, entry] of left ?? []) if (right?.get(key)?.value !== entry.value) keys.push(key)
  for (const key of right?.keys() ?? []) if (left?.has(key) !== true) keys.push(key)
  return keys.length <= most
}

/** FNV-1a. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  }
  return (hash ^ (hash >>> 16)) >>> 0
}
