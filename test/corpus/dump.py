"""Prints, as JSON, what Django itself says and does in an environment of the corpus.

`models` are those of `MigrationLoader(...).project_state()`, `tables` what `migrate` makes in the database of the
settings, which must be empty; both in the words of `bgsplit state --format json`. `labels` are the apps that have
migrations.
"""

import contextlib
import json
import re
import sys

sys.path.insert(0, ".")

import django  # noqa: E402

django.setup()

from catalogue import tables as tables_of  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.recorder import MigrationRecorder  # noqa: E402
from django.db.migrations.utils import resolve_relation  # noqa: E402


def target(model, state):
    return ".".join(resolve_relation(model, state.app_label, state.name_lower)).lower()


def through(field, state):
    model = getattr(field.remote_field, "through", None)
    if not field.many_to_many or model is None or getattr(model, "_meta", None) and model._meta.auto_created:
        return None
    return target(model, state)


def constrained(field):
    return getattr(field.remote_field, "db_constraint", getattr(field, "db_constraint", None))


def documented(name):
    """The class in the place where it is documented, as bgsplit calls it."""
    name = re.sub(r"^(django\.contrib\.postgres\.fields)\.\w+\.", r"\1.", name)
    return re.sub(r"^(django\.db\.models)\.(indexes|constraints)\.", r"\1.", name)


def field_facts(name, field, state):
    field = field.clone()
    field.set_attributes_from_name(name)
    relation = field.is_relation and field.remote_field is not None and field.remote_field.model is not None
    concrete = field.concrete and not field.many_to_many and field.column is not None
    return {
        "class": documented(field.deconstruct()[1]),
        "column": field.column if concrete else None,
        "null": bool(field.null),
        "unique": bool(field._unique),
        "primary_key": bool(field.primary_key),
        "index": bool(field.db_index) and concrete,
        "default": field.has_default(),
        "db_default": getattr(field, "db_default", models.NOT_PROVIDED) is not models.NOT_PROVIDED,
        "to": target(field.remote_field.model, state) if relation else None,
        "to_field": (getattr(field, "to_fields", None) or [None])[0] if relation else None,
        "through": through(field, state) if relation else None,
        "db_constraint": constrained(field) if relation else None,
    }


def model_facts(state):
    options = state.options
    return {
        "name": state.name,
        "bases": [base.lower() for base in state.bases if isinstance(base, str)],
        "managed": options.get("managed", True),
        "proxy": options.get("proxy", False),
        "swappable": options.get("swappable") or None,
        "table_comment": options.get("db_table_comment") or None,
        "order_with_respect_to": options.get("order_with_respect_to") or None,
        "unique_together": sorted(list(each) for each in options.get("unique_together") or []),
        "index_together": sorted(list(each) for each in options.get("index_together") or []),
        "indexes": [[each.name, documented(each.deconstruct()[0])] for each in options["indexes"]],
        "constraints": [[each.name, documented(each.deconstruct()[0])] for each in options["constraints"]],
        "fields": {name: field_facts(name, field, state) for name, field in state.fields.items()},
    }


def main():
    loader = MigrationLoader(None)
    state = loader.project_state()
    with contextlib.redirect_stdout(sys.stderr):
        call_command("migrate", verbosity=0, interactive=False)
    tables = tables_of(connection)
    tables.pop(MigrationRecorder.Migration._meta.db_table)
    found = {
        "labels": sorted(loader.migrated_apps),
        "migrations": len(loader.graph.nodes),
        "models": {".".join(key): model_facts(model) for key, model in state.models.items()},
        "tables": tables,
    }
    json.dump(found, sys.stdout, default=str)


main()
