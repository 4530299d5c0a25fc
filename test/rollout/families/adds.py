"""AddField: every type with every kind of default, and what may come along in the same file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..case import Case, make_case
from .fields import DB_DEFAULTS, DEFAULTS, TYPES
from .fields import _operations as operations
from .fields import _with as with_option
from .text import ODD_TABLES, NAME, NEW_KEY, POSTGRESQL_ONLY, model, module, only, row_of

CASCADE = "on_delete=models.CASCADE"
NONE = {"none": "both colours can live with it"}
NULL = "null"
# Its database-made or called default is given once to all rows by the unsplit migration.
UNIQUE_CALLED = ("unique_uuid4", "unique_function")

# What a person types where makemigrations asks for a one-off default.
ONE_OFFS = {
    "small_integer": "3",
    "integer": "7",
    "big_integer": "5_000_000_000",
    "positive_small_integer": "0",
    "positive_integer": "1",
    "positive_big_integer": "1",
    "float": "1.5",
    "decimal": '__import__("decimal").Decimal("9.95")',
    "boolean": "False",
    "char": '"it\'s 100% new"',
    "text": '""',
    "slug": '"a-slug"',
    "email": '"nobody@example.com"',
    "url": '"https://example.com/%20"',
    "file_path": '"/tmp/x"',
    "file": '"files/none.txt"',
    "image": '"images/none.png"',
    "date": "datetime.date(2020, 2, 29)",
    "datetime": "timezone.now",
    "time": "datetime.time(23, 59, 1)",
    "duration": "datetime.timedelta(days=1, seconds=2)",
    "uuid": '"12345678-1234-4234-8234-123456789abc"',
    "json": '{"a": [1, None, "it\'s"]}',
    "binary": 'b"\\x00%\'"',
    "ip": '"127.0.0.1"',
    "ip6": '"fd00::1"',
}


def cases() -> Iterator[Case]:
    yield from _defaults()
    yield from _one_offs()
    yield from _safe()
    yield from _keys()
    yield from _several()
    yield from _with_rules()
    yield from _places()
    yield from _by_hand()
    yield from _postgresql()


def added(
    name: str,
    title: str,
    field: str,
    imports: str = "",
    control: Any = NULL,
    expect: Any = "holds",
    **others: Any,
) -> Case:
    """Product(name) comes to have rating."""
    attribute = others.pop("attribute", "rating")
    meta = others.pop("meta", ("", ""))
    before = others.pop("before", ())
    return make_case(
        name=f"add_{name}",
        title=f"AddField, {title}",
        old=module(*before, model("Product", NAME, meta=meta[0]), imports=imports),
        new=module(
            *before, model("Product", NAME, f"{attribute} = {field}", meta=meta[1]), imports=imports
        ),
        control=control,
        expect=expect,
        **others,
    )


def _defaults() -> Iterator[Case]:
    for slug, (field, imports) in DEFAULTS.items():
        others: dict[str, Any] = {}
        if slug in UNIQUE_CALLED:
            others = {"empty_unsplit": True}
        elif slug == "unique_constant":
            others = {"empty_unsplit": True, "expect": {"refused": "unique"}}
        elif slug == "percent":
            others = {"tolerated": {"green fill": "on SQLite Django itself makes ? of %s where it copies a table"}}
        elif slug == "null_and_default":
            others = {"control": NONE, "expect": "safe"}
        yield added(f"default_{slug}", f"default: {field}", field, imports, **others)
    for slug, field in {
        "char_blank": "models.CharField(max_length=40, blank=True)",
        "text_blank": "models.TextField(blank=True)",
        "file_blank": 'models.FileField(upload_to="files", blank=True)',
        "positive_with_check": "models.PositiveIntegerField(default=4)",
        "slug": 'models.SlugField(default="a-slug")',
        "file": 'models.FileField(upload_to="files", default="files/none.txt")',
        "ip6": 'models.GenericIPAddressField(protocol="IPv6", default="fd00::1")',
        "datetime_index": "models.DateTimeField(auto_now_add=True, db_index=True)",
        "json_constant": 'models.JSONField(default="x")',
        "float_nan_free": "models.FloatField(default=-0.1)",
        "decimal_text": 'models.DecimalField(max_digits=8, decimal_places=2, default="1.50")',
        "big": "models.BigIntegerField(default=9_223_372_036_854_775_807)",
        "comment": """models.IntegerField(default=1, db_comment="it's stars")""",
    }.items():
        yield added(f"default_{slug}", f"default: {field}", field)
    for slug, field in {
        "positive": "models.PositiveIntegerField(default=a_number)",
        "positive_unique": "models.PositiveIntegerField(default=a_number, unique=True)",
        "positive_comment": 'models.PositiveSmallIntegerField(default=a_number, db_comment="of each row")',
        "json": "models.JSONField(default=a_number)",
    }.items():
        others = {"empty_unsplit": True} if "unique" in slug else {}
        yield added(f"default_called_{slug}", f"default: {field}", field, A_NUMBER, **others)


A_NUMBER = """import itertools

