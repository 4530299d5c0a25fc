"""One case: the unsplit migration under blue's load, then each half under that of both."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rollout.case import make_case
from rollout.project import Project

from .cases import BASE, Case
from .client import PATIENCE, Client, Sample, Waits, Window, environment, now, waits_in
from .database import Databases

# Load before, between and after what is measured, in seconds: how long queries take when nothing runs.
QUIET = 1.0


class Failed(Exception):
    """A command that must work did not; its last words."""


@dataclass
class Measured:
    """What became of one case. `verdict` is why there are no halves; `failed` what crashed, by phase."""

    case: str
    title: str
    rows: int
    quiet: Waits | None = None
    unsplit: Waits | None = None
    halves: dict[str, Waits] = field(default_factory=dict)
    verdict: str = ""
    failed: dict[str, str] = field(default_factory=dict)
    # Of blue alone under the unsplit migration; of both under the split.
    errors: dict[str, int] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)
    # One message of each kind of error, and how often.
    messages: dict[str, dict[str, int]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Bench:
    """What all cases share."""

    databases: Databases
    work: Path
    blue: Path
    bgsplit: tuple[str, ...]
    connections: int
    blue_stays: bool


def make_project(root: Path, models: str, databases: Databases) -> Project:
    """A project on disk with the models of the app `shop`, and no migrations yet."""
    case = make_case(name="bench", title="", old=models, new=models, control={"none": ""})
    project = Project(root, case, {"shop": models})
    project.write(databases.server.settings(databases.template))
    return project


def make_blue(work: Path, databases: Databases) -> Project:
    """The old code with its first migration, and the template's empty tables."""
    blue = make_project(work / "blue", BASE, databases)
    manage(blue.root, databases.template, "makemigrations", "shop")
    manage(blue.root, databases.template, "migrate")
    return blue


def manage(root: Path, database: str, *args: str, answers: str = "") -> str:
    return command([sys.executable, "manage.py", *args], root, database, answers)


def command(line: list[str], root: Path, database: str, answers: str = "") -> str:
    """Throws Failed where it does not end, or ends badly."""
    try:
        process = subprocess.run(
            line,
            cwd=root,
            env=environment(database),
            input=answers,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"no end after {PATIENCE} s") from None
    if process.returncode:
        raise Failed(_last_words(process.stderr or process.stdout, process.returncode))
    return process.stdout


def _last_words(said: str, code: int) -> str:
    """The line that names the exception; PostgreSQL's details come after it."""
    lines = said.strip().splitlines() or [f"exit code {code}"]
    named = [line for line in lines if re.match(r"[\w.]+(Error|Exception)\b", line)]
    return (named or lines)[-1]


def measure(case: Case, bench: Bench) -> Measured:
    """Never throws for what Django, a migration or bgsplit does; that is among what is measured."""
    result = Measured(case.name, case.title, bench.databases.rows)
    green = make_project(bench.work / case.name, case.new, bench.databases)
    Project(bench.blue, green.case, green.models).copy_migrations_to(green)
    try:
        template = bench.databases.template
        manage(green.root, template, "makemigrations", "shop", answers=case.answers)
    except Failed as error:
        result.failed["makemigrations"] = str(error)
        return result
    original = green.migrations()[-1]
    measure_unsplit(original.stem, green.root, bench, result)
    halves = split(original, green, bench, result)
    if halves:
        measure_split(halves, green.root, bench, result)
    return result


def split(original: Path, green: Project, bench: Bench, result: Measured) -> list[str]:
    """Runs bgsplit as a user would. The names of the migrations it made, or none and why."""
    before = green.digest()
    line = [*bench.bgsplit, str(original), "--dialect", "postgresql"]
    process = subprocess.run(line, cwd=green.root, capture_output=True, text=True, timeout=PATIENCE)
    if process.returncode:
        said = process.stderr.strip().splitlines() or [f"exit code {process.returncode}"]
        # A bug of its own ends with 2 as well, and with a stack trace, which a refusal never has.
        crashed = process.returncode != 2 or re.search(r"^\s+at ", process.stderr, re.M)
        if crashed:
            result.failed["bgsplit"] = " ".join(said)[:300]
        else:
            result.verdict = f"refused: {_reason(said)}"
        return []
    after = green.digest()
    if before == after:
        result.verdict = "left as written"
        return []
    new = [path for path in green.migrations() if str(path) not in before]
    result.files = {path.name: (green.root / path).read_text() for path in new}
    return [path.stem for path in new]


