"""The walk of one case on one database: see README.md for the phases and why each is there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from . import snapshot
from .case import FAILS, HOLDS, REFUSED, SAFE, SKIP, Case, Control
from .interrupt import interrupt
from .rules import Filled, filled, stops_at_unmended
from .databases import Server, SQLite
from .project import Project
from .triggers import drop_trigger
from .worker import Worker, WorkerError

COMMAND_TIMEOUT = 60


@dataclass
class Failure:
    phase: str
    error: str
    colour: str = ""
    action: str = ""
    model: str = ""

    def __str__(self) -> str:
        where = " ".join(part for part in (self.colour, self.action, self.model) if part)
        return f"{self.phase}: {where + ': ' if where else ''}{self.error}"


@dataclass
class Result:
    case: str
    dialect: str
    passed: bool = False
    skipped: bool = False
    summary: str = ""
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    directory: str = ""


class Stop(Exception):
    """The walk cannot go on; what went wrong is among its failures."""


class NothingToDo(Exception):
    """What the walk is about is not there: it is skipped."""


@dataclass(frozen=True)
class Tools:
    """How to start what is under test."""

    bgsplit: tuple[str, ...]
    # (regex, replacement) that damages what was written, to see the walk fail.
    edit: tuple[str, str] | None
    keep: bool
    twice: bool = False
    # Nothing is split: only the case itself is tried.
    only_control: bool = False
    # Half-done migrations are run again.
    interrupt: bool = False


def walk(case: Case, dialect: str, server: Server, directory: Path, tools: Tools) -> Result:
    """Never throws: a bug in the harness is a failure of the case, with its traceback."""
    started = time.monotonic()
    result = Result(case.name, dialect, directory=str(directory))
    expected = case.expect[dialect]
    if expected.outcome == SKIP:
        result.skipped, result.summary = True, f"skipped: {expected.detail}"
        return result
    one = Walk(case, dialect, server, directory, tools)
    try:
        one.run()
    except Stop:
        pass
    except NothingToDo as why:
        result.skipped, result.summary = True, f"skipped: {why}"
    except Exception as error:
        one.failures.append(
            Failure(one.phase, f"{type(error).__name__}: {error}\n{traceback.format_exc()}")
        )
    finally:
        one.close()
    if not result.skipped:
        _judge(result, one, expected)
    result.seconds = time.monotonic() - started
    return result


def _judge(result: Result, one: Walk, expected: Any) -> None:
    failures = [str(failure) for failure in one.failures]
    result.notes = one.notes
    if expected.outcome == FAILS:
        result.passed = any(re.search(expected.detail, text, re.S) for text in failures)
        result.summary = "fails as it must" if result.passed else "FAILS: it does not fail"
        if result.passed and one.case.without:
            result.summary += f": {failures[0]}"
        if not result.passed:
            result.failures = [f"expected a failure like {expected.detail!r}", *failures]
        return
    result.passed = not failures
    result.failures = failures
    if failures:
        result.summary = f"FAILS: {failures[0]}"
    else:
        result.summary = one.outcome


class Walk:
    def __init__(
        self, case: Case, dialect: str, server: Server, directory: Path, tools: Tools
    ) -> None:
        self.case = case
        self.dialect = dialect
        self.server = server
        self.directory = directory
        self.tools = tools
        self.expected = case.expect[dialect]
        self.phase = "set-up"
        self.failures: list[Failure] = []
        self.notes: list[str] = []
        self.outcome = ""
        self.names_differ = False
        self.workers: list[Worker] = []
        self.databases: list[str] = []
        self.old = Project(directory / "blue", case, case.old)
        self.new = Project(directory / "green", case, case.new)
        self.first: dict[str, str] = {}
        self.state_targets: dict[str, str] = {}
        self.later_targets: dict[str, str] = {}
        self.filled_unsplit: Filled = {}

    # -- small things -------------------------------------------------------------------------------------------

    def fail(self, error: str, **others: str) -> None:
        failure = Failure(self.phase, error, **others)
        if why := known(self.case.tolerated[self.dialect], str(failure)):
            self.notes.append(f"{failure} ({why})")
        else:
            self.failures.append(failure)

    def stop(self, error: str) -> None:
        self.fail(error)
        raise Stop

    def database(self, purpose: str) -> str:
        name = f"{self.directory.name}_{purpose}"
        if isinstance(self.server, SQLite):
            name = str(self.directory / f"{purpose}.sqlite3")
        self.server.create(name)
        self.databases.append(name)
        self.server.run(name, self.case.sql_before.get(self.dialect, []))
        return name

    def worker(self, colour: str, project: Project, database: str) -> Worker:
        worker = Worker(colour, project.root, database, self.directory / f"{colour}.log")
        self.workers.append(worker)
        case = self.case
        worker.call("start", colour, case.apps, case.values, case.extra, [], case.renamed)
        return worker

    def close(self) -> None:
        for worker in self.workers:
            worker.close()
        if self.tools.keep:
            return
        for name in self.databases:
            self.server.drop(name)
        shutil.rmtree(self.directory, ignore_errors=True)

    def do(self, worker: Worker, method: str, *args: Any) -> Any:
        """A command that must not fail. What its activity met is added to the failures."""
        try:
            return worker.call(method, *args)
        except WorkerError as error:
            self.stop(f"{worker.colour} {method} {' '.join(map(str, args))}: {error}")

    def collect(self, worker: Worker) -> None:
        for one in self.do(worker, "take_failures"):
            failure = Failure(phase=self.phase, **one)
            if why := known(self.case.tolerated[self.dialect], str(failure)):
                self.notes.append(f"{failure} ({why})")
            else:
                self.failures.append(failure)

    # -- the walk -----------------------------------------------------------------------------------------------

    def run(self) -> None:
        control = self.database("control")
        self.write_projects(control)
        self.blue = self.worker("blue", self.old, control)
        self.control(control)
        if self.tools.only_control:
            self.outcome = "control: as the case says"
            return
        before = self.new.digest()
        outcome = self.split()
        if self.case.without and outcome in (SAFE, REFUSED):
            raise NothingToDo(f"there is no overlap: {self.said(outcome)}")
        if not self.expected.allows(outcome) and self.expected.outcome != FAILS:
            wanted = f"{self.expected.outcome} {self.expected.detail}".strip()
            self.stop(f"the command {self.said(outcome)}; expected: {wanted}")
        unchanged = self.new.digest() == before
        if outcome in (SAFE, REFUSED) and not unchanged:
            self.stop("files were changed although nothing was split")
        if outcome == REFUSED:
            self.outcome = f"refused: {self.reason()}"
            return
        self.find_targets(before)
        if self.tools.twice and not self.case.split:
            self.split_again()
        self.live_together()
        self.outcome = "holds" if outcome == HOLDS else "safe as written"
        if self.names_differ:
            self.outcome += ", index names differ"

    def write_projects(self, control: str) -> None:
        for project in (self.old, self.new):
            project.write(self.server.settings(control))

    # -- 1 and 2: the real migrations, and what they do unsplit --------------------------------------------------

    def control(self, database: str) -> None:
        self.phase = "makemigrations"
        self.do(self.blue, "makemigrations", self.case.answers, {}, *self.case.old)
        self.old.copy_migrations_to(self.new)
        self.first = {path.parts[0]: path.stem for path in self.new.migrations()}
        green = self.worker("green-unsplit", self.new, database)
        self.write_second(green)
        self.second = [
            path for path in self.new.migrations() if not (self.old.root / path).exists()
        ]
        self.check_clean(green)
        self.phase = "control"
        self.migrate_installed(green)
        self.go(green, self.first)
        self.start = snapshot.take(self.server, database)
        self.do(self.blue, "prepare")
        self.do(self.blue, "insert")
        self.do(self.blue, "insert_given", self.case.old_allows)
        self.collect(self.blue)
        self.try_sqlmigrate(green)
        if self.case.empty_unsplit:
            self.do(self.blue, "clear_all")
            self.do(self.blue, "prepare")
        else:
            self.mend(green)
        before = self.do(self.blue, "dump")
        self.do(green, "migrate")
        self.reference = snapshot.take(self.server, database)
        self.know_filled(green, before)
        self.judge_control(green)
        if self.expected.outcome != REFUSED:
            self.know_relations(green)
        green.close()
        self.workers.remove(green)

    def try_sqlmigrate(self, green: Worker) -> None:
        """Django cannot print some of its own migrations (a model deleted before its proxy): no fault of a split."""
        self.can_sqlmigrate = True
        for path in self.second:
            try:
                green.call("sqlmigrate", path.parts[0], path.stem, False)
            except WorkerError as error:
                self.can_sqlmigrate = False
                self.notes.append(f"sqlmigrate of the unsplit {path.stem} fails: {error}")

    def write_second(self, green: Worker) -> None:
        if not self.case.migrations:
            self.do(green, "makemigrations", self.case.answers, self.case.renamed, *self.case.new)
        for app, text in self.case.migrations.items():
            path = self.new.root / app / "migrations" / "0002_hand_written.py"
            path.write_text(text.replace("{{initial}}", self.first[app]))
        for path in self.new.migrations():
            if not (self.old.root / path).exists():
                self.edit_second(self.new.root / path)

    def edit_second(self, path: Path) -> None:
        text = path.read_text()
        for pattern, replacement in self.case.edits:
            text, count = re.subn(pattern, replacement, text, flags=re.S | re.M)
            if not count:
                self.stop(f"the case's edit {pattern!r} matches nothing in {path.name}:\n{text}")
        path.write_text(text)

    def judge_control(self, green: Worker) -> None:
        """Old code on the schema of the unsplit migration: it must break as the case says, or not at all."""
        blue, control = self.blue, self.case.control[self.dialect]
        broke = bool(self.case.old_allows) and self.judge_old_allows(control)
        rows = self.do(blue, "insert")
        self.do(blue, "read")
        self.do(blue, "update", rows)
        self.do(blue, "run_extra")
        if self.case.deletes:
            self.know_relations(green)
            self.delete_parents(blue, green)
        found = self.do(blue, "take_failures")
        if not control.judged:
            return
        if control.breaks is None:
            self.failures += [Failure(phase=self.phase, **one) for one in found]
        elif not found and not broke:
            self.fail(f"old code does not break; expected {control.breaks!r}")
        elif not broke and not any(re.search(control.breaks, one["error"], re.S) for one in found):
            self.fail(f"old code breaks otherwise than by {control.breaks!r}: {found[0]}")

    def judge_old_allows(self, control: Control) -> bool:
        """What the case names must be what breaks: other failures prove nothing about the rule."""
        self.do(self.blue, "insert_given", self.case.old_allows)
        found = self.do(self.blue, "take_failures")
        texts = [one["error"] for one in found]
        if control.breaks is None:
            self.failures += [Failure(phase=self.phase, **one) for one in found]
        elif not any(re.search(control.breaks, text, re.S) for text in texts):
            self.fail(f"what only the old rule allows goes through, or fails otherwise: {texts}")
        return bool(found)

    def know_relations(self, green: Worker) -> None:
        """Which keys only one colour knows. SQLite cannot keep those: there they may dangle (design.md)."""
        blue_facts, green_facts = (self.do(one, "describe") for one in (self.blue, green))
        self.deletable = {
            "blue": list(blue_facts["models"]),
            "green": list(green_facts["models"]),
        }
        self.following = blue_facts["following"] + green_facts["following"]
        self.twins = twins(blue_facts, green_facts)
        self.loose_relations = [
            pair
            for pair in blue_facts["relations"]
            if self.dialect == "sqlite" and pair not in green_facts["relations"]
        ]
        self.loose_relations += map(list, self.case.loose)

    # -- 3: the command -----------------------------------------------------------------------------------------

    def split(self) -> str:
        self.phase = "split"
        if self.case.split:
            self.split_by_hand(self.case.split)
            return HOLDS
        before = self.new.digest()
        self.process = self.bgsplit(self.second)
        (self.directory / "bgsplit.log").write_text(
            f"{self.process.stdout}\n-- stderr\n{self.process.stderr}"
        )
        if self.process.returncode == 2:
            self.check_refusal()
            return REFUSED
        if self.process.returncode != 0:
            self.stop(f"the command {self.said('failed')}")
        return SAFE if self.new.digest() == before else HOLDS

    def bgsplit(self, paths: list[Path]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                *self.tools.bgsplit,
                *map(str, paths),
                *("--dialect", self.dialect),
                *self.case.arguments,
            ],
            cwd=self.new.root,
            capture_output=True,
            text=True,
            timeout=COMMAND_TIMEOUT,
            env={**os.environ, "NO_COLOR": "1"},
        )

    def split_again(self) -> None:
        before = self.new.digest()
        process = self.bgsplit(self.halves)
        if process.returncode or self.new.digest() != before:
            said = " ".join((process.stderr or process.stdout).split())[:400]
            self.fail(f"split once more: exit code {process.returncode}, {said}")

    def split_by_hand(self, folder: Path) -> None:
        for path in self.second:
            (self.new.root / path).unlink()
        specific = folder / self.dialect
        for path in sorted((specific if specific.exists() else folder).glob("*.py")):
            shutil.copy(path, self.new.root / "shop" / "migrations" / path.name)

    def check_refusal(self) -> None:
        if not self.expected.allows(REFUSED):
            return
        text = self.process.stderr + self.process.stdout
        if self.expected.outcome == REFUSED and not re.search(self.expected.detail, text, re.S | re.I):
            self.fail(f"refused, but not with {self.expected.detail!r}: {self.reason()}")
        if re.search(r"^\s+at .*[:(]\d+", text, re.M):
            self.fail(f"a stack trace instead of a message: {self.reason()}")

    def said(self, outcome: str) -> str:
        if outcome == HOLDS:
            return "split it"
        if outcome == SAFE:
            return f"left it alone ({self.reason()})"
        if outcome == REFUSED:
            return f"refused: {self.reason()}"
        return f"{outcome} with exit code {self.process.returncode}: {self.reason()}"

    def reason(self) -> str:
        text = self.process.stderr.strip() or self.process.stdout.strip()
        return " ".join(text.split())[:500]

    def find_targets(self, before: dict[str, str]) -> None:
        """The halves by their names: `…_db` comes later, everything else that is new goes with the state."""
        now = self.new.digest()
        if changed := [name for name in before if name in now and before[name] != now[name]]:
            self.notes.append(f"files rewritten: {', '.join(changed)}")
        self.halves = [
            path for path in self.new.migrations() if not (self.old.root / path).exists()
        ]
        for path in self.halves:
            is_later = path.stem.endswith("_db")
            targets = self.later_targets if is_later else self.state_targets
            targets[path.parts[0]] = path.stem
            self.damage(self.new.root / path)

    def damage(self, path: Path) -> None:
        if self.tools.edit:
            pattern, replacement = self.tools.edit
            text = path.read_text()
            path.write_text(re.sub(pattern, replacement, text, flags=re.S | re.M))

    # -- 4: both colours, forward and back ------------------------------------------------------------------------

    def live_together(self) -> None:
        database = self.name = self.database("walk")
        self.do(self.blue, "use_database", database)
        self.green = self.worker("green", self.new, database)
        for one in (self.blue, self.green):
            self.do(one, "loosen", self.loose_relations)
        self.at_start()
        self.to_overlap("overlap")
        overlap = snapshot.take(self.server, database)
        self.twins = [one for one in self.twins if has_both(overlap, *one)]
        if self.case.without and not drop_trigger(self, overlap):
            raise NothingToDo(f"it has no trigger for {self.case.without}")
        self.watch()
        self.both_active()
        if self.case.without:
            return
        if not self.later_targets:
            self.expect_schema("the unsplit migration's", self.reference)
            self.back_to_start(overlap)
            return
        self.back_to_start(overlap)
        self.to_overlap("overlap again, after the way back")
        self.expect_schema("the overlap's", overlap)
        self.to_end(overlap)
        self.back_to_overlap(overlap)
        self.back_to_start(overlap)
        self.forward_again()
        if self.tools.interrupt or self.case.interrupt:
            interrupt(self, overlap)

    def at_start(self) -> None:
        self.phase = "start"
        self.migrate_installed(self.green)
        self.go(self.green, self.first)
        self.expect_schema("the old models'", self.start)
        self.do(self.blue, "prepare")
        self.one_active(self.blue)

    def to_overlap(self, phase: str) -> None:
        self.phase = phase
        self.show_sql(self.state_targets)
        with self.keeping_rows(self.blue):
            self.go(self.green, {**self.first, **self.state_targets})
        self.check_clean(self.green)

    def to_end(self, overlap: Any) -> None:
        self.watch()
        self.phase = "end"
        self.show_sql(self.later_targets)
        if self.case.must_stop:
            stops_at_unmended(self, overlap)
        rows = self.do(self.blue, "insert_simple")
        self.collect(self.blue)
        self.mend(self.green)
        before = self.do(self.blue, "dump")
        self.unwatch()
        with self.keeping_rows(self.green, fills=True):
            self.do(self.green, "migrate")
        self.expect_schema("the unsplit migration's", self.reference)
        self.check_clean(self.green)
        self.expect_filled(before, rows)
        self.one_active(self.green)

    def back_to_overlap(self, overlap: Any) -> None:
        self.phase = "back in the overlap"
        with self.keeping_rows(self.green):
            self.go(self.green, {**self.first, **self.state_targets})
        self.expect_schema("the overlap's", overlap)
        self.check_clean(self.green)
        self.watch()
        self.both_active_briefly()

    def back_to_start(self, overlap: Any) -> None:
        self.phase = "back at the start"
        self.make_way(overlap)
        self.unwatch()
        with self.keeping_rows(self.blue):
            self.go(self.green, self.first)
        self.expect_start_again()
        self.check_clean(self.green)
        self.do(self.blue, "prepare")
        self.one_active_briefly(self.blue)

    def forward_again(self) -> None:
        self.phase = "forward again to the end"
        self.go(self.green, {**self.first, **self.state_targets})
        self.mend(self.green)
        self.do(self.green, "migrate")
        self.expect_schema("the unsplit migration's", self.reference)
        self.check_clean(self.green)
        self.do(self.green, "insert_simple")
        self.collect(self.green)

    def mend(self, worker: Worker) -> None:
        if self.dialect == "sqlite" and self.case.deletes:
            self.do(worker, "clear_loose")
        if self.case.must_stop:
            count = self.do(worker, "mend")
            self.collect(worker)
            if count:
                self.notes.append(f"{self.phase}: {count} rows had to be mended")

    def know_filled(self, green: Worker, before: Any) -> None:
        """What the unsplit migration gives to old rows: the split has to give the same."""
        facts = self.do(green, "describe")
        self.required = {tuple(pair) for pair in facts["required"]}
        varying = {tuple(pair) for pair in facts["varying"]}
        found = filled(before, self.do(green, "dump"))
        self.filled_unsplit = {
            pair: values
            for pair, values in found.items()
            if len(values) == 1 and pair in self.required - varying
        }

    def expect_filled(self, before: Any, rows: Any) -> None:
        """The rows that blue wrote without the new values hold what the unsplit migration would have given them."""
        written = {
            label: {key: row for key, row in known.items() if key in rows.get(label, [])}
            for label, known in before.items()
        }
        found = filled(written, self.do(self.green, "dump"))
        for pair, values in self.filled_unsplit.items():
            if odd := found.get(pair, set()) - values:
                text = f"{pair[1]} of a row that blue wrote is {sorted(odd)[0]}, unsplit it is {min(values)}"
                self.fail(text, colour="green", action="fill", model=pair[0])

    @contextmanager
    def keeping_rows(self, worker: Worker, fills: bool = False) -> Iterator[None]:
        """A migration between may not change a value that this colour reads before and after it.

        With `fills`, what was NULL in a column that is NOT NULL for the colour may come to hold a value.
        """
        before = self.do(worker, "dump")
        yield
        after = self.do(worker, "dump")
        if fills:
            self.forget_filled(before, after)
        self.expect_rows(before, after, worker.colour)

    def forget_filled(self, before: Any, after: Any) -> None:
        for label, rows in before.items():
            for key, row in rows.items():
                found = after.get(label, {}).get(key, {})
                for name, value in row.items():
                    if value == "None" and (label, name) in self.required:
                        row[name] = found.get(name, value)

    def expect_rows(self, before: Any, after: Any, colour: str) -> None:
        for label, rows in before.items():
            for key, row in rows.items():
                found = after.get(label, {}).get(key)
                if found != row:
                    text = f"row {key} was {row} and is {found}"
                    self.fail(text, colour=colour, action="keep its rows", model=label)
                    return

    def migrate_installed(self, worker: Worker) -> None:
        """What is not the case's own is finished long before: `migrate shop 0001` takes only what it names."""
        for app in self.case.installed:
            if app in ("django.contrib.auth", "django.contrib.contenttypes"):
                self.do(worker, "migrate", app.rpartition(".")[2])

    def go(self, worker: Worker, targets: dict[str, str]) -> None:
        for app, name in targets.items():
            self.do(worker, "migrate", app, name)

    def show_sql(self, targets: dict[str, str]) -> None:
        """A reviewer's `sqlmigrate` must work at the moment at which it would be asked."""
        for path in self.halves:
            if self.can_sqlmigrate and path.stem in targets.values():
                self.do(self.green, "sqlmigrate", path.parts[0], path.stem, False)

    def make_way(self, overlap: Any) -> None:
        """Rows that the old rules cannot take are the operator's to deal with; nothing else is deleted."""
        if self.case.before_start == "all":
            self.do(self.blue, "clear_all")
            return
        lost = snapshot.not_null_columns(self.start) - snapshot.not_null_columns(overlap)
        count = self.do(self.blue, "clear_nulls", sorted(lost)) if lost else 0
        count += self.do(self.blue, "clear_loose")
        if count:
            self.notes.append(
                f"{self.phase}: {count} rows had to go before the old rules came back"
            )

    def expect_schema(self, whose: str, expected: Any) -> None:
        found = snapshot.take(self.server, self.name)
        lines = snapshot.difference(expected, found)
        excused = snapshot.only_index_names(lines)
        self.names_differ |= bool(excused)
        self.notes += [f"{self.phase}: an index has another name: {line}" for line in excused]
        for line in lines:
            if why := known(self.case.differs, line):
                excused.append(line)
                self.notes.append(f"{self.phase}: {line} ({why})")
        if unknown := [line for line in lines if line not in excused]:
            self.fail(f"the schema is not {whose}:\n" + "\n".join(unknown))
        for table in snapshot.order_differs(expected, found):
            note = f"{self.phase}: columns of {table} stand in another order"
            self.notes.append(note)

    def expect_start_again(self) -> None:
        """Django's own way back may name things otherwise than a new table does: that is no fault of a split."""
        found = snapshot.take(self.server, self.name)
        if self.later_targets or not snapshot.difference(self.start, found):
            self.expect_schema("the old models'", self.start)
            return
        self.do(self.green, "use_database", self.databases[0])
        self.do(self.green, "clear_all")
        self.go(self.green, self.first)
        start_again = snapshot.take(self.server, self.databases[0])
        self.do(self.green, "use_database", self.name)
        self.notes.append(f"{self.phase}: not quite the old models', as Django's own way back leaves it")
        self.expect_schema("what Django's own way back leaves", start_again)

    def check_clean(self, worker: Worker) -> None:
        if left := self.do(worker, "is_clean"):
            self.fail(f"makemigrations --check is not clean: {left}")

    # -- 5: activity --------------------------------------------------------------------------------------------

    def one_active(self, worker: Worker) -> None:
        rows = self.do(worker, "insert")
        self.do(worker, "read")
        self.do(worker, "update", rows)
        self.delete_parents(worker, worker)
        self.do(worker, "delete", rows)
        self.finish(worker)

    def one_active_briefly(self, worker: Worker) -> None:
        """Where the schema has just been shown to be one that a longer round was walked on."""
        rows = self.do(worker, "insert")
        self.do(worker, "update", rows)
        self.finish(worker)

    def both_active(self) -> None:
        blue, green = self.blue, self.green
        written = {one: self.do(one, "insert") for one in (blue, green)}
        for label, keys in self.do(blue, "insert_given", self.case.old_allows).items():
            written[blue][label] = written[blue].get(label, []) + keys
        self.compare()
        for one, other in ((blue, green), (green, blue)):
            self.do(one, "update", written[one])
            self.update_others(one, other, written[other])
        self.compare()
        for deleter in (blue, green):
            for owner in (blue, green):
                self.delete_parents(deleter, owner)
        for one, other in ((blue, green), (green, blue)):
            self.do(one, "delete", written[other])
        for one in (blue, green):
            self.do(one, "read")
            self.finish(one)

    def both_active_briefly(self) -> None:
        """The schema is the overlap's again; what may differ is what the rows hold."""
        blue, green = self.blue, self.green
        written = {one: self.do(one, "insert") for one in (blue, green)}
        self.compare()
        for one, other in ((blue, green), (green, blue)):
            self.do(one, "update", written[other])
            self.delete_parents(one, other)
            self.do(one, "delete", written[other])
        for one in (blue, green):
            self.do(one, "read")
            self.finish(one)

    def update_others(self, writer: Worker, owner: Worker, rows: Any) -> None:
        """Saving another colour's rows may not touch what only that colour knows of them."""
        before = self.do(owner, "dump")
        self.do(writer, "update", rows)
        known = self.do(writer, "dump")
        for label, found in self.do(owner, "dump").items():
            theirs = known.get(label, {})
            for key, row in found.items():
                was = before.get(label, {}).get(key, row)
                lost = [
                    name
                    for name in row.keys() - theirs.get(key, {}).keys()
                    if row[name] != was.get(name) and [label, name] not in self.following
                ]
                for name in lost[:1]:
                    text = f"{name} of row {key} was {was.get(name)} and is {row[name]}"
                    action = f"keep what {writer.colour} does not know"
                    self.fail(text, colour=owner.colour, action=action, model=label)
                    return

    def delete_parents(self, deleter: Worker, owner: Worker) -> None:
        families = self.families_of(owner)
        self.do(deleter, "delete_parents", families)
        self.do(owner, "check_families", families)

    def finish(self, worker: Worker) -> None:
        self.do(worker, "run_extra")
        self.do(worker, "dangling")
        self.collect(worker)

    def families_of(self, worker: Worker) -> list[Any]:
        found: list[Any] = []
        for label in self.deletable[worker.colour.partition("-")[0]]:
            found += self.do(worker, "families", label)
        return found

    def watch(self) -> None:
        """From here on, each colour looks after each of its actions whether two columns that are one value differ."""
        for one in (self.blue, self.green):
            self.do(one, "watch", self.twins)
            self.collect(one)

    def unwatch(self) -> None:
        for one in (self.blue, self.green):
            self.do(one, "watch", [])

    def compare(self) -> None:
        """Each colour sees the other's values, in the models and fields that both know."""
        seen_by_blue = self.do(self.blue, "dump")
        for label, rows in self.do(self.green, "dump").items():
            if label in seen_by_blue:
                self.compare_rows(label, seen_by_blue[label], rows)

    def compare_rows(self, label: str, blue: dict[str, Any], green: dict[str, Any]) -> None:
        if blue.keys() != green.keys():
            odd = sorted(blue.keys() ^ green.keys())
            self.fail(f"the colours see different rows: {odd}", model=label)
        for key in blue.keys() & green.keys():
            for name, value in blue[key].items():
                if green[key].get(name, value) != value:
                    text = f"{name} of row {key} is {value} for blue, {green[key][name]} for green"
                    self.fail(text, action="compare", model=label)
                    return


def twins(blue: Any, green: Any) -> list[list[str]]:
    """(table, column, column): what the colours know by the same name and keep in columns of different names."""
    found = []
    for part in ("models", "links"):
        for label in blue[part].keys() & green[part].keys():
            table, old = blue[part][label]["table"], blue[part][label]["columns"]
            new = green[part][label]["columns"]
            found += [[table, old[name], new[name]] for name in old.keys() & new.keys() if old[name] != new[name]]
    return sorted(found)


def has_both(schema: Any, table: str, one: str, other: str) -> bool:
    return {one, other} <= schema.get(table, {"columns": {}})["columns"].keys()


def known(table: dict[str, str], text: str) -> str | None:
    return next((why for pattern, why in table.items() if re.search(pattern, text)), None)


def save(result: Result, path: Path) -> None:
    path.write_text(json.dumps(asdict(result)))


def load(path: Path) -> Result:
    return Result(**json.loads(path.read_text()))


def command(text: str) -> tuple[str, ...]:
    return tuple(shlex.split(text))
