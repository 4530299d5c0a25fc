import { applyChanges } from '../../django/apply-change'
import type { Change } from '../../django/changes'
import type { Index, Schema, Table, View } from '../../django/schema'
import { withRenamedColumn } from '../../django/table-changes'
import type { Renames } from '../deferred'
import type { Step } from '../plan'
import { bareIndex, tableChanges } from '../table-diff'
import { copyStep } from './copy-step'
import { settledTable } from './names'
import { sqlStep, type Writing } from './sql-steps'
import type { TwinPlan } from './twin'

export interface Settled {
  readonly steps: readonly Step[]
  readonly after: Schema
  /** What comes last in the migration, and so first on the way back. */
  readonly last?: readonly Step[]
}

/**
 * The database takes over the new names: each view gives way to its table, each twin to its column. On the way back
 * the column of the old name comes, is filled, and the two change places: rules are then where they were.
 *
 * @param wanted the schema of the unsplit migration, where Django's keys and indexes have their names from
 */
export function settleRenames(renames: Renames, schema: Schema, wanted: Schema, writing: Writing): Settled {
  const steps: Step[] = []
  let current = schema
  const views = renames.names.tables.flatMap(({ to }): readonly View[] => {
    const view = schema.views?.get(to)
    return view === undefined ? [] : [view]
  })
  for (const view of views) {
    steps.push(viewStep(view, current, writing))
    current = applyChanges(current, [{ kind: 'settle-views', views: [view] }])
  }
  for (const twin of renames.twins) {
    const settled = settleTwin({ ...twin, table: settledTable(renames.names, twin.table) }, current, writing)
    steps.push(...settled.steps)
    current = settled.after
  }
  const end = likeWanted(withoutPlaceholders(current, renames), wanted)
  const [changes, back] = [tableChanges(current, end), tableChanges(end, current)]
  if (changes.length + back.length > 0) {
    const reverse = { changes: back, at: applyChanges(current, changes) }
    steps.push(
      sqlStep(writing, { changes, at: current }, reverse, ['As Django calls and has them after the rename.']),
    )
  }
  const after = applyChanges(current, changes)
  const again = after.dialect === 'mysql' ? [] : views.map((view) => againStep(view, after, writing))
  return { steps, after, last: again }
}

/**
 * A way back that was interrupted once the view was there begins anew: what is put off is undone on the table. MySQL has
 * no statement for it that does nothing where nothing is to be done.
 */
function againStep(view: View, at: Schema, writing: Writing): Step {
  const changes: readonly Change[] = [{ kind: 'settle-views', views: [view] }]
  return sqlStep(writing, { changes: [], at }, { changes, at }, [
    `On the way back, where that was interrupted: ${view.name} is the table again, and all is done once more.`,
  ])
}

/** One by one: who holds one table and asks for another cannot be in the way of a rename that holds that. */
function viewStep(view: View, at: Schema, writing: Writing): Step {
  const views = [view]
  const settle: readonly Change[] = [{ kind: 'settle-views', views }]
  const after = applyChanges(at, settle)
  const back: readonly Change[] = [{ kind: 'unsettle-views', views }]
  return sqlStep(writing, { changes: settle, at }, { changes: back, at: after }, [
    `${view.table} takes the name ${view.name} in place of the view, at one blow.`,
  ])
}

function settleTwin(plan: TwinPlan, at: Schema, writing: Writing): Settled {
  const { table, twin, twinColumn } = plan
  const settle: readonly Change[] = [{ kind: 'settle-twin', table, twin }]
  const after = applyChanges(at, settle)
  const restore: readonly Change[] = [
    { kind: 'add-column', table, column: { ...twinColumn, name: twin.column } },
    { kind: 'add-twin', table, twin },
  ]
  const restored = applyChanges(after, restore)
  const swap: Change = { kind: 'swap-columns', table, one: twin.twin, other: twin.column }
  const back = [...copiesBack(at, plan), swap]
  const nothing = { changes: [], at: after }
  // Run again after the two have changed places, the indexes are where they belong.
  const keeping = { ...writing, how: { ...writing.how, keepsIndexes: true } }
  return {
    steps: [
      sqlStep(keeping, { changes: settle, at }, { changes: back, at: restored }, [
        `${table}.${twin.column} takes the name ${twin.twin} in place of its twin, at one blow.`,
      ]),
      copyStep(writing, plan, restored, 'reverse'),
      sqlStep(writing, nothing, { changes: restore, at: after }, ['On the way back, both names again.']),
    ],
    after,
  }
}

/** The indexes of the twin, over the column that is going to change places with it. */
function copiesBack({ tables, dialect }: Schema, { table: name, twin, copies }: TwinPlan): readonly Change[] {
  const table = tables.get(name)
  if (table === undefined) return []
  const named = new Set(copies.map(nameOf))
  const moved = withRenamedColumn({ ...table, columns: new Map() }, twin.twin, twin.column, dialect)
  return [
    ...moved.indexes
      .filter((index) => named.has(index.name))
      .map((index): Change => ({ kind: 'add-index', table: name, index })),
    ...moved.uniques
      .filter((unique) => named.has(unique.name))
      .map((unique): Change => ({ kind: 'add-unique', table: name, unique })),
  ]
}

function nameOf(change: Change): string | undefined {
  if (change.kind === 'add-index') return change.index.name
  return change.kind === 'add-unique' ? change.unique.name : undefined
}

/** On MySQL a column has a default for as long as it has a twin. */
function withoutPlaceholders(schema: Schema, { names, twins }: Renames): Schema {
  const changes = twins
    .filter(({ hasPlaceholder }) => hasPlaceholder)
    .flatMap(({ table, twin }): readonly Change[] => {
      const settled = settledTable(names, table)
      const column = schema.tables.get(settled)?.columns.get(twin.twin)
      if (column === undefined) return []
      return [{ kind: 'set-column', table: settled, column: twin.twin, default: null }]
    })
  return applyChanges(schema, changes)
}

/** Keys and indexes under the names that Django gives them when it does the rename itself. */
function likeWanted(schema: Schema, wanted: Schema): Schema {
  const tables = [...schema.tables].map(([name, table]): readonly [string, Table] => {
    const like = wanted.tables.get(name)
    return [name, like === undefined ? table : namedLike(table, like)]
  })
  return { ...schema, tables: new Map(tables) }
}

function namedLike(table: Table, like: Table): Table {
  const keys = table.foreignKeys.map((key) => {
    const isTaken = like.foreignKeys.some(({ name }) => name === key.name)
    const same = like.foreignKeys.find(
      (other) =>
        other.column === key.column && other.toTable === key.toTable && other.toColumn === key.toColumn,
    )
    return isTaken || same === undefined || key.onDelete !== 'no-action' ? key : { ...key, name: same.name }
  })
  const indexes = table.indexes.map((index): Index => {
    const isTaken = like.indexes.some(({ name }) => name === index.name)
    const same = like.indexes.find((other) => bareIndex(other) === bareIndex(index))
    return isTaken || same === undefined || index.implicit === true ? index : { ...index, name: same.name }
  })
  return keys.every((key, at) => key === table.foreignKeys[at]) &&
    indexes.every((each, at) => each === table.indexes[at])
    ? table
    : { ...table, foreignKeys: keys, indexes }
}
