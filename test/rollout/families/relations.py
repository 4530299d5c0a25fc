"""RemoveField of keys and of many-to-many fields: what points where, and what the database does about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..case import Case, make_case
from .text import COLUMN_GONE, NAME, TABLE_GONE, model, module

CASCADE = "on_delete=models.CASCADE"
AUTH = ["django.contrib.contenttypes", "django.contrib.auth"]

# slug -> the field that goes; it points at Owner.
KEYS = {
    "cascade": f"models.ForeignKey(Owner, {CASCADE})",
    "null": f"models.ForeignKey(Owner, {CASCADE}, null=True)",
    "protect": "models.ForeignKey(Owner, on_delete=models.PROTECT)",
    "restrict": "models.ForeignKey(Owner, on_delete=models.RESTRICT)",
    "set_null": "models.ForeignKey(Owner, on_delete=models.SET_NULL, null=True)",
    "set_default": "models.ForeignKey(Owner, on_delete=models.SET_DEFAULT, default=900000)",
    "set_value": "models.ForeignKey(Owner, on_delete=models.SET(an_owner), null=True)",
    "do_nothing": "models.ForeignKey(Owner, on_delete=models.DO_NOTHING)",
    "default": f"models.ForeignKey(Owner, {CASCADE}, default=900000)",
    "to_field": f'models.ForeignKey(Owner, {CASCADE}, to_field="code")',
    "no_constraint": f"models.ForeignKey(Owner, {CASCADE}, db_constraint=False)",
    "no_constraint_null": f"models.ForeignKey(Owner, {CASCADE}, db_constraint=False, null=True)",
    "no_index": f"models.ForeignKey(Owner, {CASCADE}, db_index=False)",
    "no_index_null": f"models.ForeignKey(Owner, {CASCADE}, db_index=False, null=True)",
    "unique": f"models.ForeignKey(Owner, {CASCADE}, unique=True)",
    "one_to_one": f"models.OneToOneField(Owner, {CASCADE})",
    "one_to_one_null": f"models.OneToOneField(Owner, {CASCADE}, null=True)",
    "db_column": f'models.ForeignKey(Owner, {CASCADE}, db_column="The Owner")',
    "no_reverse": f'models.ForeignKey(Owner, {CASCADE}, related_name="+")',
    "db_comment": f'models.ForeignKey(Owner, {CASCADE}, db_comment="whose it is")',
}

OWN_ORDER = {
    r"start: blue delete of a .* shop\.Product: IntegrityError: \(1451": (
        "InnoDB checks a key to its own table row by row, and Django deletes the rows in one statement"
    )
}

OWNER = model("Owner", NAME, "code = models.CharField(max_length=30, unique=True)")
AN_OWNER = '\n\ndef an_owner():\n    return Owner.objects.order_by("pk").first()\n'


def cases() -> Iterator[Case]:
    for slug, field in KEYS.items():
        before = OWNER + AN_OWNER
        yield _case(
            f"key_{slug}",
            f"RemoveField, {field}",
            module(before, model("Product", NAME, f"owner = {field}")),
            module(before, model("Product", NAME)),
        )
    yield from _keys_elsewhere()
    yield from _keys_and_rules()
    yield from _many_to_many()


def _case(
    name: str, title: str, old: Any, new: Any, control: Any = COLUMN_GONE, **others: Any
) -> Case:
    return make_case(name=name, title=title, old=old, new=new, control=control, **others)


def _keys_elsewhere() -> Iterator[Case]:
    """Keys to the same table, to another app, to users, to tables and keys with names of their own."""
    for slug, field in {
        "null": f'models.ForeignKey("self", {CASCADE}, null=True)',
        "set_null": 'models.ForeignKey("self", on_delete=models.SET_NULL, null=True)',
        "not_null": f'models.ForeignKey("self", {CASCADE})',
        "one_to_one": f'models.OneToOneField("self", {CASCADE}, null=True)',
    }.items():
        yield _case(
            f"key_to_self_{slug}",
            f"RemoveField, {field}",
            module(model("Product", NAME, f"parent = {field}")),
            module(model("Product", NAME)),
            tolerated=OWN_ORDER if slug == "not_null" else {},
        )
    people = module(model("Owner", NAME))
    for slug, null in {"": "", "_null": ", null=True"}.items():
        key = f'owner = models.ForeignKey("people.Owner", {CASCADE}{null})'
        yield _case(
            f"key_to_other_app{slug}",
            "RemoveField, a key to a model of another app",
            {"people": people, "shop": module(model("Product", NAME, key))},
            {"people": people, "shop": module(model("Product", NAME))},
        )
    user = f"models.ForeignKey(settings.AUTH_USER_MODEL, {CASCADE})"
    settings = "from django.conf import settings"
    yield _case(
        "key_to_auth_user",
        "RemoveField, a key to auth.User through settings.AUTH_USER_MODEL",
        module(model("Product", NAME, f"seller = {user}"), imports=settings),
        module(model("Product", NAME), imports=settings),
        installed=AUTH,
    )
    yield _case(
        "key_to_auth_group_direct",
        "RemoveField, a key to a model of django.contrib",
        module(model("Product", NAME, f'team = models.ForeignKey("auth.Group", {CASCADE})')),
        module(model("Product", NAME)),
        installed=AUTH,
    )
    users = module(
        model("User", "nickname = models.CharField(max_length=30)", base="AbstractUser"),
        imports="from django.contrib.auth.models import AbstractUser",
    )
    yield _case(
        "key_to_custom_user",
        "RemoveField, a key to a user model of the project's own",
        {
            "people": users,
            "shop": module(model("Product", NAME, f"seller = {user}"), imports=settings),
        },
        {"people": users, "shop": module(model("Product", NAME), imports=settings)},
        installed=AUTH,
        settings='AUTH_USER_MODEL = "people.User"\n',
    )
    quoted = model("Owner", NAME, meta='db_table = "The Owners"')
    table = 'db_table = "order"'
    yield _case(
        "key_between_quoted_tables",
        "RemoveField, a key between tables whose names need quotes",
        module(quoted, model("Product", NAME, f"owner = {KEYS['cascade']}", meta=table)),
        module(quoted, model("Product", NAME, meta=table)),
    )
    uuid_owner = model("Owner", "id = models.UUIDField(primary_key=True, default=uuid.uuid4)", NAME)
    yield _case(
        "key_to_uuid",
        "RemoveField, a key to a model whose primary key is a UUID",
        module(
            uuid_owner, model("Product", NAME, f"owner = {KEYS['cascade']}"), imports="import uuid"
        ),
        module(uuid_owner, model("Product", NAME), imports="import uuid"),
    )
    yield _case(
        "key_to_child",
        "RemoveField, a key to a model that inherits another one's table",
        module(
            model("Person", NAME),
            model("Owner", "since = models.DateField()", base="Person"),
            model("Product", NAME, f"owner = {KEYS['cascade']}"),
        ),
        module(
            model("Person", NAME),
            model("Owner", "since = models.DateField()", base="Person"),
            model("Product", NAME),
        ),
    )
    long_owner = "AnOwnerWithAVeryLongNameThatMakesDjangoCutTheNamesOfKeys"
    yield _case(
        "key_long_names",
        "RemoveField, a key whose constraint's name Django cuts",
        module(
            model(long_owner, NAME),
            model(
                "AProductWithAVeryLongNameAsWellSoThatTheyAreCutTwice",
                NAME,
                f"the_owner_of_this_product_in_words = models.ForeignKey({long_owner}, {CASCADE})",
            ),
        ),
        module(
            model(long_owner, NAME),
            model("AProductWithAVeryLongNameAsWellSoThatTheyAreCutTwice", NAME),
        ),
    )
    key = f'models.ForeignKey(Owner, {CASCADE}, related_name="{{}}")'
    yield _case(
        "key_two_to_one_model",
        "RemoveField, two keys to the same model, one of which stays",
        module(
            OWNER,
            model("Product", NAME, f"owner = {key.format('a')}", f"seller = {key.format('b')}"),
        ),
        module(OWNER, model("Product", NAME, f"seller = {key.format('b')}")),
    )
    yield _case(
        "key_two_removed",
        "RemoveField, two keys to the same model, both go",
        module(
            OWNER,
            model("Product", NAME, f"owner = {key.format('a')}", f"seller = {key.format('b')}"),
        ),
        module(OWNER, model("Product", NAME)),
    )
    yield _case(
        "key_in_child",
        "RemoveField, a key in a model that others point at in turn",
        module(
            OWNER,
            model("Product", NAME, f"owner = {KEYS['cascade']}"),
            model(
                "Review",
                "text = models.TextField()",
                f"product = models.ForeignKey(Product, {CASCADE})",
            ),
        ),
        module(
            OWNER,
            model("Product", NAME),
            model(
                "Review",
                "text = models.TextField()",
                f"product = models.ForeignKey(Product, {CASCADE})",
            ),
        ),
    )
    yield _case(
        "key_with_protect_left",
        "RemoveField, a key goes, another to the same parent protects it",
        module(
            OWNER,
            model("Product", NAME, f"owner = {KEYS['cascade']}"),
            model("Contract", NAME, f"owner = {KEYS['protect']}"),
        ),
        module(
            OWNER, model("Product", NAME), model("Contract", NAME, f"owner = {KEYS['protect']}")
        ),
    )
    yield _case(
        "key_primary",
        "RemoveField, a OneToOneField that is the primary key",
        module(
            OWNER,
            model(
                "Product", NAME, f"owner = models.OneToOneField(Owner, {CASCADE}, primary_key=True)"
            ),
        ),
        module(OWNER, model("Product", NAME)),
        control={"breaks": "any"},
        migrations={
            "shop": "from django.db import migrations, models\n\n\n"
            "class Migration(migrations.Migration):\n"
            '    dependencies = [("shop", "{{initial}}")]\n\n'
            "    operations = [\n"
            '        migrations.RemoveField("product", "owner"),\n'
            '        migrations.AddField("product", "id", models.BigAutoField(auto_created=True,'
            ' primary_key=True, serialize=False, verbose_name="ID"), preserve_default=False),\n'
            "    ]\n"
        },
        expect={"refused": "primary key"},
    )


def _keys_and_rules() -> Iterator[Case]:
    """Rules over the key's column that go with it."""
    for slug, meta in {
        "unique_together": 'unique_together = [("name", "owner")]',
        "unique_constraint": (
            'constraints = [models.UniqueConstraint(fields=["owner", "name"], name="a_pair")]'
        ),
        "unique_condition": (
            'constraints = [models.UniqueConstraint(fields=["owner"],'
            ' condition=models.Q(name="x"), name="a_pair")]'
        ),
        "index": 'indexes = [models.Index(fields=["owner", "name"], name="an_index")]',
    }.items():
        yield _case(
            f"key_with_{slug}",
            f"RemoveField, a key with {meta}",
            module(OWNER, model("Product", NAME, f"owner = {KEYS['cascade']}", meta=meta)),
            module(OWNER, model("Product", NAME)),
        )


