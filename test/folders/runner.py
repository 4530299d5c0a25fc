"""Walks the releases of the folder on each dialect: one process, since there is one folder."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import traceback
from pathlib import Path

import rollout.worker
from rollout.databases import DIALECTS, Server
from rollout.runner import ROOT, _ended_by_signal, _servers, _warm_up, _work_folder
from rollout.walk import Failure, Stop, Tools, command

from .service import FolderService
from .walk import FolderWalk

# What a worker process makes of the commands it is sent.
rollout.worker.Service = FolderService  # type: ignore[misc]


def main() -> int:
    options = _options()
    servers, skipped = _servers(options.dialects or ["postgresql"])
    _warm_up()
    signal.signal(signal.SIGTERM, _ended_by_signal)
    work = _work_folder()
    try:
        passed = [_walk(dialect, server, work, options) for dialect, server in servers.items()]
    finally:
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)
            for server in servers.values():
                server.drop_all(_prefix())
    failed = len(passed) - sum(passed)
    line = f"{sum(passed)} passed, {failed} failed"
    print(line + (f", {len(skipped)} skipped" if skipped else ""))
    must_run = bool(os.environ.get("CI")) or options.dialects is not None
    return 1 if failed or (skipped and must_run) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run test:folders --", allow_abbrev=False)
    parser.add_argument(
        "--dialects",
        type=lambda text: text.split(","),
        help="comma separated; those that are named must be reachable (default: postgresql, if it is)",
    )
    parser.add_argument(
        "--control", action="store_true", help="only the unsplit migrations: nothing is split"
    )
    parser.add_argument(
        "--no-control", action="store_true", help="the unsplit migrations only give the schema"
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="with `strict = true`: new foreign keys are split, too",
    )
    parser.add_argument("--keep", action="store_true", help="leave projects and databases")
    parser.add_argument("--verbose", action="store_true", help="print the notes as well")
    parser.add_argument(
        "--until",
        type=lambda text: dict(pair.split("=") for pair in text.split(",")),
        default={},
        help="warehouse=0023,billing=0005: without the migrations behind these",
    )
    parser.add_argument(
        "--bgsplit",
        default=f"{os.environ.get('BGSPLIT_ROLLOUT_NODE', 'node')} {ROOT}/bin/bgsplit.js",
        help="the command to test",
    )
    options = parser.parse_args()
    if unknown := set(options.dialects or []) - set(DIALECTS):
        parser.error(f"no such dialect: {', '.join(sorted(unknown))}")
    return options


def _walk(dialect: str, server: Server, work: Path, options: argparse.Namespace) -> bool:
    directory = work / f"{_prefix()}{dialect}"
    directory.mkdir()
    tools = Tools(
        bgsplit=command(options.bgsplit),
        edit=_edit(),
        keep=options.keep,
        only_control=options.control,
    )
    walk = FolderWalk(dialect, server, directory, tools, options.until, options.strict, not options.no_control)
    print(f"\n{dialect}: {directory}", flush=True)
    try:
        walk.run()
    except Stop:
        pass
    except Exception as error:
        walk.failures.append(
            Failure(walk.phase, f"{type(error).__name__}: {error}\n{traceback.format_exc()}")
        )
    finally:
        walk.close()
    for failure in walk.failures:
        print("  " + str(failure).replace("\n", "\n    "))
    for note in walk.notes if options.verbose else []:
        print(f"  note: {note}")
    mark = "FAIL" if walk.failures else "ok"
    print(
        f"{mark:4} {dialect}: {walk.outcome or ', '.join(map(str, walk.figures.items()))}",
        flush=True,
    )
    return not walk.failures


def _edit() -> tuple[str, str] | None:
    text = os.environ.get("BGSPLIT_ROLLOUT_EDIT")
    if not text:
        return None
    pattern, _, replacement = text.partition("=>")
    return pattern, replacement


def _prefix() -> str:
    return f"bgf_{os.getpid()}_"


if __name__ == "__main__":
    sys.exit(main())
