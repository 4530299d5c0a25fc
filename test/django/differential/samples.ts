import { migration, pairOf } from '../../support/project'
import type { Files, MigrationParts } from '../../support/project'

export interface Sample {
  readonly files: Files
  readonly apps: readonly string[]
  readonly userModel?: string
}

function sample(migrations: Readonly<Record<string, MigrationParts>>, extra: Partial<Sample> = {}): Sample {
  const files: Record<string, string> = {}
  for (const [key, parts] of Object.entries(migrations)) {
    const [app = '', name = ''] = key.split('.')
    files[`${app}/__init__.py`] = ''
    files[`${app}/migrations/__init__.py`] = ''
    files[`${app}/migrations/${name}.py`] = migration(parts)
  }
  const apps = [...new Set(Object.keys(migrations).map((key) => key.split('.')[0] ?? ''))]
  const setting = `INSTALLED_APPS = ${JSON.stringify([...(extra.apps ?? []), ...apps])}\n`
  const user = extra.userModel === undefined ? '' : `AUTH_USER_MODEL = "${extra.userModel}"\n`
  return {
    ...extra,
    files: { ...files, 'config/settings.py': setting + user, ...extra.files },
    apps: [...(extra.apps ?? []), ...apps],
  }
}

const ID = '("id", models.BigAutoField(primary_key=True))'
const model = (name: string, fields: readonly string[], options = ''): string =>
  `migrations.CreateModel("${name}", fields=[${[ID, ...fields].join(', ')}], ${options})`

