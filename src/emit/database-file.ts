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
import { databaseMarker } from './stage'
import type { Stage } from './stage'
import type { Style } from './style'

/** What migrations are called once everything is written, by what they were called before. */
export type Called = (key: MigrationKey) => MigrationKey

/** What the database migration is written with. */
export interface DatabaseHalf {
  readonly names: SplitNames
  readonly called: Called
  readonly path: string
  readonly style: Style
  readonly formatter: Formatter
  /** The runner that the file is marked for; none if left out. */
  readonly stage?: Stage
}

/** The text of the database migration: a whole new file, as Django's writer and Black would write it. */
export function databaseFileText(plan: Plan, half: DatabaseHalf): string {
  const { names, called, path, style, formatter, stage = 'none' } = half
  const scope = scopeOfNewFile(path)
  const column = 2 * columns(style.indent)
  const base = spellTarget('django.db.migrations.Migration', scope)
  const operations = plan.later.map((step) => stepView(step, { scope, style, column }))
  const on = plan.onVendor && { ...plan.onVendor, isThere: false }
  const functions = definitions(on, plan.later, { scope, style })
  const dependencies = databaseDependencies(plan, called).map((key) => dependency(key, plan, scope))
  const marker = databaseMarker(stage, plan.migration.module, scope)
  const text = render('database-migration.py.ejs', style, {
    imports: importLines(scope),
    base,
    comment: classComment(2, plan.changes, names.state, style),
    dependencies,
    runBefore: plan.runBefore.map((key) => dependency(called(key), plan, scope)),
    atomic: plan.laterAtomic,
    attributes: marker === undefined ? [] : [marker],
    functions,
    operations,
  })
  return formatter.file(text, style)
}

/** What the database migration comes after, by the names that all have then. */
export function databaseDependencies(plan: Plan, called: Called): readonly MigrationKey[] {
  return [plan.after, ...plan.alsoAfter].map(called)
}

function dependency(key: MigrationKey, plan: Plan, scope: PrintScope): string {
  const build = builder({ file: plan.migration.file, span: { start: 0, end: 0 } })
  const dot = key.indexOf('.')
  const pair = build.tuple([build.string(key.slice(0, dot)), build.string(key.slice(dot + 1))])
  return printExpression(pair, scope)
}
