"""
The histories that bgsplit's replay is held against. A case is a list of migrations, each the text of a list of
operations; `shop` is the app. `dialects` leaves databases out where Django or the database cannot do it.
"""

ALL = ["sqlite", "postgresql", "mariadb"]
CASES = {}


def case(name, *migrations, dialects=ALL, backwards=True):
    CASES[name] = {"migrations": list(migrations), "dialects": dialects, "backwards": backwards}


def model(name, *fields, options="", bases="", id="BigAutoField"):
    key = [f'("id", models.{id}(auto_created=True, primary_key=True, serialize=False))'] if id else []
    pairs = ", ".join([*key, *fields])
    return (
        f'migrations.CreateModel(name="{name}", fields=[{pairs}]'
        + (f", options={{{options}}}" if options else "")
        + (f", bases=({bases},)" if bases else "")
        + ")"
    )


def f(name, text):
    return f'("{name}", models.{text})'


def add(model_name, name, text, more=""):
    return f'migrations.AddField(model_name="{model_name}", name="{name}", field=models.{text}{more})'


def alter(model_name, name, text, more=""):
    return f'migrations.AlterField(model_name="{model_name}", name="{name}", field=models.{text}{more})'


def remove(model_name, name):
    return f'migrations.RemoveField(model_name="{model_name}", name="{name}")'


def rename(model_name, old, new):
    return f'migrations.RenameField(model_name="{model_name}", old_name="{old}", new_name="{new}")'


def rename_model(old, new):
    return f'migrations.RenameModel(old_name="{old}", new_name="{new}")'


def ops(*operations):
    return "[" + ",\n    ".join(operations) + "]"


FK = "on_delete=django.db.models.deletion.CASCADE"
OWNER = model("Owner", f("name", "CharField(max_length=20)"))

# Every field that Django has: (class, arguments, default, db_default).
CLASSES = [
    ("BigIntegerField", "", "1", "1"),
    ("BinaryField", "", "b'x'", None),
    ("BooleanField", "", "True", "False"),
    ("CharField", "max_length=20", "'x'", "'x'"),
    ("CommaSeparatedIntegerField", "max_length=9", None, None),
    ("DateField", "", "datetime.date(2020, 1, 1)", "django.db.models.functions.Now()"),
    ("DateTimeField", "", "django.utils.timezone.now", "django.db.models.functions.Now()"),
    ("DecimalField", "max_digits=8, decimal_places=2", "0", "1"),
    ("DurationField", "", "datetime.timedelta(1)", "datetime.timedelta(1)"),
    ("EmailField", "", "'x'", "'x'"),
    ("FileField", "upload_to='x'", "'x'", None),
    ("FilePathField", "", "'x'", None),
    ("FloatField", "", "1.5", "1.5"),
    ("GenericIPAddressField", "", "'127.0.0.1'", None),
    ("ImageField", "upload_to='x', max_length=30", "'x'", None),
    ("IntegerField", "", "1", "models.Value(1)"),
    ("JSONField", "", "dict", "models.Value({}, models.JSONField())"),
    ("PositiveBigIntegerField", "", "1", "1"),
    ("PositiveIntegerField", "", "1", "1"),
    ("PositiveSmallIntegerField", "", "1", "1"),
    ("SlugField", "", "'x'", "'x'"),
    ("SmallIntegerField", "", "1", "1"),
    ("TextField", "", "'x'", "'x'"),
    ("TimeField", "", "datetime.time(1)", "datetime.time(1)"),
    ("URLField", "", "'x'", "'x'"),
    ("UUIDField", "", "uuid.uuid4", None),
]
LONG = {"BinaryField", "JSONField", "TextField"}


def variants(cls, args, default, db_default, unique=True):
    def text(*more):
        return f"{cls}({', '.join(part for part in (args, *more) if part)})"

    yield "plain", text()
    yield "null", text("null=True")
    yield "indexed", text("db_index=True")
    yield "unindexed", text("db_index=False")
    yield "described", text("db_comment='what it is'")
    yield "elsewhere", text("db_column='Else Where'")
    if unique:
        yield "uniq", text("unique=True")
        yield "uniqnull", text("unique=True", "null=True")
        yield "uniqindexed", text("unique=True", "db_index=True")
    if default:
        yield "defaulted", text(f"default={default}")
        yield "nulldefaulted", text(f"default={default}", "null=True")
    if db_default:
        yield "dbdefaulted", text(f"db_default={db_default}")
        yield "nulldbdefaulted", text(f"db_default={db_default}", "null=True")


for cls, args, default, db_default in CLASSES:
    for dialects, unique in ([(ALL, True)] if cls not in LONG else [(["sqlite", "postgresql"], True), (["mariadb"], False)]):
        found = dict(variants(cls, args, default, db_default, unique))
        suffix = "" if dialects == ALL else "_" + dialects[0]
        case(
            f"field_{cls}{suffix}",
            ops(model("Thing", *[f(name, text) for name, text in found.items()])),
            ops(model("Other"), *[
                add("other", name, text)
                for name, text in found.items()
                if name != "plain" or default is None
            ]),
            ops(*[remove("thing", name) for name in found if name != "plain"]),
            dialects=dialects,
        )
        # From plain to each of the others, and on to plain again.
        changed = {name: text for name, text in found.items() if name not in ("plain", "elsewhere")}
        plain = found["plain"]
        case(
            f"alter_{cls}{suffix}",
            ops(model("Thing", *[f(name, plain) for name in changed])),
            ops(*[alter("thing", name, text) for name, text in changed.items()]),
            ops(*[alter("thing", name, plain) for name in changed]),
            dialects=dialects,
        )

