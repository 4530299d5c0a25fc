"""The command: a database with many rows, a rename, and both colours writing to it from the start to the way back."""

from __future__ import annotations

import argparse
import fnmatch
import os
import shlex
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from rollout.databases import server_of

from .cases import CASES
from .rename import Rename, Settings

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    work = Path(tempfile.mkdtemp(prefix=_prefix()))
    passed = failed = 0
    try:
        for dialect in options.dialects.split(","):
            for case in CASES:
                if not any(fnmatch.fnmatch(case.name, glob) for glob in options.cases.split(",")):
                    continue
                found = _one(case, dialect, work, options)
                passed, failed = passed + (not found), failed + bool(found)
    finally:
        for dialect in options.dialects.split(","):
            if not server_of(dialect).why_unreachable():
                server_of(dialect).drop_all(_prefix())
        if options.keep:
            print(f"The projects are in {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def _one(case, dialect: str, work: Path, options: argparse.Namespace) -> list[str]:
    server = server_of(dialect)
    if why := server.why_unreachable():
        print(f"{dialect} does not answer: {why}")
        return [why]
    began = time.monotonic()
    print(f"{case.name} on {dialect}: {case.title}; {options.rows:,} rows", flush=True)
    settings = Settings(
        options.rows, options.threads, options.seconds, tuple(shlex.split(options.bgsplit))
    )
    database = f"{_prefix()}{dialect}_{case.name}"
    with Rename(case, dialect, server, work / f"{dialect}_{case.name}", database, settings) as one:
        one.run()
    print("\n".join(one.report.lines()))
    print(f"  {'FAILED' if one.report.failures else 'ok'}, {time.monotonic() - began:.0f} s\n", flush=True)
    return one.report.failures


def _prefix() -> str:
    return f"bgsplit_threads_{os.getpid()}_"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run test:threads --", allow_abbrev=False)
    parser.add_argument("--dialects", default="postgresql,mariadb", help="comma separated")
    parser.add_argument("--cases", default="*", help="glob on the names, several by comma")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--threads", type=int, default=4, help="of each colour")
    parser.add_argument("--seconds", type=float, default=3, help="between two migrations")
    parser.add_argument("--keep", action="store_true", help="leave the projects")
    parser.add_argument(
        "--bgsplit",
        default=f"{os.environ.get('BGSPLIT_ROLLOUT_NODE', 'node')} {ROOT}/bin/bgsplit.js",
        help="the command to test",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
