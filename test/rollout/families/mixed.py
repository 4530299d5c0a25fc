"""Several operations in one file, safe ones among them, several apps, and what has to be refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..case import Case, make_case
from .fields import _operations as operations
from .text import COLUMN_GONE, NAME, model, module

CASCADE = "on_delete=models.CASCADE"
RATING = "rating = models.IntegerField()"
PRICE = "price = models.IntegerField(default=1)"


def cases() -> Iterator[Case]:
    yield from _several()
    yield from _with_safe()
    yield from _with_python()
    yield from _safe_only()
    yield from _refused()


def _case(
    name: str, title: str, old: Any, new: Any, control: Any = COLUMN_GONE, **others: Any
) -> Case:
    return make_case(name=name, title=title, old=old, new=new, control=control, **others)


def _several() -> Iterator[Case]:
    yield _case(
        "several_fields",
        "Five fields of one model go in one file",
        module(model("Product", NAME, RATING, PRICE, "a = models.TextField()",
            "b = models.DateTimeField(auto_now=True)", "c = models.CharField(max_length=9, unique=True)")),
        module(model("Product", NAME)),
    )  # fmt: skip
    owner = model("Owner", NAME)
    yield _case(
        "several_kinds",
        "A column, a key and a many-to-many field go, and a model",
        module(owner, model("Tag", NAME), model("Gone", NAME, f"owner = models.ForeignKey(Owner, {CASCADE})"),
            model("Product", NAME, RATING, f"owner = models.ForeignKey(Owner, {CASCADE})", "tags = models.ManyToManyField(Tag)")),
        module(owner, model("Tag", NAME), model("Product", NAME)),
        {"breaks": "column|table|exist|no such"},
    )  # fmt: skip
    yield _case(
        "several_models",
        "A field of each of two models goes",
        module(model("Owner", NAME, RATING), model("Product", NAME, RATING)),
        module(owner, model("Product", NAME)),
    )
    yield _case(
        "several_apps",
        "A field goes in each of two apps: two files, split together",
        {
            "people": module(model("Owner", NAME, RATING)),
            "shop": module(model("Product", NAME, RATING)),
        },
        {"people": module(owner), "shop": module(model("Product", NAME))},
    )
    yield _case(
        "several_apps_with_key",
        "A field goes in each of two apps, one of which points at the other",
        {"people": module(model("Owner", NAME, RATING)),
            "shop": module(model("Product", NAME, RATING, f'owner = models.ForeignKey("people.Owner", {CASCADE})'))},
        {"people": module(owner), "shop": module(model("Product", NAME))},
    )  # fmt: skip


def _with_safe() -> Iterator[Case]:
    """A removal among operations that both colours can live with."""
    old = module(model("Product", NAME, RATING, PRICE))
    for slug, (lines, meta, extra) in {
        "nullable_field": (["note = models.TextField(null=True)"], "", ""),
        "db_default_field": (["note = models.CharField(max_length=9, db_default='x')"], "", ""),
        "index": ([], 'indexes = [models.Index(fields=["name"], name="an_index")]', ""),
        "options": ([], 'ordering = ["name"]\nverbose_name = "thing"', ""),
        "comment": ([], 'db_table_comment = "what we sell"', ""),
        "new_model": ([], "", model("Shelf", NAME)),
        "proxy": ([], "", model("Cheap", base="Product", meta="proxy = True")),
    }.items():
        yield _case(
            f"mixed_{slug}",
            f"RemoveField with a safe change beside it: {slug}",
            old,
            module(model("Product", NAME, PRICE, *lines, meta=meta), extra),
        )
    for slug, (before, after) in {
        "choices": (
            "price = models.IntegerField(default=1)",
            "price = models.IntegerField(default=1, choices=[(1, 'a'), (2, 'b')])",
        ),
        "wider": (
            "note = models.CharField(max_length=9)",
            "note = models.CharField(max_length=90)",
        ),
        "to_null": ("price = models.IntegerField()", "price = models.IntegerField(null=True)"),
        "verbose_name": (
            "price = models.IntegerField()",
            "price = models.IntegerField(verbose_name='p', help_text='q')",
        ),
    }.items():
        yield _case(
            f"mixed_alter_{slug}",
            f"RemoveField with an AlterField on the same table: {slug}",
            module(model("Product", NAME, RATING, before)),
            module(model("Product", NAME, after)),
            # Values that only the wider column takes: no way back but without them.
            before_start="all" if slug == "wider" else "nulls",
        )  # fmt: skip
    yield _case(
        "mixed_alter_index_rebuild",
        "RemoveField with AddIndex, a nullable field and a new index on the same table (SQLite rebuilds it)",
        old,
        module(model("Product", "name = models.CharField(max_length=80, db_index=True)", PRICE, "note = models.TextField(null=True)")),
    )  # fmt: skip
    yield _case(
        "mixed_m2m_and_rebuild",
        "A many-to-many field goes, another comes, and a field is altered",
        module(model("Tag", NAME), model("Product", NAME, "tags = models.ManyToManyField(Tag)")),
        module(model("Tag", NAME), model("Product", "name = models.CharField(max_length=90)",
            'labels = models.ManyToManyField(Tag)')),
        {"breaks": "column|table|exist|no such"},
        tolerated={"blue delete of a .* shop\\.(Tag|Product): IntegrityError":
            "a new key: old code cannot delete a parent that rows of new code point at (design.md, 7)"},
    )  # fmt: skip
    yield _case(
        "mixed_new_key",
        "A key goes and a new nullable key comes",
        module(model("Owner", NAME), model("Product", NAME, f"owner = models.ForeignKey(Owner, {CASCADE})")),
        module(model("Owner", NAME), model("Product", NAME, f"seller = models.ForeignKey(Owner, {CASCADE}, null=True)")),
        tolerated={"blue delete of a .* shop\\.Owner: IntegrityError":
            "a new key: old code cannot delete a parent that rows of new code point at (design.md, 7)"},
    )  # fmt: skip
    yield _case(
        "mixed_rename_index",
        "RemoveField with RenameIndex",
        module(model("Product", NAME, RATING, meta='indexes = [models.Index(fields=["name"], name="old_name")]')),
        module(model("Product", NAME, meta='indexes = [models.Index(fields=["name"], name="new_name")]')),
        migrations={"shop": operations('migrations.RenameIndex("product", new_name="new_name", old_name="old_name")',
            'migrations.RemoveField("product", "rating")')},
    )  # fmt: skip


def _with_python() -> Iterator[Case]:
    copy = (
        "\n\ndef copy(apps, schema_editor):\n"
        '    Product = apps.get_model("shop", "Product")\n'
        "    for product in Product.objects.all():\n"
        "        product.stars = product.rating\n"
        '        product.save(update_fields=["stars"])\n'
    )
    stars = "stars = models.IntegerField(null=True)"
    yield _case(
        "python_between",
        "AddField, RunPython that copies, RemoveField: in one file",
        module(model("Product", NAME, RATING)),
        module(model("Product", NAME, stars)),
        migrations={"shop": operations(
            'migrations.AddField("product", "stars", models.IntegerField(null=True))',
            "migrations.RunPython(copy, migrations.RunPython.noop, elidable=True)",
            'migrations.RemoveField("product", "rating")',
            imports=copy)},
    )  # fmt: skip
    yield _case(
        "sql_between",
        "RunSQL before and after RemoveField",
        module(model("Product", NAME, RATING)),
        module(model("Product", NAME)),
        migrations={"shop": operations(
            '''migrations.RunSQL("UPDATE shop_product SET name = 'x' WHERE 1 = 0", migrations.RunSQL.noop)''',
            'migrations.RemoveField("product", "rating")',
            '''migrations.RunSQL(["DELETE FROM shop_product WHERE 1 = 0"], [])''')},
    )  # fmt: skip
    yield _case(
        "odd_source",
        "The file imports and names things in its own way",
        module(model("Product", NAME, RATING, PRICE)),
        module(model("Product", NAME)),
        migrations={"shop": (
            '"""A docstring; with \'quotes\'."""\n'
            "from django.db.migrations import Migration as Base, RemoveField\n"
            "from django.db.migrations import operations as ops\n\n"
            'MODEL = "product"\n\n\n'
            "class Migration(Base):\n"
            '    dependencies = [("shop", "{{initial}}")]\n'
            "    operations = [\n"
            "        # The rating has to go.\n"
            '        RemoveField(MODEL, name="rating"),\n'
            "    ] + [\n"
            '        ops.RemoveField(model_name="Product", name="price"),  # and the price\n'
            "    ]\n")},
    )  # fmt: skip
    yield _case(
        "not_atomic",
        "A migration with atomic = False",
        module(model("Product", NAME, RATING)),
        module(model("Product", NAME)),
        edits=[("^    operations = ", "    atomic = False\n\n    operations = ")],
    )
    yield _case(
        "run_before",
        "A migration with helper code and elidable parts around its operations",
        module(model("Product", NAME, RATING)),
        module(model("Product", NAME)),
        edits=[("^class Migration", "def helper():\n    return 1\n\n\nclass Migration"),
            ("^    operations = ", "    initial = False\n\n    operations = ")],
    )  # fmt: skip


