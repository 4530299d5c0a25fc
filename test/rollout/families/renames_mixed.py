"""RenameModel together with other changes of the model, content types, and who may read a view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..case import Case, make_case
from .fields import _operations as operations
from .renames_models import AUTH, CASCADE, GONE, MAY_REFUSE, PRICE, REVIEW, TAG, renamed_model
from .text import NAME, NEW_KEY, NO_ARBITER, model, module, only

OWNER = model("Owner", NAME)
RENAME = 'migrations.RenameModel("Product", "Item")'
KEY = f'models.ForeignKey("shop.Owner", {CASCADE}, null=True)'

# slug -> (lines of Product before, lines of Item afterwards, operations after RenameModel on "item").
TOGETHER: dict[str, tuple[list[str], list[str], list[str]]] = {
    "add_field": (
        [],
        ["stock = models.IntegerField(default=4)"],
        ['migrations.AddField("{0}", "stock", models.IntegerField(default=4))'],
    ),
    "add_field_null": (
        [],
        ["stock = models.IntegerField(null=True)"],
        ['migrations.AddField("{0}", "stock", models.IntegerField(null=True))'],
    ),
    "add_key": ([], [f"owner = {KEY}"], [f'migrations.AddField("{{0}}", "owner", {KEY})']),
    "remove_field": (
        ["rating = models.CharField(max_length=9)"],
        [],
        ['migrations.RemoveField("{0}", "rating")'],
    ),
    "remove_key": ([f"owner = {KEY}"], [], ['migrations.RemoveField("{0}", "owner")']),
    "alter_field": (
        ["rating = models.CharField(max_length=40)"],
        ["rating = models.CharField(max_length=80)"],
        ['migrations.AlterField("{0}", "rating", models.CharField(max_length=80))'],
    ),
    "alter_null": (
        ["rating = models.IntegerField()"],
        ["rating = models.IntegerField(null=True)"],
        ['migrations.AlterField("{0}", "rating", models.IntegerField(null=True))'],
    ),
    "rename_field": (
        ["rating = models.CharField(max_length=9)"],
        ["stars = models.CharField(max_length=9)"],
        ['migrations.RenameField("{0}", "rating", "stars")'],
    ),
    "index": (
        ["rating = models.IntegerField()"],
        ["rating = models.IntegerField(db_index=True)"],
        ['migrations.AlterField("{0}", "rating", models.IntegerField(db_index=True))'],
    ),
}


# Those that are tried before RenameModel as well.
TWO_ORDERS = {"add_field", "remove_field", "alter_field", "rename_field"}


def cases() -> Iterator[Case]:
    for slug, (before, after, done) in TOGETHER.items():
        for place in ("after", "before") if slug in TWO_ORDERS else ("after",):
            yield _together(slug, place, before, after, done)
    yield from _around()
    yield from _content_types()
    yield from _access()


def _together(slug: str, place: str, before: list[str], after: list[str], done: list[str]) -> Case:
    named = [one.format("item" if place == "after" else "product") for one in done]
    listed = [RENAME, *named] if place == "after" else [*named, RENAME]
    renamed = {"shop.Product": "shop.Item"}
    if slug == "rename_field":
        renamed["shop.Item.rating"] = "stars"
    return make_case(
        name=f"remodel_and_{slug}{'_first' if place == 'before' else ''}",
        title=f"RenameModel, and {place} it {', '.join(done).replace('migrations.', '').format('…')}",
        old=module(OWNER, model("Product", NAME, PRICE, *before)),
        new=module(OWNER, model("Item", NAME, PRICE, *after)),
        renamed=renamed,
        migrations={"shop": operations(*listed)},
        control=GONE,
        expect=MAY_REFUSE,
        tolerated=NEW_KEY if slug == "add_key" else {},
    )


def _around() -> Iterator[Case]:
    product, item = model("Product", NAME, PRICE), model("Item", NAME, PRICE)
    facts: dict[str, Any] = {
        "renamed": {"shop.Product": "shop.Item"},
        "control": GONE,
        "expect": MAY_REFUSE,
        "tolerated": NEW_KEY,
    }
    key = f"models.ForeignKey(@, {CASCADE}, null=True)"
    yield make_case(
        name="remodel_and_key_from_other",
        title="RenameModel, and a key to it from a model that was there",
        old=module(product, model("Review", NAME)),
        new=module(item, model("Review", NAME, f"item = {key.replace('@', 'Item')}")),
        **facts,
    )
    yield make_case(
        name="remodel_and_key_from_new_model",
        title="RenameModel, and a new model points at it",
        old=module(product),
        new=module(item, model("Review", NAME, f"item = {key.replace('@', 'Item')}")),
        **facts,
    )
    yield make_case(
        name="remodel_and_m2m",
        title="RenameModel, and a many-to-many field of it is new",
        old=module(TAG, product),
        new=module(TAG, model("Item", NAME, PRICE, "tags = models.ManyToManyField(Tag)")),
        migrations={"shop": operations(RENAME,
            'migrations.AddField("item", "tags", models.ManyToManyField(to="shop.tag"))')},
        **facts,
    )  # fmt: skip
    yield make_case(
        name="remodel_and_constraint",
        title="RenameModel, and a constraint of it is new",
        old=module(product),
        new=module(model("Item", NAME, PRICE,
            meta='constraints = [models.UniqueConstraint(fields=["name", "price"], name="a_rule")]')),
        empty_unsplit=True,
        old_allows={"shop.Item": [{"name": "same", "price": 1}, {"name": "same", "price": 1}]},
        **{**facts, "tolerated": NO_ARBITER},
    )  # fmt: skip
    yield make_case(
        name="remodel_and_check",
        title="RenameModel, and a check of it is new",
        old=module(product),
        new=module(model("Item", NAME, PRICE,
            meta='constraints = [models.CheckConstraint(condition=models.Q(price__gte=0), name="a_rule")]')),
        **facts,
    )  # fmt: skip
    yield make_case(
        name="remodel_and_key_renamed",
        title="RenameModel, and the key that points at it is called after it",
        old=module(product, REVIEW.replace("@", "Product")),
        new=module(item, REVIEW.replace("@", "Item").replace("product", "item")),
        **{**facts, "renamed": {"shop.Product": "shop.Item", "shop.Review.product": "item"}},
    )
    yield make_case(
        name="remodel_and_delete_model",
        title="RenameModel, and a model that points at it goes",
        old=module(product, model("Stays", NAME), REVIEW.replace("@", "Product")),
        new=module(item, model("Stays", NAME)),
        **facts,
    )
    yield make_case(
        name="remodel_there_and_back",
        title="RenameModel and back again: nothing is left to do",
        old=module(product),
        new=module(product),
        migrations={"shop": operations(RENAME, 'migrations.RenameModel("Item", "Product")')},
        control={"none": "the table has its old name at the end"},
        expect={"*": {"any": "safe,holds,refused"}},
    )
    yield make_case(
        name="remodel_refused_swap",
        title="RenameModel, two models take each other's names",
        old=module(model("One", NAME), model("Two", NAME)),
        new=module(model("One", NAME), model("Two", NAME)),
        migrations={"shop": operations('migrations.RenameModel("One", "Between")',
            'migrations.RenameModel("Two", "One")', 'migrations.RenameModel("Between", "Two")')},
        control={"none": "old code reads the wrong rows, and nothing says so"},
        expect={"refused": "name|swap|db_table"},
    )  # fmt: skip


# Each colour looks at the row of the model's content type: it is one, and it keeps its id.
CONTENT_TYPE = """\
SEEN = {}


