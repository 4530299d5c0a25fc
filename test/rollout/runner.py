"""Walks all cases on all dialects, several at a time, and says what became of each.

This process imports Django and the drivers once and configures nothing; each walk is a fork of it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .case import SKIP, Case, load_cases, sample
from .databases import DIALECTS, Server, server_of
from .table import write_table
from .triggers import without_triggers
from .versions import django_version, for_this_django
from .walk import Result, Tools, command, load, save, walk

ROOT = Path(__file__).resolve().parents[2]
# A walk takes a few seconds. One that hangs holds a lock or waits for one.
WALK_TIMEOUT = 180


@dataclass
class Task:
    number: int
    case: Case
    dialect: str


@dataclass
class Running:
    task: Task
    directory: Path
    since: float


def main() -> int:
    options = _options()
    started = time.monotonic()
    cases = [for_this_django(case) for case in sample(load_cases(options.cases), options.sample)]
    if options.drop_triggers:
        cases = without_triggers(cases)
    if options.list:
        print("\n".join(f"{case.name}: {case.title}" for case in cases))
        return 0
    servers, skipped = _servers(options.dialects or list(DIALECTS))
    tasks = [
        Task(number, case, dialect)
        for number, (dialect, case) in enumerate(
            (dialect, case)
            for dialect in servers
            for case in cases
            if not case.without or case.expect[dialect].outcome != SKIP
        )
    ]
    _warm_up()
    # So that `finally` is reached: databases are not to be left behind.
    signal.signal(signal.SIGTERM, _ended_by_signal)
    work = _work_folder()
    try:
        results = list(_run(tasks, servers, work, options))
    finally:
        if not options.keep:
            _clean_up(servers, work)
    _report(results, options, time.monotonic() - started)
    if options.table:
        write_table(options.table, cases, results, django_version())
    failed = sum(not (one.passed or one.skipped) for one in results)
    left_out = sum(one.skipped for one in results) + len(skipped) * len(cases)
    line = f"{sum(one.passed for one in results)} passed, {failed} failed"
    print(line + (f", {left_out} skipped" if left_out else ""))
    must_run = bool(os.environ.get("CI")) or options.dialects is not None
    return 1 if failed or not results or (skipped and must_run) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run test:rollout --", allow_abbrev=False)
    parser.add_argument(
        "--dialects",
        type=lambda text: text.split(","),
        help="comma separated; those that are named must be reachable (default: all that are)",
    )
    parser.add_argument("--cases", default="*", help="glob on the names, several by comma")
    parser.add_argument(
        "--sample",
        type=int,
        metavar="N",
        help="every Nth case only, always the same ones",
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", action="store_true", help="leave projects and databases")
    parser.add_argument("--list", action="store_true", help="say which cases there are")
    parser.add_argument("--verbose", action="store_true", help="print the notes as well")
    parser.add_argument(
        "--control", action="store_true", help="try the cases themselves: nothing is split"
    )
    parser.add_argument(
        "--interrupt",
        action="store_true",
        help="halves with atomic = False are made to fail at each statement and run again",
    )
    parser.add_argument(
        "--drop-triggers",
        action="store_true",
        help="take one trigger out after the state migration: each walk has to fail",
    )
    parser.add_argument("--table", type=Path, help="a markdown table to add the results to")
    parser.add_argument(
        "--twice", action="store_true", help="split what was written once more: nothing may change"
    )
    parser.add_argument(
        "--bgsplit",
        default=f"{os.environ.get('BGSPLIT_ROLLOUT_NODE', 'node')} {ROOT}/bin/bgsplit.js",
        help="the command to test",
    )
    # Chooses the interpreter; run.js has taken it out already. Here for --help.
    parser.add_argument("--django", help="version of Django, such as 5.2")
    options = parser.parse_args()
    if unknown := set(options.dialects or []) - set(DIALECTS):
        parser.error(f"no such dialect: {', '.join(sorted(unknown))}")
    return options


def _servers(dialects: list[str]) -> tuple[dict[str, Server], list[str]]:
    servers, skipped = {}, []
    for dialect in dialects:
        server = server_of(dialect)
        if why := server.why_unreachable():
            print(f"SKIPPED: {dialect}: {why}", flush=True)
            skipped.append(dialect)
        else:
            servers[dialect] = server
    return servers, skipped


def _warm_up() -> None:
    """Everything that needs no settings to be imported, so that a fork finds it there."""
    import pymysql

    pymysql.version_info = (2, 2, 7, "final", 0)
    pymysql.install_as_MySQLdb()
    for name in (
        "psycopg",
        "django.contrib.auth.apps",
        "django.contrib.auth.hashers",
        "django.contrib.contenttypes.apps",
        "django.contrib.postgres.apps",
        "django.contrib.postgres.fields",
        "django.contrib.postgres.search",
        "django.core.management.commands.makemigrations",
        "django.core.management.commands.migrate",
        "django.core.management.commands.sqlmigrate",
        "django.db.backends.mysql.base",
        "django.db.backends.mysql.schema",
        "django.db.backends.postgresql.base",
        "django.db.backends.postgresql.schema",
        "django.db.backends.sqlite3.base",
        "django.db.backends.sqlite3.schema",
        "django.db.migrations.executor",
        "rollout.activity",
    ):
        __import__(name)


def _work_folder() -> Path:
    """In memory where there is such a place: SQLite waits for the disk at each commit."""
    memory = Path("/dev/shm")
    parent = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix=f"bgsplit_rollout_{os.getpid()}_", dir=parent))


def _run(
    tasks: list[Task], servers: dict[str, Server], work: Path, options: argparse.Namespace
) -> Iterator[Result]:
    tools = Tools(
        bgsplit=command(options.bgsplit),
        edit=_edit(),
        keep=options.keep,
        twice=options.twice,
        only_control=options.control,
        interrupt=options.interrupt,
    )
    waiting = list(reversed(tasks))
    running: dict[int, Running] = {}
    try:
        yield from _run_all(waiting, running, servers, work, tools, options.jobs)
    finally:
        for pid in running:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _run_all(
    waiting: list[Task],
    running: dict[int, Running],
    servers: dict[str, Server],
    work: Path,
    tools: Tools,
    jobs: int,
) -> Iterator[Result]:
    while waiting or running:
        while waiting and len(running) < jobs:
            task = waiting.pop()
            # The folder's name is the databases' name as well.
            directory = work / f"{_prefix()}{task.number}"
            pid = _fork(task, servers[task.dialect], directory, tools)
            running[pid] = Running(task, directory, time.monotonic())
        for pid in list(running):
            if result := _ended(pid, running[pid]):
                del running[pid]
                _say(result)
                yield result
        time.sleep(0.01)


def _ended_by_signal(*_: object) -> None:
    print("Ended by a signal\n0 passed, 1 failed", flush=True)
    sys.exit(1)


def _clean_up(servers: dict[str, Server], work: Path) -> None:
    shutil.rmtree(work, ignore_errors=True)
    for server in servers.values():
        server.drop_all(_prefix())


def _prefix() -> str:
    """Of the folders and databases of this run alone. Short: PostgreSQL takes 63 bytes."""
    return f"bgs_{os.getpid()}_"


def _edit() -> tuple[str, str] | None:
    """BGSPLIT_ROLLOUT_EDIT="regex=>replacement" damages what was written: the walk has to notice."""
    text = os.environ.get("BGSPLIT_ROLLOUT_EDIT")
    if not text:
        return None
    pattern, _, replacement = text.partition("=>")
    return pattern, replacement


def _fork(task: Task, server: Server, directory: Path, tools: Tools) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setpgid(0, 0)
        directory.mkdir()
        save(
            walk(task.case, task.dialect, server, directory, tools),
            directory.with_suffix(".json"),
        )
    finally:
        os._exit(0)


def _ended(pid: int, one: Running) -> Result | None:
    done, _ = os.waitpid(pid, os.WNOHANG)
    path = one.directory.with_suffix(".json")
    if done and path.exists():
        return load(path)
    seconds = time.monotonic() - one.since
    if not done and seconds < WALK_TIMEOUT:
        return None
    if not done:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    why = f"no answer after {seconds:.0f} s" if not done else "the walk's process died"
    return Result(
        one.task.case.name,
        one.task.dialect,
        summary=f"FAILS: {why}",
        failures=[why],
        seconds=seconds,
        directory=str(one.directory),
    )


def _say(result: Result) -> None:
    mark = "skip" if result.skipped else "ok" if result.passed else "FAIL"
    summary = result.summary.splitlines()[0][:160]
    print(
        f"{mark:4} {result.dialect:10} {result.case}: {summary} ({result.seconds:.1f} s)",
        flush=True,
    )
    # A long run is read while it goes on.
    for text in result.failures:
        print("     " + text.replace("\n", "\n       "), flush=True)


def _report(results: list[Result], options: argparse.Namespace, seconds: float) -> None:
    _table(results)
    for one in results:
        shown = one.notes if options.verbose else []
        if one.failures or shown:
            print(f"\n{one.case} on {one.dialect} {one.directory if options.keep else ''}")
            for text in [*one.failures, *(f"note: {note}" for note in shown)]:
                print("  " + text.replace("\n", "\n    "))
    slowest = sorted(results, key=lambda one: -one.seconds)[:5]
    print("\nSlowest: " + ", ".join(f"{o.case}/{o.dialect} {o.seconds:.1f} s" for o in slowest))
    for dialect in dict.fromkeys(one.dialect for one in results):
        spent = [one.seconds for one in results if one.dialect == dialect]
        print(f"{dialect}: {len(spent)} cases, {sum(spent):.0f} s of work")
    print(f"Took {seconds:.0f} s with {options.jobs} at a time")


def _table(results: list[Result]) -> None:
    dialects = list(dict.fromkeys(one.dialect for one in results))
    by_case: dict[str, dict[str, Result]] = {}
    for one in results:
        by_case.setdefault(one.case, {})[one.dialect] = one
    width = max((len(name) for name in by_case), default=4)
    print("\n" + "  ".join(["case".ljust(width), *(name.ljust(30) for name in dialects)]))
    for name, row in sorted(by_case.items()):
        cells = [row[d].summary.splitlines()[0] if d in row else "" for d in dialects]
        print("  ".join([name.ljust(width), *(cell[:30].ljust(30) for cell in cells)]).rstrip())


if __name__ == "__main__":
    sys.exit(main())
