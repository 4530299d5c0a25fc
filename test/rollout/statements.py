"""The statements that migrations' operations run, the schema editor's and the ORM's: listed, or failed at one."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import Any

# A failure at one that only reads is a failure at the next one that writes.
READS = re.compile(r"\s*(SELECT|SHOW|PRAGMA|EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK|SET\s)", re.I)
INDEX = re.compile(r'INDEX CONCURRENTLY (?:IF NOT EXISTS )?"([^"]+)"')


class Interrupted(Exception):
    """Not an error of a database: nothing may catch it."""


class Statements:
    """Watches one `migrate`. With a place, that statement raises; one past the last is the note of what is applied."""

    def __init__(self, place: int | None = None, how: str = "before") -> None:
        self.place = place
        self.how = how
        self.run: list[str] = []
        self.within = False
        self.stack = ExitStack()

    def __enter__(self) -> Statements:
        from django.db import connection
        from django.db.migrations.migration import Migration
        from django.db.migrations.recorder import MigrationRecorder

        for kind, name, wrap in (
            (Migration, "apply", self._watched),
            (Migration, "unapply", self._watched),
            (MigrationRecorder, "record_applied", self._noted),
            (MigrationRecorder, "record_unapplied", self._noted),
        ):
            was = getattr(kind, name)
            setattr(kind, name, wrap(was))
            self.stack.callback(setattr, kind, name, was)
        self.stack.enter_context(connection.execute_wrapper(self._execute))
        return self

    def __exit__(self, *error: object) -> None:
        self.stack.close()

    def _watched(self, method: Any) -> Any:
        def watched(*args: Any, **others: Any) -> Any:
            self.within = True
            try:
                return method(*args, **others)
            finally:
                self.within = False

        return watched

    def _noted(self, method: Any) -> Any:
        def noted(*args: Any, **others: Any) -> Any:
            if self.place == len(self.run):
                raise Interrupted("before the note that it is applied")
            return method(*args, **others)

        return noted

    def _execute(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = str(sql)
        if not self.within or READS.match(text):
            return execute(sql, params, many, context)
        if len(self.run) == self.place:
            if self.how == "within":
                execute(sql, params, many, context)
                _leave_invalid(text, context["connection"])
            raise Interrupted(text)
        self.run.append(text)
        return execute(sql, params, many, context)


def _leave_invalid(text: str, connection: Any) -> None:
    """What PostgreSQL leaves of an index that could not be built beside the writers."""
    match = INDEX.search(text)
    if not match:
        raise LookupError(f"no name of an index in {text}")
    # The driver's own cursor: what this runs is not one of the statements.
    with connection.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass",
            [f'"{match[1]}"'],
        )
