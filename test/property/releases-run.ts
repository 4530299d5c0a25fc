import type { Dialect } from '../../src/core/dialect'
import { Refusal } from '../../src/core/errors'
import { buildGraph } from '../../src/django/build-graph'
import { emptySnapshot } from '../../src/django/empty-snapshot'
import { descendants, fullOrder } from '../../src/django/graph'
import type { MigrationKey } from '../../src/django/migration'
import type { Project } from '../../src/django/project'
import { replayMigration } from '../../src/django/replay'
import { planMigration } from '../../src/plan/planner'
import type { ReleasePlan } from '../../src/plan/releases/release-plan'
import type { PlanOptions } from '../../src/plan/site'
import { readSql } from '../../src/sql/read'
import { Broken, withProject, type Checker, type Opened } from './check'
import { checkReleases } from './releases-check'
import { filesOf, pathOf, type ReleasesSpec } from './releases-spec'
import type { Tools } from './run'

export type Result =
  | { readonly kind: 'released'; readonly plan: ReleasePlan; readonly narrowed: readonly Refusal[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Not a project that Django could run. */
  | { readonly kind: 'invalid'; readonly why: string }
  | Failure

export interface Failure {
  readonly kind: 'failed'
  /** The same for what is probably the same failure. */
  readonly signature: string
  readonly error: unknown
}

/** One project on one dialect. What is refused for a migration is tried again with those after it alone. */
export function runReleases(spec: ReleasesSpec, dialect: Dialect, tools: Tools): Result {
  return withProject(filesOf(spec), (opened) => {
    const options = { ...tools.defaults, ...spec.options, dialect }
    const why = invalid(opened.project, options)
    if (why !== undefined) return { kind: 'invalid', why }
    return attempt(opened, spec, { ...tools, options })
  })
}

function attempt(opened: Opened, spec: ReleasesSpec, checker: Checker): Result {
  const narrowed: Refusal[] = []
  let chosen: readonly MigrationKey[] = spec.migrations
    .filter(({ isChosen }) => isChosen)
    .map(({ key }) => key)
  while (chosen.length > 0) {
    try {
      const { plan } = checkReleases(opened, new Set(chosen), checker)
      return { kind: 'released', plan, narrowed }
    } catch (error) {
      const failed = failureOf(error, opened.project, chosen, checker)
      if (failed !== undefined || !(error instanceof Refusal)) return failed ?? failure(error)
      narrowed.push(error)
      chosen = behind(spec, chosen, error)
    }
  }
  const [refusal] = narrowed
  return refusal === undefined ? { kind: 'invalid', why: 'nothing is chosen' } : { kind: 'refused', refusal }
}

/** Those after the one that was refused. */
function behind(
  spec: ReleasesSpec,
  chosen: readonly MigrationKey[],
  refusal: Refusal,
): readonly MigrationKey[] {
  const path = refusal.place?.file.path ?? refusal.path
  const at = spec.migrations.findIndex(({ key }) => pathOf(key) === path)
  const rest = chosen.filter((key) => spec.migrations.findIndex((each) => each.key === key) > at)
  return rest.length < chosen.length ? rest : chosen.slice(1)
}

/** A refusal is fair where one of the migrations cannot be split by itself, or needs one that was not chosen. */
function failureOf(
  error: unknown,
  project: Project,
  chosen: readonly MigrationKey[],
  { options }: Checker,
): Failure | undefined {
  if (!(error instanceof Refusal)) return failure(error)
  const isAll = chosenIsClosed(project, chosen)
  if (!isAll && error.code !== 'proof-failed') return undefined
  const alone = chosen.some((key) => isRefusedAlone(project, key, options))
  return alone ? undefined : failure(error)
}

function chosenIsClosed(project: Project, chosen: readonly MigrationKey[]): boolean {
  const graph = buildGraph(project)
  return chosen.every((key) => descendants(graph, key).every((each) => chosen.includes(each)))
}

/** As the last of its app, with nothing put off before it. */
function isRefusedAlone(project: Project, key: MigrationKey, options: PlanOptions): boolean {
  const graph = buildGraph(project, [key])
  const later = new Set(descendants(graph, key).filter((each) => each !== key))
  const migrations = new Map([...project.migrations].filter(([each]) => !later.has(each)))
  const migration = migrations.get(key)
  if (migration === undefined) throw new Error(`${key} has got lost`)
  try {
    planMigration({ ...project, migrations }, migration, options, { leaves: [key] })
    return false
  } catch (error) {
    if (error instanceof Refusal) return true
    throw error
  }
}

function invalid(project: Project, { dialect }: PlanOptions): string | undefined {
  const graph = buildGraph(project)
  try {
    fullOrder(graph).reduce(
      (snapshot, key) => {
        const migration = graph.nodes.get(key)?.migration
        return migration === undefined
          ? snapshot
          : replayMigration(migration, snapshot, { app: migration.app, dialect, readSql })
      },
      emptySnapshot(project.settings.project, dialect),
    )
    return [...graph.problems.values()][0]?.reason
  } catch (error) {
    if (error instanceof Refusal) return `${error.code}: ${error.reason}`
    throw error
  }
}

function failure(error: unknown): Failure {
  return { kind: 'failed', signature: signatureOf(error), error }
}

/** Without names, which hold numbers. */
function signatureOf(error: unknown): string {
  const parts = error instanceof Broken ? [error.what, error.found[0] ?? ''] : []
  if (error instanceof Refusal) parts.push(error.code, error.reason)
  else if (!(error instanceof Broken)) parts.push(String(error).split('\n')[0] ?? '')
  return parts
    .join(': ')
    .replace(/\b(?:shop|blog|crm)(?=[._])/g, 'app')
    .replace(/[\w.]*\d\w*/g, '#')
    .slice(0, 300)
}

/** Everything that it takes to see a failure again. */
export function report(spec: ReleasesSpec, dialect: Dialect, { error, signature }: Failure): string {
  const written = error instanceof Broken ? error.written : {}
  const chosen = spec.migrations.filter(({ isChosen }) => isChosen).map(({ key }) => key)
  const files = Object.entries({ ...filesOf(spec), ...written }).map(
    ([path, content]) => `--- ${path}\n${String(content)}`,
  )
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return [
    `seed ${spec.seed}, ${dialect}, ${JSON.stringify(spec.options)}: ${signature}`,
    `chosen: ${chosen.join(' ')}`,
    message.slice(0, 3000),
    ...files,
  ].join('\n')
}
