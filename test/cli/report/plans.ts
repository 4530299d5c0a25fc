import { finishPlan } from '../../../src/cli/report/finish-plan'
import { finishFilesFor } from '../../../src/emit/finish-files'
import { planFinishes } from '../../../src/plan/pending/finish'
import { firstHalves } from '../../../src/plan/pending/first-halves'
import { pendingOf } from '../../../src/plan/pending/pending'
import { readSql } from '../../../src/sql/read'
import { loadFormatter } from '../../../src/emit/format'
import { filesFor } from '../../../src/emit/files'
import type { SplitFiles } from '../../../src/emit/files'
import type { MigrationKey } from '../../../src/django/migration'
import { planReleases } from '../../../src/plan/releases/plan-releases'
import type { PlanOptions } from '../../../src/plan/site'
import type { WholePlan } from '../../../src/cli/report/whole-plan'
import { model, OPTIONS, remove } from '../../plan/support'
import { migration, projectFrom, type Files } from '../../support/project'

/** The plan of all migrations of a project but the first of each app. */
export async function planOf(
  files: Files,
  options: Partial<PlanOptions> = {},
  phase: 'all' | 'state' = 'all',
): Promise<WholePlan> {
  const project = projectFrom(files)
  const chosen = [...project.migrations.values()].filter(({ name }) => !name.startsWith('0001'))
  const all = { ...OPTIONS, ...options }
  const released = planReleases(project, chosen, all)
  const written = filesFor(released, project, await loadFormatter(), { phase })
  const { dialect } = all
  return { command: 'split', dialect, project, released, files: written, isWritten: true }
}

export const SHOP: Files = {
  'shop/migrations/0001_initial.py': migration({
    operations: [
      model('Owner', { name: 'models.CharField(max_length=20)' }),
      model('Product', {
        name: 'models.CharField(max_length=20)',
        rating: 'models.IntegerField(default=0)',
        owner: 'models.ForeignKey("shop.owner", models.CASCADE)',
      }),
    ],
  }),
  'shop/migrations/0002_remove_rating.py': migration({
    dependencies: ['shop.0001_initial'],
    operations: [remove('product', 'rating')],
  }),
  'shop/migrations/0003_note.py': migration({
    dependencies: ['shop.0002_remove_rating'],
    operations: ['migrations.AddField("product", "note", models.TextField(null=True))'],
  }),
  'shop/migrations/0004_more.py': migration({
    dependencies: ['shop.0003_note'],
    operations: [
      remove('product', 'owner'),
      'migrations.AddField("product", "code", models.CharField(max_length=8, default="-"))',
      'migrations.AddIndex("product", models.Index(fields=["name"], name="by_name"))',
    ],
  }),
  'blog/migrations/0001_initial.py': migration({
    dependencies: ['shop.0002_remove_rating'],
    operations: [model('Entry', { title: 'models.CharField(max_length=20)' })],
  }),
  'blog/migrations/0002_title.py': migration({
    dependencies: ['blog.0001_initial', 'shop.0004_more'],
    operations: ['migrations.AlterField("entry", "title", models.CharField(max_length=10))'],
  }),
}

/** With a name that comes back: a barrier. */
export const BARRIER: Files = {
  ...SHOP,
  'shop/migrations/0005_rating_again.py': migration({
    dependencies: ['shop.0004_more'],
    operations: ['migrations.AddField("product", "rating", models.CharField(max_length=5, null=True))'],
  }),
  'shop/migrations/0006_size.py': migration({
    dependencies: ['shop.0005_rating_again'],
    operations: [remove('product', 'note')],
  }),
}

export const ONE: Files = Object.fromEntries(
  Object.entries(SHOP).filter(([path]) => /shop.*000[12]/.test(path)),
)

/** A plan in which every name and every text is this one. */
export function poisoned(whole: WholePlan, nasty: string): WholePlan {
  const called = new Map(
    whole.files.splits.map(({ plan }, index) => [plan.migration.key, `${nasty}${index}`]),
  )
  const key = (original: MigrationKey): MigrationKey => `shop.${called.get(original) ?? nasty}`
  const splits = whole.files.splits.map((split): SplitFiles => {
    const { plan, names } = split
    const change = { subject: nasty, why: nasty, overlap: nasty, later: nasty }
    const file = { path: `${nasty}.py`, text: plan.migration.file.text }
    const migration = { ...plan.migration, key: key(plan.migration.key), name: nasty, file }
    return {
      ...split,
      names: { state: `${names.state}${nasty}`, database: `${names.database}${nasty}` },
      plan: {
        ...plan,
        migration,
        changes: plan.changes.map((each) => ({ ...each, ...change })),
        notes: [{ text: nasty, place: { file, span: { start: 0, end: 0 } } }],
      },
      changes: split.changes.map((each) =>
        each.kind === 'rename'
          ? { ...each, from: nasty, to: `${nasty}.py` }
          : { ...each, path: `${nasty}.py` },
      ),
    }
  })
  const releases = whole.released.releases.map((release) => ({
    ...release,
    migrations: release.migrations.map((each) => ({ ...each, key: key(each.key) })),
    barriers: [{ key: key('shop.x'), why: nasty }],
  }))
  const changes = splits.flatMap((split) => split.changes)
  return { ...whole, released: { releases }, files: { splits, changes, notes: [nasty] } }
}

/** What `finish` writes for a first half by hand. */
export async function finishOf(): Promise<WholePlan> {
  const project = projectFrom({
    'shop/migrations/0001_initial.py': migration({
      operations: [model('Product', { rating: 'models.IntegerField(null=True)' })],
    }),
    'shop/migrations/0002_by_hand.py': migration({
      dependencies: ['shop.0001_initial'],
      operations: [`migrations.SeparateDatabaseAndState(state_operations=[${remove('product', 'rating')}])`],
    }),
  })
  const pending = pendingOf(project, { dialect: OPTIONS.dialect, readSql })
  const plans = planFinishes(project, firstHalves(pending), OPTIONS)
  const writing = { formatter: await loadFormatter(), names: { state: undefined, database: undefined } }
  const files = finishFilesFor(plans, project, writing)
  return finishPlan(files, { dialect: OPTIONS.dialect, project, isWritten: true })
}
