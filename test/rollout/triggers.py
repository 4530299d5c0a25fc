"""`--drop-triggers`: each case that has a trigger in the overlap is walked there without it, and has to fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .case import FAILS, HOLDS, Case, Expectation
from .databases import PostgreSQL

if TYPE_CHECKING:
    from .walk import Walk

# PostgreSQL has one for both events; of MariaDB's two, each is taken out by itself.
EVENTS = {"postgresql": ("INSERT OR UPDATE",), "mariadb": ("INSERT", "UPDATE")}


def without_triggers(cases: list[Case]) -> list[Case]:
    """The cases about a rename, once for each event of a trigger; those of the harness's own damage stay out."""
    return list(_variants(cases))


def _variants(cases: list[Case]) -> Iterator[Case]:
    for case in cases:
        for event in dict.fromkeys(event for events in EVENTS.values() for event in events):
            dialects = [name for name, events in EVENTS.items() if event in events]
            holding = [name for name in dialects if case.expect[name].allows(HOLDS)]
            if case.renamed and holding:
                yield _without(case, event, holding)


def _without(case: Case, event: str, dialects: list[str]) -> Case:
    others = Expectation("skip", "its triggers are others")
    expect = {name: Expectation(FAILS, ".") if name in dialects else others for name in case.expect}
    slug = event.lower().replace(" or ", "_")
    return replace(case, name=f"{case.name}_without_{slug}", without=event, expect=expect)


def drop_trigger(walk: Walk, schema: Any) -> bool:
    """Takes the first one for the case's event out of the walk's database; says whether there is one."""
    for table, name in _triggers(schema, walk.case.without):
        on = f' ON "{table}"' if isinstance(walk.server, PostgreSQL) else ""
        quote = '"' if on else "`"
        walk.server.run(walk.name, [f"DROP TRIGGER {quote}{name}{quote}{on}"])
        walk.notes.append(f"without the trigger {name}")
        return True
    return False


def _triggers(schema: Any, event: str) -> Iterator[tuple[str, str]]:
    for key, facts in schema.items():
        if not isinstance(facts, dict):
            if match := re.match(rf"BEFORE {event} ON (\S+):", str(facts)):
                yield match[1], key.removeprefix("trigger: ")
            continue
        for name, text in facts["rules"].items():
            if name.startswith("trigger ") and f"BEFORE {event} ON" in text:
                yield key, name.removeprefix("trigger ")
