import type { Change } from '../django/changes'
import type { Terms } from './terms'
import * as mysql from './view-mysql'
import * as postgresql from './view-postgresql'

type ChangeOf<K extends Change['kind']> = Extract<Change, { readonly kind: K }>
type ViewChange = ChangeOf<'create-view' | 'drop-view' | 'settle-views' | 'unsettle-views'>

/** What is done to second names of tables; undefined on SQLite, whose views nobody can write to. */
export function viewStatements(
  { dialect, rerunnable }: Terms,
  change: ViewChange,
): readonly string[] | undefined {
  if (dialect === 'sqlite') return undefined
  const { createView, dropView, settleView, unsettleView } = dialect === 'postgresql' ? postgresql : mysql
  switch (change.kind) {
    case 'create-view':
      return createView(change.view, rerunnable)
    case 'drop-view':
      return dropView(change.name, rerunnable)
    case 'settle-views':
      return change.views.flatMap((view) => settleView(view, dialect))
    case 'unsettle-views':
      return change.views.flatMap((view) => unsettleView(view, dialect))
  }
}
