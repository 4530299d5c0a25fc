"""A project that deploys on one database and runs its tests on another: the files have to run on both.

    npm run test:rollout -- --tests-on sqlite [--dialects postgresql,mariadb] [--cases glob] [--sample N] [--walk]

Here they run on the other one, with real Django: the state migration must leave what the unsplit migration leaves
there, the database migration must do nothing, both must go back, and `manage.py test`, which makes a database with all
of them, must pass. With `--walk` the same files are walked on the one deployed to as well, as the runner walks any.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import runner, snapshot
from .case import FAILS, HOLDS, REFUSED, SAFE, SKIP, Case, load_cases, sample
from .databases import DIALECTS, Server, server_of
from .versions import for_this_django
from .walk import Result, Stop, Tools, Walk, command, walk
from .worker import Worker, WorkerError

TIMEOUT = 180
COMMAND_TIMEOUT = 60

# In the place of a team's own tests: every model is read, and what is related to it.
TESTS = """\
from django.apps import apps
from django.test import TestCase


class ModelsTest(TestCase):
    def test_every_model(self):
        for model in apps.get_app_config("{app}").get_models():
            self.assertEqual(list(model._base_manager.all()), [])
            keys = [field.name for field in model._meta.fields if field.is_relation]
            self.assertEqual(list(model._base_manager.select_related(*keys)), [])
"""


class OnAnother(Walk):
    """The files for `deployed`, on the database of the tests (`self.dialect`)."""

    def __init__(
        self,
        case: Case,
        deployed: str,
        tests_on: str,
        server: Server,
        directory: Path,
        tools: Tools,
    ) -> None:
        super().__init__(case, tests_on, server, directory, tools)
        self.deployed = deployed
        self.expected = case.expect[deployed]

    def bgsplit(self, paths: list[Path]) -> subprocess.CompletedProcess[str]:
        dialects = f"{self.deployed},{self.dialect}"
        return subprocess.run(
            [*self.tools.bgsplit, *map(str, paths), "--dialect", dialects, *self.case.arguments],
            cwd=self.new.root,
            capture_output=True,
            text=True,
            timeout=COMMAND_TIMEOUT,
            env={**os.environ, "NO_COLOR": "1"},
        )

    def run(self) -> None:
        green = self.write_migrations()
        if why := self.unsplit(green):
            self.refuses(why)
            return
        before = self.new.digest()
        outcome = self.split()
        if outcome != HOLDS:
            if self.expected.outcome == HOLDS:
                self.stop(f"the command {self.said(outcome)}")
            self.outcome = f"not split: {self.reason()}"
            return
        self.find_targets(before)
        self.split_again()
        self.go_through()
        self.run_tests()
        self.outcome = "runs on both"

    # -- the migrations, and what they do unsplit ----------------------------------------------------------------

    def write_migrations(self) -> Worker:
        self.phase = "makemigrations"
        name = self.database("control")
        self.write_projects(name)
        blue = self.worker("blue", self.old, name)
        self.do(blue, "makemigrations", self.case.answers, {}, *self.case.old)
        self.old.copy_migrations_to(self.new)
        self.first = {path.parts[0]: path.stem for path in self.new.migrations()}
        green = self.worker("green-unsplit", self.new, name)
        self.write_second(green)
        self.second = [
            path for path in self.new.migrations() if not (self.old.root / path).exists()
        ]
        self.control_database = name
        return green

    def unsplit(self, green: Worker) -> str | None:
        """What the migration does as it was written; why it cannot, where it fails on this database."""
        self.phase = "unsplit"
        name = self.control_database
        try:
            self.to_first(green)
            self.start = snapshot.take(self.server, name)
            green.call("migrate")
        except (WorkerError, Stop) as error:
            self.failures.clear()
            return str(error)
        self.reference = snapshot.take(self.server, name)
        self.start_again = self.back(green, name)
        return None

    def back(self, green: Worker, name: str) -> Any:
        """Django's own way back may leave other names than there were, or fail: a split need not do better."""
        try:
            for app, target in self.first.items():
                green.call("migrate", app, target)
        except WorkerError:
            return None
        return snapshot.take(self.server, name)

    def to_first(self, green: Worker) -> None:
        self.migrate_installed(green)
        for app, target in self.first.items():
            green.call("migrate", app, target)

    def refuses(self, why: str) -> None:
        """Nothing that does not run there unsplit can run there split: it is no matter whether bgsplit says so."""
        outcome = self.split()
        self.notes.append(f"unsplit, it fails here: {why}")
        self.outcome = f"unsplit, it fails; {'refused' if outcome == REFUSED else 'split'}"

    # -- the two halves ------------------------------------------------------------------------------------------

    def go_through(self) -> None:
        self.name = self.database("walk")
        self.green = self.worker("green", self.new, self.name)
        self.phase = "start"
        self.to_first(self.green)
        self.phase = "the state migration"
        self.sqlmigrate()
        self.go(self.green, {**self.first, **self.state_targets})
        self.expect_schema("the unsplit migration's", self.reference)
        self.check_clean(self.green)
        self.phase = "the database migration"
        self.do(self.green, "migrate")
        self.expect_schema("the unsplit migration's", self.reference)
        self.check_clean(self.green)
        self.do(self.green, "prepare")
        self.do(self.green, "insert")
        self.collect(self.green)
        self.do(self.green, "clear_all")
        self.phase = "back before the database migration"
        self.go(self.green, {**self.first, **self.state_targets})
        self.expect_schema("the unsplit migration's", self.reference)
        if self.start_again is not None:
            self.phase = "back at the start"
            self.go(self.green, self.first)
            self.expect_schema("that of the unsplit way back", self.start_again)
            self.phase = "forward again"
            self.do(self.green, "migrate")
            self.expect_schema("the unsplit migration's", self.reference)

    def sqlmigrate(self) -> None:
        for path in self.halves:
            try:
                self.green.call("sqlmigrate", path.parts[0], path.stem, False)
            except WorkerError as error:
                self.notes.append(f"sqlmigrate of {path.stem} fails: {error}")

    def run_tests(self) -> None:
        self.phase = "manage.py test"
        for app in self.case.apps:
            (self.new.root / app / "tests.py").write_text(TESTS.format(app=app))
        process = subprocess.run(
            [sys.executable, "manage.py", "test", "-v0"],
            cwd=self.new.root,
            capture_output=True,
            text=True,
            timeout=COMMAND_TIMEOUT,
            env={**os.environ, "ROLLOUT_DATABASE": self.name},
        )
        if process.returncode or "OK" not in process.stderr:
            self.fail(process.stderr[-2000:])


