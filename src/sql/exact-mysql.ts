import type { Form, Values } from './exact'
import * as says from './exact-changes'
import * as twins from './twin-mysql'
import * as views from './view-mysql'

const { EITHER, TWINS, pairOf, viewOf } = says

/** What both servers are told about twins and views, as it is read back. */
const SHARED: readonly Form[] = [
  ...EITHER.flatMap((again) => [
    ...TWINS.map((of) =>
      says.addsTwin(of, again, (values) =>
        twins.createTrigger('insert', values.one('table'), of(values), again),
      ),
    ),
    // The other trigger of the two is only there with this one.
    ...TWINS.map((of) =>
      says.saysNothing((values) => twins.createTrigger('update', values.one('table'), of(values), again)),
    ),
    says.dropsTwin(again, ({ one }) => twins.dropTrigger('insert', one('name'), again)),
    says.saysNothingOfTwin(({ one }) => twins.dropTrigger('update', one('name'), again)),
    says.createsView(again, (values) => views.createView(viewOf(values), again).join()),
    says.dropsView(again, ({ one }) => views.dropView(one('view'), again).join()),
  ]),
]

function withCopies(settle: (values: Values, copies: readonly string[]) => string): readonly Form[] {
  return [
    says.settlesTwin((values) => settle(values, [])),
    says.settlesTwin((values) => settle(values, values.many('copies'))),
  ]
}

/** MariaDB has statements of statements, which say what they do as a whole. */
export const MARIADB_FORMS: readonly Form[] = [
  ...SHARED,
  ...withCopies((values, copies) => twins.settleOnce(values.one('table'), pairOf(values), copies)),
  says.swapsColumns(({ one }) =>
    twins.swapColumns(one('table'), one('column'), one('other'), 'mariadb').join(),
  ),
  says.settlesView((values) => views.settleView(viewOf(values), 'mariadb').join()),
  says.unsettlesView((values) => views.unsettleView(viewOf(values), 'mariadb').join()),
]

/** On MySQL the triggers were dropped before; views are renamed as tables are, see `readRenameTable`. */
export const MYSQL_FORMS: readonly Form[] = [
  ...SHARED,
  ...withCopies(({ one }, copies) => twins.settleColumns(one('table'), one('column'), one('other'), copies)),
  says.swapsColumns(({ one }) =>
    twins.swapColumns(one('table'), one('column'), one('other'), 'mysql').join(),
  ),
]