case(
    "primary_keys",
    ops(
        model("Auto", id="AutoField"),
        model("Small", id="SmallAutoField"),
        model("Text", f("code", "CharField(max_length=8, primary_key=True)"), id=None),
        model("Uuid", f("uuid", "UUIDField(primary_key=True, default=uuid.uuid4)"), id=None),
        model("Number", f("number", "IntegerField(primary_key=True)"), id=None),
        model("Positive", f("number", "PositiveIntegerField(primary_key=True)"), id=None),
        model("Wide", f("number", "BigIntegerField(primary_key=True)"), id=None),
        model("Slug", f("slug", "SlugField(primary_key=True, max_length=12)"), id=None),
        model("Decimal", f("number", "DecimalField(primary_key=True, max_digits=6, decimal_places=0)"), id=None),
        'migrations.CreateModel(name="Spoken", fields=[("name", models.CharField(max_length=5))])',
    ),
    ops(*[
        model(f"To{name}", f("it", f'ForeignKey({FK}, to="shop.{name}")'), f("one", f'OneToOneField({FK}, to="shop.{name}", null=True)'))
        for name in ["Auto", "Small", "Text", "Uuid", "Number", "Positive", "Wide", "Slug", "Decimal", "Spoken"]
    ]),
    ops(*[
        add(f"to{name}".lower(), "many", f'ManyToManyField(to="shop.{name}")')
        for name in ["Auto", "Small", "Text", "Uuid", "Number", "Positive", "Wide", "Slug", "Decimal", "Spoken"]
    ]),
)

case(
    "relations",
    ops(OWNER, model("Tag", f("label", "SlugField(unique=True)"))),
    ops(
        model(
            "Product",
            f("owner", f'ForeignKey({FK}, to="shop.owner")'),
            f("second", f'ForeignKey({FK}, to="shop.owner", null=True, related_name="+")'),
            f("unindexed", f'ForeignKey({FK}, to="shop.owner", db_index=False, related_name="+")'),
            f("loose", f'ForeignKey({FK}, to="shop.owner", db_constraint=False, related_name="+")'),
            f("single", f'OneToOneField({FK}, to="shop.owner", related_name="+")'),
            f("unique", f'ForeignKey({FK}, to="shop.owner", unique=True, related_name="+")'),
            f("named", f'ForeignKey({FK}, to="shop.owner", db_column="boss", related_name="+")'),
            f("label", f'ForeignKey({FK}, to="shop.tag", to_field="label", related_name="+")'),
            f("parent", f'ForeignKey({FK}, to="self", null=True)'),
            f("tags", 'ManyToManyField(to="shop.tag")'),
            f("likes", 'ManyToManyField(to="shop.owner", related_name="+", db_table="likes")'),
            f("friends", 'ManyToManyField(to="self")'),
            f("loosely", 'ManyToManyField(to="shop.tag", db_constraint=False, related_name="+")'),
        ),
    ),
    ops(
        model("Empty"),
        add("empty", "owner", f'ForeignKey({FK}, to="shop.owner", null=True)'),
        add("empty", "needed", f'ForeignKey({FK}, to="shop.owner", default=1, related_name="+")', ", preserve_default=False"),
        add("empty", "single", f'OneToOneField({FK}, to="shop.owner", null=True, related_name="+")'),
        add("empty", "loose", f'ForeignKey({FK}, to="shop.owner", null=True, db_constraint=False, related_name="+")'),
        add("empty", "label", f'ForeignKey({FK}, to="shop.tag", to_field="label", null=True)'),
        add("empty", "me", f'ForeignKey({FK}, to="self", null=True)'),
        add("empty", "tags", 'ManyToManyField(to="shop.tag", related_name="+")'),
    ),
    ops(*[
        remove("product", name)
        for name in ["owner", "second", "unindexed", "loose", "single", "unique", "named", "label", "parent", "tags", "likes", "friends"]
    ]),
    ops('migrations.DeleteModel(name="Product")', 'migrations.DeleteModel(name="Empty")'),
)

case(
    "through",
    ops(
        OWNER,
        model("Group"),
        model(
            "Membership",
            f("group", f'ForeignKey({FK}, to="shop.group")'),
            f("owner", f'ForeignKey({FK}, to="shop.owner")'),
        ),
    ),
    ops(add("group", "members", 'ManyToManyField(through="shop.Membership", to="shop.owner")')),
    ops(alter("group", "members", 'ManyToManyField(through="shop.Membership", to="shop.owner", related_name="x")')),
    ops(remove("group", "members")),
)

case(
    "inheritance",
    ops(model("Place", f("name", "CharField(max_length=20)")), OWNER),
    ops(
        model(
            "Restaurant",
            f("place_ptr", f'OneToOneField(auto_created=True, {FK}, parent_link=True, primary_key=True, serialize=False, to="shop.place")'),
            f("stars", "IntegerField()"),
            id=None,
            bases='"shop.place"',
        ),
        model("Proxy", options='"proxy": True', bases='"shop.place"', id=None),
        model("Unmanaged", f("name", "TextField()"), options='"managed": False'),
    ),
    ops(
        model("Visit", f("restaurant", f'ForeignKey({FK}, to="shop.restaurant")'), f("place", f'ForeignKey({FK}, to="shop.proxy")')),
        add("restaurant", "owners", 'ManyToManyField(to="shop.owner")'),
        add("restaurant", "chef", f'ForeignKey({FK}, null=True, to="shop.owner")'),
    ),
    ops(rename_model("Restaurant", "Diner")),
)

