import type { MigrationKey } from '../django/migration'
import { builder } from '../python/build'
import { importLines } from '../python/insert-imports'
import { printExpression } from '../python/print'
import { scopeOfNewFile, spellTarget } from '../python/print-scope'
import type { PrintScope } from '../python/print-scope'
import type { Plan } from '../plan/plan'
import { classComment, columns } from './comments'
import { definitions } from './definitions'
import type { Formatter } from './format'
import type { SplitNames } from './names'
import { stepView } from './print-step'
import { render } from './render'
import type { Style } from './style'

/** The text of the database migration: a whole new file, as Django's writer and Black would write it. */
export function databaseFileText(
  plan: Plan,
  names: SplitNames,
  path: string,
  style: Style,
  formatter: Formatter,
): string {
  const scope = scopeOfNewFile(path)
  const column = 2 * columns(style.indent)
  const base = spellTarget('django.db.migrations.Migration', scope)
  const operations = plan.later.map((step) => stepView(step, { scope, style, column }))
  const on = plan.onVendor && { ...plan.onVendor, isThere: false }
  const functions = definitions(on, plan.later, { scope, style })
  const dependencies = databaseDependencies(plan, names).map((key) => dependency(key, plan, scope))
  const text = render('database-migration.py.ejs', {
    imports: importLines(scope),
    base,
    comment: classComment(2, plan.changes, names.state, style),
    dependencies,
    runBefore: plan.runBefore.map((key) => dependency(key, plan, scope)),
    atomic: plan.laterAtomic,
    functions,
    operations,
  })
  return formatter.file(text, style)
}

/** What the database migration comes after; the migration that is split under its new name. */
export function databaseDependencies(plan: Plan, names: SplitNames): readonly MigrationKey[] {
  const { key, app } = plan.migration
  return [plan.after, ...plan.alsoAfter].map((each) =>
    each === key ? (`${app}.${names.state}` as const) : each,
  )
}

function dependency(key: MigrationKey, plan: Plan, scope: PrintScope): string {
  const build = builder({ file: plan.migration.file, span: { start: 0, end: 0 } })
  const dot = key.indexOf('.')
  const pair = build.tuple([build.string(key.slice(0, dot)), build.string(key.slice(dot + 1))])
  return printExpression(pair, scope)
}
