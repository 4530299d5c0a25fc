"""RenameModel and AlterModelTable: the table keeps its name for now, and a view has the new one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..case import Case, make_case
from .fields import _operations as operations
from .text import NAME, TABLE_GONE, model, module, only

CASCADE = "on_delete=models.CASCADE"
# The views of SQLite cannot be written to.
HOLDS = {"*": "holds", "sqlite": {"refused": "db_table"}}
MAY_REFUSE = {"*": {"any": "holds,refused"}, "sqlite": {"refused": "."}}
GONE = {"breaks": "column|table|exist|no such"}
NOT_BY_DJANGO = {"skip": "Django's own RenameModel fails: it leaves the bases of what inherits from the model"}
PRICE = "price = models.IntegerField()"
TAG = model("Tag", NAME)
REVIEW = model("Review", "text = models.TextField()", f"product = models.ForeignKey(@, {CASCADE})")
AUTH = ["django.contrib.contenttypes", "django.contrib.auth"]


def cases() -> Iterator[Case]:
    yield from _alone()
    yield from _keys()
    yield from _many_to_many()
    yield from _inherited()
    yield from _tables()


def renamed_model(name: str, title: str, *texts: str, imports: str = "", **others: Any) -> Case:
    """`texts` are models in which @ stands for the name: Product before, Item afterwards."""
    sides = [
        module(*(text.replace("@", which) for text in texts), imports=imports)
        for which in ("Product", "Item")
    ]
    return make_case(
        name=name,
        title=f"RenameModel, {title}",
        old=sides[0],
        new=sides[1],
        renamed={"shop.Product": "shop.Item", **others.pop("renamed", {})},
        control=others.pop("control", TABLE_GONE),
        expect=others.pop("expect", HOLDS),
        **others,
    )


def _alone() -> Iterator[Case]:
    yield renamed_model("remodel_plain", "alone", model("@", NAME, PRICE))
    yield renamed_model(
        "remodel_many_fields",
        "with fields of many types",
        model("@", NAME,
            "a = models.JSONField(default=dict)",
            "b = models.DecimalField(max_digits=9, decimal_places=3)",
            "c = models.DateTimeField(auto_now_add=True)",
            "d = models.UUIDField(default=uuid.uuid4, unique=True)",
            "e = models.BinaryField(null=True)",
            "g = models.PositiveIntegerField(db_index=True)",
            "h = models.SlugField()",
            "i = models.GenericIPAddressField(null=True)",
            "j = models.DurationField()",
            "k = models.BooleanField(default=True)",
            "l = models.CharField(max_length=9, db_column='Group By', default=\"it's\")"),
        imports="import uuid",
    )  # fmt: skip
    yield renamed_model(
        "remodel_db_default",
        "with defaults of the database",
        model("@", NAME, "a = models.IntegerField(db_default=3)",
            "b = models.DateTimeField(db_default=Now())", 'c = models.CharField(max_length=9, db_default="x")'),
        imports="from django.db.models.functions import Now",
    )  # fmt: skip
    double = 'models.GeneratedField(expression=models.F("price") * 2, output_field=models.IntegerField(), db_persist=True)'
    yield renamed_model("remodel_generated", "with a generated column", model("@", NAME, PRICE, f"double = {double}"))
    yield renamed_model(
        "remodel_rules",
        "with unique, indexes and constraints",
        model("@", NAME, "a = models.IntegerField(unique=True)", "b = models.IntegerField(db_index=True)",
            meta="""\
