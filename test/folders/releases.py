"""Which migration ships in which release, found out from the files alone: names, and what depends on what.

bgsplit says it as well (`--format json`); what it says has to be the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Key = tuple[str, str]


@dataclass
class Shipped:
    """One release."""

    number: int
    # What is written in the folder, in the order of `migrate`.
    nodes: list[Key] = field(default_factory=list)
    # The migrations before the split whose change of the models is among it.
    originals: list[Key] = field(default_factory=list)


def is_database(key: Key) -> bool:
    return key[1].endswith("_db")


def releases(unsplit: Any, split: Any, applied: set[Key]) -> list[Shipped]:
    """`unsplit` and `split` are what `FolderService.graph` gives.

    A database migration ships one release after the state migrations that it comes behind, everything else with what it
    depends on.
    """
    order = [tuple(key) for key in split["order"] if tuple(key) not in applied]
    parents = {tuple(key): [tuple(one) for one in all_] for key, all_ in split["parents"]}
    number: dict[Key, int] = {}
    for key in order:
        before = [
            number[parent] + (1 if is_database(key) and not is_database(parent) else 0)
            for parent in parents[key]
            if parent in number
        ]
        number[key] = max([1, *before])
    originals = original_of(unsplit, split, applied)
    found = [Shipped(one + 1) for one in range(max(number.values(), default=0))]
    for key in order:
        one = found[number[key] - 1]
        one.nodes.append(key)
        if key in originals:
            one.originals.append(originals[key])
    return found


def original_of(unsplit: Any, split: Any, applied: set[Key]) -> dict[Key, Key]:
    """Written -> as it was: what still has its name, or the one of the same app and number that has not."""
    old = {tuple(key) for key in unsplit["order"]} - applied
    new = {tuple(key) for key in split["order"]} - applied
    kept = {key: key for key in old & new}
    for key in sorted(old - new):
        same = [
            one
            for one in new - old
            if one[0] == key[0] and one[1][:4] == key[1][:4] and not is_database(one)
        ]
        if len(same) != 1:
            raise ValueError(f"{'.'.join(key)} has become {same}")
        kept[same[0]] = key
    return kept
