"""AlterField, attribute by attribute: looser at once, stricter in the end, and what no column can hold for both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..case import Case, make_case
from .adds import FILL_UUID, NONE, NULL
from .fields import _operations as operations
from .text import NAME, ODD_TABLES, model, module, only, row_of

CASCADE = "on_delete=models.CASCADE"
ANY = {"either": "what it does to old code depends on the rows and the database"}
LONG = "x" * 30
NO_LENGTH = "SQLite knows no length, no range and no precision"


def cases() -> Iterator[Case]:
    yield from _null()
    yield from _length()
    yield from _numbers()
    yield from _rules()
    yield from _database_defaults()
    yield from _python_only()
    yield from _keys()
    yield from _several()
    yield from _refused()
    yield from _primary_keys()


def altered(
    name: str,
    title: str,
    before: str,
    after: str,
    control: Any = NONE,
    expect: Any = "safe",
    allows: list[Any] | None = None,
    **others: Any,
) -> Case:
    """Product.rating is `before` and becomes `after`; `allows` are values of it that only `before` takes."""
    attribute = others.pop("attribute", "rating")
    around = others.pop("around", ())
    imports = others.pop("imports", "")
    meta = others.pop("meta", "")
    if allows:
        others["old_allows"] = {"shop.Product": [{attribute: value} for value in allows]}
    return make_case(
        name=f"alter_{name}",
        title=f"AlterField, {title}",
        old=module(
            *around, model("Product", NAME, f"{attribute} = {before}", meta=meta), imports=imports
        ),
        new=module(
            *around, model("Product", NAME, f"{attribute} = {after}", meta=meta), imports=imports
        ),
        control=control,
        expect=expect,
        **others,
    )


def stricter(
    name: str,
    title: str,
    before: str,
    after: str,
    control: Any,
    expect: Any = "holds",
    allows: list[Any] | None = None,
    **others: Any,
) -> Case:
    """What only the old rule allows breaks; bgsplit puts the new rule off."""
    return altered(name, title, before, after, control, expect, allows, **others)


def not_on_sqlite(outcome: Any = "holds") -> dict[str, Any]:
    return {"*": outcome, "sqlite": "safe"}


def in_places(outcome: str) -> dict[str, Any]:
    """Decimals: SQLite keeps a float, and each colour rounds what it reads by its own field, whatever the schema."""
    return {"*": outcome, "sqlite": {"skip": "SQLite knows no precision: each code rounds by its own field"}}


def breaks_not_on_sqlite(how: str) -> dict[str, Any]:
    return {"*": {"breaks": how}, "sqlite": {"none": NO_LENGTH}}


def _null() -> Iterator[Case]:
    integer, char = "models.IntegerField({})", "models.CharField(max_length=40{})"
    null, none = integer.format("null=True"), [None]
    one_off = {"answers": {"product.rating": "7"}}
    yield stricter("not_null_one_off", "NULL to NOT NULL with a one-off default", null, integer.format(""),
        NULL, allows=none, stops=False, **one_off)  # fmt: skip
    yield stricter("not_null_default", "NULL to NOT NULL with the field's default", null,
        integer.format("default=7"), NULL, allows=none, stops=False)  # fmt: skip
    yield stricter("not_null_ignored", "NULL to NOT NULL, existing rows left to the team", null,
        integer.format(""), NULL, allows=[None, None])  # fmt: skip
    yield stricter("not_null_char", "NULL to NOT NULL of text, existing rows left to the team",
        char.format(", null=True"), char.format(""), NULL, allows=none)  # fmt: skip
    yield stricter("not_null_char_blank", "NULL to NOT NULL of text that may be blank",
        char.format(", null=True, blank=True"), char.format(", blank=True, default=''"), NULL,
        allows=none, stops=False)  # fmt: skip
    yield stricter("not_null_unique", "NULL to NOT NULL of a unique column",
        char.format(", null=True, unique=True"), char.format(", unique=True"), NULL, allows=none)  # fmt: skip
    yield stricter("not_null_index", "NULL to NOT NULL of an indexed column",
        char.format(", null=True, db_index=True"), char.format(", db_index=True, default='x'"), NULL,
        allows=none, stops=False)  # fmt: skip
    for slug, before, after, imports, answer in (
        ("json", "models.JSONField(null=True)", "models.JSONField(default=dict)", "", None),
        ("now", "models.DateTimeField(null=True)", "models.DateTimeField()", "", "timezone.now"),
        ("auto_now_add", "models.DateTimeField(null=True)", "models.DateTimeField(auto_now_add=True)", "", "timezone.now"),
        ("uuid4", "models.UUIDField(null=True)", "models.UUIDField(default=uuid.uuid4)", "import uuid", None),
        ("unique_uuid4", "models.UUIDField(null=True, unique=True)",
            "models.UUIDField(default=uuid.uuid4, unique=True)", "import uuid", None),
        ("decimal", "models.DecimalField(max_digits=8, decimal_places=2, null=True)",
            "models.DecimalField(max_digits=8, decimal_places=2, default=0)", "", None),
        ("boolean", "models.BooleanField(null=True)", "models.BooleanField(default=False)", "", None),
        ("function", "models.CharField(max_length=40, null=True)", "models.CharField(max_length=40, default=a_name)",
            'def a_name():\n    return "from a function"\n', None),
    ):  # fmt: skip
        yield stricter(f"not_null_{slug}", f"NULL to NOT NULL: {after}", before, after, NULL, allows=none,
            stops=False, imports=imports, answers={"product.rating": answer} if answer else {},
            empty_unsplit=slug == "unique_uuid4")  # fmt: skip
    yield stricter("not_null_then_unique", "NULL to NOT NULL, each row a value of its own by RunPython, then unique",
        "models.UUIDField(null=True)", "models.UUIDField(default=uuid.uuid4, unique=True)", NULL, allows=none,
        stops=False, imports="import uuid", empty_unsplit=True,
        tolerated={"overlap.*blue keep its rows": "the file's own RunPython fills"},
        migrations={"shop": operations(
            'migrations.AlterField("product", "rating", models.UUIDField(default=uuid.uuid4))',
            "migrations.RunPython(fill, migrations.RunPython.noop)",
            'migrations.AlterField("product", "rating", models.UUIDField(default=uuid.uuid4, unique=True))',
            imports=FILL_UUID)})  # fmt: skip
    yield stricter("not_null_then_python", "NULL to NOT NULL, and Python behind it that counts on that", null,
        integer.format("default=7"), NULL, allows=[None], stops=False,
        tolerated={"overlap.*blue keep its rows": "Django gives rows the default before the file's own RunPython"},
        migrations={"shop": operations('migrations.AlterField("product", "rating", models.IntegerField(default=7))',
            "migrations.RunPython(look, migrations.RunPython.noop)",
            imports='\n\ndef look(apps, schema_editor):\n    for product in apps.get_model("shop", "Product").objects.all():\n'
                "        assert product.rating + 1\n")})  # fmt: skip
    yield stricter("not_null_by_sql", "NULL to NOT NULL after a RunPython that fills", null,
        integer.format(""), NULL, allows=[None], tolerated={"overlap.*blue keep its rows": "the file's own RunPython fills"},
        migrations={"shop": operations("migrations.RunPython(fill, migrations.RunPython.noop)",
            'migrations.AlterField("product", "rating", models.IntegerField())',
            imports='\n\ndef fill(apps, schema_editor):\n    apps.get_model("shop", "Product").objects'
                ".filter(rating=None).update(rating=1)\n")})  # fmt: skip
    yield altered("null", "NOT NULL to NULL", integer.format(""), null)
    yield altered("null_char", "NOT NULL to NULL of text", char.format(""), char.format(", null=True"))
    yield altered("null_unique", "NOT NULL to NULL of a unique column", integer.format("unique=True"),
        integer.format("unique=True, null=True"))  # fmt: skip
    for slug, table in ODD_TABLES.items():
        meta = f"db_table = {table}"
        yield stricter(f"not_null_table_{slug}", f"NULL to NOT NULL, {meta}",
            "models.IntegerField(null=True, db_column='Order By')",
            "models.IntegerField(default=7, db_column='Order By')", NULL, allows=none, stops=False, meta=meta)  # fmt: skip


def _length() -> Iterator[Case]:
    char = "models.CharField(max_length={})"
    slug = "models.SlugField(max_length={})"
    yield altered("longer", "a longer CharField", char.format(20), char.format(60), before_start="all")
    yield altered("longer_unique", "a longer CharField, unique", "models.CharField(max_length=20, unique=True)",
        "models.CharField(max_length=60, unique=True)", before_start="all")  # fmt: skip
    yield altered("no_length", "CharField to TextField", char.format(40), "models.TextField()", before_start="all")
    yield stricter("shorter", "a shorter CharField", char.format(60), char.format(20),
        breaks_not_on_sqlite("long"), not_on_sqlite(), [LONG, LONG + "y"])  # fmt: skip
    yield stricter("shorter_default", "a shorter CharField with a default", "models.CharField(max_length=60, default='a')",
        "models.CharField(max_length=20, default='a')", breaks_not_on_sqlite("long"), not_on_sqlite(), [LONG])  # fmt: skip
    yield stricter("shorter_unique", "a shorter CharField, unique", "models.CharField(max_length=60, unique=True)",
        "models.CharField(max_length=20, unique=True)", breaks_not_on_sqlite("long"), not_on_sqlite(), [LONG])  # fmt: skip
    yield stricter("shorter_index", "a shorter SlugField, which has an index", slug.format(60), slug.format(20),
        breaks_not_on_sqlite("long"), not_on_sqlite(), [LONG])  # fmt: skip
    yield stricter("shorter_null", "a shorter CharField that may be NULL", "models.CharField(max_length=60, null=True)",
        "models.CharField(max_length=20, null=True)", breaks_not_on_sqlite("long"), not_on_sqlite(), [LONG])  # fmt: skip
    yield stricter("gets_length", "TextField to CharField", "models.TextField()", char.format(20),
        breaks_not_on_sqlite("long"), not_on_sqlite(), [LONG])  # fmt: skip
    yield stricter("gets_length_and_index", "TextField to CharField with an index", "models.TextField()",
        "models.CharField(max_length=20, db_index=True)", breaks_not_on_sqlite("long"), not_on_sqlite(), [LONG])  # fmt: skip
    yield stricter("indexed_gets_length", "TextField to CharField, both with an index", "models.TextField(db_index=True)",
        "models.CharField(max_length=20, db_index=True)", breaks_not_on_sqlite("long"), not_on_sqlite(), [LONG])  # fmt: skip
    yield stricter("indexed_gets_slug", "TextField with an index to SlugField, which has one by its class",
        "models.TextField(db_index=True)", "models.SlugField(max_length=20)", breaks_not_on_sqlite("long"), not_on_sqlite(),
        [LONG])  # fmt: skip
    yield altered("same_type", "CharField to SlugField without an index: the column is the same", char.format(40),
        "models.SlugField(max_length=40, db_index=False)")  # fmt: skip
    yield altered("to_email", "CharField to EmailField of one length", char.format(254), "models.EmailField()")
    yield altered("to_url", "CharField to URLField of one length", char.format(200), "models.URLField()")


def _numbers() -> Iterator[Case]:
    def sized(kind: str) -> str:
        return f"models.{kind}Field()"

    for before, after in (("SmallInteger", "Integer"), ("Integer", "BigInteger"), ("SmallInteger", "BigInteger"),
        ("PositiveInteger", "PositiveBigInteger"), ("PositiveSmallInteger", "PositiveInteger")):  # fmt: skip
        yield altered(f"{before}_to_{after}".lower(), f"{before} to {after}", sized(before), sized(after),
            before_start="all")  # fmt: skip
    for before, after, value in (("BigInteger", "Integer", 5_000_000_000), ("Integer", "SmallInteger", 70_000),
        ("PositiveBigInteger", "PositiveInteger", 5_000_000_000), ("PositiveInteger", "PositiveSmallInteger", 70_000)):  # fmt: skip
        yield stricter(f"{before}_to_{after}".lower(), f"{before} to {after}", sized(before), sized(after),
            breaks_not_on_sqlite("range"), not_on_sqlite(), [value], before_start="all")  # fmt: skip
    for before, after, value in (("Integer", "PositiveInteger", -1), ("BigInteger", "PositiveInteger", -1),
        ("SmallInteger", "PositiveBigInteger", -1)):  # fmt: skip
        # No integer of MariaDB goes below 0 and up to 2**64 - 1.
        expect = {"*": "holds", "mariadb": {"refused": "no column holds"}} if "Big" in after else "holds"
        yield stricter(f"{before}_to_{after}".lower(), f"{before} to {after}", sized(before), sized(after),
            {"breaks": "range"}, expect, [value], before_start="all")  # fmt: skip
    yield altered("positiveinteger_to_integer", "PositiveInteger to Integer: on MariaDB its upper half goes",
        sized("PositiveInteger"), sized("Integer"), expect={"*": "safe", "mariadb": "holds"}, before_start="all",
        differs={r"^[-+] shop_product (column rating: int\(10\) unsigned NOT NULL( CHECK.*)?|rule CONSTRAINT .*: CHECK .*)$":
            "the check of the column comes back as one of the table, as by Django's own way back"})  # fmt: skip
    yield altered("positiveinteger_to_biginteger", "PositiveInteger to BigInteger",
        sized("PositiveInteger"), sized("BigInteger"), before_start="all")  # fmt: skip
    decimal = "models.DecimalField(max_digits={}, decimal_places={})"
    old = decimal.format(8, 2)
    for slug, new in {"more_digits": (10, 2), "more_places": (10, 4)}.items():
        yield altered(f"decimal_{slug}", f"Decimal(8, 2) to {new}", old, decimal.format(*new),
            expect=in_places("safe"), before_start="all")
    for slug, new, value in (("fewer_digits", (6, 2), "999999.99"), ("fewer_places", (7, 1), "1.25"),
        ("mixed", (8, 4), "999999.99"), ("mixed_other", (10, 1), "1.25")):  # fmt: skip
        yield stricter(f"decimal_{slug}", f"Decimal(8, 2) to {new}", old, decimal.format(*new),
            breaks_not_on_sqlite("range"), in_places("holds"), [value], before_start="all")  # fmt: skip


def _rules() -> Iterator[Case]:
    for slug, kind, value in (("integer", "models.IntegerField({})", 5), ("char", "models.CharField(max_length=40{})", "twin"),
        ("null", "models.IntegerField(null=True{})", 5)):  # fmt: skip
        comma = ", " if kind.count("=") else ""
        plain, unique = kind.format(""), kind.format(f"{comma}unique=True")
        index = kind.format(f"{comma}db_index=True")
        yield stricter(f"unique_{slug}", f"{plain} becomes unique", plain, unique, {"breaks": "unique"},
            allows=[value, value])  # fmt: skip
        yield altered(f"not_unique_{slug}", f"{plain} is no longer unique", unique, plain, before_start="all")
        yield stricter(f"index_to_unique_{slug}", f"{plain}: an index becomes unique", index, unique,
            {"breaks": "unique"}, allows=[value, value, value])  # fmt: skip
        yield altered(f"unique_to_index_{slug}", f"{plain}: unique becomes an index", unique, index, before_start="all")
        yield altered(f"index_{slug}", f"{plain} gets an index", plain, index)
        yield altered(f"no_index_{slug}", f"{plain} loses its index", index, plain)
    for dialect, collation in {"postgresql": "C", "mariadb": "utf8mb4_bin", "sqlite": "NOCASE"}.items():
        yield altered(f"collation_{dialect}", f"db_collation={collation}", "models.CharField(max_length=40)",
            f'models.CharField(max_length=40, db_collation="{collation}")', expect=only(dialect, "safe"))  # fmt: skip
        yield altered(f"no_collation_{dialect}", f"db_collation={collation} goes",
            f'models.CharField(max_length=40, db_collation="{collation}")', "models.CharField(max_length=40)",
            expect=only(dialect, "safe"))  # fmt: skip
    plain = "models.IntegerField()"
    comment = """models.IntegerField(db_comment="it's stars")"""
    yield altered("comment", "db_comment", plain, comment)
    yield altered("no_comment", "db_comment goes", comment, plain)


def _database_defaults() -> Iterator[Case]:
    plain, three = "models.IntegerField()", "models.IntegerField(db_default=3)"
    yield altered("db_default", "db_default comes", plain, three)
    yield altered("default_to_db_default", "default becomes db_default", "models.IntegerField(default=3)", three)
    yield altered("db_default_changed", "db_default changes", three, "models.IntegerField(db_default=4)")
    # SQLite takes no DEFAULT in an INSERT: there Django writes the default itself, from its own model.
    gone = {"*": "null", "sqlite": {"none": "Django writes the default into the INSERT"}}
    yield altered("db_default_dropped", "db_default goes, and nothing comes for it", three, plain, gone,
        "holds")  # fmt: skip
    yield altered("db_default_to_default", "db_default becomes default", three, "models.IntegerField(default=3)",
        gone, "holds")  # fmt: skip
    yield altered("db_default_now_dropped", "db_default=Now() becomes auto_now_add", "models.DateTimeField(db_default=Now())",
        "models.DateTimeField(auto_now_add=True)", gone, "holds",
        imports="from django.db.models.functions import Now")  # fmt: skip


def _python_only() -> Iterator[Case]:
    """What a database never hears of."""
    plain = "models.IntegerField()"
    for slug, after in {
        "choices": "models.IntegerField(choices=[(1, 'x'), (2, 'y')])",
        "validators": "models.IntegerField(validators=[MinValueValidator(1)])",
        "verbose_name": "models.IntegerField(verbose_name='Stars', help_text='1 to 5')",
        "blank": "models.IntegerField(blank=True, editable=False)",
        "default": "models.IntegerField(default=3)",
        "error_messages": "models.IntegerField(error_messages={'required': 'x'})",
    }.items():
        yield altered(f"python_{slug}", f"{slug} only", plain, after,
            imports="from django.core.validators import MinValueValidator")  # fmt: skip
    yield altered("python_default_changed", "default changes", "models.IntegerField(default=3)", "models.IntegerField(default=4)")
    yield altered("python_default_dropped", "default goes", "models.IntegerField(default=3)", plain)
    yield altered("python_auto_now", "auto_now", "models.DateTimeField()", "models.DateTimeField(auto_now=True)",
        answers={"product.rating": "timezone.now"})  # fmt: skip
    yield altered("python_upload_to", "upload_to", "models.FileField(upload_to='a')", "models.FileField(upload_to='b')")
    yield altered("python_choices_char", "choices of text", "models.CharField(max_length=1, choices=[('a', 'A')])",
        "models.CharField(max_length=1, choices=[('a', 'A'), ('b', 'B')])")  # fmt: skip


def _keys() -> Iterator[Case]:
    def key(options: str = "", kind: str = "ForeignKey", to: str = "Owner") -> str:
        return f"models.{kind}({to}, {CASCADE}{', ' if options else ''}{options})"

    owner = {"around": [model("Owner", NAME)], "attribute": "owner"}
    row = row_of("shop", "Owner", 500_000)
    yield altered("key_null", "a key may be NULL", key(), key("null=True"), **owner)
    yield stricter("key_not_null", "a key may not be NULL, with a one-off default", key("null=True"), key(), NULL,
        allows=[None], stops=False, answers={"product.owner": "500_000"}, extra=row, **owner)  # fmt: skip
    yield stricter("key_not_null_ignored", "a key may not be NULL, existing rows left to the team", key("null=True"),
        key(), NULL, allows=[None], **owner)  # fmt: skip
    spare = {r"^\+ shop_product rule KEY `shop_product_owner_id_\w+`":
        "the way back makes the index that InnoDB made for the key, and InnoDB does not drop that one by itself"}  # fmt: skip
    yield stricter("key_to_one_to_one", "a key becomes one-to-one", key(), key(kind="OneToOneField"),
        {"breaks": "unique"}, allows=["@one", "@one"], differs=spare, **owner)  # fmt: skip
    yield stricter("key_to_unique", "a key becomes unique", key(), key("unique=True"),
        {"breaks": "unique"}, allows=["@one", "@one"], differs=spare, **owner)  # fmt: skip
    yield altered("key_from_one_to_one", "a one-to-one key becomes a key", key(kind="OneToOneField"), key(),
        before_start="all", **owner)  # fmt: skip
    yield altered("key_no_constraint", "db_constraint goes", key(), key("db_constraint=False"), **owner)
    yield make_case(
        name="alter_key_constraint",
        title="AlterField, db_constraint comes",
        old=module(model("Owner", NAME), model("Product", NAME, f"owner = {key('db_constraint=False')}")),
        new=module(model("Owner", NAME), model("Product", NAME, f"owner = {key()}")),
        control={"breaks": "key"},
        old_allows={"shop.Product": [{"owner_id": 987_654_321}]},
        loose=[["shop_product", "owner_id"]],
    )  # fmt: skip
    yield altered("key_no_index", "db_index goes", key(), key("db_index=False"), **owner)
    yield altered("key_index", "db_index comes", key("db_index=False"), key(), **owner)
    yield altered("key_python_only", "related_name, limit_choices_to, verbose_name", key(),
        key('related_name="things", limit_choices_to={"name": "x"}, verbose_name="the owner"'), **owner)  # fmt: skip
    yield altered("key_on_delete", "on_delete", key("null=True"),
        "models.ForeignKey(Owner, on_delete=models.SET_NULL, null=True)", **owner)  # fmt: skip
    yield altered("key_protect", "on_delete becomes PROTECT", key(),
        "models.ForeignKey(Owner, on_delete=models.PROTECT)", **owner)  # fmt: skip
    both = {"around": [model("Owner", NAME), model("Shop", NAME)], "attribute": "owner"}
    yield altered("refused_key_target", "a key comes to point at another model", key(), key(to="Shop"), ANY,
        {"refused": "owner"}, empty_unsplit=True, **both)  # fmt: skip
    yield altered("refused_key_to_integer", "a key becomes a number", key(), "models.IntegerField(db_column='owner_id')", ANY,
        {"refused": "owner"}, empty_unsplit=True, **owner)  # fmt: skip
    yield altered("key_self_null", "a key to its own table may be NULL",
        'models.ForeignKey("self", models.CASCADE)', 'models.ForeignKey("self", models.CASCADE, null=True)',
        attribute="parent",
        tolerated={"*": {}, "mariadb": {r"delete .*shop\.Product: IntegrityError: \(1451": "InnoDB checks keys row by row,"
            " and Django deletes rows that point at each other by their number: the old models fail alone, too"}})  # fmt: skip


def _several() -> Iterator[Case]:
    yield stricter("several_attributes", "longer, NOT NULL and unique at once",
        "models.CharField(max_length=20, null=True)", "models.CharField(max_length=60, unique=True)", NULL,
        allows=[None], before_start="all")  # fmt: skip
    yield stricter("several_mixed", "shorter, may be NULL", "models.CharField(max_length=60)",
        "models.CharField(max_length=20, null=True)", breaks_not_on_sqlite("long"), not_on_sqlite(), [LONG])  # fmt: skip
    yield stricter("several_int", "bigint, NOT NULL and indexed at once", "models.IntegerField(null=True)",
        "models.BigIntegerField(default=1, db_index=True)", NULL, allows=[None], stops=False, before_start="all")  # fmt: skip
    yield make_case(
        name="alter_several_fields",
        title="AlterField of several fields of one model, looser and stricter",
        old=module(model("Product", NAME, "a = models.IntegerField(null=True)",
            "b = models.IntegerField()", "c = models.TextField()", "d = models.IntegerField()")),
        new=module(model("Product", NAME, "a = models.IntegerField(default=1)",
            "b = models.IntegerField(null=True)", "c = models.TextField(blank=True)", "d = models.IntegerField(unique=True)")),
        control={"breaks": "null|cannot be null|NOT NULL|[Dd]uplicate|UNIQUE"},
        old_allows={"shop.Product": [{"d": 5}, {"d": 5}]},
    )  # fmt: skip
    yield make_case(
        name="alter_twice",
        title="AlterField twice on one field in one file",
        old=module(model("Product", NAME, "rating = models.IntegerField(null=True)")),
        new=module(model("Product", NAME, "rating = models.BigIntegerField(default=7)")),
        migrations={"shop": operations(
            'migrations.AlterField("product", "rating", models.IntegerField(default=7))',
            'migrations.AlterField("product", "rating", models.BigIntegerField(default=7))')},
        control=NULL,
        # Elsewhere the second is the whole column, of which the first has put off a part.
        expect={"postgresql": "holds", "*": {"refused": "write one operation for both"}},
        old_allows={"shop.Product": [{"rating": None}]},
        stops=False,
        before_start="all",
    )  # fmt: skip
    yield make_case(
        name="alter_several_apps",
        title="AlterField in each of two apps",
        old={"people": module(model("Owner", NAME, "age = models.IntegerField(null=True)")),
            "shop": module(model("Product", NAME, "rating = models.IntegerField(null=True)"))},
        new={"people": module(model("Owner", NAME, "age = models.IntegerField(default=3)")),
            "shop": module(model("Product", NAME, "rating = models.IntegerField(default=7)"))},
        control=NULL,
        old_allows={"people.Owner": [{"age": None}], "shop.Product": [{"rating": None}]},
        stops=False,
    )  # fmt: skip
    yield make_case(
        name="alter_and_remove",
        title="AlterField to NOT NULL and RemoveField on one model",
        old=module(model("Product", NAME, "rating = models.IntegerField(null=True)", "gone = models.IntegerField()")),
        new=module(model("Product", NAME, "rating = models.IntegerField(default=7)")),
        control={"breaks": "any"},
    )  # fmt: skip
    place = model("Place", NAME, "stars = models.IntegerField(null=True)")
    yield make_case(
        name="alter_inherited",
        title="AlterField to NOT NULL in a parent and its child of multi-table inheritance",
        old=module(place, model("Diner", "seats = models.IntegerField(null=True)", base="Place")),
        new=module(place.replace("null=True", "default=1"), model("Diner", "seats = models.IntegerField(default=2)", base="Place")),
        control=NULL,
        old_allows={"shop.Diner": [{"stars": None, "seats": None}]},
        stops=False,
    )  # fmt: skip


def _refused() -> Iterator[Case]:
    """No column holds what both write, or nobody has looked whether one does."""
    small = {"shop.Product.rating": [1, 2, 3]}
    for slug, before, after, others in (
        ("char_to_integer", "models.CharField(max_length=9)", "models.IntegerField()", {"values": {"shop.Product.rating": ["1", "2"]}}),
        ("integer_to_char", "models.IntegerField()", "models.CharField(max_length=9)", {"values": small}),
        ("integer_to_float", "models.IntegerField()", "models.FloatField()", {"values": small}),
        ("integer_to_boolean", "models.IntegerField()", "models.BooleanField()", {}),
        ("datetime_to_date", "models.DateTimeField()", "models.DateField()", {}),
        ("date_to_datetime", "models.DateField()", "models.DateTimeField()", {}),
        ("json_to_text", "models.JSONField()", "models.TextField()", {}),
        ("char_to_uuid", "models.CharField(max_length=32)", "models.UUIDField()", {}),
        ("decimal_to_float", "models.DecimalField(max_digits=8, decimal_places=2)", "models.FloatField()", {}),
    ):  # fmt: skip
        # Where PostgreSQL itself has no cast, there is no migration to split.
        no_cast = slug in ("integer_to_boolean",)
        expect: Any = {"refused": "rating"}
        if no_cast:
            expect = {"*": expect, "postgresql": {"skip": "PostgreSQL has no cast for it: the migration itself fails"}}
        yield altered(f"refused_{slug}", f"{before} to {after}", before, after, ANY, expect, empty_unsplit=True, **others)
    yield altered("db_column", "db_column changes", "models.IntegerField(db_column='a')",
        "models.IntegerField(db_column='b')", "column",
        {"*": "holds", "sqlite": {"refused": "db_column"}})  # fmt: skip


def _primary_keys() -> Iterator[Case]:
    item = model("Item", f"product = models.ForeignKey(Product, {CASCADE})")
    for slug, around in (("", ""), ("_pointed_at", item)):
        yield make_case(
            name=f"alter_primary_key_wider{slug}",
            title=f"AlterField of AutoField to BigAutoField{' that others point at' * bool(slug)}",
            old=module(model("Product", "id = models.AutoField(primary_key=True)", NAME), around),
            new=module(model("Product", "id = models.BigAutoField(primary_key=True)", NAME), around),
            control=NONE,
            expect="safe",
            before_start="all",
        )  # fmt: skip
    owner = "code = models.CharField(unique=True, max_length={})"
    product = model("Product", NAME, f'owner = models.ForeignKey(Owner, {CASCADE}, to_field="code")')
    yield make_case(
        name="alter_to_field_longer",
        title="AlterField, longer, of a column that a key points at by to_field",
        old=module(model("Owner", owner.format(20)), product),
        new=module(model("Owner", owner.format(60)), product),
        control=NONE,
        expect="safe",
        before_start="all",
    )  # fmt: skip
    yield make_case(
        name="alter_to_field_shorter",
        title="AlterField, shorter, of a column that a key points at by to_field",
        old=module(model("Owner", owner.format(60)), product),
        new=module(model("Owner", owner.format(20)), product),
        control=breaks_not_on_sqlite("long"),
        # MySQL makes the key again under another name on either way, which the replay does not follow.
        expect={**not_on_sqlite(), "mariadb": {"refused": "no split of this can be proved safe"}},
        old_allows={"shop.Owner": [{"code": LONG}]},
    )  # fmt: skip
    yield make_case(
        name="alter_primary_key_char",
        title="AlterField, longer, of a CharField that is the primary key",
        old=module(model("Product", "code = models.CharField(primary_key=True, max_length=20)", NAME), item),
        new=module(model("Product", "code = models.CharField(primary_key=True, max_length=60)", NAME), item),
        control=NONE,
        expect="safe",
        before_start="all",
    )  # fmt: skip
