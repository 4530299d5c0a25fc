"""Whether SQL from hostile names and values runs: splits for SQLite, migrated by real Django, beside the original.

Where Django itself cannot run the original, nothing is said of the split. Else both halves run, the tables are what
the original makes of them, and both can be taken back.
"""

import importlib
import json
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import django
from django.conf import settings

warnings.simplefilter("ignore")
AT_MOST = 150


def put(folder, files):
    for path, text in files.items():
        target = Path(folder, path)
        for parent in [target.parent, target.parent.parent]:
            parent.mkdir(parents=True, exist_ok=True)
            Path(parent, "__init__.py").touch()
        target.write_text(text, encoding="utf-8", newline="")


def forget(label):
    for name in [name for name in sys.modules if name == label or name.startswith(f"{label}.")]:
        del sys.modules[name]
    importlib.invalidate_caches()


def tables(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'django_migrations'")
        names = sorted(name for (name,) in cursor.fetchall() if not name.startswith("sqlite_"))
        found = {}
        for name in names:
            cursor.execute("SELECT name, type, \"notnull\", pk FROM pragma_table_info(%s)", [name])
            found[name] = sorted(cursor.fetchall())
        return found


def walk(label, files, steps):
    """The tables after each step; an exception where one does not run."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    folder = tempfile.mkdtemp(prefix="bgsplit-fuzz-sql-")
    sys.path.insert(0, folder)
    try:
        put(folder, files)
        connection = connections["default"]
        connection.close()
        connection.settings_dict["NAME"] = str(Path(folder, "db.sqlite3"))
        settings.MIGRATION_MODULES = {label: f"{label}.migrations"}
        seen = []
        for step in steps:
            executor = MigrationExecutor(connection)
            leaf = executor.loader.graph.leaf_nodes(label)[0]
            executor.migrate([(label, step) if step != "last" else leaf])
            seen.append(tables(connection))
        return seen
    finally:
        connections["default"].close()
        sys.path.remove(folder)
        forget(label)
        shutil.rmtree(folder)


def main():
    samples = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
    hostile = [s for s in samples if s["name"] == "hostile" and s["dialect"] == "sqlite"][:AT_MOST]
    from django.apps import AppConfig, apps

    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[],
        USE_TZ=True,
    )
    django.setup()
    findings, ran, not_django = [], 0, 0
    for sample in hostile:
        label = sample["target"].split("/")[0]
        module = type(sys)(label)
        module.__path__ = []
        config = type("Config", (AppConfig,), {"path": "/", "label": label, "name": label})(label, module)
        config.apps, config.models = apps, {}
        apps.app_configs = {label: config}
        apps.clear_cache()
        after = {path: text for path, text in sample["after"].items() if path.endswith(".py") and "/" in path}
        try:
            whole = walk(label, sample["before"], ["0001_initial", "last", "0001_initial"])
        except Exception:
            not_django += 1
            continue
        ran += 1
        try:
            names = sorted(Path(path).stem for path in after if Path(path).stem[:4].isdigit())
            halves = walk(label, after, ["0001_initial", *names[1:], "0001_initial"])
            if halves[-2] != whole[1]:
                raise AssertionError(f"other tables: {halves[-2]!a}, of the original {whole[1]!a}")
            if halves[-1] != halves[0]:
                raise AssertionError(f"not taken back: {halves[-1]!a}, before {halves[0]!a}")
        except Exception as error:
            what = f"{type(error).__name__}: {error}".encode("ascii", "backslashreplace").decode()
            findings.append({"number": sample["number"], "name": "hostile", "command": "migrate", "what": what})
    words = f"{ran} splits migrated on SQLite by Django, and back; {not_django} that Django itself cannot run"
    print(json.dumps({"findings": findings, "words": words}))


main()
