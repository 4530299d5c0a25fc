import type { Refusal } from '../../core/errors'
import type { Finding } from '../../core/finding'
import type { Place } from '../../core/span'
import { positionAt } from '../../core/span'
import type { MigrationGraph } from '../../django/graph'
import type { Migration, MigrationKey } from '../../django/migration'
import type { Operation } from '../../django/operation'
import type { Project } from '../../django/project'
import type { ReplayEnvironment } from '../../django/replay'
import type { Snapshot } from '../../django/snapshot'
import type { History } from '../../django/snapshot-before'
import { idealTables } from '../../django/tables'
import type { ProjectState } from '../../django/state'
import type { PlanOptions } from '../site'
import type { LetGo } from './let-go'
import { namesIn } from './let-go'
import { operationName } from './operation-name'
import type { withoutLater } from './without-later'

/** One chosen migration when it is its turn, and what has come before it. */
export interface FindingSite {
  readonly project: Project
  readonly graph: MigrationGraph
  readonly migration: Migration
  readonly history: History
  readonly options: PlanOptions
  readonly environment: ReplayEnvironment
  /** What the migrations before it have taken out of the state. */
  readonly letGo: readonly LetGo[]
  /** A migration that it depends on cannot be read: what does not fit may be that one's doing. */
  readonly isUnsound: boolean
  /** Set where others that were chosen come before it. */
  readonly release?: Release
  /** The project without the chosen ones that come after a migration. */
  readonly rest: ReturnType<typeof withoutLater>
}

/** What ships together, up to the migration at hand. */
export interface Release {
  /** The models of the code that is live when it begins; worked out when first asked for. */
  readonly start: () => ProjectState
  /** The migrations of it that have run, with the models after each. */
  readonly run: readonly { readonly key: MigrationKey; readonly state: ProjectState }[]
}

interface Facts {
  readonly rule: string
  readonly severity?: Finding['severity']
  readonly message: string
  readonly fix: string
}

/** A finding about an operation of the migration. */
export function findingAt(
  site: FindingSite,
  operation: Operation,
  before: Snapshot,
  { rule, severity = 'error', message, fix }: Facts,
): Finding {
  return {
    rule,
    severity,
    place: operation.place,
    migration: site.migration.key,
    operation: operationName(operation, site.migration.app, before.state),
    message: oneLine(message),
    fix: oneLine(fix),
  }
}

/** A refusal as a finding of its own. */
export function findingOf(refusal: Refusal, migration: Migration, operation?: string): Finding {
  return {
    rule: refusal.code,
    severity: 'error',
    place: refusal.place ?? startOf(refusal.path, migration),
    migration: migration.key,
    ...(operation !== undefined && { operation }),
    message: oneLine(refusal.reason),
    fix: oneLine(refusal.wayOut),
  }
}

/** The beginning of a file. One that cannot be read has no text. */
function startOf(path: string | undefined, migration: Migration): Place {
  const span = { start: 0, end: 0 }
  try {
    if (path === undefined || path === migration.file.path) return { file: migration.file, span }
  } catch {
    // It is what is wrong.
  }
  return { file: { path: path ?? migration.key, text: '' }, span }
}

/** Names in a file may hold anything. */
function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]\s*/g, ' ')
}

/** Whether something stands within an operation. */
export function holds(operation: Operation, place: Place | undefined): boolean {
  const { file, span } = operation.place
  if (place?.file.path !== file.path) return false
  return place.span.start >= span.start && place.span.end <= span.end
}

/** Tables and columns that the models have, under Django's names. */
export function namesOfModels(
  state: ProjectState,
  { dialect }: Pick<PlanOptions, 'dialect'>,
): ReadonlySet<string> {
  const tables = [...state.models.values()].flatMap((model) => idealTables(model, state, dialect))
  return namesIn({ tables: new Map(tables.map((table) => [table.name, table])) })
}

/** `line 12`, of a place in the file that the reader has before them. */
export function lineOf({ file, span }: Place): string {
  return `line ${positionAt(file.text, span.start).line}`
}