case(
    "together",
    ops(
        OWNER,
        model(
            "Book",
            f("title", "CharField(max_length=20)"),
            f("year", "IntegerField()"),
            f("owner", f'ForeignKey({FK}, to="shop.owner")'),
            options='"unique_together": {("title", "year")}',
        ),
    ),
    ops('migrations.AlterUniqueTogether(name="book", unique_together={("owner", "title"), ("title", "year")})'),
    ops('migrations.AlterUniqueTogether(name="book", unique_together={("owner", "year")})'),
    ops('migrations.AlterUniqueTogether(name="book", unique_together=set())'),
    ops('migrations.AlterIndexTogether(name="book", index_together={("owner", "title"), ("year", "title")})'),
    ops('migrations.RenameIndex(model_name="book", old_fields=("year", "title"), new_name="book_year_title")'),
    ops('migrations.AlterIndexTogether(name="book", index_together=set())'),
    ops(remove("book", "year"), dialects=None) if False else ops(
        'migrations.RemoveIndex(model_name="book", name="book_year_title")'
    ),
    ops('migrations.AlterUniqueTogether(name="book", unique_together={("title", "year")})', rename("book", "year", "since")),
    backwards=False,
)

case(
    "together_back",
    ops(OWNER, model("Book", f("title", "CharField(max_length=20)"), f("year", "IntegerField()"), f("owner", f'ForeignKey({FK}, to="shop.owner")'))),
    ops('migrations.AlterUniqueTogether(name="book", unique_together={("owner", "title"), ("title", "year")})'),
    ops('migrations.AlterUniqueTogether(name="book", unique_together={("owner", "year")})'),
    ops('migrations.AlterOrderWithRespectTo(name="book", order_with_respect_to="owner")'),
    ops('migrations.AlterOrderWithRespectTo(name="book", order_with_respect_to=None)'),
)

INDEXES = [
    'models.Index(fields=["title"], name="i_title")',
    'models.Index(fields=["-year", "title"], name="i_year_title")',
    'models.Index(fields=["owner"], name="i_owner")',
    'models.Index(fields=["year"], condition=models.Q(year__gt=0), name="i_partial")',
    'models.Index(models.F("year"), name="i_expr")',
    'models.Index(models.OrderBy(models.F("year"), descending=True), "title", name="i_plain")',
    'models.Index(django.db.models.functions.Lower("title"), name="i_lower")',
    'models.Index(fields=["title"], include=["year"], name="i_include")',
]
CONSTRAINTS = [
    'models.UniqueConstraint(fields=["title", "year"], name="u_pair")',
    'models.UniqueConstraint(fields=["owner", "year"], name="u_owner")',
    'models.UniqueConstraint(fields=["title"], condition=models.Q(year__gt=0), name="u_partial")',
    'models.UniqueConstraint(django.db.models.functions.Lower("title"), name="u_lower")',
    'models.UniqueConstraint(fields=["year"], include=["title"], name="u_include")',
    'models.UniqueConstraint(fields=["year", "owner"], deferrable=models.Deferrable.DEFERRED, name="u_late")',
    'models.CheckConstraint(condition=models.Q(year__gt=0), name="c_year")',
    'models.CheckConstraint(condition=models.Q(("year__gt", 0), ("title", "x"), _connector="OR"), name="c_two")',
    'models.CheckConstraint(condition=models.Q(year__gt=models.F("other")), name="c_fields")',
]
BOOK = [
    f("title", "CharField(max_length=20)"),
    f("year", "IntegerField()"),
    f("other", "PositiveIntegerField()"),
    f("owner", f'ForeignKey({FK}, to="shop.owner")'),
]
case(
    "rules_created",
    ops(
        OWNER,
        model("Book", *BOOK, options=f'"indexes": [{", ".join(INDEXES)}], "constraints": [{", ".join(CONSTRAINTS)}]'),
    ),
    ops('migrations.DeleteModel(name="Book")'),
)
case(
    "rules_added",
    ops(OWNER, model("Book", *BOOK)),
    *[ops(f'migrations.AddIndex(model_name="book", index={index})') for index in INDEXES],
    *[ops(f'migrations.AddConstraint(model_name="book", constraint={rule})') for rule in CONSTRAINTS],
    ops('migrations.RenameIndex(model_name="book", old_name="i_title", new_name="i_renamed")'),
    ops('migrations.RemoveIndex(model_name="book", name="i_owner")'),
    ops('migrations.RemoveIndex(model_name="book", name="i_partial")'),
    ops('migrations.RemoveConstraint(model_name="book", name="u_pair")'),
    ops('migrations.RemoveConstraint(model_name="book", name="u_owner")'),
    ops('migrations.RemoveConstraint(model_name="book", name="u_partial")'),
    ops('migrations.RemoveConstraint(model_name="book", name="c_year")'),
    ops('migrations.AlterConstraint(model_name="book", name="c_two", constraint=models.CheckConstraint(condition=models.Q(("year__gt", 0), ("title", "x"), _connector="OR"), name="c_two", violation_error_message="no"))'),
    ops(alter("book", "title", "CharField(max_length=30)")),
    ops(alter("book", "other", "IntegerField()")),
)
case(
    "dropped_columns",
    ops(
        model(
            "Book",
            f("title", "CharField(max_length=20)"),
            f("year", "PositiveIntegerField()"),
            f("other", "IntegerField(db_index=True)"),
            f("third", "IntegerField(unique=True)"),
            f("fourth", "JSONField()"),
            f("plain", "IntegerField()"),
        ),
    ),
    ops(remove("book", "year")),
    ops(remove("book", "other")),
    ops(remove("book", "third")),
    ops(remove("book", "fourth")),
    ops(remove("book", "plain")),
)
case(
    "dropped_columns_with_rules",
    ops(
        model(
            "Book",
            f("title", "CharField(max_length=20)"),
            f("year", "IntegerField()"),
            f("other", "IntegerField()"),
            f("third", "IntegerField()"),
            options='"unique_together": {("title", "year")}, "indexes": [models.Index(fields=["other", "third"], name="i_two")], '
            '"constraints": [models.CheckConstraint(condition=models.Q(other__gt=models.F("third")), name="c_two"), '
            'models.UniqueConstraint(fields=["title"], condition=models.Q(third__gt=0), name="u_partial")]',
        ),
    ),
    ops(remove("book", "third")),
    ops(remove("book", "year")),
    dialects=["postgresql"],
    backwards=False,
)
case(
    "shrunk_index",
    ops(
        model(
            "Book",
            f("title", "CharField(max_length=20)"),
            f("other", "IntegerField()"),
            f("third", "IntegerField()"),
            options='"indexes": [models.Index(fields=["other", "third"], name="i_two"), models.Index(fields=["third"], name="i_one")]',
        ),
    ),
    ops(remove("book", "third")),
    dialects=["mariadb"],
    backwards=False,
)

