import { applyChanges } from '../../django/apply-change'
import type { Change } from '../../django/changes'
import type { Schema, View } from '../../django/schema'
import type { ProjectState } from '../../django/state'
import { idealTables } from '../../django/tables'
import type { Step } from '../plan'
import type { Names } from './names'
import { copyStep } from './copy-step'
import { sqlStep, type Writing } from './sql-steps'
import { planTwin, type TwinPlan } from './twin'

export interface RenameOverlap {
  /** Twins and views. */
  readonly database: readonly Step[]
  /** Right after that: rows get their values under the new names, and these their indexes. */
  readonly fills: readonly Step[]
  readonly twins: readonly TwinPlan[]
}

/** What lets both colours go on under their own names: twins of the columns, and views of the tables. */
export function renameOverlap(
  names: Names,
  schema: Schema,
  state: ProjectState,
  writing: Writing,
): RenameOverlap {
  const twins: TwinPlan[] = []
  const database: Step[] = []
  const fills: Step[] = []
  let current = schema
  for (const column of names.columns) {
    const twin = planTwin(column, names.columns, current, writing.place)
    const after = applyChanges(current, addTwin(twin))
    database.push(
      sqlStep(
        writing,
        { changes: addTwin(twin), at: current },
        { changes: dropTwin(twin, current), at: after },
        [
          `${twin.table}.${twin.twin.column} under both names while both are in use: triggers keep the two equal.`,
        ],
      ),
    )
    fills.push(copyStep(writing, twin, after, 'forward'))
    twins.push(twin)
    current = after
  }
  for (const view of viewsOf(names, state, schema)) {
    database.push(viewStep(view, current, writing))
    current = applyChanges(current, [{ kind: 'create-view', view }])
  }
  return { database, fills: [...fills, ...indexSteps(twins, current, writing)], twins }
}

function viewStep(view: View, at: Schema, writing: Writing): Step {
  const create: readonly Change[] = [{ kind: 'create-view', view }]
  const drop: readonly Change[] = [{ kind: 'drop-view', name: view.name }]
  return sqlStep(writing, { changes: create, at }, { changes: drop, at: applyChanges(at, create) }, [
    `${view.table} under both names while both are in use: new code reads and writes its rows by this view.`,
  ])
}

/** Made once the rows have their values: a new column is full of equal ones. */
function indexSteps(twins: readonly TwinPlan[], schema: Schema, writing: Writing): readonly Step[] {
  const copies = twins.flatMap((twin) => twin.copies)
  if (copies.length === 0) return []
  const drops = copies.map(dropCopy).toReversed()
  const after = applyChanges(schema, copies)
  const comment = ['New code finds rows by the new name as fast as old code does by the old one.']
  return [sqlStep(writing, { changes: copies, at: schema }, { changes: drops, at: after }, comment)]
}

export function addTwin({ table, twin, column, hasPlaceholder, twinColumn }: TwinPlan): readonly Change[] {
  return [
    ...(hasPlaceholder ? [{ kind: 'alter-column', table, column: column.name, to: column } as const] : []),
    { kind: 'add-column', table, column: twinColumn },
    { kind: 'add-twin', table, twin },
  ]
}

function dropTwin({ table, twin, column, hasPlaceholder }: TwinPlan, before: Schema): readonly Change[] {
  const there = before.tables.get(table)?.columns.get(column.name) ?? column
  return [
    { kind: 'drop-twin', table, twin },
    { kind: 'drop-column', table, column: twin.twin },
    ...(hasPlaceholder ? [{ kind: 'alter-column', table, column: column.name, to: there } as const] : []),
  ]
}

function dropCopy(change: Change): Change {
  if (change.kind === 'add-index')
    return { kind: 'drop-index', table: change.table, name: change.index.name ?? '' }
  if (change.kind === 'add-unique')
    return { kind: 'drop-index', table: change.table, name: change.unique.name ?? '' }
  throw new TypeError(`${change.kind} is no copy of a rule`)
}

/** A view shows what new code knows of the table. */
function viewsOf({ tables }: Names, state: ProjectState, { dialect }: Schema): readonly View[] {
  if (tables.length === 0) return []
  const expected = [...state.models.values()].flatMap((model) => idealTables(model, state, dialect))
  return tables.flatMap(({ from, to }) => {
    const table = expected.find(({ name }) => name === to)
    return table === undefined ? [] : [{ name: to, table: from, columns: [...table.columns.keys()] }]
  })
}
