"""What squawk says of all goldens, beside what it is expected to say (expected.json)."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rollout.databases import PostgreSQL

from .collect import Sql, collect
from .goldens import goldens

EXPECTED = Path(__file__).parent / "expected.json"
SQUAWK = Path(sys.executable).with_name("squawk")
# The oldest that Django 5.2 takes; older ones are asked for more.
PG_VERSION = "14.0"
# A file that squawk cannot read hides whatever else is in it.
NEVER = ("syntax-error",)

# half -> rule -> why it is right that squawk reports it there, and of which goldens alone (globs), where not of any.
Reasons = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True)
class Finding:
    sql: Sql
    rule: str
    line: int
    message: str

    @property
    def key(self) -> tuple[str, str]:
        return self.sql.half, self.rule

    def __str__(self) -> str:
        statement = self.sql.text.splitlines()[self.line].strip()[:200]
        return f"{self.sql.golden} {self.sql.migration}: {self.message}\n      {statement}"


def main() -> int:
    options = _options()
    if not SQUAWK.exists():
        return _skip(f"there is no {SQUAWK}")
    server = PostgreSQL()
    if why := server.why_unreachable():
        return _skip(f"PostgreSQL does not answer: {why}")
    # So that `finally` is reached: databases are not to be left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    prefix = f"bgsplit_squawk_{os.getpid()}_"
    work = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        sqls = _collect(options.cases, work, prefix)
        findings = _squawk(sqls, work)
    finally:
        server.drop_all(prefix)
        if not options.keep:
            shutil.rmtree(work)
    reasons = json.loads(EXPECTED.read_text())
    return _report(sqls, findings, reasons, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run test:squawk --", allow_abbrev=False)
    parser.add_argument("--cases", default="*", help="glob on strategy/case")
    parser.add_argument("--verbose", action="store_true", help="every finding, not only new ones")
    parser.add_argument("--keep", action="store_true", help="leave the SQL")
    return parser.parse_args()


def _skip(why: str) -> int:
    print(f"SKIPPED: test:squawk: {why}")
    print("0 passed, 1 failed" if os.environ.get("CI") else "0 passed, 0 failed, 1 skipped")
    return 1 if os.environ.get("CI") else 0


def _collect(pattern: str, work: Path, prefix: str) -> list[Sql]:
    """Each golden has a fork of this process to itself, which configures nothing."""
    for module in ("django.db.migrations.executor", "django.db.backends.postgresql.schema"):
        __import__(module)
    jobs = [(golden, work / f"{prefix}{number}") for number, golden in enumerate(goldens(pattern))]
    default = (signal.SIGTERM, signal.SIG_DFL)
    with get_context("fork").Pool(None, signal.signal, default, maxtasksperchild=1) as pool:
        found = pool.starmap(collect, jobs, chunksize=1)
    return [sql for sqls in found for sql in sqls]


def _squawk(sqls: list[Sql], work: Path) -> list[Finding]:
    found: list[Finding] = []
    for atomic in (True, False):
        files = {
            str(work / "sql" / sql.golden / f"{sql.migration}.sql"): sql
            for sql in sqls
            if sql.atomic is atomic
        }
        if files:
            _write(files)
            found += _run_squawk(files, ["--assume-in-transaction"] if atomic else [])
    return found


def _write(files: dict[str, Sql]) -> None:
    for path, sql in files.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(sql.text)


def _run_squawk(files: dict[str, Sql], options: list[str]) -> list[Finding]:
    # No configuration but what is said here: not one that lies above the scratch folder.
    config = next(iter(files)) + ".toml"
    Path(config).touch()
    fixed = ["--config", config, "--reporter", "json", "--pg-version", PG_VERSION]
    process = subprocess.run(
        [str(SQUAWK), *fixed, *options, *files], capture_output=True, text=True
    )
    if process.returncode not in (0, 1) or not process.stdout:
        raise RuntimeError(f"squawk failed ({process.returncode}): {process.stderr}")
    return [
        Finding(files[row["file"]], row["rule_name"], row["line"], row["message"])
        for row in json.loads(process.stdout)
    ]


def _report(
    sqls: list[Sql], findings: list[Finding], reasons: Reasons, options: argparse.Namespace
) -> int:
    """A rule passes in a half where it is expected and found, and fails where it is only one of the two."""
    for sql in sqls:
        if sql.partly:
            print(f"note: {sql.golden} {sql.migration}: RunSQL only, for Django says {sql.partly}")
    found = Counter(finding.key for finding in findings)
    new = Counter(finding.key for finding in findings if not _is_expected(finding, reasons))
    # Of a part of the goldens nothing can be said about what no longer occurs.
    expected = {(half, rule) for half, rules in reasons.items() for rule in rules}
    gone = expected - set(found) if options.cases == "*" else set()
    for half, rule in sorted(found.keys() | expected):
        why = reasons.get(half, {}).get(rule, {}).get("why", "not in expected.json")
        mark = "FAIL" if (half, rule) in new or (half, rule) in gone else "ok"
        print(f"{mark:4} {half:8} {found[half, rule]:4} x {rule}: {why}")
        _say([one for one in findings if one.key == (half, rule)], reasons, options.verbose)
    for half, rule in sorted(gone):
        print(f"{half}: {rule} is in expected.json and no longer occurs")
    print(f"{len(sqls)} halves, {sum(not sql.atomic for sql in sqls)} of them not atomic")
    bad = len(new) + len(gone) + (not sqls)
    print(f"{len(found.keys() - new.keys())} passed, {bad} failed")
    return 1 if bad else 0


def _is_expected(finding: Finding, reasons: Reasons) -> bool:
    reason = reasons.get(finding.sql.half, {}).get(finding.rule)
    if reason is None or finding.rule in NEVER:
        return False
    return any(fnmatch(finding.sql.golden, glob) for glob in reason.get("only", ["*"]))


def _say(findings: Iterable[Finding], reasons: Reasons, verbose: bool) -> None:
    """Those that are not expected, or all."""
    for finding in findings:
        if verbose or not _is_expected(finding, reasons):
            print(f"     {finding}")


if __name__ == "__main__":
    sys.exit(main())