LONG_NAME = "a_very_long_name_of_a_field_that_goes_on_and_on_until_it_is_cut"
# What the editor writes when the migration ends is called by what things are called by then.
case(
    "renamed_before_written",
    ops(
        OWNER,
        model(
            "Book",
            f("owner", f'ForeignKey({FK}, to="shop.owner")'),
            f("code", "CharField(max_length=5, db_index=True)"),
            f("number", "IntegerField()"),
            options='"unique_together": {("owner", "code")}, "indexes": [models.Index(fields=["code"], name="given")]',
        ),
        rename("Book", "owner", "keeper"),
        rename("Book", "code", "word"),
        add("Book", "owner", f'ForeignKey({FK}, to="shop.owner", null=True, related_name="+")'),
        add("Book", "code", "SlugField(null=True)"),
        rename("Book", "code", "text"),
        'migrations.RenameModel("Book", "Volume")',
        'migrations.AlterModelTable("volume", "volumes")',
    ),
    ops(rename("Volume", "word", "term")),
    dialects=["postgresql", "mariadb"],
    backwards=False,
)
# SQLite's writes it at once where it makes the table again; with both sorts of renaming Django itself fails there.
case(
    "renamed_before_written_sqlite",
    ops(
        model("Book", f("code", "CharField(max_length=5, db_index=True)"), f("number", "IntegerField(db_index=True)")),
        rename("Book", "code", "word"),
        'migrations.AlterModelTable("book", "books")',
        alter("Book", "word", "CharField(max_length=5, null=True, db_index=True)"),
        rename("Book", "number", "count"),
    ),
    dialects=["sqlite"],
    backwards=False,
)
# PostgreSQL cuts a name of more than 63 bytes, and says no more than a notice; é takes two.
LONG_RULE = "é" * 3 + LONG_NAME
case(
    "long_constraint_names",
    ops(
        model(
            "Book",
            f("title", "CharField(max_length=5)"),
            options=f'"constraints": [models.UniqueConstraint(fields=["title"], name="{LONG_RULE[:64]}")]',
        )
    ),
    ops(
        f'migrations.AddConstraint(model_name="book", constraint=models.CheckConstraint(condition=models.Q(title="x"), name="c{LONG_RULE}"))'
    ),
    ops(
        f'migrations.RemoveConstraint(model_name="book", name="{LONG_RULE[:64]}")',
        f'migrations.RemoveConstraint(model_name="book", name="c{LONG_RULE}")',
    ),
    dialects=["sqlite", "postgresql"],
)
case(
    "long_names",
    ops(
        OWNER,
        model(
            "AModelWithAVeryLongNameThatIsLongerThanAnyoneWouldEverLikeToTypeAgain",
            f("owner", f'ForeignKey({FK}, to="shop.owner")'),
            f(LONG_NAME[:50], "SlugField()"),
            f(LONG_NAME[:40], "CharField(max_length=5, unique=True)"),
            f("number", "PositiveIntegerField()"),
            options=f'"unique_together": {{("owner", "{LONG_NAME[:50]}")}}',
        ),
        model(
            "Short",
            f(LONG_NAME[:60], f'ForeignKey({FK}, to="shop.AModelWithAVeryLongNameThatIsLongerThanAnyoneWouldEverLikeToTypeAgain")'),
            f("x" * 30, "CharField(max_length=5, db_index=True)"),
            options='"indexes": [models.Index(fields=["%s"])]' % ("x" * 30) if False else "",
        ),
    ),
    ops(add("short", "x" * 55, "PositiveIntegerField(unique=True, null=True)")),
    ops(add("owner", "things_of_this_owner_with_quite_a_long_name_for_a_field_of_it", 'ManyToManyField(to="shop.Short", related_name="+")')),
    ops(alter("short", "x" * 55, "IntegerField(db_index=True, null=True)")),
    ops(alter("short", "x" * 55, "PositiveIntegerField(unique=True, null=True)")),
)
case(
    "awkward_names",
    ops(
        model(
            "Order",
            f("group", "CharField(max_length=5, db_column='Group', unique=True)"),
            f("_under", "IntegerField(db_index=True)") if False else f("under", "IntegerField(db_index=True, db_column='1st')"),
            f("select", "PositiveIntegerField(db_column='se lect')"),
            options='"db_table": "1 Order"',
        ),
    ),
    ops(alter("order", "select", "PositiveIntegerField(db_column='from')")),
    ops(alter("order", "group", "CharField(max_length=5, db_column='Group2', unique=True)")),
    ops('migrations.AlterModelTable(name="order", table="orders")'),
    ops(rename("order", "select", "where")),
    ops(rename("order", "under", "above")),
)
case(
    "quoted_table",
    ops(model("Staff", f("code", "CharField(max_length=5, unique=True)"), f("number", "PositiveIntegerField(db_index=True)"), options="\"db_table\": '\"hr\".\"staff\"'")),
    ops(model("Badge", f("staff", f'ForeignKey({FK}, to="shop.staff")'), f("others", 'ManyToManyField(to="shop.staff", related_name="+")'))),
    dialects=["postgresql"],
    backwards=False,
)

