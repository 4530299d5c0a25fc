"""DeleteModel, and what stood around the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..case import Case, make_case
from .text import NAME, TABLE_GONE, model, module

CASCADE = "on_delete=models.CASCADE"
CATEGORY = model("Category", NAME)
REVIEW_TEXT = "text = models.TextField()"


def cases() -> Iterator[Case]:
    yield from _alone()
    yield from _with_relations()
    yield from _inherited()


def _case(
    name: str, title: str, old: Any, new: Any, control: Any = TABLE_GONE, **others: Any
) -> Case:
    return make_case(
        name=name, title=f"DeleteModel, {title}", old=old, new=new, control=control, **others
    )


def _gone(
    name: str, title: str, *lines: str, meta: str = "", imports: str = "", **others: Any
) -> Case:
    """Product stays, Gone goes."""
    stays = model("Product", NAME)
    return _case(
        name,
        title,
        module(stays, model("Gone", *lines, meta=meta), imports=imports),
        module(stays, imports=imports),
        **others,
    )


def _alone() -> Iterator[Case]:
    yield _gone("model_plain", "alone", NAME)
    yield _gone("model_many_fields", "with fields of many types",
        NAME,
        "a = models.JSONField(default=dict)",
        "b = models.DecimalField(max_digits=9, decimal_places=3)",
        "c = models.DateTimeField(auto_now_add=True)",
        "d = models.UUIDField(default=uuid.uuid4, unique=True)",
        "e = models.BinaryField(null=True)",
        "f = models.IntegerField(db_default=3)",
        "g = models.PositiveIntegerField(db_index=True)",
        "h = models.SlugField()",
        "i = models.GenericIPAddressField(null=True)",
        "j = models.DurationField()",
        "k = models.BooleanField(default=True)",
        "l = models.CharField(max_length=9, db_column='Group By', default=\"it's\")",
        imports="import uuid",
    )  # fmt: skip
    yield _gone(
        "model_rules",
        "with unique, indexes and constraints",
        NAME,
        "a = models.IntegerField(unique=True)",
        "b = models.IntegerField(db_index=True)",
        meta="""\
unique_together = [("name", "b")]
indexes = [
    models.Index(fields=["-a", "name"], name="an_index"),
    models.Index(fields=["b"], condition=models.Q(a__gt=0), name="a_partial_index"),
]
constraints = [
    models.CheckConstraint(condition=models.Q(b__gte=0), name="b_is_not_negative"),
    models.UniqueConstraint(fields=["name", "a"], name="a_pair"),
]""",
    )
    yield _gone(
        "model_expression_index",
        "with an index and a unique constraint over expressions",
        NAME,
        meta="""\
