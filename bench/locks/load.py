"""The queries of one colour: a process of its own with a Django of its own, several connections.

    python -m locks.load COLOUR CONNECTIONS FILE        in the colour's project

Says "ready" when every connection has done everything once, goes on until its standard input ends, and writes to
FILE what it saw: one row for each thing that it did. Models are looked at, so no case says what is done to them.
"""

from __future__ import annotations

import datetime as dt
import decimal
import itertools
import json
import random
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

# Rows that nobody deletes have ids up to here: the template's. Sequences go on from here.
LAST_STABLE_ID = 1_000_000_000
# Between two queries of a connection. Load is not the point: what waits, waits however few there are.
PAUSE = (0.005, 0.025)

# When it began (on the clock that all processes share), how long it took, what was done, what went wrong.
Sample = tuple[float, float, str, str]


class Connection(threading.Thread):
    """One connection's work: rows of its own come and go, those that were there are read and changed."""

    def __init__(self, models: list[Any], stable: dict[Any, int], name: str) -> None:
        super().__init__(daemon=True)
        self.models = models
        self.stable = stable
        self.label = name
        self.numbers = itertools.count()
        self.samples: list[Sample] = []
        self.ready = threading.Event()
        self.over = threading.Event()

    def run(self) -> None:
        for step in self.steps():
            step()
            if self.over.wait(random.uniform(*PAUSE)):
                break

    def steps(self) -> Iterator[Callable[[], Any]]:
        while True:
            for model in self.models:
                yield from self.steps_with(model)
            self.ready.set()

    def steps_with(self, model: Any) -> Iterator[Callable[[], Any]]:
        def do(action: str, work: Callable[[], Any]) -> Callable[[], Any]:
            return lambda: self.timed(f"{action} {model.__name__}", work)

        made: list[Any] = []
        yield do("insert", lambda: made.append(model.objects.create(**self.values(model))))
        yield do("read", lambda: model.objects.filter(pk=self.stable_id(model)).first())
        yield do("list", lambda: list(model.objects.order_by("pk")[:20]))
        yield do("update", lambda: self.update(model))
        for one in made:
            yield do("save", one.save)
            for field in model._meta.many_to_many:
                yield do("add", lambda: self.link(one, field))
            yield do("delete", one.delete)

    def timed(self, action: str, work: Callable[[], Any]) -> None:
        began = time.monotonic()
        error = ""
        try:
            work()
        except Exception as caught:
            error = f"{type(caught).__name__}: {caught}".splitlines()[0]
        self.samples.append((began, time.monotonic() - began, action, error))

    def update(self, model: Any) -> None:
        """A row that was there before, so that what fills a column in batches meets it."""
        values = self.values(model)
        model.objects.filter(pk=self.stable_id(model)).update(**values)

    def link(self, one: Any, field: Any) -> None:
        getattr(one, field.name).add(self.stable_id(field.related_model))

    def stable_id(self, model: Any) -> int:
        return random.randint(1, self.stable[model])

    def values(self, model: Any) -> dict[str, Any]:
        # Django counts _order itself.
        fields = [
            f for f in model._meta.concrete_fields if not f.primary_key and f.name != "_order"
        ]
        return {field.attname: self.value(field) for field in fields if not field.generated}

    def value(self, field: Any) -> Any:
        """One that nobody else gives where it is text, so that new unique rules have nothing to object to."""
        if field.is_relation:
            return self.stable_id(field.related_model)
        return VALUES[field.get_internal_type()](f"{self.label}-{next(self.numbers)}")


VALUES: dict[str, Callable[[str], Any]] = {
    "CharField": lambda text: text,
    "TextField": lambda text: text,
    "IntegerField": lambda text: random.randrange(100),
    "BigIntegerField": lambda text: random.randrange(100),
    "BooleanField": lambda text: random.random() < 0.5,
    "DecimalField": lambda text: decimal.Decimal(random.randrange(100)),
    "UUIDField": lambda text: uuid.uuid4(),
    "DateTimeField": lambda text: dt.datetime.now(dt.timezone.utc),
}


def main(colour: str, connections: str, file: str) -> None:
    import django

    sys.path.insert(0, "")
    django.setup()
    models = _models()
    stable = {model: _last_stable_id(model) for model in models}
    threads = [Connection(models, stable, f"{colour[0]}{n}") for n in range(int(connections))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.ready.wait()
    print("ready", flush=True)
    sys.stdin.read()
    for thread in threads:
        thread.over.set()
    for thread in threads:
        thread.join()
    with open(file, "w") as output:
        json.dump([sample for thread in threads for sample in thread.samples], output)


def _models() -> list[Any]:
    from django.apps import apps

    return [model for model in apps.get_app_config("shop").get_models() if model._meta.managed]


def _last_stable_id(model: Any) -> int:
    ids = model.objects.filter(pk__lte=LAST_STABLE_ID).order_by("-pk").values_list("pk", flat=True)
    return ids[0]


if __name__ == "__main__":
    main(*sys.argv[1:])