def look(
    case: Case, deployed: str, tests_on: str, directory: Path, tools: Tools, walks: bool
) -> Result:
    """Never throws, as `walk` does not."""
    pair = f"{deployed},{tests_on}"
    for dialect in (deployed, tests_on):
        if case.expect[dialect].outcome == SKIP:
            why = case.expect[dialect].detail
            return Result(case.name, pair, skipped=True, summary=f"skipped: {why}")
    started = time.monotonic()
    result = Result(case.name, pair, directory=str(directory))
    directory.mkdir(parents=True)
    one = OnAnother(case, deployed, tests_on, server_of(tests_on), directory, tools)
    try:
        one.run()
    except Stop:
        pass
    except Exception as error:
        one.fail(f"{type(error).__name__}: {error}")
    finally:
        one.close()
    result.failures = [str(failure) for failure in one.failures]
    result.notes = one.notes
    if walks and not result.failures:
        result.failures = walked(case, deployed, pair, directory, tools)
    result.passed = not result.failures
    result.summary = one.outcome if result.passed else f"FAILS: {result.failures[0]}"
    result.seconds = time.monotonic() - started
    return result


def walked(case: Case, deployed: str, pair: str, directory: Path, tools: Tools) -> list[str]:
    """What the walk with both colours finds, on the database deployed to. Of two options the last counts."""
    for_both = replace(case, arguments=(*case.arguments, "--dialect", pair))
    directory = directory.with_name(f"{directory.name}_w")
    directory.mkdir()
    return walk(for_both, deployed, server_of(deployed), directory, tools).failures


def main() -> int:
    options = _options()
    cases = [for_this_django(case) for case in sample(load_cases(options.cases), options.sample)]
    tasks = [
        (case, deployed)
        for deployed in options.dialects
        for case in cases
        if not case.split and case.expect[deployed].outcome not in (REFUSED, SAFE, FAILS)
    ]
    if why := server_of(options.tests_on).why_unreachable():
        print(f"{options.tests_on}: {why}\n0 passed, 1 failed")
        return 1
    runner._warm_up()
    work = runner._work_folder()
    tools = Tools(bgsplit=command(options.bgsplit), edit=runner._edit(), keep=options.keep)
    started = time.monotonic()
    try:
        results = _run(tasks, options, work, tools)
    finally:
        if not options.keep:
            used = [options.tests_on, *(options.dialects if options.walk else [])]
            runner._clean_up({name: server_of(name) for name in used}, work)
    runner._report(results, options, time.monotonic() - started)
    failed = sum(not (one.passed or one.skipped) for one in results)
    skipped = sum(one.skipped for one in results)
    line = f"{sum(one.passed for one in results)} passed, {failed} failed"
    print(line + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not results else 0


def _run(
    tasks: list[tuple[Case, str]], options: argparse.Namespace, work: Path, tools: Tools
) -> list[Result]:
    results = []
    context = multiprocessing.get_context("fork")
    with context.Pool(options.jobs, maxtasksperchild=1) as pool:
        waiting = [
            pool.apply_async(
                look,
                (
                    case,
                    deployed,
                    options.tests_on,
                    work / f"{runner._prefix()}{number}",
                    tools,
                    options.walk,
                ),
            )
            for number, (case, deployed) in enumerate(tasks)
        ]
        for one in waiting:
            result = one.get(TIMEOUT * len(waiting))
            runner._say(result)
            results.append(result)
    return results


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run test:rollout --", allow_abbrev=False)
    parser.add_argument("--tests-on", required=True, choices=DIALECTS)
    parser.add_argument(
        "--dialects",
        type=lambda text: text.split(","),
        default=["postgresql"],
        help="deployed to; only for --walk must they answer",
    )
    parser.add_argument("--walk", action="store_true", help="on the one deployed to as well")
    parser.add_argument("--cases", default="*", help="glob on the names, several by comma")
    parser.add_argument("--sample", type=int, metavar="N", help="every Nth case only")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", action="store_true", help="leave projects and databases")
    parser.add_argument("--verbose", action="store_true", help="print the notes as well")
    parser.add_argument(
        "--bgsplit",
        default=f"{os.environ.get('BGSPLIT_ROLLOUT_NODE', 'node')} {runner.ROOT}/bin/bgsplit.js",
        help="the command to test",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