indexes = [models.Index(Lower("name"), name="lower_name")]
constraints = [models.UniqueConstraint(Upper("name"), name="upper_name")]""",
        imports="from django.db.models.functions import Lower, Upper",
        # MariaDB has no indexes over expressions: Django leaves them out there.
    )
    yield _gone(
        "model_quoted_table", "its table's name needs quotes", NAME, meta='db_table = "Gone Things"'
    )
    yield _gone(
        "model_reserved_table",
        "its table is named like a key word",
        NAME,
        meta='db_table = "group"',
    )
    yield _gone(
        "model_table_in_schema",
        "a table in a schema of PostgreSQL",
        NAME,
        meta="""db_table = '"hr"."staff"'""",
        expect={"*": {"skip": "PostgreSQL only"}, "postgresql": "holds"},
        sql_before={"postgresql": ["CREATE SCHEMA hr"]},
    )
    yield _gone("model_comment", "with comments", NAME, "a = models.IntegerField(db_comment='b')",
        meta='db_table_comment = "what was"')  # fmt: skip
    yield _gone("model_uuid_key", "its primary key is a UUID",
        "id = models.UUIDField(primary_key=True, default=uuid.uuid4)", NAME, imports="import uuid")  # fmt: skip
    yield _gone(
        "model_char_key",
        "its primary key is text",
        "code = models.CharField(max_length=30, primary_key=True)",
        NAME,
    )
    yield _gone(
        "model_small_key",
        "its primary key is a SmallAutoField",
        "id = models.SmallAutoField(primary_key=True)",
        NAME,
    )
    yield _gone(
        "model_generated",
        "with a generated column",
        "a = models.IntegerField()",
        "b = models.GeneratedField(expression=models.F('a') + 1, output_field=models.IntegerField(), db_persist=True)",
    )
    yield _gone("model_only_id", "with no field of its own")
    yield _case(
        "model_managers",
        "with a manager and options",
        module(model("Product", NAME), model("Gone", NAME, "objects = models.Manager()", "everything = models.Manager()",
            meta='ordering = ["name"]\nverbose_name = "thing"\ndefault_manager_name = "everything"')),
        module(model("Product", NAME)),
    )  # fmt: skip
    yield _gone("model_unmanaged", "that Django does not manage", NAME, meta="managed = False",
        control={"none": "Django has no table of it"}, expect="safe")  # fmt: skip
    yield _case(
        "model_proxy",
        "a proxy",
        module(model("Product", NAME), model("Cheap", base="Product", meta="proxy = True")),
        module(model("Product", NAME)),
        control={"none": "a proxy has no table"},
        expect="safe",
    )
    yield _case(
        "model_and_its_proxy",
        "a model and its proxy",
        module(
            model("Other", NAME),
            model("Product", NAME),
            model("Cheap", base="Product", meta="proxy = True"),
        ),
        module(model("Other", NAME)),
    )
    yield _case(
        "model_two",
        "two models in one migration",
        module(model("Product", NAME), model("One", NAME), model("Two", NAME)),
        module(model("Product", NAME)),
    )
    yield _case(
        "model_postgres_types",
        "with types of contrib.postgres",
        module(
            model("Product", NAME),
            model("Gone", "a = ArrayField(models.IntegerField(), default=list)", "b = HStoreField()", "c = SearchVectorField(null=True)",
                meta='indexes = [GinIndex(fields=["c"], name="a_gin")]'),
            imports="from django.contrib.postgres.fields import ArrayField, HStoreField\n"
            "from django.contrib.postgres.indexes import GinIndex\n"
            "from django.contrib.postgres.search import SearchVectorField",
        ),
        module(model("Product", NAME)),
        installed=["django.contrib.postgres"],
        sql_before={"postgresql": ["CREATE EXTENSION hstore"]},
        expect={"*": {"skip": "PostgreSQL only"}, "postgresql": "holds"},
    )  # fmt: skip


def _with_relations() -> Iterator[Case]:
    for slug, key in {
        "cascade": f"models.ForeignKey(Category, {CASCADE})",
        "null": "models.ForeignKey(Category, on_delete=models.SET_NULL, null=True)",
        "protect": "models.ForeignKey(Category, on_delete=models.PROTECT)",
        "no_constraint": f"models.ForeignKey(Category, {CASCADE}, db_constraint=False)",
        "no_index": f"models.ForeignKey(Category, {CASCADE}, db_index=False)",
        "one_to_one": f"models.OneToOneField(Category, {CASCADE})",
        "one_to_one_key": f"models.OneToOneField(Category, {CASCADE}, primary_key=True)",
        "to_field": f'models.ForeignKey(Category, {CASCADE}, to_field="code")',
    }.items():
        category = model("Category", NAME, "code = models.CharField(max_length=30, unique=True)")
        yield _case(
            f"model_key_out_{slug}",
            f"with {key}",
            module(category, model("Product", NAME, f"category = {key}")),
            module(category),
        )
    yield _case(
        "model_key_out_to_auth_user",
        "with a key to the user model",
        module(model("Product", NAME, f"seller = models.ForeignKey(settings.AUTH_USER_MODEL, {CASCADE})"), model("Other", NAME), imports="from django.conf import settings"),
        module(model("Other", NAME)),
        installed=["django.contrib.contenttypes", "django.contrib.auth"],
    )  # fmt: skip
    yield _case(
        "model_key_out_to_other_app",
        "with a key and a many-to-many field to another app",
        {"labels": module(model("Tag", NAME)), "shop": module(model("Other", NAME), model("Product", NAME,
            f'tag = models.ForeignKey("labels.Tag", {CASCADE}, related_name="+")', 'tags = models.ManyToManyField("labels.Tag")'))},
        {"labels": module(model("Tag", NAME)), "shop": module(model("Other", NAME))},
    )  # fmt: skip
    yield _case(
        "model_content_type",
        "with a generic foreign key",
        module(
            model("Product", NAME),
            model("Note", REVIEW_TEXT, f"content_type = models.ForeignKey(ContentType, {CASCADE})", "object_id = models.PositiveIntegerField()",
                'target = GenericForeignKey("content_type", "object_id")'),
            imports="from django.contrib.contenttypes.fields import GenericForeignKey\nfrom django.contrib.contenttypes.models import ContentType",
        ),
        module(model("Product", NAME)),
        installed=["django.contrib.contenttypes"],
    )  # fmt: skip
    tags = "tags = models.ManyToManyField(Tag)"
    yield _case(
        "model_m2m_out",
        "with a many-to-many field",
        module(model("Tag", NAME), model("Product", NAME, tags)),
        module(model("Tag", NAME)),
    )
    yield _case(
        "model_m2m_in",
        "that a many-to-many field points at, which goes with it",
        module(model("Tag", NAME), model("Product", NAME, tags)),
        module(model("Product", NAME)),
    )
    yield _case(
        "model_m2m_both_ends",
        "both ends of a many-to-many field",
        module(model("Other", NAME), model("Tag", NAME), model("Product", NAME, tags)),
        module(model("Other", NAME)),
    )
    yield _case(
        "model_key_in",
        "that others point at, whose key goes with it",
        module(
            CATEGORY, model("Product", NAME, f"category = models.ForeignKey(Category, {CASCADE})")
        ),
        module(model("Product", NAME)),
        {"breaks": "column|table|exist|no such"},
    )
    yield _case(
        "model_key_in_null",
        "that others point at with a nullable key, which goes with it",
        module(
            CATEGORY,
            model("Product", NAME, f"category = models.ForeignKey(Category, {CASCADE}, null=True)"),
        ),
        module(model("Product", NAME)),
        {"breaks": "column|table|exist|no such"},
    )
    yield _case(
        "model_key_in_from_other_app",
        "that a model of another app points at, whose key goes with it",
        {"catalog": module(CATEGORY, model("Stays", NAME)), "shop": module(model("Product", NAME, f'category = models.ForeignKey("catalog.Category", {CASCADE})'))},
        {"catalog": module(model("Stays", NAME)), "shop": module(model("Product", NAME))},
        {"breaks": "column|table|exist|no such"},
    )  # fmt: skip
    yield _case(
        "model_self_key",
        "with a key to itself",
        module(
            model("Product", NAME),
            model("Node", NAME, f'parent = models.ForeignKey("self", {CASCADE}, null=True)'),
        ),
        module(model("Product", NAME)),
    )
    yield _case(
        "model_self_m2m",
        "with a many-to-many field to itself",
        module(
            model("Product", NAME), model("Node", NAME, 'friends = models.ManyToManyField("self")')
        ),
        module(model("Product", NAME)),
    )
    yield _case(
        "model_parent_and_child",
        "two models, one points at the other",
        module(
            model("Product", NAME),
            CATEGORY,
            model("Review", REVIEW_TEXT, f"category = models.ForeignKey(Category, {CASCADE})"),
        ),
        module(model("Product", NAME)),
    )
    yield _case(
        "model_circle",
        "two models that point at each other",
        module(
            model("Product", NAME),
            model("Hen", NAME, f'egg = models.ForeignKey("Egg", {CASCADE}, null=True)'),
            model("Egg", NAME, f"hen = models.ForeignKey(Hen, {CASCADE})"),
        ),
        module(model("Product", NAME)),
    )
    yield _case(
        "model_chain",
        "in the middle of a chain: A <- B <- C, B and C go",
        module(CATEGORY, model("Product", NAME, f"category = models.ForeignKey(Category, {CASCADE})"),
            model("Review", REVIEW_TEXT, f"product = models.ForeignKey(Product, {CASCADE})")),
        module(CATEGORY),
    )  # fmt: skip
    yield _case(
        "model_middle",
        "the middle of a chain only: A <- B <- C, B goes and C's key with it",
        module(CATEGORY, model("Product", NAME, f"category = models.ForeignKey(Category, {CASCADE})"),
            model("Review", REVIEW_TEXT, f"product = models.ForeignKey(Product, {CASCADE})")),
        module(CATEGORY, model("Review", REVIEW_TEXT)),
        {"breaks": "column|table|exist|no such"},
    )  # fmt: skip
    yield _case(
        "model_with_removed_fields",
        "its keys are removed before it, as the autodetector does",
        module(CATEGORY, model("Tag", NAME), model("Product", NAME, tags,
            f"category = models.ForeignKey(Category, {CASCADE})",
            f'other = models.ForeignKey(Category, {CASCADE}, null=True, related_name="+")')),
        module(CATEGORY, model("Tag", NAME)),
    )  # fmt: skip
    yield _case(
        "model_through",
        "a through model, with the fields that use it",
        module(model("Tag", NAME), model("Product", NAME, 'tags = models.ManyToManyField(Tag, through="Tagging")'),
            model("Tagging", f"product = models.ForeignKey(Product, {CASCADE})", f"tag = models.ForeignKey(Tag, {CASCADE})",
                meta='unique_together = [("product", "tag")]')),
        module(model("Tag", NAME), model("Product", NAME)),
    )  # fmt: skip
    yield _case(
        "model_last_of_app",
        "the only one of its app",
        {"shop": module(model("Product", NAME)), "gone": module(model("Thing", NAME))},
        {"shop": module(model("Product", NAME)), "gone": module()},
    )


def _inherited() -> Iterator[Case]:
    place = model("Place", NAME)
    restaurant = model("Restaurant", "stars = models.IntegerField()", base="Place")
    yield _case(
        "inherit_child",
        "a child of multi-table inheritance; its parent stays",
        module(place, restaurant),
        module(place),
    )
    yield _case(
        "inherit_child_and_parent",
        "a child and its parent",
        module(model("Product", NAME), place, restaurant),
        module(model("Product", NAME)),
    )
    yield _case(
        "inherit_grandchild",
        "a child and a grandchild; the parent stays",
        module(
            place, restaurant, model("Diner", "seats = models.IntegerField()", base="Restaurant")
        ),
        module(place),
        expect={
            "*": "holds",
            "mariadb": {
                "skip": "Django's own migration fails: it drops place_ptr_id under the grandchild's key"
            },
        },
    )
    yield _case(
        "inherit_named_link",
        "a child with a parent link of its own",
        module(place, model("Restaurant", f"place = models.OneToOneField(Place, {CASCADE}, parent_link=True, primary_key=True)", "stars = models.IntegerField()", base="Place")),
        module(place),
    )  # fmt: skip
    abstract = model("Base", NAME, "made = models.DateTimeField(auto_now_add=True)",
        f'category = models.ForeignKey("Category", {CASCADE}, related_name="%(class)s_things")', meta="abstract = True")  # fmt: skip
    yield _case(
        "inherit_abstract",
        "a model made from an abstract base; its sister stays",
        module(CATEGORY, abstract, model("One", base="Base"), model("Two", base="Base")),
        module(CATEGORY, abstract, model("One", base="Base")),
    )
    key = f"models.ForeignKey(Restaurant, {CASCADE})"
    yield _case(
        "inherit_child_pointed_at",
        "a child that others point at, whose key goes with it",
        module(place, restaurant, model("Menu", NAME, f"restaurant = {key}")),
        module(place, model("Menu", NAME)),
        {"breaks": "column|table|exist|no such"},
    )
    yield make_case(
        name="inherit_field_of_parent",
        title="RemoveField in a parent whose children stay",
        old=module(model("Place", NAME, "rating = models.IntegerField()"), restaurant),
        new=module(place, restaurant),
        control="column",
    )
    yield make_case(
        name="inherit_field_of_child",
        title="RemoveField in a child",
        old=module(place, model("Restaurant", "stars = models.IntegerField()", "seats = models.IntegerField()", base="Place")),
        new=module(place, restaurant),
        control="column",
    )  # fmt: skip