def look(apps, *names):
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection

    known = ContentType.objects.filter(app_label="shop", model__in=["product", "item"])
    found = sorted(known.values_list("id", "model"))
    database = connection.settings_dict["NAME"]
    if len(found) != 1 or found[0][1] not in names:
        raise AssertionError(f"content types: {found}, expected one of {names}")
    if SEEN.setdefault(database, found[0][0]) != found[0][0]:
        raise AssertionError(f"content type {SEEN[database]} has become {found}")
    if Permission.objects.filter(content_type=found[0][0], codename__startswith="add_").count() < 1:
        raise AssertionError("its permissions are gone")


def blue(apps):
    look(apps, "product", "item")


def green(apps):
    look(apps, "item")
"""


def _content_types() -> Iterator[Case]:
    yield renamed_model(
        "remodel_content_type",
        "its content type keeps its id, and its permissions stay with it",
        model("@", NAME, PRICE),
        installed=AUTH,
        extra=CONTENT_TYPE,
    )
    yield renamed_model(
        "remodel_content_type_pinned",
        "the same, where the table has a name of its own",
        model("@", NAME, PRICE, meta='db_table = "products"'),
        installed=AUTH,
        extra=CONTENT_TYPE,
        control={"none": "the table keeps its name"},
        expect="safe",
    )


# As a role that is allowed what its grants and policies on the table say, and does not own it. The role is one that
# every PostgreSQL has, so that none has to be made for the whole cluster.
GRANTS = """\
def prepare(apps):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON shop_product TO pg_monitor")
        cursor.execute("GRANT USAGE ON SEQUENCE shop_product_id_seq TO pg_monitor")
{policy}

def blue(apps):
    as_role(apps, apps.get_app_config("shop").get_model("Product"))


def green(apps):
    as_role(apps, apps.get_app_config("shop").get_model("{green}"))


def as_role(apps, model):
    from django.db import connection

    model.objects.create(name="hidden", price=1)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE pg_monitor")
    try:
        row = model.objects.create(name="seen", price=1)
        model.objects.filter(pk=row.pk).update(price=2)
        if model.objects.get(pk=row.pk).price != 2:
            raise AssertionError("not updated")
        if {hides} and model.objects.filter(name="hidden").exists():
            raise AssertionError("a row is seen that the policy hides")
        row.delete()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    model.objects.filter(name="hidden").delete()
"""
POLICY = """\
        cursor.execute("ALTER TABLE shop_product ENABLE ROW LEVEL SECURITY")
        cursor.execute("DROP POLICY IF EXISTS seen ON shop_product")
        cursor.execute("CREATE POLICY seen ON shop_product USING (name <> 'hidden')")
"""


def _access() -> Iterator[Case]:
    facts: dict[str, Any] = {
        "expect": only("postgresql"),
        "differs": {r"rule table: persistence": "grants and policies are the case's own"},
    }
    for slug, policy in {"grants": "", "row_security": POLICY}.items():
        text = GRANTS.replace("{policy}", policy).replace("{hides}", str(bool(policy)))
        yield renamed_model(
            f"remodel_{slug}",
            f"{slug}: a role that does not own the table works on it by either name",
            model("@", NAME, PRICE),
            extra=text.replace("{green}", "Item"),
            **facts,
        )
    yield make_case(
        name="rename_grants",
        title="RenameField, a role that does not own the table works on it by either name",
        old=module(model("Product", NAME, PRICE, "sku = models.CharField(max_length=30)")),
        new=module(model("Product", NAME, PRICE, "code = models.CharField(max_length=30)")),
        renamed={"shop.Product.sku": "code"},
        control="column",
        extra=GRANTS.replace("{policy}", "").replace("{hides}", "False").replace("{green}", "Product"),
        **facts,
    )
