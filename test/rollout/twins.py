"""Two columns of one table that have to hold the same in every row, compared byte by byte by the database."""

from __future__ import annotations

from collections.abc import Iterator


class Twins:
    """(table, column, column). One that was found to differ is not looked at again: what broke it is known."""

    def __init__(self, columns: list[list[str]] | None = None) -> None:
        self.columns = [tuple(one) for one in columns or []]

    def differences(self) -> Iterator[str]:
        for twin in list(self.columns):
            if found := _differing(*twin):
                self.columns.remove(twin)
                table, one, other = twin
                yield f"{table}: {one} and {other} differ in {len(found)} rows, such as {found[0]}"


def _differing(table: str, one: str, other: str) -> list[tuple[str, str]]:
    from django.db import connection

    first, second = (_bytes(connection, name) for name in (one, other))
    differ = f"NOT ({first} <=> {second})"
    if connection.vendor == "postgresql":
        differ = f"{first} IS DISTINCT FROM {second}"
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {first}, {second} FROM {quoted} WHERE {differ} LIMIT 50")
        return list(cursor.fetchall())


def _bytes(connection: object, name: str) -> str:
    """No collation may say that abc and ABC, or abc and abc with a space, are the same."""
    quoted = connection.ops.quote_name(name)
    if connection.vendor == "postgresql":
        return f'{quoted}::text COLLATE "C"'
    return f"CAST({quoted} AS BINARY)"
