"""One colour's threads, each with a connection of its own, all of them on the same rows.

    python -m threads.writers COLOUR THREADS ROWS NAMES FILE        in the colour's project

Says "ready" when every thread has committed something, goes on until its standard input ends, and writes to FILE what
was committed: of each row the last version that this colour wrote, with its values, and what each query took.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

# The first rows are counters: only ever one more, by whoever comes.
COUNTERS = 40
PAUSE = (0.001, 0.006)
# What databases call a deadlock of two transactions; whoever is told of it tries again, as applications do.
DEADLOCKS = ("40P01", "1213")
GONE, ONE_MORE = "gone", "one more"


class Writer(threading.Thread):
    def __init__(self, colour: str, number: int, rows: int, names: dict[str, str]) -> None:
        super().__init__(daemon=True)
        from django.apps import apps

        self.model = apps.get_model("shop", names["model"])
        self.review = apps.get_model("shop", "Review")
        self.names = names
        self.rows = rows
        self.label = f"{colour[0]}{number}-{time.time_ns() % 10**9}"
        self.random = random.Random(self.label)
        self.count = 0
        self.ready, self.over = threading.Event(), threading.Event()
        # Row -> (version, number, text), or (version, "gone"): what this thread knows to be committed.
        self.committed: dict[int, list[Any]] = {}
        self.increments: dict[int, int] = {}
        self.own: list[Any] = []
        self.samples: list[tuple[float, float, str, str]] = []
        self.deadlocks = 0

    def run(self) -> None:
        works = [self.update] * 4 + [self.save, self.raw, self.increment, self.increment]
        works += [self.several] * 3 + [self.insert, self.insert_many, self.upsert, self.remove, self.rename]
        while not self.over.is_set():
            self.timed(self.random.choice(works))
            self.ready.set()
            time.sleep(self.random.uniform(*PAUSE))

    def timed(self, work: Callable[[], dict[int, list[Any]]]) -> None:
        """Runs it in a transaction; what it returns counts as committed when the COMMIT has come back."""
        from django.db import transaction

        began, error = time.monotonic(), ""
        for _ in range(6):
            try:
                with transaction.atomic():
                    written = work()
                self.note(written)
                error = ""
                break
            except Exception as caught:
                error = " ".join(f"{type(caught).__name__}: {caught}".split())[:300]
                if not _is_deadlock(caught):
                    break
                self.deadlocks += 1
        self.samples.append((began, time.monotonic() - began, work.__name__, error))

    def note(self, written: dict[int, list[Any]]) -> None:
        for key, facts in written.items():
            if facts == [ONE_MORE]:
                self.increments[key] = self.increments.get(key, 0) + 1
            else:
                self.committed[key] = facts

    # -- what is done -------------------------------------------------------------------------------------------

    def update(self) -> dict[int, list[Any]]:
        return self.write(self.any_row())

    def several(self) -> dict[int, list[Any]]:
        """Some rows in one transaction, in any order: those of others meet them in another one."""
        written: dict[int, list[Any]] = {}
        for key in {self.any_row() for _ in range(self.random.randint(2, 5))}:
            written |= self.write(key)
        return written

    def write(self, key: int) -> dict[int, list[Any]]:
        """UPDATE first, and read what came of it while the row is ours."""
        from django.db.models import F

        facts = self.values()
        if self.random.random() < 0.5:
            facts.pop(self.random.choice([self.names["number"], self.names["code"]]))
        if not self.model.objects.filter(pk=key).update(**facts, version=F("version") + 1):
            return {}
        return self.known(key)

    def save(self) -> dict[int, list[Any]]:
        row = self.model.objects.select_for_update().filter(pk=self.any_row()).first()
        if row is None:
            return {}
        for name, value in self.values().items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        return self.known(row.pk)

    def raw(self) -> dict[int, list[Any]]:
        from django.db import connection

        key, number = self.any_row(), self.names["number"]
        table = self.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET {number} = %s, version = version + 1 WHERE id = %s",
                [self.random.randrange(1000), key],
            )
            return self.known(key) if cursor.rowcount else {}

    def increment(self) -> dict[int, list[Any]]:
        from django.db.models import F

        key, number = self.random.randint(1, COUNTERS), self.names["number"]
        self.model.objects.filter(pk=key).update(**{number: F(number) + 1})
        return {key: [ONE_MORE]}

    def rename(self) -> dict[int, list[Any]]:
        """A column that is not renamed: the others have to stay what they are."""
        self.model.objects.filter(pk=self.any_row()).update(name=self.text("name"))
        return {}

    def insert(self) -> dict[int, list[Any]]:
        row = self.model.objects.create(name="new", version=0, **self.values())
        key = {field.name: row for field in self.review._meta.fields if field.is_relation}
        self.review.objects.create(stars=1, **key)
        self.own.append(row)
        return self.known(row.pk)

    def insert_many(self) -> dict[int, list[Any]]:
        rows = [self.model(name="new", version=0, **self.values()) for _ in range(3)]
        found: dict[int, list[Any]] = {}
        for row in self.model.objects.bulk_create(rows):
            found |= self.known(row.pk)
        return found

    def upsert(self) -> dict[int, list[Any]]:
        """A row of this thread's own, met by its unique text: nobody else writes to it."""
        from django.db import connection

        if not self.own:
            return {}
        row, number, code = self.random.choice(self.own), self.names["number"], self.names["code"]
        row.version += 1
        other = self.model(name="again", version=row.version)
        setattr(other, number, self.random.randrange(1000))
        setattr(other, code, getattr(row, code))
        fields = {} if connection.vendor == "mysql" else {"unique_fields": [code]}
        self.model.objects.bulk_create(
            [other], update_conflicts=True, update_fields=[number, "version"], **fields
        )
        return self.known(row.pk)

    def remove(self) -> dict[int, list[Any]]:
        key = self.any_row()
        row = self.model.objects.select_for_update().filter(pk=key).first()
        if row is None:
            return {}
        row.delete()
        return {key: [row.version + 1, GONE]}

    # -- small things ---------------------------------------------------------------------------------------------

    def known(self, key: int) -> dict[int, list[Any]]:
        fields = ("version", self.names["number"], self.names["code"])
        return {key: list(row) for row in self.model.objects.filter(pk=key).values_list(*fields)}

    def any_row(self) -> int:
        """One of those that were there before; half of the time one of few, where everybody meets."""
        few = min(self.rows, COUNTERS + 400)
        return self.random.randint(COUNTERS + 1, few if self.random.random() < 0.5 else self.rows)

    def values(self) -> dict[str, Any]:
        return {
            self.names["number"]: self.random.randrange(1000),
            self.names["code"]: self.text("code"),
        }

    def text(self, kind: str) -> str:
        self.count += 1
        text = f"{kind} {self.label} {self.count}"
        return text.upper() if self.random.random() < 0.5 else text


def _is_deadlock(error: BaseException) -> bool:
    cause = error.__cause__ or error
    code = getattr(cause, "sqlstate", None) or (cause.args[0] if cause.args else "")
    return str(code) in DEADLOCKS


def main(colour: str, threads: str, rows: str, names: str, file: str) -> None:
    import django

    sys.path.insert(0, "")
    django.setup()
    writers = [Writer(colour, n, int(rows), json.loads(names)) for n in range(int(threads))]
    for one in writers:
        one.start()
    for one in writers:
        one.ready.wait()
    print("ready", flush=True)
    sys.stdin.read()
    for one in writers:
        one.over.set()
    for one in writers:
        one.join()
    with open(file, "w") as output:
        json.dump(_told(writers), output)


def _told(writers: list[Writer]) -> dict[str, Any]:
    return {
        "committed": [list(one.committed.items()) for one in writers],
        "increments": [list(one.increments.items()) for one in writers],
        "samples": [sample for one in writers for sample in one.samples],
        "deadlocks": sum(one.deadlocks for one in writers),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