case(
    "rename_fields",
    ops(
        OWNER,
        model(
            "Product",
            f("title", "CharField(max_length=20, db_index=True)"),
            f("code", "CharField(max_length=20, unique=True)"),
            f("stock", "PositiveIntegerField(null=True)"),
            f("data", "JSONField(null=True)"),
            f("owner", f'ForeignKey({FK}, to="shop.owner")'),
            f("loose", f'ForeignKey({FK}, to="shop.owner", db_constraint=False, related_name="+")'),
            f("tags", 'ManyToManyField(to="shop.owner", related_name="+")'),
            f("year", "IntegerField(db_default=1)"),
            f("kept", "IntegerField(db_column='kept')"),
            options='"unique_together": {("title", "year")}',
        ),
        model("Line", f("code", f'ForeignKey({FK}, to="shop.product", to_field="code")')),
    ),
    ops(rename("product", "title", "name")),
    ops(rename("product", "code", "sku")),
    ops(rename("product", "stock", "amount")),
    ops(rename("product", "data", "payload")),
    ops(rename("product", "owner", "boss")),
    ops(rename("product", "loose", "lose")),
    ops(rename("product", "tags", "labels")),
    ops(rename("product", "year", "since")),
    ops(rename("product", "kept", "still")),
    ops(rename("product", "id", "number")),
)

case(
    "rename_models",
    ops(
        OWNER,
        model("Tag", f("name", "CharField(max_length=5)")),
        model(
            "Product",
            f("owner", f'ForeignKey({FK}, to="shop.owner")'),
            f("hidden", f'ForeignKey({FK}, to="shop.owner", related_name="+", null=True)'),
            f("parent", f'ForeignKey({FK}, to="self", null=True)'),
            f("tags", 'ManyToManyField(to="shop.tag")'),
            f("friends", 'ManyToManyField(to="self")'),
            f("follows", 'ManyToManyField(to="self", symmetrical=False, related_name="followers")'),
            f("fans", 'ManyToManyField(to="shop.owner", related_name="+")'),
            options='"unique_together": {("owner", "parent")}',
        ),
        model("Named", f("tags", 'ManyToManyField(to="shop.tag", db_table="named_tags")'), options='"db_table": "named"'),
    ),
    ops(rename_model("Owner", "Person")),
    ops(rename_model("Tag", "Label")),
    ops(rename_model("Product", "Article")),
    ops(rename_model("Named", "Called")),
    ops('migrations.AlterModelTable(name="article", table="articles")'),
    ops('migrations.AlterModelTable(name="article", table=None)'),
    ops(rename_model("Person", "person")) if False else ops('migrations.AlterModelTable(name="called", table=None)'),
    ops('migrations.AlterModelTableComment(name="called", table_comment="what it is")'),
)

