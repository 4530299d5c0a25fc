"""Tables: for people at a terminal, as Markdown, and everything as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from .client import Waits
from .measure import Measured

HEADER = (
    *("case", "rows", "quiet", "unsplit", "state half", "database half"),
    *("errors", "queries", "seconds"),
)


def row(one: Measured) -> tuple[str, ...]:
    """Longest wait (p99) while each ran; errors, queries and seconds of the unsplit one / of the split."""
    state, database = halves(one)
    return (
        one.case,
        f"{one.rows:,}",
        cell(one.quiet),
        cell(one.unsplit, one.failed.get("unsplit")),
        state,
        database,
        _pair(one.errors),
        _pair(one.queries),
        seconds(one),
    )


def halves(one: Measured) -> tuple[str, str]:
    if one.verdict:
        return one.verdict, ""
    for tool in ("makemigrations", "bgsplit"):
        if tool in one.failed:
            return f"FAILED: {tool}: {one.failed[tool]}", ""
    state, database = (
        cell(one.halves.get(half), one.failed.get(half)) for half in ("state", "database")
    )
    return state, database


def cell(waits: Waits | None, failed: str | None = None) -> str:
    if failed:
        return f"FAILED: {failed}"
    return "-" if waits is None else f"{_short(waits.longest)} ({_short(waits.p99)})"


def seconds(one: Measured) -> str:
    parts = [one.unsplit, *(one.halves.get(half) for half in ("state", "database"))]
    return " / ".join(f"{waits.seconds:.1f}" for waits in parts if waits)


def _pair(counts: dict[str, int]) -> str:
    return " / ".join(str(counts[what]) for what in ("unsplit", "split") if what in counts)


def _short(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.0f} ms"


def text(results: list[Measured]) -> str:
    """Columns. What is said instead of numbers is cut there and comes whole below."""
    rows = [HEADER, *(tuple(_cut(c) for c in row(one)) for one in results)]
    widths = [max(len(r[i]) for r in rows) for i in range(len(HEADER))]
    table = ["  ".join(c.ljust(w) for c, w in zip(r, widths)).rstrip() for r in rows]
    said = [f"{one.case}: {c}" for one in results for c in row(one) if c != _cut(c)]
    return "\n".join([*table, *([""] if said else []), *said])


def _cut(cell: str, width: int = 24) -> str:
    return cell if len(cell) <= width else f"{cell[: width - 1]}…"


def markdown(results: list[Measured], about: str) -> str:
    lines = [
        "| " + " | ".join(cells) + " |"
        for cells in (HEADER, ("---",) * len(HEADER), *(_escaped(row(one)) for one in results))
    ]
    return f"{about}\n\n" + "\n".join(lines) + "\n"


def _escaped(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text.replace("|", "\\|").replace("\n", " ") for text in cells)


def details(one: Measured) -> str:
    """What took longest in each phase, and which errors there were."""
    phases = {"unsplit": one.unsplit, **one.halves}
    lines = [
        f"  {name}: longest {_short(waits.longest)}, {waits.slowest};"
        f" p99 {_short(waits.p99)}; {waits.queries} queries, {waits.errors} errors"
        for name, waits in phases.items()
        if waits
    ]
    for what, messages in one.messages.items():
        lines += [f"  {what}: {number} x {message}" for message, number in messages.items()]
    lines += [f"  {phase} FAILED: {error}" for phase, error in one.failed.items()]
    if one.verdict:
        lines.append(f"  {one.verdict}")
    return "\n".join(lines)


def save_json(results: list[Measured], file: Path) -> None:
    file.write_text(json.dumps([asdict(one) for one in results], indent=2) + "\n")
