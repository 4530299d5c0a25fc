"""The rows that were there before, and what has to hold of them while and after everybody wrote to them."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from rollout.databases import PostgreSQL, Server

from .cases import Case, Names
from .writers import COUNTERS, GONE


def fill(server: Server, database: str, rows: int) -> None:
    numbers = f"seq_1_to_{rows}"
    if isinstance(server, PostgreSQL):
        numbers = f"generate_series(1, {rows}) AS numbers (seq)"
    statements = [
        "INSERT INTO shop_product (id, name, price, sku, version)"
        f" SELECT seq, concat('product ', seq), 0, concat('sku ', seq), 0 FROM {numbers}"
    ]
    if isinstance(server, PostgreSQL):
        statements += [f"ALTER SEQUENCE shop_product_id_seq RESTART WITH {rows + 1}", "ANALYZE"]
    server.run(database, statements)


def query(server: Server, database: str, sql: str) -> list[Any]:
    with closing(server.connect(database)) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def differing(server: Server, database: str, case: Case) -> int:
    """In how many rows the two columns of a value differ; what is not there twice does not count."""
    count = 0
    for table, one, other in case.twins:
        if isinstance(server, PostgreSQL):
            differ = f'{one}::text COLLATE "C" IS DISTINCT FROM {other}::text COLLATE "C"'
        else:
            differ = f"NOT (CAST({one} AS BINARY) <=> CAST({other} AS BINARY))"
        count += query(server, database, f"SELECT count(*) FROM {table} WHERE {differ}")[0][0]
    return count


class Committed:
    """What all writers together know to be committed: the last version of each row, and how often one was counted up."""

    def __init__(self) -> None:
        self.rows: dict[int, list[Any]] = {}
        self.increments: dict[int, int] = {}

    def add(self, told: dict[str, Any]) -> None:
        for key, facts in (pair for one in told["committed"] for pair in one):
            if facts[0] >= self.rows.get(key, [-1])[0]:
                self.rows[key] = facts
        for key, count in (pair for one in told["increments"] for pair in one):
            self.increments[key] = self.increments.get(key, 0) + count

    def lost(self, server: Server, database: str, names: Names) -> list[str]:
        """What is not in the database as somebody was told that it is, as one colour reads it."""
        table = f"shop_{names.model.lower()}"
        asked = f"SELECT id, version, {names.number}, {names.code} FROM {table}"
        found = {key: list(facts) for key, *facts in query(server, database, asked)}
        lost = [
            f"row {key}: committed {facts}, found {found.get(key)}"
            for key, facts in self.rows.items()
            if found.get(key) != (None if facts[1] == GONE else facts)
        ]
        for key in range(1, COUNTERS + 1):
            wanted = self.increments.get(key, 0)
            if found[key][1] != wanted:
                lost.append(f"counter {key}: counted up {wanted} times, found {found[key][1]}")
        return lost
