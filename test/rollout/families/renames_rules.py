"""RenameField of columns that rules are made of, of several at once, and together with other operations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..case import Case, make_case
from .fields import _operations as operations
from .renames import CASCADE, HOLDS, MAY_REFUSE, NO_MATTER, OWNER, rename
from .text import COLUMN_GONE, NAME, NEW_KEY, NO_ARBITER, model, module, only

INTEGER, CHAR = "models.IntegerField()", "models.CharField(max_length=40)"
QUANTITY = "quantity = models.IntegerField()"

# slug -> (Meta with {0} for the field, field, imports).
RULES = {
    "index": ('indexes = [models.Index(fields=["{0}"], name="an_index")]', INTEGER, ""),
    "index_unnamed": ('indexes = [models.Index(fields=["{0}", "-quantity"])]', INTEGER, ""),
    "index_condition": (
        'indexes = [models.Index(fields=["quantity"], condition=models.Q({0}__gt=3), name="an_index")]',
        INTEGER,
        "",
    ),
    "unique_constraint": (
        'constraints = [models.UniqueConstraint(fields=["{0}"], name="a_rule")]',
        CHAR,
        "",
    ),
    "unique_constraint_pair": (
        'constraints = [models.UniqueConstraint(fields=["quantity", "{0}"], name="a_rule")]',
        INTEGER,
        "",
    ),
    "unique_constraint_condition": (
        'constraints = [models.UniqueConstraint(fields=["{0}"], condition=models.Q(quantity__gt=3), name="a_rule")]',
        CHAR,
        "",
    ),
    "unique_constraint_about": (
        'constraints = [models.UniqueConstraint(fields=["quantity"], condition=models.Q({0}__gt=3), name="a_rule")]',
        INTEGER,
        "",
    ),
    "unique_constraint_expression": (
        'constraints = [models.UniqueConstraint(Lower("{0}"), name="a_rule")]',
        CHAR,
        "from django.db.models.functions import Lower",
    ),
    "check": (
        'constraints = [models.CheckConstraint(condition=models.Q({0}__gte=0), name="a_rule")]',
        INTEGER,
        "",
    ),
    "check_pair": (
        "constraints = [models.CheckConstraint("
        'condition=models.Q(quantity__gte=0) | models.Q({0}__gte=0), name="a_rule")]',
        INTEGER,
        "",
    ),
    "unique_together": ('unique_together = [("quantity", "{0}")]', INTEGER, ""),
    "unique_together_char": ('unique_together = [("{0}", "name")]', CHAR, ""),
    "ordering": ('ordering = ["{0}"]\nget_latest_by = "{0}"', INTEGER, ""),
}
# slug -> as above, of PostgreSQL alone.
POSTGRESQL_RULES = {
    "index_include": (
        'indexes = [models.Index(fields=["quantity"], include=["{0}"], name="an_index")]',
        INTEGER,
        "",
    ),
    "index_expression": (
        'indexes = [models.Index(Lower("{0}"), name="an_index")]',
        CHAR,
        "from django.db.models.functions import Lower",
    ),
    "index_gin": (
        'indexes = [GinIndex(fields=["{0}"], name="an_index")]',
        "models.JSONField()",
        "from django.contrib.postgres.indexes import GinIndex",
    ),
    "unique_constraint_deferrable": (
        'constraints = [models.UniqueConstraint(fields=["{0}"], name="a_rule",'
        " deferrable=models.Deferrable.DEFERRED)]",
        CHAR,
        "",
    ),
    "unique_constraint_nulls": (
        'constraints = [models.UniqueConstraint(fields=["{0}"], name="a_rule", nulls_distinct=False)]',
        INTEGER,
        "",
    ),
}

# slug -> (old field, what else is done to it, new field, more of a case).
ALTERED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "null": (INTEGER, "models.IntegerField(null=True)", {}),
    "not_null": (
        "models.IntegerField(null=True)",
        "models.IntegerField(default=0)",
        {"old_allows": {"shop.Product": [{"price": None}]}, "stops": False},
    ),
    "wider": (CHAR, "models.CharField(max_length=80)", {}),
    "shorter": (
        CHAR,
        "models.CharField(max_length=30)",
        {"empty_unsplit": True, "old_allows": {"shop.Product": [{"price": "x" * 40}]}},
    ),
    "bigint": (INTEGER, "models.BigIntegerField()", {}),
    "default": (INTEGER, "models.IntegerField(default=5)", {}),
    "db_default": (INTEGER, "models.IntegerField(db_default=5)", {}),
    "index": (INTEGER, "models.IntegerField(db_index=True)", {}),
    "no_index": ("models.IntegerField(db_index=True)", INTEGER, {}),
    "unique": (
        CHAR,
        "models.CharField(max_length=40, unique=True)",
        {
            "empty_unsplit": True,
            "old_allows": {"shop.Product": [{"price": "same"}, {"price": "same"}]},
            "tolerated": NO_ARBITER,
        },
    ),
    "verbose": (INTEGER, 'models.IntegerField(verbose_name="what it costs")', {"expect": HOLDS}),
}


def cases() -> Iterator[Case]:
    for slug, (meta, field, imports) in RULES.items():
        yield _ruled(slug, meta, field, imports)
    for slug, (meta, field, imports) in POSTGRESQL_RULES.items():
        more = {"installed": ["django.contrib.postgres"]} if "Gin" in meta else {}
        yield _ruled(slug, meta, field, imports, only("postgresql", {"any": "holds,refused"}), **more)
    yield from _generated()
    for slug, (before, after, more) in ALTERED.items():
        yield _altered(slug, before, after, **more)
    yield from _several()
    yield from _beside()
    yield from _refused()
    yield from _inherited()


def _ruled(slug: str, meta: str, field: str, imports: str, expect: Any = MAY_REFUSE, **more: Any) -> Case:
    return rename(
        f"rename_in_{slug}",
        meta.format("…"),
        field,
        imports,
        beside=[QUANTITY],
        meta=(meta.format("price"), meta.format("cost")),
        expect=expect,
        **more,
    )


def _generated() -> Iterator[Case]:
    """Django cannot alter a generated column, so its expression names the column's place, not the field."""
    for slug, persist, dialects in (("stored", True, "postgresql,mariadb"), ("virtual", False, "mariadb")):
        double = (
            'double = models.GeneratedField(expression=models.F("{0}") * 2,'
            f" output_field=models.IntegerField(), db_persist={persist})"
        )
        sides = [
            module(model("Product", NAME, f"{name} = {INTEGER}", double.format(name)))
            for name in ("price", "cost")
        ]
        yield make_case(
            name=f"rename_in_generated_{slug}",
            title=f"RenameField, what a generated column is computed from ({slug})",
            old=sides[0],
            new=sides[1],
            renamed={"shop.Product.price": "cost"},
            migrations={"shop": operations(
                'migrations.RenameField("product", "price", "cost")',
                'migrations.SeparateDatabaseAndState(state_operations=[migrations.AlterField("product", "double",'
                ' models.GeneratedField(expression=models.F("cost") * 2, output_field=models.IntegerField(),'
                f' db_persist={persist}))])')},
            control=COLUMN_GONE,
            expect=only(dialects, {"any": "holds,refused"}),
        )  # fmt: skip


