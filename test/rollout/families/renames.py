"""RenameField of every kind of column: twin columns, kept equal under both names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..case import Case, make_case
from .fields import TYPES, _with
from .text import COLUMN_GONE, NAME, model, module, only

CASCADE = "on_delete=models.CASCADE"
# SQLite has no triggers that could change the row that is written.
HOLDS = {"*": "holds", "sqlite": {"refused": "db_column"}}
MAY_REFUSE = {"*": {"any": "holds,refused"}, "sqlite": {"refused": "."}}
NO_MATTER = {"either": "the change is refused before it matters"}

KINDS = (
    "integer positive_integer float decimal boolean char text slug date datetime duration uuid json binary ip"
).split()
NULL = ["integer", "char", "json", "boolean", "datetime"]
UNIQUE = ["integer", "char", "uuid", "datetime"]
INDEXED = ["integer", "char"]

# slug -> (field, imports).
DEFAULTS = {
    "integer": ("models.IntegerField(default=7)", ""),
    "char": ('models.CharField(max_length=40, default="it\'s new")', ""),
    "json": ("models.JSONField(default=dict)", ""),
    "uuid4": ("models.UUIDField(default=uuid.uuid4)", "import uuid"),
    "now": ("models.DateTimeField(default=timezone.now)", "from django.utils import timezone"),
    "auto_now": ("models.DateTimeField(auto_now=True)", ""),
    "auto_now_add": ("models.DateTimeField(auto_now_add=True)", ""),
    "choices": ('models.CharField(max_length=1, choices=[("a", "A"), ("b", "B")], default="a")', ""),
    "comment": ("models.IntegerField(db_comment=\"what it's worth\")", ""),
}
DB_DEFAULTS = {
    "integer": ("models.IntegerField(db_default=3)", ""),
    "char": ("""models.CharField(max_length=40, db_default="it's")""", ""),
    "null": ("models.IntegerField(null=True, db_default=3)", ""),
    "boolean": ("models.BooleanField(db_default=True)", ""),
    "decimal": (
        'models.DecimalField(max_digits=8, decimal_places=2, db_default=Decimal("1.50"))',
        "from decimal import Decimal",
    ),
    "now": (
        "models.DateTimeField(db_default=Now())",
        "from django.db.models.functions import Now",
    ),
    "unique": ("models.IntegerField(db_default=3, unique=True)", ""),
}

OWNER = model("Owner", NAME, "code = models.CharField(max_length=30, unique=True)")
KEYS = {
    "cascade": f"models.ForeignKey(Owner, {CASCADE})",
    "null": f"models.ForeignKey(Owner, {CASCADE}, null=True)",
    "set_null": "models.ForeignKey(Owner, on_delete=models.SET_NULL, null=True)",
    "protect": "models.ForeignKey(Owner, on_delete=models.PROTECT)",
    "to_field": f'models.ForeignKey(Owner, {CASCADE}, to_field="code")',
    "no_constraint": f"models.ForeignKey(Owner, {CASCADE}, db_constraint=False)",
    "no_index": f"models.ForeignKey(Owner, {CASCADE}, db_index=False)",
    "unique": f"models.ForeignKey(Owner, {CASCADE}, unique=True)",
    "one_to_one": f"models.OneToOneField(Owner, {CASCADE})",
    "one_to_one_null": f"models.OneToOneField(Owner, {CASCADE}, null=True)",
}


def cases() -> Iterator[Case]:
    for slug in KINDS:
        yield rename(f"rename_{slug}", TYPES[slug], TYPES[slug])
    for slug in NULL:
        yield rename(f"rename_{slug}_null", f"{slug}, null", _with(TYPES[slug], "null=True"))
    for slug in UNIQUE:
        yield rename(f"rename_{slug}_unique", f"{slug}, unique", _with(TYPES[slug], "unique=True"))
    for slug in INDEXED:
        yield rename(f"rename_{slug}_index", f"{slug}, indexed", _with(TYPES[slug], "db_index=True"))
    both = _with(_with(TYPES["char"], "unique=True"), "null=True")
    yield rename("rename_char_unique_null", "char, unique and null", both)
    for slug, (field, imports) in DEFAULTS.items():
        yield rename(f"rename_default_{slug}", field, field, imports)
    for slug, (field, imports) in DB_DEFAULTS.items():
        yield rename(f"rename_db_default_{slug}", field, field, imports)
    yield from _expressions()
    yield from _collations()
    yield from _keys()
    yield from _names()
    yield from _safe()
    yield from _postgresql()


def rename(name: str, title: str, field: str, imports: str = "", **others: Any) -> Case:
    """Product(name, price) has its price called cost; what stands before and beside it may be given."""
    old, new = others.pop("attributes", ("price", "cost"))
    before, beside = others.pop("before", ("", "")), others.pop("beside", ())
    meta = others.pop("meta", ("", ""))
    sides = [
        module(first, model("Product", NAME, *beside, f"{attribute} = {field}", meta=options), imports=imports)
        for first, attribute, options in zip(before, (old, new), meta)
    ]
    return make_case(
        name=name,
        title=f"RenameField, {title}",
        old=sides[0],
        new=sides[1],
        renamed={f"shop.Product.{old}": new},
        control=others.pop("control", COLUMN_GONE),
        expect=others.pop("expect", HOLDS),
        **others,
    )


def _expressions() -> Iterator[Case]:
    """A trigger cannot know whether the value is one that was given."""
    yield rename(
        "rename_db_default_expression",
        "the database computes its default",
        "models.FloatField(db_default=Pi())",
        "from django.db.models.functions import Pi",
        expect=MAY_REFUSE,
    )
    field = 'models.UUIDField(db_default=models.Func(function="gen_random_uuid"))'
    yield rename(
        "rename_db_default_volatile",
        "the database makes another value at each row",
        field,
        expect=only("postgresql", {"refused": "default"}),
        control=NO_MATTER,
    )


def _collations() -> Iterator[Case]:
    for dialect, collation in {"postgresql": "C", "mariadb": "utf8mb4_bin"}.items():
        field = f'models.CharField(max_length=40, db_collation="{collation}")'
        yield rename(f"rename_collation_{dialect}", collation, field, expect=only(dialect))
    for unique in ("", ", unique=True"):
        field = f'models.CharField(max_length=40, db_collation="case_blind"{unique})'
        yield rename(
            f"rename_case_insensitive{unique[2:8] and '_unique'}_postgresql",
            f"a collation that sees no case{unique}",
            field,
            expect=only("postgresql"),
            sql_before={
                "postgresql": [
                    "CREATE COLLATION case_blind"
                    " (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
                ]
            },
        )
    field = 'models.CharField(max_length=40, unique=True, db_collation="utf8mb4_general_ci")'
    yield rename("rename_case_insensitive_mariadb", field, field, expect=only("mariadb"))


def _keys() -> Iterator[Case]:
    for slug, field in KEYS.items():
        yield rename(
            f"rename_key_{slug}", field, field, before=(OWNER, OWNER), attributes=("owner", "seller")
        )
    for slug, null in {"null": ", null=True", "not_null": ""}.items():
        field = f'models.ForeignKey("self", {CASCADE}{null}, related_name="children")'
        yield rename(
            f"rename_key_to_self_{slug}",
            field,
            field,
            attributes=("parent", "above"),
            tolerated={
                r"delete of a .* shop\.Product: IntegrityError: \(1451": (
                    "InnoDB checks a key to its own table row by row"
                )
            },
        )
    code, number = (
        model("Owner", NAME, f"{name} = models.CharField(max_length=30, unique=True)")
        for name in ("code", "number")
    )
    key = f'owner = models.ForeignKey(Owner, {CASCADE}, to_field="{{}}")'
    yield make_case(
        name="rename_key_target",
        title="RenameField of the column that a key points at (to_field)",
        old=module(code, model("Product", NAME, key.format("code"))),
        new=module(number, model("Product", NAME, key.format("number"))),
        renamed={"shop.Owner.code": "number"},
        control=COLUMN_GONE,
        expect=HOLDS,
    )
    yield rename(
        "rename_key_user",
        "a key to auth.User",
        f"models.ForeignKey(settings.AUTH_USER_MODEL, {CASCADE})",
        "from django.conf import settings",
        attributes=("owner", "seller"),
        installed=["django.contrib.contenttypes", "django.contrib.auth"],
    )


def _names() -> Iterator[Case]:
    integer = TYPES["integer"]
    yield rename("rename_reserved", "from one key word to another", integer, attributes=("order", "group"))
    long = "a_very_long_name_of_a_field_that_fills_nearly_all_of_sixty"
    field = "models.CharField(max_length=40, unique=True)"
    yield rename("rename_long", "names that Django has to cut", field, attributes=(long, f"{long}2"))
    table = 'db_table = "The Products"'
    yield rename("rename_table_spaces", table, field, meta=(table, table))
    table = """db_table = '"hr"."staff"'"""
    yield rename(
        "rename_table_in_schema",
        "a table in a schema of PostgreSQL",
        field,
        meta=(table, table),
        expect=only("postgresql"),
        sql_before={"postgresql": ["CREATE SCHEMA hr"]},
    )
    for slug, (old, new) in {
        "set": (None, "The Price"),
        "unset": ("größe", None),
        "changed": ("Group By", "Order 'By'"),
    }.items():
        fields = [f"models.IntegerField({f'db_column={name!r}' if name else ''})" for name in (old, new)]
        yield make_case(
            name=f"rename_db_column_{slug}",
            title=f"AlterField, db_column {old!r} to {new!r}",
            old=module(model("Product", NAME, f"price = {fields[0]}")),
            new=module(model("Product", NAME, f"price = {fields[1]}")),
            renamed={"shop.Product.price": "price"},
            control=COLUMN_GONE,
            expect=MAY_REFUSE,
        )


def _safe() -> Iterator[Case]:
    none = {"none": "the column keeps its name"}
    product = module(model("Product", NAME, "price = models.IntegerField()"))
    pinned = module(model("Product", NAME, 'cost = models.IntegerField(db_column="price")'))
    yield make_case(
        name="rename_pinned",
        title="RenameField with db_column of the old name: only Python changes",
        old=product,
        new=pinned,
        renamed={"shop.Product.price": "cost"},
        control=none,
        expect="safe",
    )
    field = 'models.IntegerField(db_column="rate")'
    yield rename("rename_pinned_before", field, field, control=none, expect="safe")
    through = model(
        "Tagging",
        f"product = models.ForeignKey('Product', {CASCADE})",
        f"tag = models.ForeignKey('Tag', {CASCADE})",
    )
    yield rename(
        "rename_m2m_through",
        "a many-to-many field with a model of its own between",
        'models.ManyToManyField("Tag", through="Tagging")',
        before=(model("Tag", NAME) + through,) * 2,
        attributes=("tags", "labels"),
        control=none,
        expect="safe",
    )
    yield rename(
        "rename_m2m_table",
        "a many-to-many field with db_table",
        'models.ManyToManyField("Tag", db_table="product_tags")',
        before=(model("Tag", NAME),) * 2,
        attributes=("tags", "labels"),
        control=none,
        expect="safe",
    )


def _postgresql() -> Iterator[Case]:
    imports = "from django.contrib.postgres.fields import ArrayField, IntegerRangeField"
    for slug, field in {
        "array": "ArrayField(models.CharField(max_length=20))",
        "range": "IntegerRangeField()",
    }.items():
        yield rename(
            f"rename_postgres_{slug}",
            field,
            field,
            imports,
            installed=["django.contrib.postgres"],
            expect=only("postgresql"),
        )
