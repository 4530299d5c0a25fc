import { referencedColumns } from '../../../src/django/references'
import type { Expression } from '../../../src/python/nodes'
import { modelIn, operationFrom, stateAfter } from '../../support/operations'

const state = stateAfter([
  'migrations.CreateModel("Owner", [("id", models.BigAutoField(primary_key=True))])',
  `migrations.CreateModel("Book", [
      ("id", models.BigAutoField(primary_key=True)),
      ("title", models.CharField(max_length=5)),
      ("year", models.IntegerField(db_column="since")),
      ("owner", models.ForeignKey("shop.owner", models.CASCADE)),
      ("tags", models.ManyToManyField("shop.owner")),
  ])`,
])

function expression(text: string): Expression {
  const { source } = operationFrom(`migrations.RunPython(${text})`, [
    'from django.db.models.functions import Lower',
  ])
  const value = source.kind === 'call' ? source.args[0]?.value : undefined
  if (value === undefined) throw new Error('no argument')
  return value
}

test.each([
  ['models.Q(year__gt=0)', ['since']],
  ['models.Q(("year__gt", 0), ("title", "x"), _connector="OR")', ['since', 'title']],
  ['models.Q(models.Q(year=1), title="year")', ['since', 'title']],
  ['models.Q(title=models.F("owner"))', ['title', 'owner_id']],
  ['models.Q(owner_id__isnull=True)', ['owner_id']],
  ['models.Q(pk__gt=1)', ['id']],
  ['"title"', ['title']],
  ['Lower("title")', ['title']],
  ['models.Value("title")', []],
  ['models.ExpressionWrapper(models.F("year"), output_field=models.IntegerField("title"))', ['since']],
  ['models.Q(unknown=1)', undefined],
  ['models.Q(tags=1)', undefined],
  ['models.Q(**anything)', undefined],
  ['models.expressions.RawSQL("year > 0", [])', undefined],
])('%s uses %j', (text, columns) => {
  expect(referencedColumns([expression(text)], modelIn(state, 'Book'), state)).toEqual(columns)
})
