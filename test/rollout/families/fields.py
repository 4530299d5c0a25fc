"""RemoveField of every column type that Django ships, with every option that matters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..case import Case, make_case
from .text import COLUMN_GONE, NAME, POSTGRESQL_ONLY, model, module, only

# slug -> the class and its own arguments.
TYPES = {
    "small_integer": "models.SmallIntegerField()",
    "integer": "models.IntegerField()",
    "big_integer": "models.BigIntegerField()",
    "positive_small_integer": "models.PositiveSmallIntegerField()",
    "positive_integer": "models.PositiveIntegerField()",
    "positive_big_integer": "models.PositiveBigIntegerField()",
    "float": "models.FloatField()",
    "decimal": "models.DecimalField(max_digits=8, decimal_places=2)",
    "boolean": "models.BooleanField()",
    "char": "models.CharField(max_length=40)",
    "text": "models.TextField()",
    "slug": "models.SlugField()",
    "email": "models.EmailField()",
    "url": "models.URLField()",
    "file_path": 'models.FilePathField(path="/tmp")',
    "file": 'models.FileField(upload_to="files")',
    "image": 'models.ImageField(upload_to="images")',
    "date": "models.DateField()",
    "datetime": "models.DateTimeField()",
    "time": "models.TimeField()",
    "duration": "models.DurationField()",
    "uuid": "models.UUIDField()",
    "json": "models.JSONField()",
    "binary": "models.BinaryField()",
    "ip": "models.GenericIPAddressField()",
    "ip6": 'models.GenericIPAddressField(protocol="IPv6")',
}

NULL = ["integer", "char", "datetime", "uuid", "json", "boolean", "binary", "ip"]
# MariaDB cannot index TEXT, JSON and BLOB without a length.
UNIQUE = ["integer", "decimal", "char", "slug", "date", "datetime", "uuid", "duration", "ip"]
INDEXED = ["integer", "positive_small_integer", "char", "datetime", "uuid"]

# slug -> (field, imports): a default in Python, which the database has to do without.
DEFAULTS = {
    "integer": ("models.IntegerField(default=7)", ""),
    "negative": ("models.IntegerField(default=-3)", ""),
    "float": ("models.FloatField(default=1.5)", ""),
    "decimal": (
        'models.DecimalField(max_digits=8, decimal_places=2, default=Decimal("9.95"))',
        "from decimal import Decimal",
    ),
    "decimal_int": ("models.DecimalField(max_digits=8, decimal_places=2, default=1)", ""),
    "boolean_true": ("models.BooleanField(default=True)", ""),
    "boolean_false": ("models.BooleanField(default=False)", ""),
    "char": ('models.CharField(max_length=40, default="new")', ""),
    "char_empty": ('models.CharField(max_length=40, blank=True, default="")', ""),
    "text": ('models.TextField(default="some text")', ""),
    "quotes": ("""models.CharField(max_length=40, default="it's \\"so\\"")""", ""),
    "percent": ('models.CharField(max_length=40, default="100% %s %(a)s")', ""),
    "backslash": (r'models.CharField(max_length=40, default="a\\b\\n\\")', ""),
    "newline": (r'models.TextField(default="one\ntwo; three -- four\t/* */")', ""),
    "unicode": ('models.CharField(max_length=40, default="Zürich ✓ 東京 \U0001f600")', ""),
    "braces": ('models.CharField(max_length=40, default="{x} <%= y %> $1 ${z}")', ""),
    "date": ("models.DateField(default=date(2020, 2, 29))", "from datetime import date"),
    "time": ("models.TimeField(default=time(23, 59, 1))", "from datetime import time"),
    "datetime": (
        "models.DateTimeField(default=datetime(2020, 2, 29, 1, 2, 3, tzinfo=timezone.utc))",
        "from datetime import datetime, timezone",
    ),
    "duration": (
        "models.DurationField(default=timedelta(days=1, seconds=2))",
        "from datetime import timedelta",
    ),
    "uuid": (
        'models.UUIDField(default=uuid.UUID("12345678-1234-4234-8234-123456789abc"))',
        "import uuid",
    ),
    "ip": ('models.GenericIPAddressField(default="127.0.0.1")', ""),
    "json_dict": ("models.JSONField(default=dict)", ""),
    "json_list": ("models.JSONField(default=list)", ""),
    "json_function": (
        "models.JSONField(default=options)",
        'def options():\n    return {"a": [1, None]}\n',
    ),
    "binary": ('models.BinaryField(default=b"\\x00%\'")', ""),
    "uuid4": ("models.UUIDField(default=uuid.uuid4)", "import uuid"),
    "now": (
        "models.DateTimeField(default=timezone.now)",
        "from django.utils import timezone",
    ),
    "today": ("models.DateField(default=date.today)", "from datetime import date"),
    "function": (
        "models.CharField(max_length=40, default=a_name)",
        'def a_name():\n    return "from a function"\n',
    ),
    "choices": (
        'models.CharField(max_length=1, choices=[("a", "A"), ("b", "B")], default="a")',
        "",
    ),
    "choices_class": (
        "models.IntegerField(choices=Size.choices, default=Size.SMALL)",
        "from django.db import models\n\n\nclass Size(models.IntegerChoices):\n"
        "    SMALL = 1\n    LARGE = 2\n",
    ),
    "unique_uuid4": ("models.UUIDField(default=uuid.uuid4, unique=True)", "import uuid"),
    "unique_function": (
        "models.CharField(max_length=40, unique=True, default=a_token)",
        "import uuid\n\n\ndef a_token():\n    return uuid.uuid4().hex\n",
    ),
    "unique_constant": ("models.IntegerField(default=5, unique=True)", ""),
    "null_and_default": ("models.IntegerField(null=True, default=5)", ""),
    "index_and_default": ('models.CharField(max_length=9, db_index=True, default="x")', ""),
    "auto_now": ("models.DateTimeField(auto_now=True)", ""),
    "auto_now_add": ("models.DateTimeField(auto_now_add=True)", ""),
    "auto_now_date": ("models.DateField(auto_now=True)", ""),
    "auto_now_add_time": ("models.TimeField(auto_now_add=True)", ""),
}

DB_DEFAULTS = {
    "integer": ("models.IntegerField(db_default=3)", ""),
    "char": ("""models.CharField(max_length=40, db_default="it's")""", ""),
    "now": (
        "models.DateTimeField(db_default=Now())",
        "from django.db.models.functions import Now",
    ),
    "expression": (
        "models.FloatField(db_default=Pi())",
        "from django.db.models.functions import Pi",
    ),
    "both": ("models.IntegerField(default=1, db_default=2)", ""),
    "unique": ("models.IntegerField(db_default=3, unique=True)", ""),
    "null": ("models.IntegerField(null=True, db_default=3)", ""),
}

OPTIONS = {
    "db_column": 'models.IntegerField(db_column="rate")',
    "db_column_spaces": 'models.IntegerField(db_column="Rating In Stars")',
    "db_column_reserved": 'models.IntegerField(db_column="order")',
    "db_column_capitals": 'models.CharField(max_length=9, db_column="GroupBy", default="x")',
    "db_column_unicode": 'models.IntegerField(db_column="größe")',
    "db_column_unique": 'models.IntegerField(db_column="Order By", unique=True)',
    "db_comment": """models.IntegerField(db_comment="stars; it's 1 to 5")""",
    "choices": 'models.CharField(max_length=1, choices=[("a", "A"), ("b", "B")])',
    "editable": "models.IntegerField(editable=False, blank=True, verbose_name='Stars')",
    "char_choices_null": "models.IntegerField(null=True, choices=[(1, 'x'), (2, 'y')])",
    "unique_for_date": 'models.CharField(max_length=9, unique_for_date="day")',
}


def cases() -> Iterator[Case]:
    for slug, field in TYPES.items():
        yield removal(f"field_{slug}", f"{field} NOT NULL", field)
    for slug in NULL:
        yield removal(f"field_{slug}_null", f"{slug}, null", _with(TYPES[slug], "null=True"))
    for slug in UNIQUE:
        field = _with(TYPES[slug], "unique=True")
        yield removal(f"field_{slug}_unique", f"{slug}, unique", field)
    for slug in INDEXED:
        field = _with(TYPES[slug], "db_index=True")
        yield removal(f"field_{slug}_index", f"{slug}, indexed", field)
    yield removal(
        "field_char_unique_null",
        "char, unique and null",
        "models.CharField(max_length=40, unique=True, null=True)",
    )
    for slug, (field, imports) in DEFAULTS.items():
        yield removal(f"default_{slug}", f"default: {field}", field, imports)
    for slug, (field, imports) in DB_DEFAULTS.items():
        yield removal(f"db_default_{slug}", f"db_default: {field}", field, imports)
    yield removal(
        "db_default_unique_volatile",
        "unique, and the database makes another value at each row",
        'models.UUIDField(unique=True, db_default=models.Func(function="gen_random_uuid"))',
        expect=only("postgresql"),
    )
    yield from _options()
    yield from _generated()
    yield from _collations()
    yield from _tables()
    yield from _rules()
    yield from _primary_keys()
    yield from _postgresql()


def removal(
    name: str, title: str, field: str, imports: str = "", expect: Any = "holds", **others: Any
) -> Case:
    """Product(name, rating) loses rating."""
    attribute = others.pop("attribute", "rating")
    beside = others.pop("beside", ())
    meta = others.pop("meta", ("", ""))
    return make_case(
        name=name,
        title=f"RemoveField, {title}",
        old=module(
            model("Product", NAME, *beside, f"{attribute} = {field}", meta=meta[0]),
            imports=imports,
        ),
        new=module(model("Product", NAME, *beside, meta=meta[1]), imports=imports),
        control=others.pop("control", COLUMN_GONE),
        expect=expect,
        **others,
    )


def _with(field: str, option: str) -> str:
    inside = field.removesuffix(")")
    return f"{inside}{'' if inside.endswith('(') else ', '}{option})"


def _options() -> Iterator[Case]:
    for slug, field in OPTIONS.items():
        beside = ["day = models.DateField()"] if slug == "unique_for_date" else []
        yield removal(f"option_{slug}", field, field, beside=beside)
    yield removal(
        "option_long_name",
        "a name so long that Django cuts the names of its index and its rules",
        "models.IntegerField(db_index=True)",
        attribute="a_very_long_name_of_a_field_that_fills_all_sixty_characters",
    )
    yield removal(
        "option_reserved_attribute",
        "a column named like a key word",
        "models.IntegerField()",
        attribute="select",
    )


def _generated() -> Iterator[Case]:
    base = 'expression=models.F("price") * 2, output_field=models.IntegerField()'
    price = ["price = models.IntegerField()"]
    yield removal(
        "generated_stored",
        "GeneratedField, stored",
        f"models.GeneratedField({base}, db_persist=True)",
        beside=price,
    )
    yield removal(
        "generated_virtual",
        "GeneratedField, virtual",
        f"models.GeneratedField({base}, db_persist=False)",
        beside=price,
        expect=only("mariadb,sqlite"),
    )
    generated = f"double = models.GeneratedField({base}, db_persist=True)"
    yield make_case(
        name="generated_and_its_source",
        title="A generated field and the field that it is computed from go together",
        old=module(model("Product", NAME, *price, generated)),
        new=module(model("Product", NAME)),
        control=COLUMN_GONE,
    )


def _collations() -> Iterator[Case]:
    for dialect, collation in {
        "postgresql": "C",
        "mariadb": "utf8mb4_bin",
        "sqlite": "NOCASE",
    }.items():
        yield removal(
            f"option_db_collation_{dialect}",
            f"db_collation={collation}",
            f'models.CharField(max_length=40, db_collation="{collation}")',
            expect=only(dialect),
        )


def _tables() -> Iterator[Case]:
    for slug, table in {
        "spaces": '"The Products"',
        "capitals": '"ProductTable"',
        "reserved": '"order"',
        "dotted": '"shop.products"',
    }.items():
        meta = f"db_table = {table}"
        yield removal(
            f"table_{slug}", f"db_table={table}", "models.IntegerField()", meta=(meta, meta)
        )
    meta = """db_table = '"hr"."staff"'"""
    yield removal(
        "table_in_schema",
        "a table in a schema of PostgreSQL",
        "models.IntegerField()",
        meta=(meta, meta),
        expect=only("postgresql"),
        sql_before={"postgresql": ["CREATE SCHEMA hr"]},
    )
    comment = 'db_table_comment = "what we sell"'
    yield removal(
        "table_comment", "db_table_comment", "models.IntegerField()", meta=(comment, comment)
    )


def _rules() -> Iterator[Case]:
    """Rules over the field that go with it, in the same migration."""
    rating = "models.IntegerField()"
    for slug, meta in {
        "unique_together": 'unique_together = [("name", "rating")]',
        "unique_constraint": (
            'constraints = [models.UniqueConstraint(fields=["name", "rating"], name="a_pair")]'
        ),
        "unique_condition": (
            'constraints = [models.UniqueConstraint(fields=["name"],'
            ' condition=models.Q(rating__gt=0), name="a_pair")]'
        ),
        "index": 'indexes = [models.Index(fields=["name", "rating"], name="an_index")]',
        "index_unnamed": 'indexes = [models.Index(fields=["-rating"])]',
        "index_condition": (
            'indexes = [models.Index(fields=["name"], condition=models.Q(rating__gt=0),'
            ' name="an_index")]'
        ),
        "ordering": 'ordering = ["rating"]',
        "get_latest_by": 'get_latest_by = "rating"',
    }.items():
        yield removal(f"rule_{slug}", f"with {meta}", rating, meta=(meta, ""))
    check = (
        "constraints = [models.CheckConstraint("
        '{}=models.Q(rating__gte=0) & models.Q(rating__lte=5), name="stars")]'
    ).format("condition")
    yield removal(
        "rule_check",
        "with a CheckConstraint over it",
        rating,
        meta=(check, ""),
        values={"shop.Product.rating": [0, 1, 2, 3, 4, 5]},
    )
    above = (
        'constraints = [models.CheckConstraint(condition=models.Q(rating__gte=1), name="stars")]'
    )
    yield removal(
        "rule_check_forbids_zero",
        "with a CheckConstraint that forbids the type's zero",
        rating,
        meta=(above, ""),
        values={"shop.Product.rating": [1, 2, 3, 4, 5]},
        # The rows of new code hold what the old rule forbids: no way back but without them.
        before_start="all",
    )
    two = 'constraints = [models.CheckConstraint(condition=models.Q(price__gte=models.F("rating")), name="x")]'
    yield removal(
        "rule_check_two_fields",
        "with a CheckConstraint over it and a field that stays",
        rating,
        beside=["price = models.IntegerField()"],
        meta=(two, ""),
        values={"shop.Product.rating": [1, 2, 3], "shop.Product.price": [10, 11, 12]},
    )
    left = 'unique_together = [("name", "price"), ("name", "rating")]'
    stays = 'unique_together = [("name", "price")]'
    yield removal(
        "rule_one_of_two_unique_together",
        "one unique_together goes with it, another stays",
        rating,
        beside=["price = models.IntegerField()"],
        meta=(left, stays),
    )


def _primary_keys() -> Iterator[Case]:
    refused = {"refused": "primary key"}
    for slug, field in {
        "char": "models.CharField(max_length=9, primary_key=True)",
        "uuid": "models.UUIDField(primary_key=True)",
    }.items():
        yield removal(
            f"primary_key_{slug}",
            "a primary key that another field takes over",
            field,
            attribute="code",
            migrations={
                "shop": _operations(
                    'migrations.RemoveField("product", "code")',
                    'migrations.AddField("product", "id", models.BigAutoField('
                    'auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),'
                    " preserve_default=False)",
                )
            },
            control={"breaks": "any"},
            expect=refused,
        )


def _operations(*lines: str, imports: str = "") -> str:
    """A migration by hand: 0002 of shop, after whatever makemigrations called the first one."""
    listed = "".join(f"        {line},\n" for line in lines)
    return (
        f"from django.db import migrations, models\n{imports}\n\n"
        "class Migration(migrations.Migration):\n"
        '    dependencies = [("shop", "{{initial}}")]\n\n'
        f"    operations = [\n{listed}    ]\n"
    )


POSTGRESQL = {
    "array": "ArrayField(models.IntegerField())",
    "array_char": "ArrayField(models.CharField(max_length=50), size=2)",
    "array_default": "ArrayField(models.IntegerField(), default=list)",
    "array_null": "ArrayField(models.IntegerField(), null=True)",
    "hstore": "HStoreField()",
    "hstore_default": "HStoreField(default=dict)",
    "integer_range": "IntegerRangeField()",
    "big_integer_range": "BigIntegerRangeField()",
    "decimal_range": "DecimalRangeField()",
    "date_range": "DateRangeField()",
    "datetime_range": "DateTimeRangeField()",
    "integer_range_default": "IntegerRangeField(default=(1, 10))",
    "search_vector": "SearchVectorField()",
    "search_vector_null": "SearchVectorField(null=True)",
}


def _postgresql() -> Iterator[Case]:
    imports = (
        "from django.contrib.postgres.fields import (\n"
        "    ArrayField, BigIntegerRangeField, DateRangeField, DateTimeRangeField,\n"
        "    DecimalRangeField, HStoreField, IntegerRangeField,\n)\n"
        "from django.contrib.postgres.search import SearchVectorField\n"
    )
    postgres: dict[str, Any] = {
        "expect": {"*": POSTGRESQL_ONLY, "postgresql": "holds"},
        "installed": ["django.contrib.postgres"],
        "sql_before": {"postgresql": ["CREATE EXTENSION hstore", "CREATE EXTENSION btree_gist"]},
    }
    for slug, field in POSTGRESQL.items():
        yield removal(f"postgres_{slug}", field, field, imports, **postgres)
    gin = 'indexes = [GinIndex(fields=["rating"], name="a_gin_index")]'
    yield removal(
        "postgres_gin_index",
        "with a GinIndex over it",
        "ArrayField(models.IntegerField())",
        f"{imports}from django.contrib.postgres.indexes import GinIndex\n",
        meta=(gin, ""),
        **postgres,
    )
    excluded = (
        'constraints = [ExclusionConstraint(name="no_overlap",'
        ' expressions=[("rating", "&&"), ("name", "=")])]'
    )
    yield removal(
        "postgres_exclusion",
        "with an ExclusionConstraint over it",
        "IntegerRangeField()",
        f"{imports}from django.contrib.postgres.constraints import ExclusionConstraint\n",
        meta=(excluded, ""),
        **postgres,
    )