case(
    "alter_types",
    ops(
        model(
            "Thing",
            f("a", "IntegerField()"),
            f("b", "CharField(max_length=10)"),
            f("c", "TextField()"),
            f("d", "CharField(max_length=10, db_index=True)"),
            f("e", "PositiveIntegerField()"),
            f("g", "CharField(max_length=10, unique=True)"),
            f("h", "DecimalField(max_digits=5, decimal_places=2)"),
            f("i", "JSONField()"),
            f("j", "TextField(db_comment='why', null=True)"),
            f("k", "PositiveIntegerField(null=True, db_default=3)"),
            f("l", "IntegerField(db_index=True)"),
            f("m", "CharField(max_length=5, db_index=True)"),
            f("n", "IntegerField(unique=True)"),
            f("o", "PositiveIntegerField(unique=True)"),
        ),
    ),
    ops(
        alter("thing", "a", "BigIntegerField()"),
        alter("thing", "b", "CharField(max_length=20)"),
        alter("thing", "c", "CharField(max_length=10)"),
        alter("thing", "d", "CharField(max_length=30, db_index=True)"),
        alter("thing", "e", "PositiveBigIntegerField()"),
        alter("thing", "g", "SlugField(max_length=20)"),
        alter("thing", "h", "DecimalField(max_digits=9, decimal_places=3)"),
        alter("thing", "i", "JSONField(null=True)"),
        alter("thing", "j", "TextField(db_comment='why not', default='')"),
        alter("thing", "k", "PositiveIntegerField(null=True)"),
        alter("thing", "l", "IntegerField(unique=True)"),
        alter("thing", "m", "CharField(max_length=5, unique=True)"),
        alter("thing", "n", "IntegerField(db_index=True)"),
        alter("thing", "o", "IntegerField(unique=True, null=True)"),
    ),
    ops(
        alter("thing", "a", "PositiveIntegerField(db_default=1)"),
        alter("thing", "b", "TextField()"),
        alter("thing", "e", "PositiveBigIntegerField(null=True)"),
        alter("thing", "g", "CharField(max_length=20, null=True, db_default='x')"),
        alter("thing", "i", "TextField(null=True)"),
        alter("thing", "k", "PositiveIntegerField(default=5)"),
        alter("thing", "l", "IntegerField(unique=True, db_index=True)"),
        alter("thing", "m", "CharField(max_length=7)"),
        alter("thing", "n", "BigIntegerField(db_index=True, db_default=1)"),
    ),
    ops(
        alter("thing", "a", "PositiveIntegerField(db_default=2)"),
        alter("thing", "e", "PositiveBigIntegerField(default=1)", ", preserve_default=False"),
        alter("thing", "k", "IntegerField(db_default=1)"),
        alter("thing", "l", "IntegerField()"),
    ),
    ops(
        alter("thing", "a", "PositiveIntegerField(verbose_name='x', help_text='y', blank=True, db_default=models.Value(2))"),
        alter("thing", "b", "TextField(choices=[('a', 'b')])"),
    ),
)
case(
    "alter_indexed_text",
    ops(model("Thing", f("a", "CharField(max_length=10, db_index=True)"), f("b", "CharField(max_length=10, unique=True)"), f("c", "TextField(db_index=True)"), f("d", "SlugField()"))),
    ops(
        alter("thing", "a", "TextField(db_index=True)"),
        alter("thing", "b", "TextField(unique=True)"),
        alter("thing", "c", "CharField(max_length=10, db_index=True)"),
        alter("thing", "d", "CharField(max_length=50)"),
    ),
    ops(
        alter("thing", "a", "JSONField(db_index=True)") if False else alter("thing", "a", "TextField(unique=True)"),
        alter("thing", "b", "TextField()"),
        alter("thing", "c", "CharField(max_length=10, unique=True)"),
        alter("thing", "d", "CharField(max_length=50, unique=True, db_index=True)"),
    ),
    ops(alter("thing", "d", "SlugField(max_length=50)")),
    dialects=["sqlite", "postgresql"],
)
case(
    "alter_keys",
    ops(
        OWNER,
        model("Tag", f("name", "CharField(max_length=5)")),
        model(
            "Product",
            f("a", f'ForeignKey({FK}, to="shop.owner", null=True, related_name="+")'),
            f("b", f'ForeignKey({FK}, to="shop.owner", related_name="+")'),
            f("c", f'OneToOneField({FK}, to="shop.owner", related_name="+")'),
            f("d", "BigIntegerField(null=True)"),
            f("e", f'ForeignKey({FK}, to="shop.owner", db_constraint=False, related_name="+")'),
            f("g", f'ForeignKey({FK}, to="shop.owner", null=True, db_index=False, related_name="+")'),
            f("h", f'ForeignKey({FK}, to="shop.owner", null=True, related_name="+")'),
            f("i", f'ForeignKey({FK}, to="shop.owner", null=True, related_name="+")'),
            f("tags", 'ManyToManyField(to="shop.tag")'),
        ),
    ),
    ops(
        alter("product", "a", f'ForeignKey({FK}, to="shop.owner", default=1, related_name="+")'),
        alter("product", "b", f'OneToOneField({FK}, to="shop.owner", related_name="+")'),
        alter("product", "c", f'ForeignKey({FK}, to="shop.owner", related_name="+")'),
        alter("product", "e", f'ForeignKey({FK}, to="shop.owner", related_name="+")'),
        alter("product", "g", f'ForeignKey({FK}, to="shop.owner", null=True, related_name="+")'),
        alter("product", "h", f'ForeignKey({FK}, to="shop.tag", null=True, related_name="+")'),
        alter("product", "i", f'ForeignKey(on_delete=django.db.models.deletion.SET_NULL, to="shop.owner", null=True, related_name="x")'),
        alter("product", "tags", 'ManyToManyField(to="shop.owner", related_name="+")'),
    ),
    ops(
        alter("product", "a", f'ForeignKey({FK}, to="shop.owner", db_constraint=False, null=True, related_name="+")'),
        alter("product", "g", f'ForeignKey({FK}, to="shop.owner", null=True, db_index=False, related_name="+")'),
        alter("product", "i", f'ForeignKey({FK}, to="shop.owner", null=True, db_column="eye", related_name="+")'),
        alter("product", "tags", 'ManyToManyField(to="shop.owner", db_table="labels", related_name="+")'),
    ),
    ops(
        alter("product", "d", f'ForeignKey({FK}, to="shop.owner", null=True, related_name="+")'),
        alter("product", "b", f"BigIntegerField()"),
    ),
)
case(
    "alter_primary_keys",
    ops(
        model("Owner", id="AutoField"),
        model("Code", f("code", "CharField(max_length=5, primary_key=True)"), id=None),
        model("Slug", f("slug", "CharField(max_length=5, unique=True)")),
        model(
            "Product",
            f("owner", f'ForeignKey({FK}, to="shop.owner")'),
            f("code", f'ForeignKey({FK}, to="shop.code")'),
            f("slug", f'ForeignKey({FK}, to="shop.slug", to_field="slug")'),
            f("owners", 'ManyToManyField(to="shop.owner", related_name="+")'),
            f("codes", 'ManyToManyField(to="shop.code", related_name="+")'),
        ),
        model("Special", f("owner_ptr", f'OneToOneField({FK}, to="shop.owner", primary_key=True)'), id=None),
        model("More", f("special", f'ForeignKey({FK}, to="shop.special", db_constraint=False)')),
    ),
    ops(alter("owner", "id", "BigAutoField(auto_created=True, primary_key=True, serialize=False)")),
    ops(alter("code", "code", "CharField(max_length=9, primary_key=True)")),
    ops(alter("slug", "slug", "CharField(max_length=9, unique=True)")),
)
case(
    "new_primary_key",
    ops(model("Thing", f("code", "UUIDField(default=uuid.uuid4)"))),
    ops(add("thing", "number", "CharField(max_length=5, default='x')")),
    ops(remove("thing", "id"), alter("thing", "code", "UUIDField(primary_key=True, default=uuid.uuid4, serialize=False)")),
    dialects=["postgresql"],
    backwards=False,
)
case(
    "from_automatic",
    ops(model("Thing", id="AutoField")),
    ops(alter("thing", "id", "IntegerField(primary_key=True)")),
    ops(alter("thing", "id", "BigAutoField(primary_key=True)")),
)
case(
    "generated",
    ops(model("Thing", f("a", "IntegerField()"), f("b", "GeneratedField(expression=models.F('a') + 1, output_field=models.PositiveIntegerField(), db_persist=True)"), f("c", "GeneratedField(expression=models.F('a'), output_field=models.BigIntegerField(db_index=True), db_persist=True, db_index=True)"))),
    ops(remove("thing", "c")),
)
case(
    "generated_virtual",
    ops(model("Thing", f("a", "IntegerField()"))),
    ops(add("thing", "b", "GeneratedField(expression=models.F('a'), output_field=models.BigIntegerField(), db_persist=False)")),
    dialects=["sqlite", "mariadb"],
)
case(
    "composite",
    ops(model("Thing", 'f("x", 1)' if False else '("pk", models.CompositePrimaryKey("a", "b"))', f("a", "IntegerField()"), f("b", "CharField(max_length=3)"), id=None)),
    ops(add("thing", "c", "IntegerField(default=1)")),
    ops(alter("thing", "c", "IntegerField(null=True)")),
)
case(
    "order",
    ops(OWNER, model("Song", f("owner", f'ForeignKey({FK}, to="shop.owner")'), options='"order_with_respect_to": "owner"')),
    ops(add("song", "name", "CharField(max_length=5, null=True)")),
    ops('migrations.AlterOrderWithRespectTo(name="song", order_with_respect_to=None)'),
)
case(
    "sqlite_rebuilds",
    ops(OWNER, model("Book", f("title", "CharField(max_length=20)"), f("year", "IntegerField(null=True)"), f("owner", f'ForeignKey({FK}, to="shop.owner")'))),
    ops(
        'migrations.SeparateDatabaseAndState(state_operations=[%s])' % remove("book", "year"),
    ),
    ops(add("book", "a", "IntegerField(null=True)")),
    ops('migrations.AddIndex(model_name="book", index=models.Index(fields=["title"], name="i_title"))'),
    ops(add("book", "b", "IntegerField(null=True, db_default=models.Value(1))")),
    ops('migrations.AlterUniqueTogether(name="book", unique_together={("title", "a")})'),
    ops(remove("book", "b")),
    ops(alter("book", "title", "CharField(max_length=20, help_text='x')")),
    ops('migrations.RemoveIndex(model_name="book", name="i_title")'),
    dialects=["sqlite", "postgresql", "mariadb"],
    backwards=False,
)
for number, (name, operation) in enumerate({
    "not_null": add("book", "c", "IntegerField(default=1)"),
    "null_default": add("book", "c", "IntegerField(null=True, default=1)"),
    "null_default_none": add("book", "c", "IntegerField(null=True, default=None)"),
    "null_db_default": add("book", "c", "IntegerField(null=True, db_default=1)"),
    "null_db_default_value": add("book", "c", "IntegerField(null=True, db_default=models.Value(1))"),
    "null_now": add("book", "c", "DateTimeField(null=True, auto_now=True)"),
    "null_unique": add("book", "c", "IntegerField(null=True, unique=True)"),
    "null_index": add("book", "c", "IntegerField(null=True, db_index=True)"),
    "null_blank": add("book", "c", "CharField(null=True, blank=True, max_length=5)"),
    "null_key": add("book", "c", f'ForeignKey({FK}, to="shop.owner", null=True)'),
    "generated": add("book", "c", "GeneratedField(expression=models.F('plain'), output_field=models.IntegerField(), db_persist=False)"),
    "alter_text": alter("book", "title", "TextField()"),
    "alter_indexed": alter("book", "indexed", "IntegerField(db_index=False)"),
    "alter_key": alter("book", "key", f'ForeignKey({FK}, to="shop.owner", related_name="x")'),
    "alter_loose": alter("book", "loose", f'ForeignKey({FK}, to="shop.owner", db_constraint=False, db_index=False, related_name="+", null=True)'),
    "rename_key": rename("book", "key", "keyed"),
    "rename_loose": rename("book", "loose", "lost"),
    "rename_indexed": rename("book", "indexed", "in_dex"),
    "rename_model": rename_model("Book", "Tome"),
    "rename_owner": rename_model("Owner", "Person"),
    "many": add("book", "c", 'ManyToManyField(to="shop.owner")'),
    "alter": alter("book", "title", "CharField(max_length=21)"),
    "alter_nothing": alter("book", "title", "CharField(max_length=20, blank=True)"),
    "alter_default": alter("book", "title", "CharField(max_length=20, default='')"),
    "rename": rename("book", "title", "name"),
    "check": 'migrations.AddConstraint(model_name="book", constraint=models.CheckConstraint(condition=models.Q(title="x"), name="c"))',
    "unique": 'migrations.AddConstraint(model_name="book", constraint=models.UniqueConstraint(fields=["title"], name="u"))',
    "partial": 'migrations.AddConstraint(model_name="book", constraint=models.UniqueConstraint(fields=["title"], condition=models.Q(title="x"), name="u"))',
    "together": 'migrations.AlterUniqueTogether(name="book", unique_together={("title",)})',
    "index": 'migrations.AddIndex(model_name="book", index=models.Index(fields=["title"], name="i"))',
    "table": 'migrations.AlterModelTable(name="book", table="books")',
    "comment": 'migrations.AlterModelTableComment(name="book", table_comment="x")',
    "order": 'migrations.AlterOrderWithRespectTo(name="book", order_with_respect_to="title")',
    "remove_plain": remove("book", "plain"),
    "remove_indexed": remove("book", "indexed"),
    "remove_key": remove("book", "key"),
    "remove_loose": remove("book", "loose"),
}.items()):
    # What the state has let go (`gone`) is lost where SQLite makes the table again, and only there.
    case(
        f"rebuild_{name}",
        ops(OWNER, model("Book", f("title", "CharField(max_length=20)"), f("gone", "IntegerField(null=True)"), f("plain", "IntegerField()"), f("indexed", "IntegerField(db_index=True)"), f("key", f'ForeignKey({FK}, to="shop.owner", related_name="+")'), f("loose", f'ForeignKey({FK}, to="shop.owner", db_constraint=False, db_index=False, related_name="+")'))),
        ops('migrations.SeparateDatabaseAndState(state_operations=[%s])' % remove("book", "gone")),
        ops(operation),
        dialects=["sqlite"],
        backwards=False,
    )

