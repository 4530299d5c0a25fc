import { buildGraph } from '../../django/build-graph'
import { assertSound, descendants, leaves, type GraphNode, type MigrationGraph } from '../../django/graph'
import type { MigrationKey } from '../../django/migration'
import type { Project } from '../../django/project'
import { withoutMigrations } from '../releases/world'

/** A project as it is for one of its migrations. */
export interface Rest {
  readonly project: Project
  readonly graph: MigrationGraph
  /** The last migrations of its app. */
  readonly leaves: readonly MigrationKey[]
}

/** What is there once and for all, whichever migration it is about. */
export interface Whole {
  readonly project: Project
  readonly graph: MigrationGraph
  readonly order: readonly MigrationKey[]
  readonly chosen: ReadonlyMap<MigrationKey, unknown>
}

/**
 * The project of each chosen migration: without those that are chosen after it. Throws what is wrong with what the
 * migration needs there.
 */
export function withoutLater(whole: Whole): (key: MigrationKey, app: string) => Rest {
  const { graph, order, chosen } = whole
  const places = new Map(order.map((key, place) => [key, place]))
  const isWholeEnough = isPlain(whole)
  return (key, app) => {
    const place = places.get(key) ?? -1
    const isKept = (other: MigrationKey): boolean => !chosen.has(other) || (places.get(other) ?? -1) <= place
    if (!isWholeEnough || !graph.nodes.has(key)) return rebuilt(whole, key, app, place)
    return restOf(whole.project, { ...graph, nodes: new KeptNodes(graph.nodes, isKept) }, key, app)
  }
}

/** Whether a part of the graph is the graph of a part of the project: nothing in it depends on what else is there. */
function isPlain({ project, graph }: Whole): boolean {
  if (graph.problems.size > 0) return false
  return [...project.migrations.values()].every(
    ({ dependencies, replaces }) =>
      replaces.length === 0 && dependencies.every(({ on }) => on !== '__latest__'),
  )
}

function rebuilt({ project, order, chosen }: Whole, key: MigrationKey, app: string, place: number): Rest {
  const later = order.slice(place + 1).filter((other) => chosen.has(other))
  const rest = withoutMigrations(project, new Set(later))
  const graph = buildGraph(rest, [key])
  assertSound(graph, key)
  return restOf(rest, graph, key, app)
}

/** Which one is its app's last counts where something comes after it. */
function restOf(project: Project, graph: MigrationGraph, key: MigrationKey, app: string): Rest {
  const isLast = descendants(graph, key).length === 1
  return { project, graph, leaves: isLast ? [key] : leaves(graph, app) }
}

/** The nodes of a graph that are kept. */
class KeptNodes implements ReadonlyMap<MigrationKey, GraphNode> {
  readonly #nodes: ReadonlyMap<MigrationKey, GraphNode>
  readonly #isKept: (key: MigrationKey) => boolean

  constructor(nodes: ReadonlyMap<MigrationKey, GraphNode>, isKept: (key: MigrationKey) => boolean) {
    this.#nodes = nodes
    this.#isKept = isKept
  }

  get(key: MigrationKey): GraphNode | undefined {
    const node = this.#isKept(key) ? this.#nodes.get(key) : undefined
    return node && { ...node, children: new Set([...node.children].filter(this.#isKept)) }
  }

  has(key: MigrationKey): boolean {
    return this.#isKept(key) && this.#nodes.has(key)
  }

  get size(): number {
    return [...this.keys()].length
  }

  *entries(): MapIterator<[MigrationKey, GraphNode]> {
    for (const key of this.#nodes.keys()) {
      const node = this.get(key)
      if (node !== undefined) yield [key, node]
    }
  }

  *keys(): MapIterator<MigrationKey> {
    for (const [key] of this.entries()) yield key
  }

  *values(): MapIterator<GraphNode> {
    for (const [, node] of this.entries()) yield node
  }

  [Symbol.iterator](): MapIterator<[MigrationKey, GraphNode]> {
    return this.entries()
  }

  forEach(
    visit: (node: GraphNode, key: MigrationKey, map: ReadonlyMap<MigrationKey, GraphNode>) => void,
  ): void {
    for (const [key, node] of this.entries()) visit(node, key, this)
  }
}
