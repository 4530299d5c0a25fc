"""The command: its options, and one case after the other."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from rollout.databases import PostgreSQL

from . import report
from .cases import CASES, cases_like
from .database import Databases, prefix_of_run, size_of
from .measure import Bench, Measured, forget, make_blue, measure

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    options = _options()
    if options.list:
        print("\n".join(f"{case.name}: {case.title}" for case in CASES))
        return 0
    server = PostgreSQL()
    if why := server.why_unreachable():
        print(f"bench:locks: PostgreSQL does not answer: {why}", file=sys.stderr)
        return 1
    # So that `finally` is reached: databases are not to be left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    work = Path(tempfile.mkdtemp(prefix=prefix_of_run()))
    try:
        return _bench(options, server, work)
    finally:
        server.drop_all(prefix_of_run())
        if options.keep:
            print(f"The projects are in {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run bench:locks --", allow_abbrev=False)
    parser.add_argument("--cases", default="*", help="glob on the names, several by comma")
    parser.add_argument("--rows", type=int, default=2_000_000, help="of each large table")
    parser.add_argument("--connections", type=int, default=4, help="of each colour")
    parser.add_argument("--blue", choices=("stays", "leaves"), default="stays", help="…the load")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="the table, in Markdown")
    parser.add_argument("--json", type=Path, metavar="FILE", help="everything that was measured")
    parser.add_argument("--max-wait", type=_seconds, metavar="1s", help="fail where one is longer")
    parser.add_argument("--verbose", action="store_true", help="which queries waited, which failed")
    parser.add_argument("--keep", action="store_true", help="leave the projects")
    parser.add_argument("--list", action="store_true", help="say which cases there are")
    parser.add_argument(
        "--bgsplit",
        default=f"{os.environ.get('BGSPLIT_ROLLOUT_NODE', 'node')} {ROOT}/bin/bgsplit.js",
        help="the command to measure",
    )
    options = parser.parse_args()
    if not cases_like(options.cases):
        parser.error(f"no case is named like {options.cases}")
    return options


def _seconds(text: str) -> float:
    """1s, 0.5s, 300ms."""
    number = text.removesuffix("s")
    return float(number.removesuffix("m")) / (1000 if number.endswith("m") else 1)


def _bench(options: argparse.Namespace, server: PostgreSQL, work: Path) -> int:
    started = time.monotonic()
    benches: dict[int, Bench] = {}
    results = []
    for case in cases_like(options.cases):
        rows = min(options.rows, case.at_most)
        bench = benches.get(rows) or _filled(Databases(server, rows), options, work / str(rows))
        benches[rows] = bench
        results.append(_one(case, bench, options))
    print(report.text(results))
    _note(f"Took {time.monotonic() - started:.0f} s")
    _save(results, options)
    crashed = any(set(one.failed) - {"unsplit"} for one in results)
    return 1 if crashed | _too_long(results, options.max_wait) else 0


def _filled(databases: Databases, options: argparse.Namespace, work: Path) -> Bench:
    """What the cases with so many rows share."""
    started = time.monotonic()
    databases.create_template()
    blue = make_blue(work, databases)
    databases.fill_template()
    size = size_of(databases.server, databases.template)
    _note(f"{databases.rows} rows in each large table, {size}: {time.monotonic() - started:.0f} s")
    return Bench(
        databases,
        work,
        blue.root,
        _command(options.bgsplit),
        options.connections,
        options.blue == "stays",
    )


def _one(case, bench: Bench, options: argparse.Namespace) -> Measured:
    began = time.monotonic()
    result = measure(case, bench)
    cells = [text for text in report.row(result)[3:6] if text]
    _note(f"{case.name}: {' | '.join(cells)} ({time.monotonic() - began:.0f} s)")
    if options.verbose:
        _note(report.details(result))
    if not options.keep:
        forget(case, bench)
    return result


def _command(text: str) -> tuple[str, ...]:
    """Paths become absolute: the command is started in a project."""
    words = shlex.split(text)
    return tuple(str(Path(word).resolve()) if Path(word).exists() else word for word in words)


def _too_long(results: list[Measured], limit: float | None) -> bool:
    if limit is None:
        return False
    found = [
        f"{one.case}, {half} half: a query waited {waits.longest:.2f} s"
        for one in results
        for half, waits in one.halves.items()
        if waits.longest > limit
    ]
    for line in found:
        _note(f"Longer than {limit} s: {line}")
    return bool(found)


def _save(results: list[Measured], options: argparse.Namespace) -> None:
    if options.markdown:
        about = (
            f"Longest wait of any query (p99 in brackets), PostgreSQL, {options.rows} rows,"
            f" {options.connections} connections per colour. Errors, queries and seconds: unsplit / split."
        )
        options.markdown.write_text(report.markdown(results, about))
    if options.json:
        report.save_json(results, options.json)


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
