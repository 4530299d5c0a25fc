"""What PostgreSQL is told by each half of a golden: `sqlmigrate`, in the database that the half would meet."""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from rollout.databases import PostgreSQL

from .goldens import Golden, half_of, run_sql_in


@dataclass(frozen=True)
class Sql:
    """One half as text. `atomic` says whether Django puts a transaction around it."""

    golden: str
    migration: str
    half: str
    atomic: bool
    text: str
    # Why it is the RunSQL alone, without what Django's own operations write.
    partly: str = ""


def collect(golden: Golden, root: Path) -> list[Sql]:
    """In a process of its own, since Django is configured once in each. Throws nothing for a golden that no Django
    can load (an application that is not there): its RunSQL is read without it."""
    server = PostgreSQL()
    name = root.name
    server.create(name)
    try:
        golden.write(root, server.settings(name))
        return [_sql(golden, *row) for row in _migrate(root)]
    except Exception as error:
        why = f"{type(error).__name__}: {error}".splitlines()[0]
        return [_without_django(golden, path, why) for path in golden.written()]
    finally:
        server.drop(name)


def _sql(golden: Golden, migration: str, atomic: bool, text: str) -> Sql:
    return Sql(golden.name, migration, half_of(migration) or "", atomic, text)


def _without_django(golden: Golden, path: Path, why: str) -> Sql:
    text = (golden.expected / path).read_text()
    statements = run_sql_in(text)
    atomic = "atomic = False" not in text
    return Sql(
        golden.name,
        path.stem,
        half_of(path.stem) or "",
        atomic,
        "".join(f"{statement.rstrip(';')};\n" for statement in statements),
        why,
    )


def _migrate(root: Path) -> list[tuple[str, bool, str]]:
    """Walks through all migrations, and before each half writes down what it is about to do."""
    sys.path.insert(0, str(root))
    os.environ["DJANGO_SETTINGS_MODULE"] = "squawk_settings"
    importlib.invalidate_caches()
    import django
    from django.db import connection

    django.setup()
    found = []
    for migration in _plan(connection):
        executor = _executor(connection)
        if half_of(migration.name) and (root / migration.app_label).is_dir():
            statements = executor.loader.collect_sql([(migration, False)])
            found.append((migration.name, migration.atomic, "\n".join(statements) + "\n"))
        executor.migrate([(migration.app_label, migration.name)])
    return found


def _plan(connection: object) -> list:
    """The project's own applications, and of the others what they depend on."""
    executor = _executor(connection)
    own = [key for key in executor.loader.graph.leaf_nodes() if not _is_contrib(key[0])]
    return [migration for migration, _ in executor.migration_plan(own)]


def _is_contrib(app: str) -> bool:
    return app in ("auth", "contenttypes")


def _executor(connection: object):
    from django.db.migrations.executor import MigrationExecutor

    return MigrationExecutor(connection)