def _safe_only() -> Iterator[Case]:
    """Nothing to split, and the walk shows that it is so."""
    none = {"none": "both colours can live with it"}
    old = module(model("Product", NAME, PRICE))
    for slug, (lines, meta, extra) in {
        "nullable_field": ([PRICE, "note = models.TextField(null=True)"], "", ""),
        "db_default_field": ([PRICE, "note = models.IntegerField(db_default=1)"], "", ""),
        "index": ([PRICE], 'indexes = [models.Index(fields=["name"], name="an_index")]', ""),
        "options": ([PRICE], 'ordering = ["name"]', ""),
        "new_model": ([PRICE], "", model("Shelf", NAME)),
        "wider": (["price = models.BigIntegerField(default=1)"], "", ""),
        "to_null": (["price = models.IntegerField(null=True, default=1)"], "", ""),
    }.items():
        yield _case(
            f"safe_{slug}", f"Safe as written: {slug}", old,
            module(model("Product", NAME, *lines, meta=meta), extra), none, expect="safe",
        )  # fmt: skip
    yield _case(
        "safe_remove_index",
        "Safe as written: RemoveIndex",
        module(
            model(
                "Product", NAME, meta='indexes = [models.Index(fields=["name"], name="an_index")]'
            )
        ),
        module(model("Product", NAME)),
        none,
        expect="safe",
    )
    # What only the old rule allows is nothing here: fewer rules are never in old code's way.
    for slug, meta in {
        "unique_together": 'unique_together = [("name", "price")]',
        "unique_constraint": 'constraints = [models.UniqueConstraint(fields=["name"], name="one")]',
        "check": 'constraints = [models.CheckConstraint(condition=models.Q(price__gte=0), name="one")]',
    }.items():
        yield _case(
            f"safe_remove_{slug}",
            f"Safe as written: a {slug} goes",
            module(model("Product", NAME, PRICE, meta=meta)),
            old,
            none,
            expect="safe",
        )


