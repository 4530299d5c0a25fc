import { PersistentMap, withEntry, withoutEntry } from '../../src/core/persistent-map'

/** A fixed sequence of numbers that looks random. */
function* numbers(count: number): Generator<number> {
  let seed = 1
  for (let index = 0; index < count; index++) {
    seed = (seed * 48271) % 2147483647
    yield seed
  }
}

test('does what a Map does, in the same order, and leaves what it came from alone', () => {
  const plain = new Map<string, number>()
  let persistent = PersistentMap.from<string, number>()
  for (const number of numbers(2000)) {
    const key = `key${number % 200}`
    const before = persistent
    const entries = number % 50 === 0 ? [...before] : []
    if (number % 3 === 0) {
      plain.delete(key)
      persistent = persistent.without(key)
    } else {
      plain.set(key, number)
      persistent = persistent.with(key, number)
    }
    if (number % 50 === 0) expect([...before]).toEqual(entries)
    expect(persistent.size).toBe(plain.size)
    expect(persistent.get(key)).toBe(plain.get(key))
    expect(persistent.has(key)).toBe(plain.has(key))
  }
  expect([...persistent]).toEqual([...plain])
  expect([...persistent.keys()]).toEqual([...plain.keys()])
  expect([...persistent.values()]).toEqual([...plain.values()])
  const visited: [string, number][] = []
  persistent.forEach((value, key) => visited.push([key, value]))
  expect(visited).toEqual([...plain])
})

test('from entries, a later one of the same key takes the place of the first', () => {
  const entries = [
    ['a', 1],
    ['b', 2],
    ['a', 3],
  ] as const
  expect([...PersistentMap.from<string, number>(entries)]).toEqual([...new Map<string, number>(entries)])
})

test('any map can be taken on', () => {
  const plain = new Map([['a', 1]])
  expect([...withEntry(plain, 'b', 2)]).toEqual([
    ['a', 1],
    ['b', 2],
  ])
  expect([...withoutEntry(plain, 'a')]).toEqual([])
  expect([...plain]).toEqual([['a', 1]])
})

test('taking out what is not there gives the same map', () => {
  const map = PersistentMap.from<string, number>([['a', 1]])
  expect(map.without('b')).toBe(map)
})
