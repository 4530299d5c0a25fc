import type { Random } from '../../property/random'
import { hostile, literal } from './hostile'

/** A project whose names and values are hostile and whose changes are plain ones: two migrations of one app. */
export function hostileProject(app: string, random: Random): Readonly<Record<string, string>> {
  const text = (): string => literal(hostile(random), random)
  // Django's own queries take a percent sign in the name of a column for a parameter.
  const name = (): string => literal(hostile(random).replaceAll('%', '').slice(0, 40) || 'x', random)
  const maybe = (percent: number, make: () => string): string => (random.chance(percent) ? make() : '')
  const field = (options = ''): string =>
    `models.CharField(max_length=${random.pick([10, 200, 5000])}${options}${maybe(40, () => `, verbose_name=${text()}`)}${maybe(40, () => `, help_text=${text()}`)}${maybe(40, () => `, db_column=${name()}`)}${maybe(30, () => `, db_comment=${text()}`)}${maybe(30, () => `, choices=[(${text()}, ${text()}), ("b", [(${text()}, ${text()})])]`)})`
  const value = (): string => `, default=${text()}`
  const altered = field(maybe(80, value))
  const options = `"verbose_name": ${text()}${maybe(60, () => `, "db_table": ${name()}`)}${maybe(30, () => `, "db_table_comment": ${text()}`)}`
  const initial = `migrations.CreateModel(name="Product", fields=[
            ("id", models.BigAutoField(primary_key=True)),
            ("one", ${field(random.pick(['', value(), ', null=True', ', unique=True']))}),
            ("two", models.JSONField(default=dict, null=True)),
            ("number", models.IntegerField(default=3${maybe(50, () => `, db_column=${name()}`)})),
        ], options={${options}}),
        migrations.RunPython(migrations.RunPython.noop, hints={${text()}: ${text()}}),`
  const change = random.pick([
    () => `migrations.RemoveField(model_name="product", name="one")`,
    () => `migrations.RemoveField(model_name="product", name="number")`,
    () => `migrations.AlterField(model_name="product", name="one", field=${altered})`,
    () => `migrations.RenameField(model_name="product", old_name="one", new_name="three")`,
    () => `migrations.RenameModel(old_name="Product", new_name="Ware")`,
    () => `migrations.DeleteModel(name="Product")`,
    () => `migrations.AddField(model_name="product", name="three", field=${field(value())})`,
    () => `migrations.AlterModelTable(name="product", table=${name()})`,
    () => `migrations.AlterUniqueTogether(name="product", unique_together={("one", "number")})`,
    () =>
      `migrations.AddConstraint(model_name="product", constraint=models.UniqueConstraint(fields=["number"], name=${name()}))`,
    () =>
      `migrations.AddConstraint(model_name="product", constraint=models.CheckConstraint(condition=~models.Q(one=${text()}), name=${name()}))`,
  ])
  const beside = random.pick([
    () => '',
    () =>
      `migrations.RunSQL(sql=${text()}, reverse_sql=[${text()}, (${text()}, [${text()}])], hints={"x": ${text()}})`,
    () =>
      `migrations.AlterModelOptions(name="product", options={"verbose_name": ${text()}, "ordering": [${text()}]})`,
    () => `migrations.AddField(model_name="product", name="four", field=${field(', null=True')})`,
  ])
  const second = [change(), beside()].filter((each) => each !== '')
  if (random.chance(50)) second.reverse()
  return {
    [`${app}/migrations/0001_initial.py`]: fileOf([], initial, ''),
    [`${app}/migrations/0002_change.py`]: fileOf(
      [`("${app}", "0001_initial")`],
      second.map((each) => `${each},`).join('\n        '),
      hostile(random).replace(/[\0-\x1f]|\p{Cs}/gu, ' '),
    ),
  }
}

function fileOf(dependencies: readonly string[], operations: string, comment: string): string {
  return `from django.db import migrations, models


class Migration(migrations.Migration):
    # ${comment}
    dependencies = [${dependencies.join(', ')}]

    operations = [
        ${operations}
    ]
`
}
