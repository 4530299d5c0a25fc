import type { MigrationKey } from './migration'

interface Linked {
  readonly parents: ReadonlySet<MigrationKey>
  readonly children: ReadonlySet<MigrationKey>
}

/** The circles among dependencies: each as the keys along it. */
export function findCircles(nodes: ReadonlyMap<MigrationKey, Linked>): readonly (readonly MigrationKey[])[] {
  const stuck = withoutOrder(nodes)
  const circles: MigrationKey[][] = []
  const seen = new Set<MigrationKey>()
  for (const start of [...stuck].sort()) {
    const path: MigrationKey[] = []
    let key: MigrationKey | undefined = start
    while (key !== undefined && !seen.has(key)) {
      seen.add(key)
      path.push(key)
      key = [...(nodes.get(key)?.parents ?? [])].filter((parent) => stuck.has(parent)).sort()[0]
    }
    if (key !== undefined && path.includes(key)) circles.push(path.slice(path.indexOf(key)))
  }
  return circles
}

/** What is left when everything whose parents are gone is taken away, again and again. */
function withoutOrder(nodes: ReadonlyMap<MigrationKey, Linked>): ReadonlySet<MigrationKey> {
  const waiting = new Map([...nodes].map(([key, node]) => [key, node.parents.size]))
  const free = [...waiting].filter(([, count]) => count === 0).map(([key]) => key)
  for (let key = free.pop(); key !== undefined; key = free.pop()) {
    waiting.delete(key)
    for (const child of nodes.get(key)?.children ?? []) {
      const left = (waiting.get(child) ?? 0) - 1
      waiting.set(child, left)
      if (left === 0) free.push(child)
    }
  }
  return new Set(waiting.keys())
}
