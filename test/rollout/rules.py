"""Where only a rule changes: what the old one allows must be possible until the end, and named there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .worker import Worker, WorkerError

if TYPE_CHECKING:
    from .walk import Walk

# (label, attribute) -> values as text.
Filled = dict[tuple[str, str], set[str]]


def filled(before: Any, after: Any) -> Filled:
    """What rows hold after a migration where they held NULL or had no such column before it."""
    found: Filled = {}
    for label, rows in before.items():
        for key, row in rows.items():
            for name, value in after.get(label, {}).get(key, {}).items():
                if row.get(name, "None") == "None" and value != "None":
                    found.setdefault((label, name), set()).add(value)
    return found


def stops_at_unmended(walk: Walk, overlap: Any) -> None:
    """The database migration meets rows that break the new rule: it says which, and leaves all as it was."""
    walk.phase = "end, with rows that break the new rule"
    walk.mend(walk.green)
    rows = walk.do(walk.blue, "insert_given", walk.case.old_allows)
    walk.collect(walk.blue)
    before = walk.do(walk.blue, "dump")
    try:
        walk.green.call("migrate")
    except WorkerError as error:
        _judge_message(walk, str(error), rows)
    else:
        walk.stop(f"the database migration did not stop at {walk.case.old_allows}")
    walk.expect_schema("the overlap's", overlap)
    walk.expect_rows(before, walk.do(walk.blue, "dump"), "blue")
    walk.phase = "end"


def _tables(walk: Walk, worker: Worker) -> dict[str, str]:
    facts = walk.do(worker, "describe")["models"]
    return {label: one["table"].replace('"', "") for label, one in facts.items()}


def _judge_message(walk: Walk, text: str, rows: dict[str, list[str]]) -> None:
    """`CommandError: shop_product: 2 rows …: (id 1, 2)…`: the table, how many, and which.

    Of rows that may not be equal, their value says more than their ids, and how many values more than how many rows.
    """
    if not text.startswith("CommandError"):
        walk.fail(f"the database migration fails without a message of its own: {text}")
        return
    # A table that is renamed may be called by either name.
    both = [_tables(walk, worker) for worker in (walk.green, walk.blue)]
    for label, keys in rows.items():
        left_out = [
            []
            if _names_values(walk.case.old_allows[label], tables[label], text)
            else _left_out([tables[label], str(len(keys)), *keys], text)
            for tables in both
            if label in tables
        ]
        if all(left_out):
            walk.fail(f"the message does not name {', '.join(left_out[0])}: {text}")


def _names_values(given: list[dict[str, Any]], table: str, text: str) -> bool:
    """Whether the rows are ones that may not be equal, and the message says what they have in common."""
    shared = [
        text
        for name, value in given[0].items()
        if len({str(one.get(name)).lower() for one in given}) == 1
        for text in (["NULL", "None"] if value is None else [str(value)])
    ]
    # A row to point at has a key that the case does not know.
    named = [one for one in shared if one.startswith("@") or not _left_out([one], text)]
    return len(given) > 1 and bool(named) and not _left_out([table, "1"], text)


def _left_out(wanted: list[str], text: str) -> list[str]:
    return [
        one for one in wanted if not re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text, re.I)
    ]
