"""Halves that are not one transaction: failed at every statement in turn, and run again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .worker import WorkerError

if TYPE_CHECKING:
    from .walk import Walk

# Of a statement that is run over and over (batches), failing the first, the second and the last says it all.
REPEATED = (0, 1, -1)


def interrupt(walk: Walk, overlap: Any) -> None:
    """From the end: back to the overlap and forward again, then the same between the start and the overlap."""
    ways = Ways(walk, overlap)
    if _not_atomic(walk, walk.later_targets):
        walk.go(walk.green, ways.overlap)
        ways.fail_everywhere("end", forward=True, target=ways.end, back=ways.overlap)
        ways.fail_everywhere("way back to the overlap", False, ways.overlap, ways.end)
    if _not_atomic(walk, walk.state_targets):
        walk.go(walk.green, ways.overlap)
        walk.make_way(overlap)
        walk.go(walk.green, ways.start)
        ways.fail_everywhere("overlap", True, ways.overlap, ways.start)
        ways.fail_everywhere("way back to the start", False, ways.start, ways.overlap)


def _not_atomic(walk: Walk, targets: dict[str, str]) -> bool:
    return any(
        re.search(r"^\s*atomic\s*=\s*False", (walk.new.root / path).read_text(), re.M)
        for path in walk.halves
        if path.stem in targets.values()
    )


class Ways:
    def __init__(self, walk: Walk, overlap: Any) -> None:
        self.walk = walk
        self.start = walk.first
        self.overlap = {**walk.first, **walk.state_targets}
        self.end = {**self.overlap, **walk.later_targets}
        self.schemas = {
            "start": walk.start,
            "overlap": overlap,
            "end": walk.reference,
        }

    def fail_everywhere(
        self, name: str, forward: bool, target: dict[str, str], back: dict[str, str]
    ) -> None:
        """The database is at `back`. Each round fails on the way to `target`, goes there, and comes back."""
        walk = self.walk
        walk.phase = f"interrupted on the way to the {name}" if forward else f"interrupted on the {name}"
        statements = self.statements(target, back)
        for place, how in _places(statements):
            before = len(walk.failures)
            self.round(place, how, target, back)
            if len(walk.failures) > before:
                what = statements[place] if place < len(statements) else "the note that it is applied"
                walk.stop(f"that was when failed {how} statement {place + 1}: {what}")
        walk.notes.append(f"{walk.phase}: {len(statements)} statements")
        if forward:
            walk.go(walk.green, target)

    def statements(self, target: dict[str, str], back: dict[str, str]) -> list[str]:
        self.rows(target, back)
        found = self.walk.do(self.walk.green, "migrate_counting", list(target.items()))
        self.return_to(back)
        return found

    def round(self, place: int, how: str, target: dict[str, str], back: dict[str, str]) -> None:
        walk = self.walk
        self.rows(target, back)
        reader = walk.green if self.end in (target, back) else walk.blue
        with walk.keeping_rows(reader, fills=target is self.end):
            self.fail_once(place, how, target)
            walk.go(walk.green, target)
        walk.expect_schema("what it is without a failure", self.schema_of(target))
        walk.check_clean(walk.green)
        self.return_to(back)

    def fail_once(self, place: int, how: str, target: dict[str, str]) -> None:
        try:
            self.walk.green.call("migrate_failing", list(target.items()), place, how)
        except WorkerError as error:
            if "Interrupted" not in str(error):
                self.walk.fail(f"fails by itself: {error}")
        else:
            self.walk.fail("did not fail: other statements at each run?")

    def rows(self, target: dict[str, str], back: dict[str, str]) -> None:
        """Rows as both colours leave them, so that there is something to fill and to move."""
        walk = self.walk
        for worker, knows in ((walk.blue, self.end), (walk.green, self.start)):
            if back is not knows:
                walk.do(worker, "insert_simple")
                walk.collect(worker)
        if target is self.end:
            walk.mend(walk.green)
        if target is self.start:
            walk.make_way(self.schemas["overlap"])

    def return_to(self, back: dict[str, str]) -> None:
        walk = self.walk
        if back is self.start:
            walk.make_way(self.schemas["overlap"])
        if back is self.end:
            walk.mend(walk.green)
        walk.go(walk.green, back)
        walk.expect_schema("what it was before", self.schema_of(back))
        self.rebuild(self.schema_of(back))

    def rebuild(self, schema: Any) -> None:
        """MariaDB keeps the place of columns that were dropped at once; after many rounds no row would fit."""
        if self.walk.dialect == "mariadb":
            tables = [name for name, facts in schema.items() if isinstance(facts, dict)]
            self.walk.server.run(self.walk.name, [f"ALTER TABLE `{name}` FORCE" for name in tables])

    def schema_of(self, targets: dict[str, str]) -> Any:
        if targets is self.start:
            return self.schemas["start"]
        return self.schemas["end" if targets is self.end else "overlap"]


def _places(statements: list[str]) -> Iterator[tuple[int, str]]:
    """Before each statement, after the last, and in the middle of an index that is built beside the writers."""
    seen: dict[str, list[int]] = {}
    for place, text in enumerate(statements):
        seen.setdefault(text, []).append(place)
    chosen = {places[one] for places in seen.values() for one in REPEATED if one < len(places)}
    for place in sorted(chosen):
        yield place, "before"
        if re.match(r"CREATE (UNIQUE )?INDEX CONCURRENTLY", statements[place]):
            yield place, "within"
    yield len(statements), "before"
