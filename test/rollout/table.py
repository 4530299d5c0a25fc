"""The table of all cases in markdown: several runs (dialects, versions of Django) fill one file."""

from __future__ import annotations

import re
from pathlib import Path

from .case import Case
from .databases import DIALECTS
from .walk import Result

Cells = dict[str, dict[str, str]]
NOT_RUN = "not run"
CASE, ABOUT = "case", "what it is about"


def write_table(path: Path, cases: list[Case], results: list[Result], django: str) -> None:
    """Adds this run's results to those in the file. What no run has walked is said to be so.

    The harness's own cases are no strategy's, and stay out.
    """
    cells = _read(path)
    known = {case.name: case.title for case in cases if not case.name.startswith("self_")}
    for name, title in known.items():
        cells.setdefault(name, {})[ABOUT] = title
    for one in results:
        if one.case not in known:
            continue
        cells.setdefault(one.case, {})[f"{one.dialect}, Django {django}"] = _cell(one)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_markdown(cells))


def _cell(one: Result) -> str:
    text = one.summary.splitlines()[0].strip()
    return f"cannot exist there: {text.removeprefix('skipped: ')}" if one.skipped else text


def _read(path: Path) -> Cells:
    if not path.exists():
        return {}
    head, *rows = [_row(line) for line in path.read_text().splitlines() if line.startswith("|")]
    return {
        row[0]: {name: cell for name, cell in zip(head[1:], row[1:]) if cell != NOT_RUN}
        for row in rows
        if row[0].strip("-")
    }


def _row(line: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", line)[1:-1]
    return [cell.strip().replace("\\|", "|") for cell in cells]


def _markdown(cells: Cells) -> str:
    columns = sorted({name for row in cells.values() for name in row if name != ABOUT}, key=_order)
    head = [CASE, ABOUT, *columns]
    rows = [
        [name, row.get(ABOUT, ""), *(row.get(column, NOT_RUN) for column in columns)]
        for name, row in sorted(cells.items())
    ]
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(_escape, line))} |\n" for line in lines)


def _order(column: str) -> tuple[list[int], int]:
    """Newest Django first, and the databases as everywhere."""
    dialect, _, django = column.partition(", Django ")
    return [-int(part) for part in django.split(".")], DIALECTS.index(dialect)


def _escape(cell: str) -> str:
    return cell.replace("|", "\\|")
