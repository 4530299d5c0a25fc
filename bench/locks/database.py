"""The template that every run copies, and the copies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from rollout.databases import PostgreSQL

from .cases import FILL, SMALL_ROWS
from .load import LAST_STABLE_ID


class Databases:
    """A template of so many rows, and its copies. What a run makes has its process id in the name."""

    def __init__(self, server: PostgreSQL, rows: int) -> None:
        self.server = server
        self.rows = rows
        self.prefix = f"{prefix_of_run()}{rows}_"
        self.template = f"{self.prefix}template"

    def create_template(self) -> str:
        self.server.create(self.template)
        return self.template

    def fill_template(self) -> None:
        """Rows from generate_series, with the triggers that check keys off: they hold by how they are made."""
        with self.server.connect(self.template) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("SET maintenance_work_mem = '512MB'")
            for statement in FILL:
                connection.execute(statement % {"rows": self.rows, "small": SMALL_ROWS})
            self._move_sequences(connection)
            # So that the copies have nothing to clean up while they are measured.
            connection.execute("VACUUM (ANALYZE, FREEZE)")
            connection.execute("CHECKPOINT")

    def _move_sequences(self, connection: object) -> None:
        """What is inserted later is told from what was there by its id."""
        named = "SELECT sequencename FROM pg_sequences WHERE sequencename LIKE 'shop_%'"
        for (name,) in connection.execute(named).fetchall():
            connection.execute(f'ALTER SEQUENCE "{name}" RESTART WITH {LAST_STABLE_ID + 1}')

    @contextmanager
    def copy(self, purpose: str) -> Iterator[str]:
        name = f"{self.prefix}{purpose}"
        with self.server.connect() as connection:
            # From 15 on the default writes the whole copy to the log, which is slower for a large one.
            new = connection.info.server_version >= 150000
            strategy = " STRATEGY file_copy" if new else ""
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"{strategy}')
        try:
            yield name
        finally:
            self.server.drop(name)


def prefix_of_run() -> str:
    return f"bgsplit_bench_{os.getpid()}_"


def size_of(server: PostgreSQL, name: str) -> str:
    with server.connect(name) as connection:
        asked = "SELECT pg_size_pretty(pg_database_size(current_database()))"
        ((size,),) = connection.execute(asked).fetchall()
    return size
