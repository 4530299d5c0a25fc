"""Compares what `bgsplit state --format json` says with Django's own project state.

`compare.py STATE.json LABEL,LABEL APP...`: prints one line for each difference in the models of the labels, and the
number of models and fields that were compared.
"""

import json
import sys

import django
from django.conf import settings

path, labels, *apps = sys.argv[1:]
contrib = ["contenttypes", "auth", "sites", "sessions", "messages", "admin"]
settings.configure(
    INSTALLED_APPS=[f"django.contrib.{each}" for each in contrib] + apps,
    DATABASES={},
    SITE_ID=1,
    SECRET_KEY="x",
    LANGUAGES=[("en", "English")],
    CMS_CONFIRM_VERSION4=True,
    OAUTH2_PROVIDER={},
    STATIC_URL="/static/",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()

from django.db import models  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.utils import resolve_relation  # noqa: E402


def target(model, state):
    return ".".join(resolve_relation(model, state.app_label, state.name_lower))


def field_facts(name, field, state):
    field = field.clone()
    field.set_attributes_from_name(name)
    to = target(field.remote_field.model, state) if field.is_relation and field.remote_field else None
    return {
        "name": name,
        "class": field.deconstruct()[1],
        "column": None if field.many_to_many else field.column,
        "null": bool(field.null),
        "unique": bool(field._unique),
        "primary_key": bool(field.primary_key),
        "index": bool(field.db_index) and not field.many_to_many,
        "default": field.has_default(),
        "db_default": field.db_default is not models.NOT_PROVIDED,
        "to": to,
    }


def our_facts(field):
    facts = {key: field[key] for key in ("name", "class", "column", "null", "unique", "primary_key", "index")}
    facts["default"] = field["default"] is not None
    facts["db_default"] = field["db_default"] is not None
    facts["to"] = field["relation"] and field["relation"]["to"]
    return facts


def model_facts(state):
    options = state.options
    return {
        "bases": [base.lower() for base in state.bases if isinstance(base, str)],
        "managed": options.get("managed", True),
        "proxy": options.get("proxy", False),
        "unique_together": sorted(sorted(each) for each in options.get("unique_together") or []),
        "index_together": sorted(sorted(each) for each in options.get("index_together") or []),
        "indexes": [index.name for index in options["indexes"]],
        "constraints": [constraint.name for constraint in options["constraints"]],
        "fields": list(state.fields),
    }


def our_model(model):
    return {
        **{key: model[key] for key in ("bases", "managed", "proxy")},
        "unique_together": sorted(sorted(each) for each in model["unique_together"]),
        "index_together": sorted(sorted(each) for each in model["index_together"]),
        "indexes": [index["name"] for index in model["indexes"]],
        "constraints": [constraint["name"] for constraint in model["constraints"]],
        "fields": [field["name"] for field in model["fields"]],
    }


def differences(where, expected, received):
    for key, value in expected.items():
        if received[key] != value:
            yield f"{where}: {key}: Django {value!r}, bgsplit {received[key]!r}"


with open(path) as file:
    ours = {key: model for key, model in json.load(file)["models"].items() if key.split(".")[0] in labels.split(",")}
state = MigrationLoader(None).project_state()
theirs = {".".join(pair): model for pair, model in state.models.items() if pair[0] in labels.split(",")}
found = [f"{key}: only Django has it" for key in theirs.keys() - ours.keys()]
found += [f"{key}: only bgsplit has it" for key in ours.keys() - theirs.keys()]
count = 0
for key in sorted(theirs.keys() & ours.keys()):
    found += differences(key, model_facts(theirs[key]), our_model(ours[key]))
    by_name = {field["name"]: field for field in ours[key]["fields"]}
    for name, field in theirs[key].fields.items():
        if name in by_name:
            count += 1
            expected = field_facts(name, field, theirs[key])
            found += differences(f"{key}.{name}", expected, our_facts(by_name[name]))
print("\n".join(found))
print(f"{len(theirs)} models, {count} fields, {len(found)} differences")