/** Projects that Django loads; each uses a few operations and what they do to each other. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  'fields of every kind': sample({
    'shop.0001': {
      operations: [
        model('Tag', [
          '("slug", models.SlugField())',
          '("word", models.CharField(max_length=9, unique=True))',
        ]),
        model('Product', [
          '("flag", models.BooleanField(default=True))',
          '("none", models.TextField(default=None, null=True))',
          '("seen", models.DateTimeField(auto_now_add=True))',
          '("uuid", models.UUIDField(db_index=True, db_column="guid"))',
          '("price", models.DecimalField(max_digits=9, decimal_places=2, db_default=0))',
          '("data", models.JSONField(default=dict, null="True"))',
          '("total", models.GeneratedField(expression=models.F("price"), output_field=models.IntegerField(), db_persist=True))',
          '("tag", models.ForeignKey("shop.Tag", models.CASCADE))',
          '("loose", models.ForeignKey("Tag", models.SET_NULL, null=True, db_index=False, related_name="+", db_column="loose"))',
          '("one", models.OneToOneField(on_delete=models.CASCADE, to="shop.tag", related_name="+", to_field="word"))',
          '("parent", models.ForeignKey("self", models.CASCADE))',
          '("tags", models.ManyToManyField("shop.Tag", related_name="+"))',
        ]),
      ],
    },
    'shop.0002': {
      dependencies: ['shop.0001'],
      operations: [
        'migrations.AddField("product", "a", models.IntegerField(default=0), preserve_default=False)',
        'migrations.AddField("product", "b", models.IntegerField(default=0))',
        'migrations.AlterField("Product", "flag", models.BooleanField(default=False), preserve_default=False)',
        'migrations.AlterField("product", "seen", models.DateField(null=True, db_index=True))',
        'migrations.RemoveField("product", "uuid")',
      ],
    },
  }),
  'renaming models': sample({
    'shop.0001': {
      operations: [
        model('Place', ['("name", models.CharField(max_length=9))']),
        model('Visit', ['("place", models.ForeignKey("shop.Place", models.CASCADE))']),
        model('Guide', [
          '("places", models.ManyToManyField("shop.Place", through="shop.Visit"))',
          '("best", models.ForeignKey(to="place", on_delete=models.CASCADE, related_name="+"))',
          '("self_one", models.ForeignKey("self", models.CASCADE))',
        ]),
      ],
    },
    'shop.0002': {
      dependencies: ['shop.0001'],
      operations: ['migrations.RenameModel("Place", "Venue")', 'migrations.RenameModel("Visit", "Trip")'],
    },
    'blog.0001': {
      dependencies: ['shop.0001'],
      operations: [model('Post', ['("place", models.ForeignKey("shop.Place", models.CASCADE))'])],
      body: ['run_before = [("shop", "0002")]'],
    },
    'shop.0003': {
      dependencies: ['shop.0002'],
      operations: ['migrations.RenameModel("Guide", "Book")', 'migrations.DeleteModel("Trip")'],
    },
  }),
  'renaming fields': sample({
    'shop.0001': {
      operations: [
        model('Owner', ['("code", models.CharField(max_length=9, unique=True))']),
        model(
          'Product',
          [
            '("a", models.IntegerField())',
            '("b", models.IntegerField())',
            '("owner", models.ForeignKey("shop.Owner", models.CASCADE, to_field="code"))',
          ],
          'options={"unique_together": {("a", "b")}, "index_together": {("b", "a")}, "order_with_respect_to": "owner"}',
        ),
        'migrations.CreateModel("Pair", [("pk", models.CompositePrimaryKey("x", "y")), ("x", models.IntegerField()), ("y", models.IntegerField())])',
      ],
    },
    'shop.0002': {
      dependencies: ['shop.0001'],
      operations: [
        'migrations.RenameField("product", "a", "c")',
        'migrations.RenameField("Owner", "code", "number")',
        'migrations.RenameField("product", "owner", "keeper")',
        'migrations.RenameField("pair", "x", "z")',
        'migrations.RenameField("pair", "z", "z")',
      ],
    },
  }),
  options: sample({
    'shop.0001': {
      operations: [
        model(
          'A',
          ['("x", models.IntegerField())', '("y", models.IntegerField())'],
          'options={"managed": False}',
        ),
        model('B', ['("a", models.ForeignKey("shop.A", models.CASCADE))'], 'options={"db_table": "bees"}'),
        'migrations.CreateModel("P", fields=[], options={"proxy": True, "indexes": [], "constraints": []}, bases=("shop.a",))',
        'migrations.CreateModel("Child", fields=[("a_ptr", models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to="shop.a"))], bases=("shop.A", models.Model))',
      ],
    },
    'shop.0002': {
      dependencies: ['shop.0001'],
      operations: [
        'migrations.AlterModelOptions("a", {"ordering": ["x"]})',
        'migrations.AlterModelTable("b", None)',
        'migrations.AlterModelTable("a", "ayes")',
        'migrations.AlterModelTableComment("a", "comment")',
        'migrations.AlterUniqueTogether("a", {("x", "y")})',
        'migrations.AlterIndexTogether("a", [["x", "y"], ["y"]])',
        'migrations.AlterOrderWithRespectTo("b", "a")',
        'migrations.AlterModelManagers("a", [("objects", models.Manager())])',
      ],
    },
    'shop.0003': {
      dependencies: ['shop.0002'],
      operations: [
        'migrations.AddIndex("a", models.Index(fields=["x"], name="first"))',
        'migrations.AddIndex("a", models.Index("x", "-y", name="second"))',
        'migrations.RenameIndex("a", new_name="third", old_name="first")',
        'migrations.RenameIndex("a", new_name="fourth", old_fields=("x", "y"))',
        'migrations.RemoveIndex("a", "second")',
        'migrations.AddConstraint("a", models.UniqueConstraint(fields=["x"], name="u"))',
        'migrations.AddConstraint("a", models.CheckConstraint(condition=models.Q(x__gt=1), name="c"))',
        'migrations.AlterConstraint("a", "c", models.CheckConstraint(condition=models.Q(x__gt=1), name="c", violation_error_message="!"))',
        'migrations.RemoveConstraint("a", "u")',
        'migrations.AlterUniqueTogether("a", None)',
        'migrations.AlterModelOptions("b", {"managed": False})',
        'migrations.AlterOrderWithRespectTo("b", None)',
      ],
    },
  }),
  'state and database apart': sample({
    'shop.0001': {
      operations: [
        model('A', ['("x", models.IntegerField())']),
        'migrations.RunSQL("SELECT 1", state_operations=[migrations.AddField("a", "y", models.IntegerField(null=True))])',
        'migrations.SeparateDatabaseAndState([migrations.RemoveField("a", "x")], [migrations.RemoveField("a", "y")])',
        'migrations.SeparateDatabaseAndState(state_operations=[migrations.SeparateDatabaseAndState(state_operations=[migrations.RenameField("a", "x", "z")])])',
        'migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop)',
        'migrations.CreateModel("A2", [("id", models.AutoField(primary_key=True))])',
        'migrations.CreateModel("a2", [("id", models.BigAutoField(primary_key=True))])',
      ],
    },
  }),
  'a knot of dependencies': sample({
    'a.0001': { operations: [model('A', [])] },
    'a.0002_x': { dependencies: ['a.0001', 'c.__first__'] },
    'a.0002_y': { dependencies: ['a.0001'] },
    'a.0003_merge': { dependencies: ['a.0002_y', 'a.0002_x'] },
    'b.0001': { dependencies: ['a.__latest__'], operations: [model('B', [])] },
    'b.0002': { dependencies: ['b.0001', 'c.0002'] },
    'c.0001': { dependencies: ['c.__first__'], operations: [model('C', [])] },
    'c.0002': { dependencies: ['c.0001'], body: ['run_before = [("a", "0003_merge")]'] },
    'a_b.0001': { dependencies: ['a.0002_y'] },
  }),
  'several first and last migrations': sample({
    'blog.0001': { dependencies: ['shop.__first__'] },
    'news.0001': { dependencies: ['shop.__latest__'] },
    'shop.0001_b': {},
    'shop.0001_a': {},
    'shop.0002_b': { dependencies: ['shop.0001_b', 'shop.0001_a'] },
    'shop.0002_a': { dependencies: ['shop.0001_b', 'shop.0001_a'] },
  }),
  squashed: sample({
    'shop.0001': { operations: [model('A', [])] },
    'shop.0002': {
      dependencies: ['shop.0001'],
      operations: ['migrations.AddField("a", "x", models.IntegerField())'],
    },
    'shop.0003': { dependencies: ['shop.0002'], operations: ['migrations.RemoveField("a", "x")'] },
    'shop.0001_squashed_0002': {
      operations: [model('A', ['("x", models.IntegerField())'])],
      body: [`replaces = [${['shop.0001', 'shop.0002'].map(pairOf).join(', ')}]`],
    },
    'blog.0001': { dependencies: ['shop.0002'], operations: [model('B', [])] },
    'blog.0002_squashed_0003': {
      dependencies: ['blog.0001'],
      operations: [model('C', [])],
      body: [`replaces = [${['blog.0002', 'blog.0003'].map(pairOf).join(', ')}]`],
    },
    'news.0001': { dependencies: ['blog.0003', 'shop.0001'] },
  }),
  "Django's own apps": sample(
    {
      'shop.0001': {
        dependencies: [
          'migrations.swappable_dependency(settings.AUTH_USER_MODEL)',
          'sites.0002_alter_domain_unique',
        ],
        operations: [model('A', ['("owner", models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE))'])],
      },
    },
    {
      apps: ['auth', 'contenttypes', 'sites', 'sessions', 'admin', 'flatpages', 'redirects'].map(
        (app) => `django.contrib.${app}`,
      ),
    },
  ),
  'a user model of its own': sample(
    {
      'people.0001': {
        dependencies: ['auth.0012_alter_user_first_name_max_length'],
        operations: [
          model(
            'Person',
            [
              '("password", models.CharField(max_length=128))',
              '("groups", models.ManyToManyField(to="auth.group", related_name="user_set"))',
            ],
            'options={"swappable": "AUTH_USER_MODEL"}',
          ),
        ],
      },
      'shop.0001': {
        dependencies: ['migrations.swappable_dependency(settings.AUTH_USER_MODEL)'],
        operations: [
          model('A', [
            '("owner", models.OneToOneField(to=settings.AUTH_USER_MODEL, on_delete=models.CASCADE))',
          ]),
        ],
      },
    },
    {
      files: {
        'people/models.py':
          'from django.contrib.auth.base_user import AbstractBaseUser\n\n\nclass Person(AbstractBaseUser):\n    pass\n',
      },
      apps: ['django.contrib.auth', 'django.contrib.contenttypes', 'django.contrib.admin'],
      userModel: 'people.Person',
    },
  ),
}