NUMBERS = itertools.count(1)


def a_number():
    return next(NUMBERS)
"""


def _one_offs() -> Iterator[Case]:
    for slug, answer in ONE_OFFS.items():
        yield added(
            f"one_off_{slug}",
            f"a one-off default of {answer} for {TYPES[slug]}",
            TYPES[slug],
            answers={"product.rating": answer},
        )
    yield added(
        "one_off_index",
        "a one-off default for a column with an index",
        "models.IntegerField(db_index=True)",
        answers={"product.rating": "7"},
    )
    yield added(
        "one_off_unique",
        "a one-off default for a unique column",
        "models.IntegerField(unique=True)",
        answers={"product.rating": "7"},
        empty_unsplit=True,
        expect={"refused": "unique"},
    )


def _safe() -> Iterator[Case]:
    for slug, field in TYPES.items():
        if slug in ("integer", "char", "json", "datetime", "uuid", "positive_integer", "binary"):
            yield added(
                f"null_{slug}", f"{field}, null", with_option(field, "null=True"),
                control=NONE, expect="safe",
            )  # fmt: skip
    for slug, (field, imports) in DB_DEFAULTS.items():
        if slug != "unique":
            yield added(
                f"db_default_{slug}", field, field, imports, control=NONE, expect="safe"
            )  # fmt: skip
    yield added(
        "db_default_unique",
        "db_default and unique",
        *DB_DEFAULTS["unique"],
        control="unique",
        expect={"refused": "unique|must have a value"},
        empty_unsplit=True,
    )
    for slug, field in {
        "null_unique": "models.CharField(max_length=40, unique=True, null=True)",
        "null_index": "models.CharField(max_length=40, db_index=True, null=True)",
        "null_auto_now": "models.DateTimeField(null=True, auto_now=True)",
    }.items():
        yield added(slug, field, field, control=NONE, expect="safe")
    tags = model("Tag", NAME)
    yield added(
        "many_to_many", "a many-to-many field", "models.ManyToManyField(Tag)",
        before=[tags], control=NONE, expect="safe", tolerated=NEW_KEY,
    )  # fmt: skip
    generated = 'expression=models.functions.Length("name"), output_field=models.IntegerField()'
    for slug, persist, expect in (
        ("stored", "True", "safe"),
        ("virtual", "False", only("mariadb,sqlite", "safe")),
    ):
        yield added(
            f"generated_{slug}", f"a generated field, {slug}",
            f"models.GeneratedField({generated}, db_persist={persist})",
            "from django.db.models import functions", control=NONE, expect=expect,
        )  # fmt: skip


def _keys() -> Iterator[Case]:
    owner = [model("Owner", NAME)]
    row = row_of("shop", "Owner", 500_000)
    for slug, field, answers in (
        ("one_off", f"models.ForeignKey(Owner, {CASCADE})", {"product.owner": "500_000"}),
        ("default", f"models.ForeignKey(Owner, {CASCADE}, default=500_000)", {}),
        ("no_index", f"models.ForeignKey(Owner, {CASCADE}, default=500_000, db_index=False)", {}),
        ("no_constraint", f"models.ForeignKey(Owner, {CASCADE}, default=500_000, db_constraint=False)", {}),
    ):  # fmt: skip
        yield added(
            f"key_{slug}", f"a key that is NOT NULL: {slug}", field, attribute="owner",
            before=owner, answers=answers, extra=row, tolerated=NEW_KEY,
        )  # fmt: skip
    for slug, field in {
        "null": f"models.ForeignKey(Owner, {CASCADE}, null=True)",
        "null_one_to_one": f"models.OneToOneField(Owner, {CASCADE}, null=True)",
        "null_set_null": "models.ForeignKey(Owner, on_delete=models.SET_NULL, null=True)",
    }.items():
        yield added(
            f"key_{slug}", f"a key: {field}", field, attribute="owner", before=owner,
            control=NONE, expect="safe", tolerated=NEW_KEY,
        )  # fmt: skip
    yield added(
        "key_one_to_one", "a one-to-one key that is NOT NULL: one row can have the default",
        f"models.OneToOneField(Owner, {CASCADE})", attribute="owner", before=owner,
        answers={"product.owner": "500_000"}, extra=row, empty_unsplit=True,
        expect={"refused": "unique|one-to-one|OneToOne"},
    )  # fmt: skip
    yield added(
        "key_self_null", "a key to its own table", f'models.ForeignKey("self", {CASCADE}, null=True)',
        attribute="parent", control=NONE, expect="safe", tolerated=NEW_KEY,
    )  # fmt: skip
    yield make_case(
        name="add_key_other_app",
        title="AddField, a key to another app, NOT NULL with a one-off default",
        old={"people": module(model("Owner", NAME)), "shop": module(model("Product", NAME))},
        new={
            "people": module(model("Owner", NAME)),
            "shop": module(model("Product", NAME, f'owner = models.ForeignKey("people.Owner", {CASCADE})')),
        },
        answers={"product.owner": "500_000"},
        extra=row_of("people", "Owner", 500_000),
        control=NULL,
        tolerated=NEW_KEY,
    )  # fmt: skip


def _several() -> Iterator[Case]:
    rating = "rating = models.IntegerField(default=3)"
    yield make_case(
        name="add_same_name_twice",
        title="AddField, fields of one name on two models",
        old=module(model("Owner", NAME), model("Product", NAME)),
        new=module(model("Owner", NAME, rating), model("Product", NAME, rating)),
        control=NULL,
    )
    yield make_case(
        name="add_several",
        title="AddField, several of different kinds on one model",
        old=module(model("Product", NAME), imports="import uuid"),
        new=module(
            model("Product", NAME, rating, "note = models.TextField(default='n')",
                "made = models.DateTimeField(auto_now_add=True)", "facts = models.JSONField(default=dict)",
                "token = models.UUIDField(default=uuid.uuid4, editable=False)",
                "hint = models.CharField(max_length=9, null=True)"),
            imports="import uuid"),
        control=NULL,
    )  # fmt: skip
    yield make_case(
        name="add_and_remove",
        title="AddField and RemoveField on one model",
        old=module(model("Product", NAME, "stars = models.IntegerField()", "gone = models.TextField(null=True)")),
        new=module(model("Product", NAME, rating, "token = models.CharField(max_length=9, default='t')")),
        control={"breaks": "any"},
    )  # fmt: skip
    yield make_case(
        name="add_and_remove_key",
        title="AddField and RemoveField of keys on one model",
        old=module(model("Owner", NAME), model("Product", NAME, f"owner = models.ForeignKey(Owner, {CASCADE})")),
        new=module(model("Owner", NAME), model("Product", NAME, rating,
            f"seller = models.ForeignKey(Owner, {CASCADE}, null=True)")),
        control={"breaks": "any"},
        tolerated=NEW_KEY,
    )  # fmt: skip
    yield make_case(
        name="add_and_new_model",
        title="AddField of a nullable key to a model that the same file creates, and a NOT NULL field",
        old=module(model("Product", NAME)),
        new=module(model("Shelf", NAME), model("Product", NAME, rating,
            f"shelf = models.ForeignKey(Shelf, {CASCADE}, null=True)")),
        control=NULL,
    )  # fmt: skip
    yield make_case(
        name="add_to_new_model",
        title="A field that the same file adds to a model that it creates",
        old=module(model("Product", NAME)),
        new=module(model("Product", NAME), model("Shelf", NAME, "size = models.IntegerField(default=1)")),
        migrations={"shop": operations(
            'migrations.CreateModel("Shelf", [("id", models.BigAutoField(auto_created=True, primary_key=True,'
            ' serialize=False, verbose_name="ID")), ("name", models.CharField(max_length=50))])',
            'migrations.AddField("shelf", "size", models.IntegerField(default=1))')},
        control=NONE,
        expect="safe",
    )  # fmt: skip
    yield make_case(
        name="add_several_apps",
        title="AddField in each of two apps",
        old={"people": module(model("Owner", NAME)), "shop": module(model("Product", NAME))},
        new={"people": module(model("Owner", NAME, rating)), "shop": module(model("Product", NAME, rating))},
        control=NULL,
    )  # fmt: skip


def _with_rules() -> Iterator[Case]:
    field = "models.IntegerField(default=3)"
    some = {"shop.Product.rating": [3, 4, 5, 6]}
    for slug, meta in {
        "index": 'indexes = [models.Index(fields=["rating"], name="by_rating")]',
        "index_both": 'indexes = [models.Index(fields=["name", "-rating"], name="by_both")]',
        "check": 'constraints = [models.CheckConstraint(condition=models.Q(rating__gte=3), name="good")]',
        "ordering": 'ordering = ["rating"]',
    }.items():
        yield added(
            f"with_{slug}", f"with {meta}", field, meta=("", meta),
            values=some if slug == "check" else {},
        )  # fmt: skip
    for slug, meta in {
        "unique_together": 'unique_together = [("name", "rating")]',
        "unique_constraint": 'constraints = [models.UniqueConstraint(fields=["name", "rating"], name="pair")]',
    }.items():
        yield added(
            f"with_{slug}", f"with {meta}", field, meta=("", meta), empty_unsplit=True,
            control={"breaks": "any"},
            old_allows={"shop.Product": [{"name": "twin"}, {"name": "twin"}]},
        )  # fmt: skip


def _places() -> Iterator[Case]:
    place = model("Place", NAME)
    stars = "stars = models.IntegerField(default=2)"
    for slug, old, new in (
        ("child", [place, model("Diner", "seats = models.IntegerField()", base="Place")],
            [place, model("Diner", "seats = models.IntegerField()", stars, base="Place")]),
        ("parent", [place, model("Diner", "seats = models.IntegerField()", base="Place")],
            [model("Place", NAME, stars), model("Diner", "seats = models.IntegerField()", base="Place")]),
        ("empty_child", [place, model("Diner", base="Place")], [place, model("Diner", stars, base="Place")]),
    ):  # fmt: skip
        yield make_case(
            name=f"add_inherit_{slug}", title=f"AddField, multi-table inheritance: {slug}",
            old=module(*old), new=module(*new), control=NULL,
        )  # fmt: skip
    for slug, table in ODD_TABLES.items():
        meta = f"db_table = {table}"
        yield added(f"table_{slug}", meta, "models.IntegerField(default=1)", meta=(meta, meta))
    for slug, column in {
        "reserved": "order",
        "spaces": "Rating In Stars",
        "capitals": "GroupBy",
        "unicode": "größe",
    }.items():
        field = f'models.CharField(max_length=40, default="it\'s", db_column="{column}")'
        yield added(f"column_{slug}", f"db_column={column}", field)
    yield added(
        "column_key_word", "named like a key word", "models.IntegerField(default=1)", attribute="select"
    )  # fmt: skip
    yield make_case(
        name="add_uuid_primary_key",
        title="AddField with uuid4 to a model whose key is a UUID: batches go by it",
        old=module(model("Product", "id = models.UUIDField(primary_key=True, default=uuid.uuid4)", NAME), imports="import uuid"),
        new=module(model("Product", "id = models.UUIDField(primary_key=True, default=uuid.uuid4)", NAME,
            "token = models.CharField(max_length=40, default=a_token)"),
            imports="import uuid\n\n\ndef a_token():\n    return uuid.uuid4().hex\n"),
        control=NULL,
    )  # fmt: skip
    yield make_case(
        name="add_char_primary_key",
        title="AddField with a function to a model whose key is text",
        old=module(model("Product", "Code = models.CharField(primary_key=True, max_length=40)", NAME)),
        new=module(model("Product", "Code = models.CharField(primary_key=True, max_length=40)", NAME,
            "token = models.CharField(max_length=40, default=a_token)"),
            imports="import uuid\n\n\ndef a_token():\n    return uuid.uuid4().hex\n"),
        control=NULL,
    )  # fmt: skip
    yield make_case(
        name="add_custom_manager",
        title="AddField with a function to a model whose default manager hides rows",
        old=module(MANAGER, model("Product", NAME, "objects = Shown()")),
        new=module(MANAGER, model("Product", NAME, "token = models.CharField(max_length=40, default=a_token)", "objects = Shown()"),
            imports="import uuid\n\n\ndef a_token():\n    return uuid.uuid4().hex\n"),
        control=NULL,
    )  # fmt: skip


MANAGER = (
    "\n\nclass Shown(models.Manager):\n    use_in_migrations = False\n\n"
    "    def get_queryset(self):\n        return super().get_queryset().none()\n"
)

FILL = (
    "\n\ndef fill(apps, schema_editor):\n"
    '    Product = apps.get_model("shop", "Product")\n'
    "    for product in Product.objects.filter(rating=None):\n"
    "        product.rating = len(product.name)\n"
    '        product.save(update_fields=["rating"])\n'
)
FILL_UUID = (
    "import uuid\n\n\ndef fill(apps, schema_editor):\n"
    '    Product = apps.get_model("shop", "Product")\n'
    "    for product in Product.objects.all():\n"
    "        product.rating = uuid.uuid4()\n"
    '        product.save(update_fields=["rating"])\n'
)
FILL_TOKEN = "from shop.models import a_token\n" + FILL_UUID.replace("uuid.uuid4()", "uuid.uuid4().hex")
RUN = "migrations.RunPython(fill, migrations.RunPython.noop)"


def _by_hand() -> Iterator[Case]:
    """The three steps that people write into one file."""
    yield added(
        "three_steps", "null, RunPython that fills, then NOT NULL: in one file", "models.IntegerField()",
        migrations={"shop": operations(
            'migrations.AddField("product", "rating", models.IntegerField(null=True))', RUN,
            'migrations.AlterField("product", "rating", models.IntegerField())', imports=FILL)},
        old_allows={"shop.Product": [{"name": "unfilled"}]},
    )  # fmt: skip
    yield added(
        "three_steps_default", "null, RunPython that fills, then NOT NULL with a default",
        "models.IntegerField(default=9)",
        migrations={"shop": operations(
            'migrations.AddField("product", "rating", models.IntegerField(null=True))', RUN,
            'migrations.AlterField("product", "rating", models.IntegerField(default=9))', imports=FILL)},
    )  # fmt: skip
    yield added(
        "three_steps_uuid", "the unique UUID of Django's documentation, in one file",
        "models.UUIDField(default=uuid.uuid4, unique=True)", "import uuid",
        migrations={"shop": operations(
            'migrations.AddField("product", "rating", models.UUIDField(default=uuid.uuid4, editable=False, null=True))',
            RUN, 'migrations.AlterField("product", "rating", models.UUIDField(default=uuid.uuid4, unique=True))',
            imports=FILL_UUID)},
    )  # fmt: skip
    yield added(
        "default_then_unique", "with a default for all, RunPython that gives each row its own, then unique",
        "models.UUIDField(default=uuid.uuid4, editable=False, unique=True)", "import uuid",
        migrations={"shop": operations(
            'migrations.AddField("product", "rating", models.UUIDField(default=uuid.uuid4, editable=False))',
            RUN, 'migrations.AlterField("product", "rating", models.UUIDField(default=uuid.uuid4, editable=False, unique=True))',
            imports=FILL_UUID)},
    )  # fmt: skip
    yield added(
        "empty_then_null_then_unique", "in three stages, the first of which takes NULL",
        "models.CharField(max_length=40, default=a_token, unique=True)",
        "import uuid\n\n\ndef a_token():\n    return uuid.uuid4().hex\n",
        migrations={"shop": operations(
            'migrations.AddField("product", "rating", models.CharField(max_length=40, null=True, unique=True))', RUN,
            'migrations.AlterField("product", "rating", models.CharField(max_length=40, null=True, default=a_token, unique=True))',
            'migrations.AlterField("product", "rating", models.CharField(max_length=40, default=a_token, unique=True))',
            imports=FILL_TOKEN)},
    )  # fmt: skip
    yield added(
        "default_then_dropped", "with a default, which the next operation takes away",
        "models.IntegerField()", expect={"*": "holds", "sqlite": {"refused": "write one operation for both"}},
        migrations={"shop": operations(
            'migrations.AddField("product", "rating", models.IntegerField(default=3))',
            'migrations.AlterField("product", "rating", models.IntegerField())')},
    )  # fmt: skip


def _postgresql() -> Iterator[Case]:
    imports = "from django.contrib.postgres.fields import ArrayField, HStoreField, IntegerRangeField\n"
    for slug, field in {
        "array": "ArrayField(models.IntegerField(), default=list)",
        "array_char": "ArrayField(models.CharField(max_length=50), default=some)",
        "hstore": "HStoreField(default=dict)",
        "range": "IntegerRangeField(default=(1, 10))",
        "array_null": "ArrayField(models.IntegerField(), null=True)",
    }.items():
        is_safe = slug.endswith("_null")
        yield added(
            f"postgres_{slug}", field, field,
            f"{imports}\n\ndef some():\n    return [\"it's\", \"a,b\"]\n",
            control=NONE if is_safe else NULL,
            expect={"*": POSTGRESQL_ONLY, "postgresql": "safe" if is_safe else "holds"},
            installed=["django.contrib.postgres"],
            sql_before={"postgresql": ["CREATE EXTENSION hstore"]},
        )  # fmt: skip