def _altered(slug: str, before: str, after: str, **more: Any) -> Case:
    """makemigrations takes such a change for another field; people put the rename in by hand."""
    return make_case(
        name=f"rename_altered_{slug}",
        title=f"RenameField and AlterField: {before} to {after}",
        old=module(model("Product", NAME, f"price = {before}")),
        new=module(model("Product", NAME, f"cost = {after}")),
        renamed={"shop.Product.price": "cost"},
        migrations={"shop": operations(
            'migrations.RenameField("product", "price", "cost")',
            f'migrations.AlterField("product", "cost", {after})')},
        control=COLUMN_GONE,
        **{"expect": MAY_REFUSE, **more},
    )  # fmt: skip


def _several() -> Iterator[Case]:
    product = [
        module(model("Product", NAME, f"{one} = {INTEGER}", f"{two} = models.CharField(max_length=40, unique=True)"))
        for one, two in (("price", "sku"), ("cost", "code"))
    ]
    yield make_case(
        name="rename_two",
        title="RenameField, two fields of one model",
        old=product[0],
        new=product[1],
        renamed={"shop.Product.price": "cost", "shop.Product.sku": "code"},
        control=COLUMN_GONE,
        expect=HOLDS,
    )
    meta = 'unique_together = [("{0}", "{1}")]'
    pair = [
        module(model("Product", NAME, f"{one} = {INTEGER}", f"{two} = {CHAR}", meta=meta.format(one, two)))
        for one, two in (("price", "sku"), ("cost", "code"))
    ]
    yield make_case(
        name="rename_two_together",
        title="RenameField, two fields of one unique_together",
        old=pair[0],
        new=pair[1],
        renamed={"shop.Product.price": "cost", "shop.Product.sku": "code"},
        control=COLUMN_GONE,
        expect=MAY_REFUSE,
    )
    models_of_both = [
        module(model("Owner", NAME, f"{one} = {INTEGER}"), model("Product", NAME, f"{one} = {INTEGER}",
            f"{two} = models.ForeignKey(Owner, {CASCADE})"))
        for one, two in (("price", "owner"), ("cost", "seller"))
    ]  # fmt: skip
    yield make_case(
        name="rename_two_models",
        title="RenameField in two models, one of which points at the other, and of that key",
        old=models_of_both[0],
        new=models_of_both[1],
        renamed={"shop.Owner.price": "cost", "shop.Product.price": "cost", "shop.Product.owner": "seller"},
        control=COLUMN_GONE,
        expect=HOLDS,
    )


