import type { Dialect } from '../../../src/core/dialect'
import type { Random } from '../../property/random'
import { hostile, literal } from './hostile'

/** A project whose names and values are hostile and whose changes are plain ones: two migrations of one app. */
export function hostileProject(
  app: string,
  dialect: Dialect,
  random: Random,
): Readonly<Record<string, string>> {
  const make = maker(dialect, random)
  const second = [changes(make, random), beside(make, random)].filter((each) => each !== '')
  if (random.chance(50)) second.reverse()
  return {
    [`${app}/migrations/0001_initial.py`]: fileOf([], initial(make, random), ''),
    [`${app}/migrations/0002_change.py`]: fileOf(
      [`(${literal(app, random)}, "0001_initial")`],
      second.map((each) => `${each},`).join('\n        '),
      hostile(random).replace(/[\0-\x1f]|\p{Cs}/gu, ' '),
    ),
  }
}

interface Maker {
  /** A literal that nothing but Python has to live with. */
  readonly text: () => string
  /** … that a database keeps as a value, or as what somebody says of it. */
  readonly value: () => string
  /** … that a database takes as a name. */
  readonly name: () => string
  readonly field: (options?: string) => string
  /** A literal of SQL that holds a hostile string and does nothing. */
  readonly sql: () => string
}

const ASCII_CONTROL = /[\0-\x1f]/g
const NOT_UTF8 = /[\0]|\p{Cs}/gu

/** Django's cursors take these for parameters where they are given any, and leave them as they are where not. */
const PERCENT = ['100%', '%s', '%(name)s', 'a%%b', '%', '%d %s']

/** What only some systems can keep is rare, or Django itself would run nothing of it. */
function maker(dialect: Dialect, random: Random): Maker {
  const tame = (text: string, pattern: RegExp): string =>
    random.chance(3) ? text : text.replace(pattern, '')
  const text = (): string => literal(hostile(random), random)
  const value = (): string => literal(tame(hostile(random), NOT_UTF8), random)
  const longest = dialect === 'postgresql' ? 40 : 30
  const isPercent = random.chance(8)
  const name = (): string => {
    if (isPercent) return literal(random.pick(PERCENT) + random.pick(['', 'a', 'b', 'c']), random)
    const found = tame(tame(hostile(random), NOT_UTF8), ASCII_CONTROL).trim()
    // Django's own queries take a percent sign in the name of a column for a parameter.
    const percent = random.chance(20) ? found : found.replaceAll('%', '')
    return literal([...percent].slice(0, longest).join('').trim() || 'x', random)
  }
  const maybe = (percent: number, make: () => string): string => (random.chance(percent) ? make() : '')
  const field = (options = ''): string => {
    const length = random.pick([10, 200, 250])
    return `models.CharField(max_length=${length}${options}${maybe(40, () => `, verbose_name=${text()}`)}${maybe(40, () => `, help_text=${text()}`)}${maybe(40, () => `, db_column=${name()}`)}${maybe(30, () => `, db_comment=${value()}`)}${maybe(30, () => `, choices=[(${text()}, ${text()}), ("b", [(${text()}, ${text()})])]`)})`
  }
  const sql = (): string => {
    const held = tame(hostile(random), NOT_UTF8).replaceAll("'", "''")
    const kept = dialect === 'mysql' || dialect === 'mariadb' ? held.replaceAll('\\', '\\\\') : held
    return literal(`SELECT '${kept}'`, random)
  }
  return { text, value, name, field, sql }
}

function initial({ text, value, name, field }: Maker, random: Random): string {
  const maybe = (percent: number, make: () => string): string => (random.chance(percent) ? make() : '')
  const start = random.pick(['', `, default=${value()}`, ', null=True', ', unique=True'])
  const options = `"verbose_name": ${text()}${maybe(60, () => `, "db_table": ${name()}`)}${maybe(30, () => `, "db_table_comment": ${value()}`)}`
  return `migrations.CreateModel(name="Product", fields=[
            ("id", models.BigAutoField(primary_key=True)),
            ("one", ${field(start)}),
            ("two", models.JSONField(default=dict, null=True)),
            ("number", models.IntegerField(default=3${maybe(50, () => `, db_column=${name()}`)})),
        ], options={${options}}),
        migrations.RunPython(migrations.RunPython.noop, hints={${text()}: ${text()}}),`
}

function changes({ text, value, name, field }: Maker, random: Random): string {
  const some = (): string => `, default=${value()}`
  return random.pick([
    () => `migrations.RemoveField(model_name="product", name="one")`,
    () => `migrations.RemoveField(model_name="product", name="number")`,
    () =>
      `migrations.AlterField(model_name="product", name="one", field=${field(random.chance(80) ? some() : '')})`,
    () => `migrations.RenameField(model_name="product", old_name="one", new_name="three")`,
    () => `migrations.RenameModel(old_name="Product", new_name="Ware")`,
    () => `migrations.DeleteModel(name="Product")`,
    () => `migrations.AddField(model_name="product", name="three", field=${field(some())})`,
    () => `migrations.AlterModelTable(name="product", table=${name()})`,
    () => `migrations.AlterUniqueTogether(name="product", unique_together={("one", "number")})`,
    () =>
      `migrations.AddConstraint(model_name="product", constraint=models.UniqueConstraint(fields=["number"], name=${name()}))`,
    () =>
      `migrations.AddConstraint(model_name="product", constraint=models.CheckConstraint(condition=~models.Q(one=${text()}), name=${name()}))`,
    () =>
      `migrations.AddConstraint(model_name="product", constraint=models.UniqueConstraint(fields=["one"], condition=models.Q(one=${value()}), name=${name()}))`,
  ])()
}

function beside({ text, sql, name, field }: Maker, random: Random): string {
  return random.pick([
    () => '',
    () =>
      `migrations.RunSQL(sql=[${sql()}, (${sql()}, None)], reverse_sql=[${sql()}, (${sql()}, None)], hints={"x": ${text()}})`,
    () =>
      `migrations.AlterModelOptions(name="product", options={"verbose_name": ${text()}, "verbose_name_plural": ${text()}})`,
    () => `migrations.AddField(model_name="product", name="four", field=${field(', null=True')})`,
    () =>
      `migrations.AddIndex(model_name="product", index=models.Index(fields=["number"], name=${literal(
        `x${hostile(random)
          .replace(/[^ -~]|%/g, '')
          .slice(0, 20)}`,
        random,
      )}))`,
    () => `migrations.AlterModelTableComment(name="product", table_comment=${name()})`,
  ])()
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