def _many_to_many() -> Iterator[Case]:
    tag = model("Tag", NAME)
    yield from (
        _m2m(f"m2m_{slug}", field, *parts)
        for slug, (field, parts) in {
            "plain": ("models.ManyToManyField(Tag)", (tag,)),
            "related_name": ('models.ManyToManyField(Tag, related_name="things")', (tag,)),
            "no_reverse": ('models.ManyToManyField(Tag, related_name="+")', (tag,)),
            "db_table": ('models.ManyToManyField(Tag, db_table="Tags of Products")', (tag,)),
            "no_constraint": ("models.ManyToManyField(Tag, db_constraint=False)", (tag,)),
            "self_symmetrical": ('models.ManyToManyField("self")', ()),
            "self_directed": (
                'models.ManyToManyField("self", symmetrical=False, related_name="back")',
                (),
            ),
            "blank": ("models.ManyToManyField(Tag, blank=True)", (tag,)),
        }.items()
    )
    tags = module(tag)
    far = 'tags = models.ManyToManyField("labels.Tag")'
    yield _case(
        "m2m_to_other_app",
        "RemoveField, a many-to-many field to another app",
        {"labels": tags, "shop": module(model("Product", NAME, far))},
        {"labels": tags, "shop": module(model("Product", NAME))},
        TABLE_GONE,
    )
    yield _case(
        "m2m_to_auth_group",
        "RemoveField, a many-to-many field to auth.Group",
        module(model("Product", NAME, 'groups = models.ManyToManyField("auth.Group")')),
        module(model("Product", NAME)),
        TABLE_GONE,
        installed=AUTH,
    )
    uuid_tag = model("Tag", "id = models.UUIDField(primary_key=True, default=uuid.uuid4)", NAME)
    yield _case(
        "m2m_to_uuid",
        "RemoveField, a many-to-many field to a model whose primary key is a UUID",
        module(
            uuid_tag,
            model("Product", NAME, "tags = models.ManyToManyField(Tag)"),
            imports="import uuid",
        ),
        module(uuid_tag, model("Product", NAME), imports="import uuid"),
        TABLE_GONE,
    )
    table = 'db_table = "The Products"'
    yield _case(
        "m2m_quoted_tables",
        "RemoveField, a many-to-many field between tables whose names need quotes",
        module(tag, model("Product", NAME, "tags = models.ManyToManyField(Tag)", meta=table)),
        module(tag, model("Product", NAME, meta=table)),
        TABLE_GONE,
    )
    two = [
        "tags = models.ManyToManyField(Tag)",
        'old_tags = models.ManyToManyField(Tag, related_name="+")',
    ]
    yield _case(
        "m2m_two_removed",
        "RemoveField, two many-to-many fields of one model",
        module(tag, model("Product", NAME, *two)),
        module(tag, model("Product", NAME)),
        TABLE_GONE,
    )
    long_tag = "ATagWithAVeryLongNameThatMakesDjangoCutTheNamesOfTables"
    yield _case(
        "m2m_long_names",
        "RemoveField, a many-to-many field whose table's name Django cuts",
        module(
            model(long_tag, NAME),
            model(
                "Product", NAME, f"tags_that_this_product_has = models.ManyToManyField({long_tag})"
            ),
        ),
        module(model(long_tag, NAME), model("Product", NAME)),
        TABLE_GONE,
    )
    through = model(
        "Tagging",
        f"product = models.ForeignKey(Product, {CASCADE})",
        f"tag = models.ForeignKey(Tag, {CASCADE})",
        "weight = models.IntegerField()",
    )
    with_through = model("Product", NAME, 'tags = models.ManyToManyField(Tag, through="Tagging")')
    yield _case(
        "m2m_through_kept",
        "RemoveField, a many-to-many field whose through model stays: no table changes",
        module(tag, with_through, through),
        module(tag, model("Product", NAME), through),
        {"none": "the field has no column and no table of its own"},
        expect="safe",
    )
    yield _case(
        "m2m_through_deleted",
        "RemoveField, a many-to-many field together with its through model",
        module(tag, with_through, through),
        module(tag, model("Product", NAME)),
        TABLE_GONE,
    )


def _m2m(name: str, field: str, *parts: str) -> Case:
    return _case(
        name,
        f"RemoveField, {field}",
        module(*parts, model("Product", NAME, f"tags = {field}")),
        module(*parts, model("Product", NAME)),
        TABLE_GONE,
    )