def _refused() -> Iterator[Case]:
    twice = operations(
        'migrations.RemoveField("product", "rating")',
        'migrations.AddField("product", "rating", models.CharField(max_length=9, default="x"))',
    )
    yield _case(
        "refused_name_comes_back",
        "RemoveField and AddField of the same name with another type",
        module(model("Product", NAME, RATING)),
        module(model("Product", NAME, 'rating = models.CharField(max_length=9, default="x")')),
        {"breaks": "any"},
        migrations={"shop": twice},
        expect={"refused": "rating"},
    )
    yield _case(
        "refused_model_comes_back",
        "DeleteModel and CreateModel of the same name",
        module(model("Product", NAME), model("Gone", NAME, RATING)),
        module(model("Product", NAME), model("Gone", "title = models.TextField(null=True)")),
        {"breaks": "any"},
        migrations={"shop": operations('migrations.DeleteModel("Gone")',
            'migrations.CreateModel("Gone", [("id", models.BigAutoField(auto_created=True, primary_key=True,'
            ' serialize=False, verbose_name="ID")), ("title", models.TextField(null=True))])')},
        expect={"refused": "Gone"},
    )  # fmt: skip
    yield _case(
        "refused_column_becomes_table",
        "A column becomes a many-to-many field of the same name, as the autodetector writes it",
        module(model("Tag", NAME), model("Product", NAME, "tags = models.IntegerField()")),
        module(model("Tag", NAME), model("Product", NAME, "tags = models.ManyToManyField(Tag)")),
        tolerated={"blue delete of a .* shop\\.(Tag|Product): IntegrityError":
            "a new key: old code cannot delete a parent that rows of new code point at (design.md, 7)"},
        # The column and the table have different names in the database, only the field comes back.
        expect="holds",
    )  # fmt: skip
