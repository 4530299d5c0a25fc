import { Refusal } from '../core/errors'
import { textOf } from '../core/span'
import type { Migration, MigrationKey } from './migration'

/** One migration among the others. Parents and children are keys of the same graph. */
export interface GraphNode {
  readonly key: MigrationKey
  readonly migration: Migration
  readonly parents: ReadonlySet<MigrationKey>
  readonly children: ReadonlySet<MigrationKey>
}

/**
 * The migrations of a project as Django's MigrationLoader orders them for a fresh database: squashed ones in place
 * of those they replace. Made by `buildGraph`.
 */
export interface MigrationGraph {
  readonly nodes: ReadonlyMap<MigrationKey, GraphNode>
  /** Migrations that are not nodes, because a squashed one stands in their place. */
  readonly replacedBy: ReadonlyMap<MigrationKey, MigrationKey>
  /** What is wrong with a migration's own references; thrown only when that migration is needed. */
  readonly problems: ReadonlyMap<MigrationKey, Refusal>
  /** References to apps that are neither in the project nor known: taken to be satisfied. */
  readonly external: readonly ExternalReference[]
}

export interface ExternalReference {
  readonly from: MigrationKey
  readonly app: string
  readonly on: string
}

/**
 * A migration and all that has to run before it, in Django's order, itself last; without those in `known`, whose own
 * are in it as well.
 */
export function ancestors(
  graph: MigrationGraph,
  key: MigrationKey,
  known?: ReadonlySet<MigrationKey>,
): readonly MigrationKey[] {
  return depthFirst(graph, key, (node) => node.parents, known)
}

/** A migration and all that can only run after it, itself last, as Django unapplies them; `known` as in `ancestors`. */
export function descendants(
  graph: MigrationGraph,
  key: MigrationKey,
  known?: ReadonlySet<MigrationKey>,
): readonly MigrationKey[] {
  return depthFirst(graph, key, (node) => node.children, known)
}

/** Every migration in the order in which `migrate` runs them (`MigrationGraph._generate_plan`, django/db/migrations/graph.py). */
export function fullOrder(graph: MigrationGraph): readonly MigrationKey[] {
  const plan = new Set<MigrationKey>()
  for (const leaf of leaves(graph)) {
    for (const key of depthFirst(graph, leaf, (node) => node.parents, plan)) plan.add(key)
  }
  // Only a circle has no leaf to be reached from.
  for (const key of graph.nodes.keys()) plan.add(key)
  return [...plan]
}

/** Some migrations in the order in which `migrate` runs them. */
export function order(graph: MigrationGraph, keys: Iterable<MigrationKey>): readonly MigrationKey[] {
  const wanted = new Set(keys)
  return fullOrder(graph).filter((key) => wanted.has(key))
}

/** The migrations that no other of the same app comes after, sorted. */
export function leaves(graph: MigrationGraph, app?: string): readonly MigrationKey[] {
  return [...graph.nodes.values()]
    .filter((node) => app === undefined || node.migration.app === app)
    .filter((node) => ![...node.children].some((key) => appOf(key) === node.migration.app))
    .map((node) => node.key)
    .sort()
}

/**
 * The last migration of an app; undefined where the app has none. Throws `several-leaves` where it has more than
 * one, as `makemigrations` and `migrate` do.
 */
export function leaf(graph: MigrationGraph, app: string): MigrationKey | undefined {
  const [first, ...others] = leaves(graph, app)
  if (first === undefined || others.length === 0) return first
  // A file that cannot be read has no dependencies either: that is what is wrong, not the branches.
  for (const key of [first, ...others]) assertReadable(graph, key)
  const names = [first, ...others].map((key) => nameOf(key)).join(', ')
  refuseUntoldBranch(graph, app, names)
  throw new Refusal({
    code: 'several-leaves',
    reason: `the app ${app} has several last migrations: ${names}`,
    wayOut: 'run makemigrations --merge first',
    path: graph.nodes.get(others.at(-1) ?? first)?.migration.file.path,
  })
}

/** A branch may only look like one, where what its first migration comes after is written in a way that nobody can read. */
function refuseUntoldBranch({ nodes, problems }: MigrationGraph, app: string, names: string): void {
  const roots = [...nodes.values()].filter(
    ({ migration, parents }) => migration.app === app && ![...parents].some((key) => appOf(key) === app),
  )
  const place = roots
    .flatMap(({ key, migration }) => (problems.has(key) ? [] : migration.untoldDependencies))
    .at(-1)
  if (roots.length < 2 || place === undefined) return
  const text = textOf(place).replace(/\s*\r?\n\s*/g, ' ')
  throw new Refusal({
    code: 'several-leaves',
    reason: `the app ${app} has several last migrations as far as its files tell, ${names}: only Python could tell what is in ${text}`,
    wayOut: 'write the dependencies of this migration as a plain list',
    place,
  })
}

/** Throws what is wrong with a file by itself: its syntax, or that it holds no migration. */
function assertReadable({ nodes, problems }: MigrationGraph, key: MigrationKey): void {
  const problem = problems.get(key)
  if (problem !== undefined) throw problem
  const migration = nodes.get(key)?.migration
  if (migration === undefined || migration.module.migration !== undefined) return
  throw new Refusal({
    code: 'not-a-migration',
    reason: 'there is no class Migration in it, so that Django would not start',
    wayOut: 'move it out of the folder of migrations',
    path: migration.file.path,
  })
}

/** Throws the first problem among a migration and what it needs: what Django would not load. */
export function assertSound(graph: MigrationGraph, key: MigrationKey): void {
  const own = graph.problems.get(key)
  if (own !== undefined) throw own
  for (const ancestor of ancestors(graph, key)) {
    const problem = graph.problems.get(ancestor)
    if (problem !== undefined) throw problem
  }
}

/** The node that stands for a migration: itself, or the squashed one in its place. */
export function standIn(graph: MigrationGraph, key: MigrationKey): MigrationKey | undefined {
  if (graph.nodes.has(key)) return key
  const by = graph.replacedBy.get(key)
  return by === undefined ? undefined : standIn(graph, by)
}

export function appOf(key: MigrationKey): string {
  return key.slice(0, key.indexOf('.'))
}

export function nameOf(key: MigrationKey): string {
  return key.slice(key.indexOf('.') + 1)
}

/** `MigrationGraph.iterative_dfs` (django/db/migrations/graph.py), which a circle does not stop from ending. */
function depthFirst(
  graph: MigrationGraph,
  start: MigrationKey,
  next: (node: GraphNode) => ReadonlySet<MigrationKey>,
  done: ReadonlySet<MigrationKey> = new Set(),
): readonly MigrationKey[] {
  const visited: MigrationKey[] = []
  const entered = new Set<MigrationKey>()
  const stack: { readonly key: MigrationKey; readonly isProcessed: boolean }[] = [
    { key: start, isProcessed: false },
  ]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const node = graph.nodes.get(top.key)
    if (node === undefined) continue
    if (top.isProcessed) visited.push(top.key)
    else if (!entered.has(top.key) && !done.has(top.key)) {
      entered.add(top.key)
      stack.push({ key: top.key, isProcessed: true })
      for (const key of [...next(node)].sort()) stack.push({ key, isProcessed: false })
    }
  }
  return visited
}
