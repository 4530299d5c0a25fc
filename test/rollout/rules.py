"""Where only a rule changes: what the old one allows must be possible until the end, and named there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .worker import Worker, WorkerError

if TYPE_CHECKING:
    from .walk import Walk

# (label, attribute) -> values as text.
Filled = dict[tuple[str, str], set[str]]


def filled(before: Any, after: Any, renamed: dict[str, str]) -> Filled:
    """What rows hold after a migration where they held NULL or had no such column before it."""
    found: Filled = {}
    for label, rows in before.items():
        label = renamed.get(label, label)
        for key, row in rows.items():
            known = {renamed.get(f"{label}.{name}", name): value for name, value in row.items()}
            for name, value in after.get(label, {}).get(key, {}).items():
                if known.get(name, "None") == "None" and value != "None":
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
        _judge_message(walk, str(error), _tables(walk, walk.blue), rows)
    else:
        walk.stop(f"the database migration did not stop at {walk.case.old_allows}")
    walk.expect_schema("the overlap's", overlap)
    walk.expect_rows(before, walk.do(walk.blue, "dump"), "blue")
    walk.phase = "end"


def _tables(walk: Walk, worker: Worker) -> dict[str, str]:
    facts = walk.do(worker, "describe")["models"]
    return {label: one["table"].replace('"', "") for label, one in facts.items()}


def _judge_message(walk: Walk, text: str, tables: dict[str, str], rows: dict[str, list[str]]) -> None:
    """`CommandError: shop_product: 2 rows …: (id 1, 2)…`: the table, how many, and which."""
    if not text.startswith("CommandError"):
        walk.fail(f"the database migration fails without a message of its own: {text}")
        return
    for label, keys in rows.items():
        wanted = [tables[label], str(len(keys)), *keys]
        left_out = [one for one in wanted if not re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text)]
        if left_out:
            walk.fail(f"the message does not name {', '.join(left_out)}: {text}")
