import { listed } from '../../core/words'
import { applyChanges } from '../../django/apply-change'
import type { Change } from '../../django/changes'
import { tablesThatDiffer } from '../../django/differing'
import type { Index, Schema, Table, View } from '../../django/schema'
import { withTable } from '../../django/schema-changes'
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
  for (const table of new Set(renames.twins.map((twin) => twin.table))) {
    const name = settledTable(renames.names, table)
    const twins = renames.twins
      .filter((twin) => twin.table === table)
      .map((twin) => ({ ...twin, table: name }))
    const settled = settleTwins(twins, name, current, writing)
    steps.push(...settled.steps)
    current = settled.after
  }
  const bare = applyChanges(current, placeholdersGo(current, renames))
  const end = likeWanted(bare, wanted)
  // One after the other: where a column changes as well, keys are no longer made before the old ones go.
  const changes = [...placeholdersGo(current, renames), ...tableChanges(bare, end)]
  const back = [...tableChanges(end, bare), ...tableChanges(bare, current)]
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

/** All of a table at one blow: a rule may be over several of them. */
function settleTwins(plans: readonly TwinPlan[], table: string, at: Schema, writing: Writing): Settled {
  const settle = plans.map(({ twin }): Change => ({ kind: 'settle-twin', table, twin }))
  const after = applyChanges(at, settle)
  const restore = plans.flatMap(({ twin, twinColumn }): readonly Change[] => [
    { kind: 'add-column', table, column: { ...twinColumn, name: twin.column } },
    { kind: 'add-twin', table, twin },
  ])
  const restored = applyChanges(after, restore)
  const swap = plans.map(({ twin }): Change => {
    return { kind: 'swap-columns', table, one: twin.twin, other: twin.column }
  })
  const copies = copiesBack(at, table, plans)
  // Run again after the columns have changed places, the indexes are where they belong.
  const keeping = { ...writing, how: { ...writing.how, keepsIndexes: true } }
  const forward = { changes: [], at, together: settle }
  const back = { changes: copies, at: restored, together: swap }
  return {
    steps: [
      sqlStep(keeping, forward, back, [settlingWords(plans, at)]),
      ...plans.map((plan) => copyStep(writing, plan, restored, 'reverse')),
      sqlStep(writing, { changes: [], at: after }, { changes: restore, at: after }, [
        'On the way back, both names again.',
      ]),
    ],
    after,
  }
}

function settlingWords(plans: readonly TwinPlan[], { dialect }: Schema): string {
  const words = plans.map(({ table, twin }) => `${table}.${twin.column} takes the name ${twin.twin}`)
  if (plans.length === 1) return `${listed(words)} in place of its twin, at one blow.`
  // The others have no transactions around changes of tables.
  const blows = dialect === 'postgresql' ? 'at one blow' : 'one after the other, each at one blow'
  return `${listed(words)} in place of their twins, ${blows}.`
}

/** The indexes of the twins, over the columns that are going to change places with them. */
function copiesBack(
  { tables, dialect }: Schema,
  name: string,
  plans: readonly TwinPlan[],
): readonly Change[] {
  const table = tables.get(name)
  if (table === undefined) return []
  const named = new Set(plans.flatMap(({ copies }) => copies.map(nameOf)))
  const bare: Table = { ...table, columns: new Map() }
  const moved = plans.reduce(
    (current, { twin }) => withRenamedColumn(current, twin.twin, twin.column, dialect),
    bare,
  )
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
function placeholdersGo({ tables }: Schema, { names, twins }: Renames): readonly Change[] {
  return twins
    .filter(({ hasPlaceholder }) => hasPlaceholder)
    .flatMap(({ table, twin }): readonly Change[] => {
      const settled = settledTable(names, table)
      const isThere = tables.get(settled)?.columns.has(twin.twin) === true
      return isThere ? [{ kind: 'set-column', table: settled, column: twin.twin, default: null }] : []
    })
}

/** Keys and indexes under the names that Django gives them when it does the rename itself. */
function likeWanted(schema: Schema, wanted: Schema): Schema {
  return tablesThatDiffer(schema, wanted).reduce((all, table) => {
    const like = wanted.tables.get(table.name)
    return like === undefined ? all : withTable(all, namedLike(table, like))
  }, schema)
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