def _beside() -> Iterator[Case]:
    """Something else is done to the model in the same migration."""
    price, cost = f"price = {INTEGER}", f"cost = {INTEGER}"
    renamed = {"shop.Product.price": "cost"}
    facts = {"renamed": renamed, "control": COLUMN_GONE, "expect": MAY_REFUSE}
    yield make_case(
        name="rename_and_add",
        title="RenameField, and another field is new",
        old=module(model("Product", NAME, price)),
        new=module(model("Product", NAME, cost, "stock = models.IntegerField(default=4)")),
        **facts,
    )
    yield make_case(
        name="rename_and_add_key",
        title="RenameField, and a key is new",
        old=module(OWNER, model("Product", NAME, price)),
        new=module(OWNER, model("Product", NAME, cost, f"owner = models.ForeignKey(Owner, {CASCADE}, null=True)")),
        tolerated=NEW_KEY,
        **facts,
    )
    yield make_case(
        name="rename_and_remove",
        title="RenameField, and another field goes",
        old=module(model("Product", NAME, price, "rating = models.CharField(max_length=9)")),
        new=module(model("Product", NAME, cost)),
        **facts,
    )
    yield make_case(
        name="rename_and_index",
        title="RenameField, and an index over it is new",
        old=module(model("Product", NAME, price)),
        new=module(model("Product", NAME, cost, meta='indexes = [models.Index(fields=["cost"], name="an_index")]')),
        **facts,
    )
    yield make_case(
        name="rename_and_unique_constraint",
        title="RenameField, and a unique constraint over it is new",
        old=module(model("Product", NAME, f"price = {CHAR}")),
        new=module(model("Product", NAME, f"cost = {CHAR}",
            meta='constraints = [models.UniqueConstraint(fields=["cost"], name="a_rule")]')),
        empty_unsplit=True,
        old_allows={"shop.Product": [{"price": "same"}, {"price": "same"}]},
        tolerated=NO_ARBITER,
        **facts,
    )  # fmt: skip
    yield make_case(
        name="rename_and_delete_model",
        title="RenameField, and another model goes",
        old=module(model("Product", NAME, price), model("Gone", NAME)),
        new=module(model("Product", NAME, cost)),
        **{**facts, "control": {"breaks": "column|table|exist|no such"}, "expect": {**HOLDS, "sqlite": {"refused": "."}}},
    )
    yield make_case(
        name="rename_and_run_python",
        title="RenameField, and a function that uses the new name",
        old=module(model("Product", NAME, price)),
        new=module(model("Product", NAME, cost)),
        migrations={"shop": (
            "from django.db import migrations, models\n\n\n"
            "def double(apps, schema_editor):\n"
            '    apps.get_model("shop", "Product").objects.filter(cost__lt=0).update(cost=models.F("cost") * -1)\n\n\n'
            "class Migration(migrations.Migration):\n"
            '    dependencies = [("shop", "{{initial}}")]\n\n'
            "    operations = [\n"
            '        migrations.RenameField("product", "price", "cost"),\n'
            "        migrations.RunPython(double, migrations.RunPython.noop),\n"
            "    ]\n")},
        **facts,
    )  # fmt: skip
    yield make_case(
        name="rename_twice",
        title="RenameField of one field twice: a to b to c",
        old=module(model("Product", NAME, price)),
        new=module(model("Product", NAME, cost)),
        migrations={"shop": operations(
            'migrations.RenameField("product", "price", "worth")',
            'migrations.RenameField("product", "worth", "cost")')},
        **facts,
    )  # fmt: skip
    yield make_case(
        name="rename_there_and_back",
        title="RenameField and back again: nothing is left to do",
        old=module(model("Product", NAME, price)),
        new=module(model("Product", NAME, price)),
        migrations={"shop": operations(
            'migrations.RenameField("product", "price", "cost")',
            'migrations.RenameField("product", "cost", "price")')},
        control={"none": "the column has its old name at the end"},
        expect={"*": {"any": "safe,holds,refused"}},
    )  # fmt: skip


