import type { Change, Guards } from '../django/changes'
import type { Twin, View } from '../django/schema'
import type { Form, Values } from './exact'
import { TWIN_SUFFIX } from './twin'

/** What the values of an exact text say: the same on each database. */

type Changes = readonly Change[] | undefined

export const EITHER = [false, true] as const

/** Twins with and without what a twin may have. */
export const TWINS = EITHER.flatMap((comparesBytes) =>
  EITHER.map((hasBlank) => (values: Values): Twin => ({
    ...pairOf(values),
    ...(hasBlank && { blank: values.one('blank') }),
    ...(comparesBytes && { comparesBytes }),
  })),
)

export function pairOf({ one }: Values): Pick<Twin, 'name' | 'column' | 'twin'> {
  return { name: one('name'), column: one('column'), twin: one('other') }
}

export function viewOf({ one, many }: Values): View {
  return { name: one('view'), table: one('table'), columns: many('columns') }
}

function made(again: boolean): Guards {
  return again ? { ifNotExists: true } : {}
}

function gone(again: boolean): Guards {
  return again ? { ifExists: true } : {}
}

/** By its name alone a trigger is known to be of a twin. */
function ofTwin(changes: (values: Values) => Changes): (values: Values) => Changes {
  return (values) => (values.one('name').endsWith(TWIN_SUFFIX) ? changes(values) : undefined)
}

type Write = Form['write']

export function addsTwin(twin: (values: Values) => Twin, again: boolean, write: Write): Form {
  return {
    write,
    read: (values) => [{ kind: 'add-twin', table: values.one('table'), twin: twin(values), ...made(again) }],
  }
}

export function dropsTwin(again: boolean, write: Write): Form {
  return {
    write,
    read: ofTwin(({ one }) => [
      { kind: 'drop-twin', table: one('table') || undefined, twin: { name: one('name') }, ...gone(again) },
    ]),
  }
}

/** What comes with another statement, which says it all. */
export function saysNothing(write: Write): Form {
  return { write, read: () => [] }
}

export function saysNothingOfTwin(write: Write): Form {
  return { write, read: ofTwin(() => []) }
}

export function settlesTwin(write: Write): Form {
  return {
    write,
    read: (values) => [{ kind: 'settle-twin', table: values.one('table'), twin: pairOf(values) }],
  }
}

export function swapsColumns(write: Write): Form {
  return {
    write,
    read: ({ one }) => [
      { kind: 'swap-columns', table: one('table'), one: one('column'), other: one('other') },
    ],
  }
}

export function createsView(again: boolean, write: Write): Form {
  return { write, read: (values) => [{ kind: 'create-view', view: viewOf(values), ...made(again) }] }
}

export function dropsView(again: boolean, write: Write): Form {
  return { write, read: ({ one }) => [{ kind: 'drop-view', name: one('view'), ...gone(again) }] }
}

export function settlesView(write: Write): Form {
  return {
    write,
    read: ({ one }) => [{ kind: 'settle-views', views: [{ name: one('view'), table: one('table') }] }],
  }
}

export function unsettlesView(write: Write): Form {
  return { write, read: (values) => [{ kind: 'unsettle-views', views: [viewOf(values)] }] }
}

export function renamesConstraint(again: boolean, write: Write): Form {
  return {
    write,
    read: ({ one }) => [
      {
        ...{ kind: 'rename-constraint', table: one('table'), name: one('name'), to: one('other') },
        ...gone(again),
      },
    ],
  }
}
