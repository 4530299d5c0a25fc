"""One rename on one database, from before its state migration to the way back of both halves."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from rollout.case import make_case
from rollout.databases import Server
from rollout.project import Project

from .cases import Case
from .report import Phase, Report
from .rows import Committed, differing, fill

# Nothing but a lock that is never let go takes so long.
PATIENCE = 900


@dataclass(frozen=True)
class Settings:
    rows: int
    threads: int
    seconds: float
    bgsplit: tuple[str, ...]


def damage(path: Path) -> None:
    """BGSPLIT_ROLLOUT_EDIT="regex=>replacement" as in the rollout: this has to notice."""
    if edit := os.environ.get("BGSPLIT_ROLLOUT_EDIT"):
        pattern, _, replacement = edit.partition("=>")
        path.write_text(re.sub(pattern, replacement, path.read_text(), flags=re.S | re.M))


class Failed(Exception):
    """A command that must work did not; its last words."""


class Rename:
    def __init__(
        self, case: Case, dialect: str, server: Server, root: Path, database: str, settings: Settings
    ) -> None:
        self.case, self.dialect, self.server = case, dialect, server
        self.root, self.database, self.settings = root, database, settings
        self.report = Report()
        self.committed = Committed()
        self.running: dict[str, subprocess.Popen[str]] = {}
        self.started = 0

    def __enter__(self) -> Rename:
        self.server.create(self.database)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()
        self.server.drop(self.database)

    def run(self) -> None:
        try:
            self.prepare()
            self.forward()
            self.backward()
        except Failed as error:
            self.report.failures.append(str(error))

    # -- the projects ---------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        for colour in ("blue", "green"):
            self.project(colour).write(self.server.settings(self.database))
        self.manage("blue", "makemigrations", "shop")
        self.manage("blue", "migrate", "shop")
        self.project("blue").copy_migrations_to(self.project("green"))
        self.first = self.project("green").migrations()[0].stem
        self.manage("green", "makemigrations", "shop", answers="y\n" * self.case.questions)
        self.split(self.project("green").migrations()[-1])
        fill(self.server, self.database, self.settings.rows)

    def project(self, colour: str) -> Project:
        models = {"shop": self.case.models(colour)}
        case = make_case(name="threads", title="", old=models, new=models, control={"none": ""})
        return Project(self.root / colour, case, models)

    def split(self, original: Path) -> None:
        line = [*self.settings.bgsplit, str(original), "--dialect", self.dialect]
        self.command(line, self.root / "green")
        halves = [path.stem for path in self.project("green").migrations() if path.stem != self.first]
        self.state, self.later = halves[0], halves[-1]
        if len(halves) != 2:
            raise Failed(f"it is not split in two: {halves}")
        for path in self.project("green").migrations()[1:]:
            damage(self.root / "green" / path)

    def manage(self, colour: str, *args: str, answers: str = "") -> None:
        self.command([sys.executable, "manage.py", *args], self.root / colour, answers)

    def command(self, line: list[str], root: Path, answers: str = "") -> None:
        process = subprocess.run(
            line, cwd=root, env=self.environment(), input=answers, capture_output=True, text=True, timeout=PATIENCE
        )
        if process.returncode:
            said = (process.stderr or process.stdout).strip().splitlines()
            raise Failed(f"{' '.join(line[1:4])}: {' '.join(said[-3:])[:600]}")

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ROLLOUT_DATABASE": self.database,
        }

    # -- the rollout ------------------------------------------------------------------------------------------------

    def forward(self) -> None:
        self.start("blue")
        self.wait("blue alone")
        self.migrate("state migration", self.state)
        self.start("green")
        self.wait("both, in the overlap")
        self.compare("in the overlap")
        self.stop("blue")
        self.look("green", "in the overlap, blue has gone", stops=False)
        self.migrate("database migration", self.later)
        self.wait("green alone")

    def backward(self) -> None:
        self.migrate("way back of the database migration", self.state)
        self.start("blue")
        self.wait("both, in the overlap again")
        self.compare("in the overlap again")
        self.stop("green")
        self.migrate("way back of the state migration", self.first)
        self.wait("blue alone again")
        self.stop("blue")
        self.look("blue", "at the start again")

    def wait(self, name: str) -> None:
        with self.phase(name):
            time.sleep(self.settings.seconds)

    def migrate(self, name: str, target: str) -> None:
        """What is at work stays at work."""
        with self.phase(name):
            self.manage("green", "migrate", "shop", target)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self.report.phases.append(Phase(name, began, time.monotonic()))

    # -- the writers ------------------------------------------------------------------------------------------------

    def start(self, colour: str) -> None:
        names = json.dumps(asdict(self.case.names(colour)))
        self.started += 1
        file = self.root / f"{colour}.{self.started}.json"
        numbers = [str(self.settings.threads), str(self.settings.rows)]
        with open(self.root / f"{colour}.log", "a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "threads.writers", colour, *numbers, names, str(file)],
                cwd=self.root / colour,
                env=self.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.running[colour] = process
        self.files = {**getattr(self, "files", {}), colour: file}
        assert process.stdout
        if process.stdout.readline().strip() != "ready":
            raise Failed(f"the {colour} process died: {(self.root / f'{colour}.log').read_text()[-600:]}")

    def stop(self, colour: str) -> None:
        process = self.running.pop(colour)
        process.communicate(timeout=PATIENCE)
        told = json.loads(self.files[colour].read_text())
        self.committed.add(told)
        self.report.add(colour, told)

    # -- what has to hold -------------------------------------------------------------------------------------------

    def compare(self, when: str) -> None:
        """While everybody writes: a statement sees one state of the table."""
        if count := differing(self.server, self.database, self.case):
            self.report.failures.append(f"{when}: the two names differ in {count} rows")
        self.report.notes.append(f"{when}: {count} rows in which the two names differ")

    def look(self, colour: str, when: str, stops: bool = True) -> None:
        """With nobody at work, everything that was committed is there, as either colour reads it."""
        others = [] if stops else list(self.running)
        for one in others:
            self.stop(one)
        colours = ("blue", "green") if others else (colour,)
        for reader in colours:
            lost = self.committed.lost(self.server, self.database, self.case.names(reader))
            self.report.failures += [f"{when}, as {reader} reads it: {text}" for text in lost[:3]]
            note = f"{when}: {len(self.committed.rows)} rows written, {len(lost)} of them otherwise than committed"
            self.report.notes.append(f"{note}, as {reader} reads it")
        if others:
            self.compare(when)
        for one in others:
            self.start(one)
