"""Constraints, unique_together, indexes, options, and operations that are not a field's or a model's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..case import Case, make_case
from .adds import NONE, NULL
from .fields import _operations as operations
from .text import NAME, NEW_KEY, ODD_TABLES, POSTGRESQL_ONLY, model, module

CASCADE = "on_delete=models.CASCADE"
PRICE = "price = models.IntegerField()"
RATING = "rating = models.IntegerField()"
STRICT = "[tool.bgsplit]\nstrict = true\n"
UNIQUE, CHECK = {"breaks": "unique"}, {"breaks": "check"}
# Django warns (models.W036 to W044) and makes none of these where the database knows no such thing.
ON_POSTGRESQL = {"*": "safe", "postgresql": "holds"}
UNIQUE_ON_POSTGRESQL = {"*": {"none": "Django makes none there"}, "postgresql": UNIQUE}
NOT_ON_MARIADB = {"*": "holds", "mariadb": "safe"}
UNIQUE_NOT_ON_MARIADB = {"*": UNIQUE, "mariadb": {"none": "Django makes none there"}}


def cases() -> Iterator[Case]:
    yield from _checks()
    yield from _uniques()
    yield from _exclusions()
    yield from _together()
    yield from _removed()
    yield from _replaced()
    yield from _order()
    yield from _indexes()
    yield from _options()
    yield from _other_operations()
    yield from _separated()
    yield from _strict()


def ruled(
    name: str,
    title: str,
    before: str,
    after: str,
    control: Any,
    expect: Any = "holds",
    allows: list[dict[str, Any]] | None = None,
    **others: Any,
) -> Case:
    """Product(name, price, rating) with another Meta; `allows` are rows that only the old one takes."""
    imports = others.pop("imports", "")
    lines = others.pop("lines", (NAME, PRICE, RATING))
    if allows:
        others["old_allows"] = {"shop.Product": allows}
    return make_case(
        name=name,
        title=title,
        old=module(model("Product", *lines, meta=before), imports=imports),
        new=module(model("Product", *lines, meta=after), imports=imports),
        control=control,
        expect=expect,
        **others,
    )


def constraint(kind: str, arguments: str, name: str = "a_rule") -> str:
    return f'constraints = [models.{kind}Constraint({arguments}, name="{name}")]'


def _checks() -> Iterator[Case]:
    small = {"shop.Product.rating": [1, 2, 3], "shop.Product.price": [10, 11, 12]}
    for slug, condition, row in (
        ("plain", "models.Q(rating__gte=0)", {"rating": -1}),
        ("two_fields", 'models.Q(price__gte=models.F("rating"))', {"price": 1, "rating": 5}),
        ("or_not", "models.Q(rating__lt=5) | ~models.Q(price=7)", {"price": 7, "rating": 9}),
        ("in", "models.Q(rating__in=[1, 2, 3])", {"rating": 9}),
        ("text", """~models.Q(name__in=["it's 100%", "b"])""", {"name": "it's 100%"}),
        ("range", "models.Q(rating__range=(0, 100))", {"rating": 101}),
    ):
        yield ruled(
            f"constraint_check_{slug}", f"AddConstraint, check: {condition}", "",
            constraint("Check", f"condition={condition}"), CHECK, allows=[row], values=small,
        )  # fmt: skip
    for slug, table in ODD_TABLES.items():
        meta = f"db_table = {table}"
        after = f"{meta}\n{constraint('Check', 'condition=models.Q(rating__gte=0)')}"
        yield ruled(
            f"constraint_check_table_{slug}", f"AddConstraint, check, {meta}", meta, after, CHECK,
            allows=[{"rating": -1}], lines=(NAME, "rating = models.IntegerField(db_column='Order By')"),
        )  # fmt: skip
    yield ruled(
        "constraint_check_null", "AddConstraint, check that a field is not NULL", "",
        constraint("Check", "condition=models.Q(rating__isnull=False)"), CHECK,
        allows=[{"rating": None}, {"rating": None}], lines=(NAME, "rating = models.IntegerField(null=True)"),
        values={"shop.Product.rating": [1, 2]},
        tolerated={"green .*a_rule|green .*(CONSTRAINT|CHECK)": "NULL is what the case's own check forbids"},
    )  # fmt: skip
    yield ruled(
        "constraint_two", "AddConstraint twice: check and unique", "",
        'constraints = [models.CheckConstraint(condition=models.Q(rating__gte=0), name="a_rule"),'
        ' models.UniqueConstraint(fields=["price"], name="b_rule")]',
        {"breaks": "check constraint|CHECK|CONSTRAINT|[Dd]uplicate|UNIQUE"}, allows=[{"rating": -1}],
    )  # fmt: skip


def _uniques() -> Iterator[Case]:
    twins = [{"name": "twin", "price": 5}, {"name": "twin", "price": 5}]
    for slug, arguments, control, expect, rows in (
        ("one", 'fields=["price"]', UNIQUE, "holds", [{"price": 5}, {"price": 5}]),
        ("two", 'fields=["name", "price"]', UNIQUE, "holds", twins),
        ("condition", 'fields=["name"], condition=models.Q(price__gt=0)', UNIQUE_NOT_ON_MARIADB, NOT_ON_MARIADB, twins),
        ("expression", 'models.functions.Lower("name")', UNIQUE_NOT_ON_MARIADB, NOT_ON_MARIADB,
            [{"name": "Twin"}, {"name": "tWIN"}]),
        ("expression_two", 'models.F("price").desc(), models.functions.Lower("name")', UNIQUE_NOT_ON_MARIADB,
            NOT_ON_MARIADB, [{"name": "Twin", "price": 5}, {"name": "tWIN", "price": 5}]),
        ("include", 'fields=["name"], include=["price"]', UNIQUE_ON_POSTGRESQL, ON_POSTGRESQL, twins),
        ("deferrable", 'fields=["name"], deferrable=models.Deferrable.DEFERRED', UNIQUE_ON_POSTGRESQL, ON_POSTGRESQL, twins),
        ("opclasses", 'fields=["name"], opclasses=["varchar_pattern_ops"]', UNIQUE, "holds", twins),
    ):  # fmt: skip
        yield ruled(
            f"constraint_unique_{slug}", f"AddConstraint, unique: {arguments}", "",
            constraint("Unique", arguments), control, expect, rows,
            imports="from django.db.models import functions",
        )  # fmt: skip
    yield ruled(
        "constraint_unique_nulls_not_distinct", "AddConstraint, unique with nulls_distinct=False", "",
        constraint("Unique", 'fields=["rating"], nulls_distinct=False'), UNIQUE_ON_POSTGRESQL, ON_POSTGRESQL,
        [{"rating": None}, {"rating": None}], lines=(NAME, "rating = models.IntegerField(null=True)"),
        tolerated={"green .*a_rule": "a second NULL is what the case's own rule forbids"},
    )  # fmt: skip
    yield ruled(
        "constraint_unique_key", "AddConstraint, unique over a key", "",
        constraint("Unique", 'fields=["parent", "name"]'), UNIQUE,
        allows=[{"parent": "@one", "name": "twin"}, {"parent": "@one", "name": "twin"}],
        lines=(NAME, 'parent = models.ForeignKey("self", models.CASCADE, null=True)'),
        differs={r"^\+ shop_product rule KEY `shop_product_parent_id_\w+`":
            "the way back makes the index that InnoDB made for the key, as Django's own does, and InnoDB drops no other"},
    )  # fmt: skip
    yield ruled(
        "constraint_unique_columns", "AddConstraint, unique over columns with odd names", "",
        constraint("Unique", 'fields=["select", "rating"]', "A Rule"), UNIQUE,
        allows=[{"select": 1, "rating": 2}, {"select": 1, "rating": 2}],
        lines=(NAME, "select = models.IntegerField()", "rating = models.IntegerField(db_column='Order By')"),
    )  # fmt: skip


def _exclusions() -> Iterator[Case]:
    imports = (
        "from django.contrib.postgres.constraints import ExclusionConstraint\n"
        "from django.contrib.postgres.fields import IntegerRangeField\n"
    )
    for slug, arguments in {
        "plain": 'expressions=[("span", "&&")]',
        "two": 'expressions=[("span", "&&"), ("name", "=")]',
        "condition": 'expressions=[("span", "&&")], condition=models.Q(price__gt=0)',
        "deferrable": 'expressions=[("span", "&&")], deferrable=models.Deferrable.DEFERRED',
    }.items():
        yield ruled(
            f"constraint_exclusion_{slug}", f"AddConstraint, exclusion: {arguments}", "",
            f'constraints = [ExclusionConstraint(name="a_rule", {arguments})]',
            {"breaks": "exclusion constraint"}, {"*": POSTGRESQL_ONLY, "postgresql": "holds"},
            [{"span": [1, 10], "name": "twin", "price": 1}, {"span": [5, 15], "name": "twin", "price": 1}],
            imports=imports, lines=(NAME, PRICE, "span = IntegerRangeField()"),
            installed=["django.contrib.postgres"], sql_before={"postgresql": ["CREATE EXTENSION btree_gist"]},
        )  # fmt: skip


def _together() -> Iterator[Case]:
    def unique(*groups: tuple[str, ...]) -> str:
        return f"unique_together = {list(groups)!r}" if groups else ""

    one, two, three = ("name", "price"), ("price", "rating"), ("name", "price", "rating")
    twins = [{"name": "twin", "price": 5}, {"name": "twin", "price": 5}]
    pairs = [{"price": 5, "rating": 6}, {"price": 5, "rating": 6}]
    yield ruled("together_set", "unique_together comes", "", unique(one), UNIQUE, allows=twins)
    yield ruled("together_grown", "unique_together gets a second group", unique(one), unique(one, two), UNIQUE, allows=pairs)
    yield ruled("together_swapped", "another group in unique_together", unique(one), unique(two), UNIQUE, allows=pairs)
    yield ruled("together_narrower", "a group of unique_together loses a field", unique(three), unique(one), UNIQUE,
        allows=[{**row, "rating": index} for index, row in enumerate(twins)])  # fmt: skip
    yield ruled("together_wider", "a group of unique_together gets a field", unique(one), unique(three),
        {"either": "three equal fields are two equal ones"}, before_start="all")  # fmt: skip
    yield ruled("together_shrunk", "one group of unique_together goes", unique(one, two), unique(one), NONE, "safe",
        before_start="all")  # fmt: skip
    yield ruled("together_emptied", "unique_together goes", unique(one), "", NONE, "safe", before_start="all")
    yield ruled("together_to_constraint", "unique_together becomes a UniqueConstraint", unique(one),
        constraint("Unique", 'fields=["name", "price"]'), NONE, "safe")  # fmt: skip
    meta = "db_table = 'order'"
    yield ruled("together_table", "unique_together comes on a table with an odd name", meta, f"{meta}\n{unique(one)}",
        UNIQUE, allows=twins)  # fmt: skip


def _removed() -> Iterator[Case]:
    for slug, meta in {
        "check": constraint("Check", "condition=models.Q(rating__gte=0)"),
        "unique": constraint("Unique", 'fields=["name", "price"]'),
        "unique_condition": constraint("Unique", 'fields=["name"], condition=models.Q(price__gt=0)'),
    }.items():
        yield ruled(f"constraint_removed_{slug}", f"RemoveConstraint: {meta}", meta, "", NONE, "safe", before_start="all")


def _replaced() -> Iterator[Case]:
    """The autodetector takes the old constraint away and adds the new one under its name."""
    low, high = (constraint("Check", f"condition=models.Q(rating__gte={number})") for number in (0, 5))
    some = {"shop.Product.rating": [5, 6, 7]}
    yield ruled("constraint_replaced_stricter", "a check becomes stricter under its name", low, high, CHECK,
        allows=[{"rating": 1}], values=some)  # fmt: skip
    yield ruled("constraint_replaced_looser", "a check becomes looser under its name", high, low,
        {"either": "what is looser is seen in the rows only"}, values=some, before_start="all")  # fmt: skip
    yield ruled("constraint_replaced_unique", "a unique constraint gets other fields under its name",
        constraint("Unique", 'fields=["name", "price"]'), constraint("Unique", 'fields=["price", "rating"]'), UNIQUE,
        allows=[{"price": 5, "rating": 6}, {"price": 5, "rating": 6}])  # fmt: skip
    yield ruled("constraint_replaced_kind", "a unique constraint becomes a check under its name",
        constraint("Unique", 'fields=["name", "price"]'), constraint("Check", "condition=models.Q(rating__gte=0)"), CHECK,
        allows=[{"rating": -1}])  # fmt: skip
    yield ruled("constraint_renamed", "a constraint gets another name",
        constraint("Unique", 'fields=["name", "price"]'), constraint("Unique", 'fields=["name", "price"]', "b_rule"), NONE, "safe")  # fmt: skip


def _order() -> Iterator[Case]:
    question, other = model("Question", NAME), model("Topic", NAME)
    keys = (f"question = models.ForeignKey(Question, {CASCADE})", f"topic = models.ForeignKey(Topic, {CASCADE})")

    def answers(meta: str) -> str:
        return module(question, other, model("Answer", NAME, *keys, meta=meta))

    by_question, by_topic = (f'order_with_respect_to = "{name}"' for name in ("question", "topic"))
    for slug, before, after, control, expect in (
        ("set", "", by_question, NULL, "holds"),
        ("unset", by_question, "", "column", "holds"),
        ("changed", by_question, by_topic, NONE, "safe"),
    ):
        yield make_case(
            name=f"order_{slug}", title=f"AlterOrderWithRespectTo, {slug}",
            old=answers(before), new=answers(after), control=control, expect=expect,
        )  # fmt: skip


def _indexes() -> Iterator[Case]:
    def index(arguments: str, name: str = "an_index") -> str:
        return f'indexes = [models.Index({arguments}, name="{name}")]'

    for slug, arguments in {
        "plain": 'fields=["name"]',
        "condition": 'fields=["name"], condition=models.Q(price__gt=0)',
        "expression": 'models.functions.Upper("name")',
        "include": 'fields=["name"], include=["price"]',
        "descending": 'fields=["-price", "name"]',
    }.items():
        for way, before, after in (("added", "", index(arguments)), ("removed", index(arguments), "")):
            yield ruled(f"index_{way}_{slug}", f"an index {way}: {arguments}", before, after, NONE, "safe",
                imports="from django.db.models import functions")  # fmt: skip
    plain, other = index('fields=["name"]'), index('fields=["name"]', "other_index")
    yield ruled("index_renamed", "RenameIndex", plain, other, NONE, "safe", migrations={"shop": operations(
        'migrations.RenameIndex("product", new_name="other_index", old_name="an_index")')})  # fmt: skip
    here = "from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently\n"
    postgres = {"*": POSTGRESQL_ONLY, "postgresql": "safe"}
    for slug, before, after, operation in (
        ("added", "", plain, 'AddIndexConcurrently("product", models.Index(fields=["name"], name="an_index"))'),
        ("removed", plain, "", 'RemoveIndexConcurrently("product", "an_index")'),
    ):
        text = operations(operation, imports=here).replace("    operations", "    atomic = False\n\n    operations")
        yield ruled(f"index_concurrently_{slug}", f"an index {slug} concurrently", before, after, NONE, postgres,
            migrations={"shop": text})  # fmt: skip
    yield ruled("index_replaced", "an index with other fields under its name", plain, index('fields=["price"]'), NONE, "safe")


def _options() -> Iterator[Case]:
    for slug, after in {
        "ordering": 'ordering = ["-name"]',
        "names": 'verbose_name = "thing"\nverbose_name_plural = "things"',
        "permissions": 'permissions = [("sell", "May sell")]',
        "default_manager": 'base_manager_name = "objects"',
        "comment": 'db_table_comment = "what we sell; it\'s new"',
    }.items():
        yield ruled(f"options_{slug}", f"Meta: {after}", "", after, NONE, "safe")
    manager = "\n\nclass Manager(models.Manager):\n    use_in_migrations = True\n"
    yield make_case(
        name="options_managers",
        title="AlterModelManagers",
        old=module(manager, model("Product", NAME)),
        new=module(manager, model("Product", NAME, "objects = Manager()")),
        control=NONE,
        expect="safe",
    )


def _other_operations() -> Iterator[Case]:
    here = "from django.contrib.postgres.operations import BtreeGinExtension, CreateCollation\n"
    postgres = {"*": POSTGRESQL_ONLY, "postgresql": "safe"}
    for slug, operation in {
        "extension": "BtreeGinExtension()",
        "collation": 'CreateCollation("a_collation", provider="icu", locale="und-u-ks-level2", deterministic=False)',
    }.items():
        yield ruled(f"operation_{slug}", operation, "", "", NONE, postgres, installed=["django.contrib.postgres"],
            migrations={"shop": operations(operation, imports=here)})  # fmt: skip
    update = "UPDATE shop_product SET name = 'x' WHERE price < 0"
    code = (
        "\n\ndef change(apps, schema_editor):\n"
        '    apps.get_model("shop", "Product").objects.filter(price__lt=0).update(name="x")\n'
    )
    own = (
        "from django.db.migrations.operations.base import Operation\n\n\n"
        "class Nothing(Operation):\n    reversible = True\n\n"
        "    def state_forwards(self, app_label, state):\n        pass\n\n"
        "    def database_forwards(self, app_label, schema_editor, from_state, to_state):\n        pass\n\n"
        "    def database_backwards(self, app_label, schema_editor, from_state, to_state):\n        pass\n"
    )
    for slug, operation, imports in (
        ("sql", f'migrations.RunSQL("{update}", migrations.RunSQL.noop)', ""),
        ("python", "migrations.RunPython(change, migrations.RunPython.noop)", code),
        ("unknown", "Nothing()", own),
    ):
        yield ruled(f"operation_{slug}", f"{slug} alone", "", "", NONE, "safe",
            migrations={"shop": operations(operation, imports=imports)})  # fmt: skip
        yield _with_not_null(slug, operation, imports)


def _with_not_null(slug: str, operation: str, imports: str) -> Case:
    return make_case(
        name=f"operation_{slug}_and_not_null",
        title=f"{slug}, and after it an AlterField to NOT NULL",
        old=module(model("Product", NAME, PRICE, "note = models.IntegerField(null=True)")),
        new=module(model("Product", NAME, PRICE, "note = models.IntegerField(default=3)")),
        control=NULL,
        old_allows={"shop.Product": [{"note": None}]},
        stops=False,
        migrations={"shop": operations(operation,
            'migrations.AlterField("product", "note", models.IntegerField(default=3))', imports=imports)},
    )  # fmt: skip


def _separated() -> Iterator[Case]:
    """What somebody has taken apart by hand: each half is judged as what it is."""

    def apart(database: str, state: str) -> dict[str, str]:
        return {"shop": operations(
            f"migrations.SeparateDatabaseAndState(database_operations=[{database}], state_operations=[{state}])")}  # fmt: skip

    add = 'migrations.AddField("product", "stars", models.IntegerField(default=3))'
    stars = module(model("Product", NAME, PRICE, RATING, "stars = models.IntegerField(default=3)"))
    plain = module(model("Product", NAME, PRICE, RATING))
    yield make_case(
        name="separated_unsafe_add",
        title="SeparateDatabaseAndState with an unsafe AddField among its database operations",
        old=plain, new=stars, control=NULL, migrations=apart(add, add),
        expect={"refused": "SeparateDatabaseAndState|database_operations"},
    )  # fmt: skip
    rule = 'migrations.AddConstraint("product", models.CheckConstraint(condition=models.Q(rating__gte=0), name="a_rule"))'
    yield ruled(
        "separated_unsafe_constraint", "SeparateDatabaseAndState with an unsafe AddConstraint", "",
        constraint("Check", "condition=models.Q(rating__gte=0)"), CHECK,
        {"refused": "SeparateDatabaseAndState|database_operations"}, [{"rating": -1}], migrations=apart(rule, rule),
    )  # fmt: skip
    null = "models.IntegerField(null=True)"
    yield make_case(
        name="separated_safe",
        title="SeparateDatabaseAndState whose halves both colours can live with",
        old=plain,
        new=module(model("Product", NAME, PRICE, RATING, f"stars = {null}")),
        control=NONE,
        expect="safe",
        migrations=apart(*[f'migrations.AddField("product", "stars", {null})'] * 2),
    )  # fmt: skip


def _strict() -> Iterator[Case]:
    """New foreign keys, which the configuration asks to have split: old code can go on deleting parents."""
    key = {"breaks": "key"}
    # SQLite can add no key that lets go later: there it is left as written, and said so.
    on_sqlite = {"*": "holds", "sqlite": "safe"}
    owner = model("Owner", NAME)

    def strict(name: str, title: str, *new: str, old: tuple[str, ...] = (owner, model("Product", NAME)), **others: Any) -> Case:
        return make_case(
            name=f"strict_{name}", title=f"strict: {title}", old=module(*old), new=module(*new),
            **{"control": key, "expect": on_sqlite, "tolerated": {"*": {}, "sqlite": NEW_KEY}, "deletes": True,
                "pyproject": STRICT, **others},
        )  # fmt: skip

    def product(options: str) -> str:
        return model("Product", NAME, f"owner = models.ForeignKey(Owner, {CASCADE}{options})")

    yield strict("key_null", "a new key that may be NULL", owner, product(", null=True"))
    yield strict("key_set_null", "a new key with SET_NULL", owner,
        model("Product", NAME, "owner = models.ForeignKey(Owner, on_delete=models.SET_NULL, null=True)"))  # fmt: skip
    yield strict("key_one_to_one", "a new one-to-one key", owner,
        model("Product", NAME, f"owner = models.OneToOneField(Owner, {CASCADE}, null=True)"))  # fmt: skip
    yield strict("key_no_constraint", "a new key without a constraint is no key to a database", owner,
        product(", null=True, db_constraint=False"), control=NONE, expect="safe", deletes=False)  # fmt: skip
    yield strict("model", "a new model that points at an old one", owner, model("Product", NAME),
        model("Review", NAME, f"product = models.ForeignKey(Product, {CASCADE})"))  # fmt: skip
    yield strict("many_to_many", "a new many-to-many field", owner,
        model("Product", NAME, "owners = models.ManyToManyField(Owner)"))  # fmt: skip
    yield strict("self", "a new key to its own table", model("Product", NAME,
        f'parent = models.ForeignKey("self", {CASCADE}, null=True)'), old=(model("Product", NAME),))  # fmt: skip
    yield make_case(
        name="not_strict_model",
        title="A new model that points at an old one: left as written unless strict",
        old=module(model("Product", NAME)),
        new=module(model("Product", NAME), model("Review", NAME, f"product = models.ForeignKey(Product, {CASCADE})")),
        control=NONE,
        expect="safe",
        tolerated=NEW_KEY,
    )  # fmt: skip
