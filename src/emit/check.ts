import type { Vendor } from '../core/dialect'
import { lazy } from '../core/lazy'
import type { SourceFile } from '../core/span'
import { loadMigration } from '../django/load-migration'
import type { Migration, MigrationKey } from '../django/migration'
import type { Operation } from '../django/operation'
import type { Project } from '../django/project'
import type { Plan } from '../plan/plan'
import { databaseDependencies } from './database-file'
import type { Called } from './database-file'
import { isMarked } from './stage'
import type { Half, Stage } from './stage'
import { blaming, NotAsPlanned } from './template-blame'
import type { Part } from './template-blame'
import type { Templates } from './templates'
import { blamingNames } from './unknown-names'

/** What else went into a file. */
export interface Checked {
  readonly stage?: Stage | undefined
  readonly templates?: Templates | undefined
}

/**
 * Reads a rendered state migration back: the user's operations are all there, as they were, in the planned order,
 * those that are split inside `SeparateDatabaseAndState`, and its dependencies are the same.
 *
 * @throws Error where it is not so: a bug of ours.
 * @throws Refusal `template` where a template of the user's had a hand in it, `local-name` where a name of the user's
 *   means something else by an import that was added.
 */
export function checkStateFile(
  plan: Plan,
  file: SourceFile,
  project: Project,
  called: Called,
  { stage = 'none', templates }: Checked = {},
): void {
  const read = lazy(() => readBack(plan, file, project))
  const check = (): void => {
    assertSame('dependencies', dependenciesOf(read()), dependenciesOf(plan.migration).map(called), file)
    if (!plan.stateAtomic && read().atomic) throw notAsPlanned('atomic', file)
    assertMarked(stage, 'state', read())
    assertStateOperations(plan, read(), file)
  }
  blaming('state', templates, () => {
    blamingNames(plan.migration, read, check)
  })
}

function assertStateOperations(plan: Plan, read: Migration, file: SourceFile): void {
  const units = unitsOf(plan)
  let next = 0
  let fills: readonly string[] = []
  for (const operation of read.operations) {
    const [fill, ...more] = fills
    fills = more
    if (fill !== undefined) {
      assertSame('operations', [shapeOf(operation)], [fill], file)
      continue
    }
    const isOurs = units[next]?.split === true
    const found = isOurs ? stateHalf(operation) : [operation]
    if (found.length === 0 || (isOurs && vendorOf(operation) !== plan.onVendor?.vendor))
      throw notAsPlanned('operations', file)
    const expected = units.slice(next, next + found.length).filter((unit) => unit.split === isOurs)
    assertSame(
      'operations',
      found.map(shapeOf),
      expected.map((unit) => shapeOf(unit.operation)),
      file,
    )
    if (isOurs) fills = expected.flatMap((unit) => unit.fills)
    next += found.length
  }
  if (next !== units.length) throw notAsPlanned('operations', file)
}

/**
 * Reads a rendered database migration back: its dependencies, its operations, whether it is atomic.
 * @throws Error where something is not as planned: a bug of ours.
 * @throws Refusal `template` where a template of the user's had a hand in it.
 */
export function checkDatabaseFile(
  plan: Plan,
  file: SourceFile,
  project: Project,
  called: Called,
  { stage = 'none', templates }: Checked = {},
): void {
  blaming('database', templates, () => {
    const read = readBack(plan, file, project)
    assertSame('dependencies', dependenciesOf(read), databaseDependencies(plan, called), file)
    assertSame('runBefore', read.runBefore, plan.runBefore.map(called), file)
    const planned = plan.later.map((step) => step.operation)
    const vendors = planned.map(vendorOf).map(String)
    assertSame('operations', read.operations.map(vendorOf).map(String), vendors, file)
    assertSame('operations', read.operations.map(shapeOf), planned.map(shapeOf), file)
    if (read.atomic !== plan.laterAtomic) throw notAsPlanned('atomic', file)
    assertMarked(stage, 'database', read)
  })
}

function assertMarked(stage: Stage, half: Half, { module, file }: Migration): void {
  if (!isMarked(stage, half, module.migration)) throw notAsPlanned('attributes', file)
}

interface Unit {
  readonly operation: Operation
  readonly split: boolean
  /** What comes after it. */
  readonly fills: readonly string[]
}

/** The user's operations in the order of the state migration. */
function unitsOf({ migration, splits }: Plan): readonly Unit[] {
  return migration.operations.flatMap((operation) => {
    const here = splits
      .filter((split) => (split.after ?? split.original) === operation)
      .map((split) => ({
        operation: split.original,
        split: true,
        fills: split.fills.map((step) => shapeOf(step.operation)),
      }))
    const isSplit = splits.some((split) => split.original === operation)
    return isSplit ? here : [{ operation, split: false, fills: [] }, ...here]
  })
}

function stateHalf(operation: Operation): readonly Operation[] {
  return operation.kind === 'SeparateDatabaseAndState' ? operation.stateOperations : []
}

function vendorOf(operation: Operation): Vendor | undefined {
  return operation.kind === 'SeparateDatabaseAndState' ? operation.vendor : undefined
}

function readBack(plan: Plan, file: SourceFile, project: Project): Migration {
  const { app, name } = plan.migration
  return loadMigration({ app, name, settings: project.settings.project, read: () => file })
}

function dependenciesOf(migration: Migration): readonly MigrationKey[] {
  return migration.dependencies.map((each) => `${each.app}.${each.on}` as const)
}

/** What belongs to the place of an expression in its file, and not to what it means. */
const NOT_MEANING = new Set(['place', 'synthetic', 'spelling', 'binding', 'via', 'enclosed', 'references'])

/** What an operation means, whatever file it stands in and however it is laid out there. */
function shapeOf(operation: Operation): string {
  return JSON.stringify(operation.source, (key, value: unknown) => {
    if (NOT_MEANING.has(key)) return undefined
    return isOpaque(value) ? { opaque: value.what } : value
  })
}

function isOpaque(value: unknown): value is { readonly what: string } {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'opaque'
}

function assertSame(
  part: Part,
  found: readonly string[],
  expected: readonly string[],
  file: SourceFile,
): void {
  const same = found.length === expected.length && found.every((each, index) => each === expected[index])
  if (same) return
  throw notAsPlanned(part, file, `\nfound ${found.join('\n')}\nexpected ${expected.join('\n')}`)
}

function notAsPlanned(part: Part, file: SourceFile, difference = ''): Error {
  const message = `${file.path} as rendered does not read back as planned${difference}\n\n${file.text}`
  return new NotAsPlanned(part, message)
}
