import { quoteName } from '../core/quote'
import { dropInvalidIndex } from './add-rule'
import type { Form } from './exact'
import * as says from './exact-changes'
import { renameConstraint } from './rename-constraint'
import * as twins from './twin-postgresql'
import * as views from './view-postgresql'

const { EITHER, TWINS, pairOf, viewOf } = says

/** What PostgreSQL is told about twins, views and names of constraints, as it is read back. */
export const POSTGRESQL_FORMS: readonly Form[] = [
  ...EITHER.flatMap(guardedForms),
  says.saysNothing((values) => views.grants(viewOf(values))),
  says.saysNothing(({ one }) => dropInvalidIndex(quoteName(one('view'), 'postgresql'))),
  says.settlesTwin((values) => twins.settleTwin(values.one('table'), pairOf(values)).join()),
  says.swapsColumns(({ one }) => twins.swapColumns(one('table'), one('column'), one('other')).join()),
  says.settlesView((values) => views.settleView(viewOf(values)).join()),
  says.unsettlesView((values) => views.unsettleView(viewOf(values)).join()),
]

/** Each of these is one statement, or one text. */
function guardedForms(again: boolean): readonly Form[] {
  return [
    ...TWINS.map((of) =>
      says.addsTwin(of, again, (values) => twins.addTwin(values.one('table'), of(values), again).join()),
    ),
    says.dropsTwin(again, ({ one }) => twins.dropTrigger(one('table'), one('name'), again)),
    says.saysNothingOfTwin(({ one }) => twins.dropFunction(one('name'), again)),
    says.createsView(again, (values) => views.definition(viewOf(values), again)),
    says.dropsView(again, ({ one }) => views.dropView(one('view'), again).join()),
    says.renamesConstraint(again, ({ one }) =>
      renameConstraint(one('table'), one('name'), one('other'), again),
    ),
  ]
}