case(
    "arrays",
    ops(model(
        "Thing",
        '("a", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), size=3, db_index=True))',
        '("b", django.contrib.postgres.fields.ArrayField(base_field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField()), default=list))',
        '("c", django.contrib.postgres.fields.ranges.IntegerRangeField(null=True))',
        '("d", django.contrib.postgres.fields.ranges.DateTimeRangeField())',
        '("e", django.contrib.postgres.fields.ranges.DecimalRangeField())',
        '("g", django.contrib.postgres.fields.ranges.DateRangeField(unique=True))',
        '("h", django.contrib.postgres.fields.ranges.BigIntegerRangeField())',
        '("i", django.contrib.postgres.search.SearchVectorField(null=True))',
        '("j", django.contrib.postgres.fields.jsonb.JSONField(null=True))',
        '("k", models.CharField(unique=True))',
        '("l", models.CharField(max_length=10, db_collation="C", db_index=True))',
        options='"indexes": [django.contrib.postgres.indexes.GinIndex(fields=["i"], name="gin"), django.contrib.postgres.indexes.BTreeIndex(fields=["k"], name="k_btree"), '
        'django.contrib.postgres.indexes.HashIndex(fields=["k"], name="hash"), models.Index(fields=["k"], opclasses=["varchar_pattern_ops"], name="ops")], '
        '"constraints": [django.contrib.postgres.constraints.ExclusionConstraint(name="ex", expressions=[("c", "&&")])]',
    )),
    ops('migrations.AddConstraint(model_name="thing", constraint=django.contrib.postgres.constraints.ExclusionConstraint(name="ex2", expressions=[("h", "&&")], condition=models.Q(h__isnull=False)))'),
    ops('migrations.RemoveConstraint(model_name="thing", name="ex")'),
    ops('migrations.RemoveIndex(model_name="thing", name="hash")'),
    ops('migrations.AlterField(model_name="thing", name="a", field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20)))'),
    ops(alter("thing", "k", "CharField(max_length=5, db_index=True)")),
    dialects=["postgresql"],
)
