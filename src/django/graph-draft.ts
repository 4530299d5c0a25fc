import type { Migration, MigrationKey } from './migration'

/** A node while the graph is being made. */
export interface DraftNode {
  /** Undefined where a migration is named and not there (Django's DummyNode). */
  readonly migration: Migration | undefined
  readonly parents: Set<MigrationKey>
  readonly children: Set<MigrationKey>
}

export type DraftNodes = Map<MigrationKey, DraftNode>

/** `MigrationGraph.add_dependency` (django/db/migrations/graph.py): makes nodes for what is not there. */
export function connect(nodes: DraftNodes, child: MigrationKey, parent: MigrationKey): void {
  nodeOf(nodes, child).parents.add(parent)
  nodeOf(nodes, parent).children.add(child)
}

function nodeOf(nodes: DraftNodes, key: MigrationKey): DraftNode {
  const known = nodes.get(key)
  if (known !== undefined) return known
  const node: DraftNode = { migration: undefined, parents: new Set(), children: new Set() }
  nodes.set(key, node)
  return node
}

/** What `__first__` means: the first by name of the migrations with no parent in their app. */
export function rootOf(nodes: DraftNodes, app: string): MigrationKey | undefined {
  return edgeOf(nodes, app, (node) => node.parents)
}

/** What `__latest__` means: the first by name of the migrations with no child in their app. */
export function leafOf(nodes: DraftNodes, app: string): MigrationKey | undefined {
  return edgeOf(nodes, app, (node) => node.children)
}

function edgeOf(
  nodes: DraftNodes,
  app: string,
  next: (node: DraftNode) => ReadonlySet<MigrationKey>,
): MigrationKey | undefined {
  const isInApp = (key: MigrationKey): boolean => key.startsWith(`${app}.`)
  return [...nodes]
    .filter(([key, node]) => isInApp(key) && ![...next(node)].some(isInApp))
    .map(([key]) => key)
    .sort()[0]
}

/** `MigrationGraph.remove_replaced_nodes` (django/db/migrations/graph.py). */
export function removeReplaced(
  nodes: DraftNodes,
  key: MigrationKey,
  replaced: readonly MigrationKey[],
): void {
  for (const old of replaced) {
    const node = old === key ? undefined : nodes.get(old)
    if (node === undefined) continue
    nodes.delete(old)
    for (const child of node.children) {
      nodes.get(child)?.parents.delete(old)
      if (!replaced.includes(child)) connect(nodes, child, key)
    }
    for (const parent of node.parents) {
      nodes.get(parent)?.children.delete(old)
      if (!replaced.includes(parent)) connect(nodes, key, parent)
    }
  }
}

/**
 * `MigrationGraph.remove_replacement_node` (django/db/migrations/graph.py): what came after the squashed migration
 * comes after the last of those it would have replaced.
 */
export function removeReplacement(
  nodes: DraftNodes,
  key: MigrationKey,
  replaced: readonly MigrationKey[],
): void {
  const node = nodes.get(key)
  if (node === undefined) return
  nodes.delete(key)
  const there = replaced.filter((old) => nodes.has(old))
  const inner = new Set(there.flatMap((old) => [...(nodes.get(old)?.parents ?? [])]))
  for (const child of node.children) {
    nodes.get(child)?.parents.delete(key)
    for (const old of there) if (!inner.has(old)) connect(nodes, child, old)
  }
  for (const parent of node.parents) nodes.get(parent)?.children.delete(key)
}
