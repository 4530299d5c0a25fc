"""
Runs functions as they are written into migrations, with Django on SQLite, and prints as JSON what became of the rows.

    python run.py content-type|copy <file with the functions> <name> [<name of the reverse>]
"""

import json
import sys

import django
from django.conf import settings

what, path, *names = sys.argv[1:]


class Router:
    """Keeps content types out where a test wants that."""

    is_allowed = True

    def allow_migrate(self, db, app_label, **hints):
        return None if app_label != "contenttypes" else Router.is_allowed


settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DATABASE_ROUTERS=[Router()],
    INSTALLED_APPS=["django.contrib.contenttypes"],
    USE_TZ=True,
)
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, migrations  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.state import ProjectState  # noqa: E402

functions: dict = {}
with open(path) as file:
    exec(compile(file.read(), path, "exec"), functions)
operation = migrations.RunPython(*(functions[name] for name in names))


def run(way, state):
    with connection.schema_editor() as editor:
        getattr(operation, f"database_{way}")("shop", editor, state, state)


def content_types(rows, way="forwards", state=None, is_allowed=True):
    """Rows after the function, by their ids."""
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.all().delete()
    for pk, app, model in rows:
        ContentType.objects.create(pk=pk, app_label=app, model=model)
    Router.is_allowed = is_allowed
    run(way, state or MigrationLoader(connection).project_state())
    Router.is_allowed = True
    return list(ContentType.objects.order_by("pk").values_list("pk", "app_label", "model"))


def content_type():
    call_command("migrate", verbosity=0)
    product, item = (7, "shop", "product"), (9, "shop", "orderline")
    others = [(11, "stock", "product"), (12, "shop", "producto")]
    return {
        "there": content_types([product, *others]),
        "back": content_types([item, *others], "backwards"),
        "none": content_types(others),
        "both": content_types([product, item]),
        "both, back": content_types([product, item], "backwards"),
        "not in the state": content_types([product], state=ProjectState()),
        "kept out by a router": content_types([product], is_allowed=False),
    }


def copy():
    """Every fifth row is locked for one round: to SQLite, which locks no rows, that is said by the WHERE."""
    table, key, old, new = '"a%s{x}"', '"k%"', '"price"', '"%%cost"'
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {table} ({key} integer PRIMARY KEY, {old} text, {new} text)")
        insert = f"INSERT INTO {table} VALUES (?, ?, ?)"
        connection.ensure_connection()
        rows = [(k, None if k % 7 == 0 else f"p{k}", "old" if k % 3 == 0 else None) for k in range(1, 4322)]
        connection.connection.executemany(insert, rows)
    log = []

    def without_locks(execute, sql, params, many, context):
        lock = " FOR NO KEY UPDATE"
        if sql.startswith("SELECT") and lock in sql:
            skips = sql.endswith(" SKIP LOCKED")
            sql = sql.removesuffix(" SKIP LOCKED").removesuffix(lock)
            if skips and ("rest", 0) not in log:
                sql = sql.replace("WHERE", 'WHERE "k%%" %% 5 <> 0 AND')
        elif sql.startswith("SELECT"):
            log.append(("rest", len(params)))
        elif sql.startswith("UPDATE"):
            log.append(("update", len(params)))
        return execute(sql, params, many, context)

    def is_done():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*), sum({old} IS {new}) FROM {table}")
            return cursor.fetchone()

    results = {}
    functions["time"].sleep = lambda seconds: log.append(("sleep", seconds))
    for atomic in (False, True):
        log.clear()
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {new} = NULL")
        with connection.execute_wrapper(without_locks):
            if atomic:
                run("forwards", ProjectState())
            else:
                editor = connection.schema_editor()  # not entered: each statement for itself
                operation.database_forwards("shop", editor, ProjectState(), ProjectState())
        results["one transaction" if atomic else "batches"] = {"rows": is_done(), "log": log.copy()}
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {new} = NULL")
        undo = f"UPDATE {table} SET {new} = 'other' WHERE rowid = NEW.rowid"
        cursor.execute(f"CREATE TRIGGER undo AFTER UPDATE OF {new} ON {table} BEGIN {undo}; END")
    try:
        with connection.execute_wrapper(without_locks):
            editor = connection.schema_editor()
            operation.database_forwards("shop", editor, ProjectState(), ProjectState())
    except RuntimeError as error:
        results["undone"] = str(error)
    return results


print(json.dumps({"content-type": content_type, "copy": copy}[what]()))
