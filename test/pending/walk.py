"""Walks a project whose first half has been finished: real Django, a real database, there and back and there again.

walk.py DIALECT FOLDER prints, as JSON, the columns of appname_product after each step, and what code could do there.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "rollout"))

from databases import server_of  # noqa: E402

# The last migrations before the database half.
OVERLAP = [("appname", "0003_product_size"), ("stock", "0001_initial")]


def columns() -> dict[str, Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        rows = connection.introspection.get_table_description(cursor, "appname_product")
    return {row.name: [bool(row.null_ok), row.default] for row in rows}


def new_code(name: str) -> str:
    """Inserts, reads and deletes by the models as they are now."""
    from appname.models import Product
    from stock.models import Shelf

    product = Product.objects.create(name=name)
    Shelf.objects.create(product=product)
    Product.objects.create(name="to go").delete()
    return Product.objects.get(name=name).name


def old_code(name: str) -> Any:
    """What code from before the first half says; the error where it cannot."""
    from django.db import DatabaseError, connection, transaction

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO appname_product (name, rating) VALUES (%s, 5)", [name])
            cursor.execute("SELECT rating FROM appname_product ORDER BY rating")
            return sorted({rating for (rating,) in cursor.fetchall()})
    except DatabaseError as error:
        return type(error).__name__


def walk() -> list[dict[str, Any]]:
    from django.core.management import call_command

    steps: list[dict[str, Any]] = []

    def at(step: str) -> None:
        steps.append(
            {"step": step, "columns": columns(), "new": new_code(step), "old": old_code(step)}
        )

    for app, name in OVERLAP:
        call_command("migrate", app, name, verbosity=0)
    at("overlap")
    call_command("migrate", verbosity=0)
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    at("end")
    call_command("migrate", *OVERLAP[0], verbosity=0)
    at("back")
    call_command("migrate", verbosity=0)
    at("end again")
    call_command("migrate", "appname", "zero", verbosity=0)
    return steps


def main(dialect: str, folder: str) -> None:
    server = server_of(dialect)
    name = f"bgp_{os.getpid()}" if dialect != "sqlite" else str(Path(folder) / "walk.sqlite3")
    server.create(name)
    try:
        os.environ["WALK_DATABASE"] = json.dumps(server.settings(name))
        os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
        sys.path.insert(0, folder)
        import django

        django.setup()
        print(json.dumps(walk()))
    finally:
        from django.db import connections

        connections.close_all()
        server.drop(name)


if __name__ == "__main__":
    if sys.argv[1] == "--reachable":
        print(json.dumps(server_of(sys.argv[2]).why_unreachable()))
    else:
        main(*sys.argv[1:])