def _reason(said: list[str]) -> str:
    """Without the place, which is a scratch folder."""
    first = said[0]
    return first.split(": ", 1)[1] if ".py:" in first and ": " in first else first


def measure_unsplit(name: str, root: Path, bench: Bench, result: Measured) -> None:
    with bench.databases.copy("unsplit") as database, load() as running:
        running.start("blue", bench.blue, database, bench.connections)
        time.sleep(QUIET)
        window = migrate(name, root, database, "unsplit", result)
        time.sleep(QUIET)
        samples = running.stop()
    result.unsplit = waits_in(window, samples)
    result.quiet = waits_in(Window(window.began - QUIET, window.began), samples)
    count("unsplit", [s for s in samples if s.began >= window.began], result)


def measure_split(names: list[str], root: Path, bench: Bench, result: Measured) -> None:
    """The first is the state half; green starts when it is through. What is left is the database half."""
    windows: dict[str, Window] = {}
    with bench.databases.copy("split") as database, load() as running:
        running.start("blue", bench.blue, database, bench.connections)
        time.sleep(QUIET)
        windows["state"] = migrate(names[0], root, database, "state", result)
        if "state" not in result.failed:
            running.start("green", root, database, bench.connections)
            time.sleep(QUIET)
            if not bench.blue_stays:
                running.stop_first()
            if names[1:]:
                windows["database"] = migrate(names[-1], root, database, "database", result)
            time.sleep(QUIET)
        samples = running.stop()
    result.halves = {half: waits_in(window, samples) for half, window in windows.items()}
    count_split(windows, samples, result)


def count_split(windows: dict[str, Window], samples: list[Sample], result: Measured) -> None:
    """By the database half blue is gone; what it meets from there on is what it would meet, and counted apart."""
    since = windows["state"].began
    limit = windows["database"].began if "database" in windows else float("inf")
    late = [s for s in samples if s.colour == "blue" and s.began + s.seconds >= limit]
    left_out = {id(sample) for sample in late}
    count("split", [s for s in samples if s.began >= since and id(s) not in left_out], result)
    count("blue, late", late, result)


def count(what: str, samples: list[Sample], result: Measured) -> None:
    result.queries[what] = len(samples)
    messages: dict[str, int] = {}
    for sample in samples:
        if sample.error:
            messages[sample.error[:160]] = messages.get(sample.error[:160], 0) + 1
    result.errors[what] = sum(messages.values())
    result.messages[what] = messages


def migrate(name: str, root: Path, database: str, phase: str, result: Measured) -> Window:
    began = now()
    try:
        manage(root, database, "migrate", "shop", name)
    except Failed as error:
        result.failed[phase] = str(error)
    return Window(began, now())


class Load:
    """The colours that are at work."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        self.clients: list[Client] = []
        self.samples: list[Sample] = []

    def start(self, colour: str, root: Path, database: str, connections: int) -> None:
        client = Client(colour, root, database, connections)
        self.stack.callback(client.kill)
        self.clients.append(client)

    def stop_first(self) -> None:
        self.samples += self.clients.pop(0).stop()

    def stop(self) -> list[Sample]:
        while self.clients:
            self.stop_first()
        return self.samples


@contextmanager
def load() -> Iterator[Load]:
    """Whatever happens inside, no process outlives it."""
    with ExitStack() as stack:
        yield Load(stack)


def forget(case: Case, bench: Bench) -> None:
    shutil.rmtree(bench.work / case.name, ignore_errors=True)
