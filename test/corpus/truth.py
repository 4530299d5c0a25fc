"""Compares what bgsplit replayed with what Django says and does, in an environment of the corpus.

    truth.py STATE.json

The file is what `bgsplit state --format json` prints for the kind of the settings' database. Its models are compared with
`MigrationLoader(...).project_state()`, its tables with those that `migrate` makes in the database of the settings,
which must be empty. Prints JSON: how much was compared, and every difference as `[place, Django's, bgsplit's]`.
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


def has_column(field):
    return field.concrete and not field.many_to_many and field.column is not None


def field_facts(name, field, state):
    field = field.clone()
    field.set_attributes_from_name(name)
    relation = field.is_relation and field.remote_field is not None and field.remote_field.model is not None
    concrete = has_column(field)
    return {
        "class": field.deconstruct()[1],
        "column": field.column if concrete else None,
        # A generated column is written without NOT NULL, whatever its field says.
        "null": bool(field.null) and not getattr(field, "generated", False),
        "unique": bool(field._unique),
        "primary_key": bool(field.primary_key),
        "index": bool(field.db_index) and concrete,
        "default": field.has_default(),
        "db_default": getattr(field, "db_default", models.NOT_PROVIDED) is not models.NOT_PROVIDED,
        "to": target(field.remote_field.model, state) if relation else None,
        "to_field": (getattr(field, "to_fields", None) or [None])[0] if relation else None,
        "through": through(field, state) if relation else None,
        "db_constraint": getattr(field.remote_field, "db_constraint", getattr(field, "db_constraint", None))
        if relation
        else None,
    }


def our_field(field):
    relation = field["relation"] or {"to": None, "to_field": None, "through": None, "db_constraint": None}
    facts = {key: field[key] for key in ("class", "column", "null", "unique", "primary_key", "index")}
    given = {"default": field["default"] is not None, "db_default": field["db_default"] is not None}
    return {**facts, **given, **relation}


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
        "indexes": [[each.name, deconstructed(each)] for each in options["indexes"]],
        "constraints": [[each.name, deconstructed(each)] for each in options["constraints"]],
        "fields": list(state.fields),
    }


def deconstructed(rule):
    return rule.deconstruct()[0].replace("django.db.models.indexes", "django.db.models").replace(
        "django.db.models.constraints", "django.db.models"
    )


def our_model(model):
    kept = ("name", "bases", "managed", "proxy", "swappable", "table_comment", "order_with_respect_to")
    return {
        **{key: model[key] for key in kept},
        "unique_together": sorted(model["unique_together"]),
        "index_together": sorted(model["index_together"]),
        "indexes": [[rule["name"], rule["class"]] for rule in model["indexes"]],
        "constraints": [[rule["name"], rule["class"]] for rule in model["constraints"]],
        "fields": [field["name"] for field in model["fields"]],
    }


def unlike(where, expected, received):
    """The facts of one thing that are not the same on both sides."""
    for key, value in expected.items():
        if received[key] != value:
            yield [f"{where} {key}", value, received[key]]


def sides(where, expected, received):
    """What only one of two mappings has."""
    for key in sorted(expected.keys() | received.keys()):
        if key not in received:
            yield [f"{where}{key}", "has it", None]
        elif key not in expected:
            yield [f"{where}{key}", None, "has it"]


def compare_state(ours):
    loader = MigrationLoader(None)
    theirs = {".".join(pair): model for pair, model in loader.project_state().models.items()}
    labels = loader.migrated_apps
    ours = {key: model for key, model in ours.items() if key.split(".")[0] in labels}
    found = list(sides("model ", theirs, ours))
    fields = 0
    for key in sorted(theirs.keys() & ours.keys()):
        found += unlike(f"model {key}", model_facts(theirs[key]), our_model(ours[key]))
        by_name = {field["name"]: field for field in ours[key]["fields"]}
        for name, field in theirs[key].fields.items():
            fields += 1
            if name in by_name:
                expected = field_facts(name, field, theirs[key])
                found += unlike(f"field {key}.{name}", expected, our_field(by_name[name]))
    migrations = sorted(".".join(key) for key in loader.graph.nodes)
    return {"models": len(theirs), "fields": fields, "migrations": migrations, "differences": found}


def our_columns(table):
    facts = ("type", "null", "identity", "collation", "comment")
    return {
        column["name"]: {
            **{key: column[key] for key in facts},
            "default": column["default"] is not None,
            "generated": column["generated"] is not None,
        }
        for column in table["columns"]
    }


def native(kind):
    """A type as the catalogue spells it."""
    if kind is None or connection.vendor != "postgresql":
        return kind and kind.lower()
    kind = re.sub(r"^varchar", "character varying", kind)
    kind = re.sub(r"^time$", "time without time zone", kind)
    return re.sub(r"(\[\d*\])+", "[]", kind).replace(", ", ",")


def by_text(rules):
    return sorted(rules, key=repr)


def our_rules(table):
    """Rules in the words of catalogue.py: a part that is an expression has no column."""
    indexes = [
        {"name": index["name"], "method": index["method"], "parts": index["parts"]} for index in table["indexes"]
    ]
    return {
        "primary_key": table["primary_key"],
        "indexes": by_text(indexes),
        "uniques": by_text(table["uniques"]),
        "checks": by_text({"name": each["name"], "columns": sorted(each["columns"] or [])} for each in table["checks"]),
        "exclusions": by_text({"name": each["name"]} for each in table["exclusions"]),
        "foreign_keys": by_text(table["foreign_keys"]),
    }


def their_rules(table):
    return {
        "primary_key": table["primary_key"],
        **{key: by_text(table[key]) for key in ("indexes", "uniques", "checks", "exclusions", "foreign_keys")},
    }


def unlike_rules(where, kind, expected, received):
    if kind == "primary_key":
        if expected != received:
            yield [f"{where} primary key", expected, received]
        return
    for rule in expected:
        if rule not in received:
            yield [f"{where} {kind} {rule['name'] or ''}".rstrip(), rule, None]
    for rule in received:
        if rule not in expected:
            yield [f"{where} {kind} {rule['name'] or ''}".rstrip(), None, rule]


def compare_table(where, theirs, ours):
    columns = our_columns(ours)
    found = list(sides(f"{where}.", theirs["columns"], columns))
    for name in theirs["columns"].keys() & columns.keys():
        received = {**columns[name], "type": native(columns[name]["type"])}
        found += unlike(f"{where}.{name}", theirs["columns"][name], received)
    expected, received = their_rules(theirs), our_rules(ours)
    for kind in expected:
        found += unlike_rules(where, kind, expected[kind], received[kind])
    return found


def compare_schema(ours):
    with contextlib.redirect_stdout(sys.stderr):
        call_command("migrate", verbosity=0, interactive=False)
    theirs = tables_of(connection)
    theirs.pop(MigrationRecorder.Migration._meta.db_table)
    ours = {name: table for name, table in ours.items() if table["model"] is None or is_migrated(table["model"])}
    found = list(sides("table ", theirs, ours))
    for name in sorted(theirs.keys() & ours.keys()):
        found += compare_table(f"table {name}", theirs[name], ours[name])
    counted = {"tables": len(theirs), "columns": sum(len(table["columns"]) for table in theirs.values())}
    return {**counted, "differences": found}


def is_migrated(key):
    """Whether the model is of an installed app: the project folder holds others as well."""
    return key.split(".")[0] in MigrationLoader(None).migrated_apps


def main():
    with open(sys.argv[1]) as file:
        state = json.load(file)
    found = {"state": compare_state(state["models"]), "schema": compare_schema(state["tables"])}
    json.dump(found, sys.stdout, default=str)


main()
