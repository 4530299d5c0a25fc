"""Prints, as JSON, what Django makes of the migrations of a project: `dump_state.py FOLDER APP...`."""

import json
import sys

import django
from django.conf import settings

folder, user_model, *apps = sys.argv[1:]
sys.path.insert(0, folder)
settings.configure(
    INSTALLED_APPS=apps,
    AUTH_USER_MODEL=user_model,
    DATABASES={},
    SITE_ID=1,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()

from django.db import models  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.utils import resolve_relation  # noqa: E402


def key(pair):
    return ".".join(pair)


def target(model, state):
    return key(resolve_relation(model, state.app_label, state.name_lower))


def dump_field(name, field, state):
    field = field.clone()
    field.set_attributes_from_name(name)
    relation = None
    if field.is_relation:
        through = getattr(field.remote_field, "through", None)
        relation = {
            "to": target(field.remote_field.model, state),
            "through": target(through, state) if through else None,
            "to_field": getattr(field.remote_field, "field_name", None),
        }
    return {
        "name": name,
        "class": field.deconstruct()[1],
        "column": None if field.many_to_many else field.column,
        "max_length": field.deconstruct()[3].get("max_length"),
        "null": bool(field.null),
        "unique": bool(field._unique),
        "primary_key": bool(field.primary_key),
        "index": bool(field.db_index) and not field.many_to_many,
        "default": field.has_default(),
        "db_default": field.db_default is not models.NOT_PROVIDED,
        "relation": relation,
    }


def dump_model(state):
    options = state.options
    return {
        "name": state.name,
        "fields": [dump_field(name, field, state) for name, field in state.fields.items()],
        "bases": [base.lower() for base in state.bases if isinstance(base, str)],
        "db_table": options.get("db_table"),
        "db_table_comment": options.get("db_table_comment"),
        "managed": options.get("managed", True),
        "proxy": options.get("proxy", False),
        "order_with_respect_to": options.get("order_with_respect_to"),
        "unique_together": sorted(list(each) for each in options.get("unique_together") or []),
        "index_together": sorted(list(each) for each in options.get("index_together") or []),
        "indexes": [index.name for index in options["indexes"]],
        "constraints": [constraint.name for constraint in options["constraints"]],
    }


def dump_state(state):
    return {key(pair): dump_model(model) for pair, model in sorted(state.models.items())}


loader = MigrationLoader(None)
graph = loader.graph
contrib = {"contenttypes", "auth", "admin", "sites", "flatpages", "redirects", "sessions"} - set(apps)
plan = graph._generate_plan(graph.leaf_nodes(), True)
own = [node for node in plan if node[0] not in contrib]
json.dump(
    {
        "order": [key(node) for node in own],
        "states": {key(node): dump_state(loader.project_state(node)) for node in own},
        "latest": dump_state(loader.project_state()),
    },
    sys.stdout,
)