def _refused() -> Iterator[Case]:
    yield rename(
        "rename_refused_primary_key",
        "a primary key",
        "models.CharField(max_length=30, primary_key=True)",
        expect={"refused": "primary key|db_column"},
        control=NO_MATTER,
    )
    for slug, names in {"swap": ("one", "two"), "shift": ("one", "two", "three")}.items():
        # Each gets the name of the next one, and the last that of the first, by way of a name in between.
        fields = [f"{name} = {INTEGER}" for name in names]
        steps = [(names[-1], "between"), *zip(names[-2::-1], names[:0:-1]), ("between", names[0])]
        yield make_case(
            name=f"rename_refused_{slug}",
            title=f"RenameField, {len(names)} fields take each other's names",
            old=module(model("Product", NAME, *fields)),
            new=module(model("Product", NAME, *fields)),
            migrations={"shop": operations(
                *(f'migrations.RenameField("product", "{old}", "{new}")' for old, new in steps))},
            control={"none": "old code reads the wrong values, and nothing says so"},
            expect={"refused": "name|swap|db_column"},
        )  # fmt: skip
    yield make_case(
        name="rename_refused_name_again",
        title="RenameField, and another field takes the old name",
        old=module(model("Product", NAME, f"price = {INTEGER}")),
        new=module(model("Product", NAME, f"cost = {INTEGER}", "price = models.CharField(max_length=9, null=True)")),
        renamed={"shop.Product.price": "cost"},
        migrations={"shop": operations(
            'migrations.RenameField("product", "price", "cost")',
            'migrations.AddField("product", "price", models.CharField(max_length=9, null=True))')},
        control=NO_MATTER,
        expect={"refused": "name|price|db_column"},
    )  # fmt: skip


def _inherited() -> Iterator[Case]:
    child = model("Restaurant", "stars = models.IntegerField()", base="Place")
    yield make_case(
        name="rename_in_parent",
        title="RenameField in a parent of multi-table inheritance",
        old=module(model("Place", NAME, "price = models.IntegerField()"), child),
        new=module(model("Place", NAME, "cost = models.IntegerField()"), child),
        renamed={"shop.Place.price": "cost", "shop.Restaurant.price": "cost"},
        control=COLUMN_GONE,
        expect=HOLDS,
    )
    yield make_case(
        name="rename_in_child",
        title="RenameField in a child of multi-table inheritance",
        old=module(model("Place", NAME), child),
        new=module(model("Place", NAME), child.replace("stars", "points")),
        renamed={"shop.Restaurant.stars": "points"},
        control=COLUMN_GONE,
        expect=HOLDS,
    )
    bases = [
        model("Base", NAME, f"{name} = models.IntegerField(db_index=True)", meta="abstract = True")
        for name in ("price", "cost")
    ]
    both = model("One", base="Base") + model("Two", base="Base")
    yield make_case(
        name="rename_in_abstract",
        title="RenameField in an abstract base: in two tables",
        old=module(bases[0], both),
        new=module(bases[1], both),
        renamed={"shop.One.price": "cost", "shop.Two.price": "cost"},
        control=COLUMN_GONE,
        expect=HOLDS,
    )