unique_together = [("name", "b")]
indexes = [
    models.Index(fields=["-a", "name"], name="an_index"),
    models.Index(fields=["b"], condition=models.Q(a__gt=0), name="a_partial_index"),
]
constraints = [
    models.CheckConstraint(condition=models.Q(b__gte=0), name="b_is_not_negative"),
    models.UniqueConstraint(fields=["name", "a"], name="a_pair"),
]"""),
    )  # fmt: skip
    yield renamed_model(
        "remodel_index_unnamed",
        "with an index that Django names after the table",
        model("@", NAME, PRICE, meta='indexes = [models.Index(fields=["price"])]'),
        expect=MAY_REFUSE,
    )
    for slug, key, imports in (
        ("uuid", "id = models.UUIDField(primary_key=True, default=uuid.uuid4)", "import uuid"),
        ("char", "code = models.CharField(max_length=30, primary_key=True)", ""),
        ("small", "id = models.SmallAutoField(primary_key=True)", ""),
        ("auto", "id = models.AutoField(primary_key=True)", ""),
    ):
        yield renamed_model(
            f"remodel_key_{slug}", f"its key is a {slug}", model("@", key, NAME), imports=imports
        )
    long = "AProductWithAVeryLongNameThatMakesDjangoCutTheNamesOfWhatever"
    yield make_case(
        name="remodel_long",
        title="RenameModel, names that Django cuts",
        old=module(model(long, NAME, "code = models.CharField(max_length=30, unique=True)")),
        new=module(model(f"{long}ElseThereIs", NAME, "code = models.CharField(max_length=30, unique=True)")),
        renamed={f"shop.{long}": f"shop.{long}ElseThereIs"},
        control=TABLE_GONE,
        expect=HOLDS,
    )


def _keys() -> Iterator[Case]:
    owner = model("Owner", NAME, "code = models.CharField(max_length=30, unique=True)")
    yield renamed_model("remodel_key_in", "that others point at", model("@", NAME), REVIEW)
    yield renamed_model(
        "remodel_key_in_null",
        "that others point at with keys of each kind",
        model("@", NAME, "code = models.CharField(max_length=30, unique=True)"),
        model("Review", f"a = models.ForeignKey(@, {CASCADE}, null=True, related_name='+')",
            "b = models.ForeignKey(@, on_delete=models.SET_NULL, null=True, related_name='+')",
            f"c = models.OneToOneField(@, {CASCADE}, related_name='+')",
            f"d = models.ForeignKey(@, {CASCADE}, db_constraint=False, related_name='+')",
            f"e = models.ForeignKey(@, {CASCADE}, to_field='code', related_name='+')"),
    )  # fmt: skip
    yield renamed_model(
        "remodel_key_out",
        "with keys to others",
        owner,
        model("@", NAME, f"owner = models.ForeignKey(Owner, {CASCADE})",
            "buyer = models.ForeignKey(Owner, on_delete=models.SET_NULL, null=True, related_name='+')",
            f"seller = models.OneToOneField(Owner, {CASCADE}, null=True, related_name='+')"),
    )  # fmt: skip
    yield renamed_model(
        "remodel_key_to_self",
        "with a key to itself",
        model("@", NAME, f'parent = models.ForeignKey("self", {CASCADE}, null=True)'),
    )
    people = {"people": module(owner)}
    sides = [
        module(model(name, NAME, f'owner = models.ForeignKey("people.Owner", {CASCADE})')) for name in ("Product", "Item")
    ]
    yield make_case(
        name="remodel_key_to_other_app",
        title="RenameModel, with a key to another app",
        old={**people, "shop": sides[0]},
        new={**people, "shop": sides[1]},
        renamed={"shop.Product": "shop.Item"},
        control=TABLE_GONE,
        expect=HOLDS,
    )
    reviews = [
        module(model("Review", f'product = models.ForeignKey("shop.{name}", {CASCADE})')) for name in ("Product", "Item")
    ]
    yield make_case(
        name="remodel_key_from_other_app",
        title="RenameModel, that a model of another app points at",
        old={"shop": module(model("Product", NAME)), "talk": reviews[0]},
        new={"shop": module(model("Item", NAME)), "talk": reviews[1]},
        renamed={"shop.Product": "shop.Item"},
        control=TABLE_GONE,
        expect=HOLDS,
    )
    yield make_case(
        name="remodel_two",
        title="RenameModel, two models, one of which points at the other",
        old=module(model("Product", NAME), REVIEW.replace("@", "Product")),
        new=module(model("Item", NAME), REVIEW.replace("@", "Item").replace("Review", "Opinion")),
        renamed={"shop.Product": "shop.Item", "shop.Review": "shop.Opinion"},
        control=TABLE_GONE,
        expect=HOLDS,
    )
    yield renamed_model(
        "remodel_key_user",
        "with a key to auth.User",
        model("@", NAME, f"seller = models.ForeignKey(settings.AUTH_USER_MODEL, {CASCADE})"),
        imports="from django.conf import settings",
        installed=AUTH,
    )


def _many_to_many() -> Iterator[Case]:
    tags = "tags = models.ManyToManyField(Tag)"
    yield renamed_model("remodel_m2m_out", "with a many-to-many field", TAG, model("@", NAME, tags))
    yield renamed_model(
        "remodel_m2m_in",
        "that a many-to-many field points at",
        model("@", NAME),
        model("Tag", NAME, "products = models.ManyToManyField(@)"),
    )
    yield renamed_model(
        "remodel_m2m_self",
        "with a many-to-many field to itself",
        model("@", NAME, 'friends = models.ManyToManyField("self")'),
    )
    yield renamed_model(
        "remodel_m2m_self_one_way",
        "with a many-to-many field to itself that is not symmetrical",
        model("@", NAME, 'likes = models.ManyToManyField("self", symmetrical=False, related_name="liked")'),
    )
    yield renamed_model(
        "remodel_m2m_several",
        "with two many-to-many fields, and one that points at it",
        TAG,
        model("@", NAME, tags, 'others = models.ManyToManyField(Tag, related_name="+")'),
        model("Shelf", NAME, "products = models.ManyToManyField(@)"),
    )
    yield renamed_model(
        "remodel_m2m_table",
        "with a many-to-many field whose table has a name of its own",
        TAG,
        model("@", NAME, 'tags = models.ManyToManyField(Tag, db_table="product_tags")'),
    )
    through = model(
        "Tagging",
        f"product = models.ForeignKey(@, {CASCADE})",
        f"tag = models.ForeignKey(Tag, {CASCADE})",
        meta='unique_together = [("product", "tag")]',
    )
    yield renamed_model(
        "remodel_m2m_through",
        "with a many-to-many field that has a model of its own between",
        TAG,
        model("@", NAME, 'tags = models.ManyToManyField(Tag, through="Tagging")'),
        through,
    )
    yield make_case(
        name="remodel_through",
        title="RenameModel, the model between of a many-to-many field",
        old=module(TAG, model("Product", NAME, 'tags = models.ManyToManyField(Tag, through="Tagging")'),
            through.replace("@", "Product")),
        new=module(TAG, model("Product", NAME, 'tags = models.ManyToManyField(Tag, through="Label")'),
            through.replace("@", "Product").replace("Tagging", "Label")),
        renamed={"shop.Tagging": "shop.Label"},
        migrations={"shop": operations(
            'migrations.RenameModel("Tagging", "Label")',
            'migrations.AlterField("product", "tags", models.ManyToManyField(through="shop.Label", to="shop.tag"))')},
        control=TABLE_GONE,
        expect=HOLDS,
    )  # fmt: skip
    for slug, field in {
        "plain": "models.ManyToManyField(Tag)",
        "self": 'models.ManyToManyField("self")',
    }.items():
        yield make_case(
            name=f"rename_m2m_{slug}",
            title=f"RenameField, {field}: its table is called after it",
            old=module(TAG, model("Product", NAME, f"tags = {field}")),
            new=module(TAG, model("Product", NAME, f"labels = {field}")),
            renamed={"shop.Product.tags": "labels"},
            control=TABLE_GONE,
            expect=HOLDS,
        )


def _inherited() -> Iterator[Case]:
    stars = "stars = models.IntegerField()"
    yield make_case(
        name="remodel_child",
        title="RenameModel, a child of multi-table inheritance",
        old=module(model("Place", NAME), model("Restaurant", stars, base="Place")),
        new=module(model("Place", NAME), model("Diner", stars, base="Place")),
        renamed={"shop.Restaurant": "shop.Diner"},
        control=TABLE_GONE,
        expect=HOLDS,
    )
    yield make_case(
        name="remodel_parent",
        title="RenameModel, a parent of multi-table inheritance: the child's link to it is called after it",
        old=module(model("Place", NAME), model("Restaurant", stars, base="Place")),
        new=module(model("Location", NAME), model("Restaurant", stars, base="Location")),
        renamed={"shop.Place": "shop.Location", "shop.Restaurant.place_ptr": "location_ptr"},
        control=GONE,
        expect=NOT_BY_DJANGO,
    )
    link = f"place = models.OneToOneField(@, {CASCADE}, parent_link=True, primary_key=True)"
    yield make_case(
        name="remodel_parent_named_link",
        title="RenameModel, a parent, where the child names the link itself",
        old=module(model("Place", NAME), model("Restaurant", link.replace("@", "Place"), stars, base="Place")),
        new=module(model("Location", NAME), model("Restaurant", link.replace("@", "Location"), stars, base="Location")),
        renamed={"shop.Place": "shop.Location"},
        control=TABLE_GONE,
        expect=NOT_BY_DJANGO,
    )
    yield renamed_model(
        "remodel_with_proxy",
        "that has a proxy",
        model("@", NAME, PRICE),
        model("Cheap", base="@", meta="proxy = True"),
        expect=NOT_BY_DJANGO,
    )
    yield make_case(
        name="remodel_proxy",
        title="RenameModel, a proxy: there is no table",
        old=module(model("Product", NAME), model("Cheap", base="Product", meta="proxy = True")),
        new=module(model("Product", NAME), model("Bargain", base="Product", meta="proxy = True")),
        renamed={"shop.Cheap": "shop.Bargain"},
        control={"none": "a proxy has no table"},
        expect={"*": {"any": "safe"}},
    )


def _tables() -> Iterator[Case]:
    none = {"none": "the table keeps its name"}
    table = 'db_table = "products"'
    yield renamed_model(
        "remodel_pinned", "its table has a name of its own", model("@", NAME, PRICE, meta=table), control=none, expect="safe"
    )
    yield renamed_model(
        "remodel_pinned_key_in",
        "its table has a name of its own, and others point at it",
        model("@", NAME, meta=table),
        REVIEW,
        control=none,
        expect={"*": {"any": "safe,holds"}},
    )
    yield make_case(
        name="remodel_pinned_now",
        title="RenameModel with db_table of the old name, in the same migration",
        old=module(model("Product", NAME)),
        new=module(model("Item", NAME, meta='db_table = "shop_product"')),
        renamed={"shop.Product": "shop.Item"},
        control={"either": "the table has its old name again at the end"},
        expect={"*": {"any": "safe,holds,refused"}},
    )
    quoted = 'db_table = "The Products"'
    for slug, (old, new) in {
        "set": ("", table),
        "unset": (table, ""),
        "changed": (table, 'db_table = "wares"'),
        "changed_odd": (quoted, 'db_table = "order"'),
    }.items():
        yield make_case(
            name=f"retable_{slug}",
            title=f"AlterModelTable, {old or 'no db_table'} to {new or 'no db_table'}",
            old=module(model("Product", NAME, PRICE, meta=old), REVIEW.replace("@", "Product")),
            new=module(model("Product", NAME, PRICE, meta=new), REVIEW.replace("@", "Product")),
            renamed={"shop.Product": "shop.Product"},
            control=TABLE_GONE,
            expect=HOLDS,
        )
    yield make_case(
        name="retable_m2m",
        title="AlterModelTable, and a many-to-many field's table is called after it",
        old=module(TAG, model("Product", NAME, "tags = models.ManyToManyField(Tag)")),
        new=module(TAG, model("Product", NAME, "tags = models.ManyToManyField(Tag)", meta=table)),
        renamed={"shop.Product": "shop.Product"},
        control=TABLE_GONE,
        expect=HOLDS,
    )
    yield renamed_model(
        "remodel_table_spaces",
        "others' names need quotes",
        model("Owner", NAME, meta=quoted),
        model("@", NAME, f"owner = models.ForeignKey(Owner, {CASCADE})"),
    )
    yield renamed_model(
        "remodel_comment",
        "with comments",
        model("@", NAME, "a = models.IntegerField(db_comment='b')", meta='db_table_comment = "what was"'),
    )
