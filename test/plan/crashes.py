"""What Django does with operations on what the state has let go of: prints JSON, one line a case."""

import json
import sys

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=[],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.db import connection, migrations, models  # noqa: E402
from django.db.migrations.state import ProjectState  # noqa: E402


def before():
    with connection.cursor() as cursor:
        for table in ("shop_product", "shop_tag"):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
    state = ProjectState()
    for operation in (
        migrations.CreateModel(
            "Product",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=20)),
                ("rating", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            "Tag",
            [("id", models.BigAutoField(primary_key=True)), ("label", models.CharField(max_length=20))],
        ),
    ):
        state = run(operation, state)
    for operation in (migrations.RemoveField("product", "rating"), migrations.DeleteModel("tag")):
        operation.state_forwards("shop", state)
    return state


def run(operation, state):
    after = state.clone()
    operation.state_forwards("shop", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("shop", editor, state, after)
    return after


def outcome(source):
    state = before()
    try:
        run(eval(source), state)
    except Exception as error:
        return type(error).__name__
    return None


print(json.dumps([outcome(source) for source in json.loads(sys.argv[1])]))
